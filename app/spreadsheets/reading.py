"""A workbook of any kind as sheets of raw rows, with true row and column numbers, as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from app.spreadsheets import sentences
from app.spreadsheets.books import DAMAGED, ReadBook, ReadSheet, Visibility
from app.spreadsheets.cells import Merged, Raw, is_empty
from app.spreadsheets.ods_book import read_ods
from app.spreadsheets.row_store import TooDrawnOut
from app.spreadsheets.sniffing import FileKind, sniff
from app.spreadsheets.text_tables import read_text
from app.spreadsheets.xls_book import read_xls
from app.spreadsheets.xls_streams import Encrypted
from app.spreadsheets.xlsx_book import read_xlsx
from app.spreadsheets.xlsx_parts import TooBig

_READERS = {
    FileKind.XLSX: read_xlsx,
    FileKind.ODS: read_ods,
    FileKind.XLS: read_xls,
    FileKind.TEXT: read_text,
}
HEAD_ROWS = 60
"""Rows in which titles and headers are looked for."""
NumberedRow: TypeAlias = tuple[int, list[Raw]]
"""Row number counted from 1, and its cells from column A on; empty rows may be left out."""


@dataclass(slots=True)
class Sheet:
    """One sheet; its rows may be asked for more than once until it is released."""

    name: str
    hidden: bool
    _open: Callable[[], Iterator[NumberedRow]]
    merged: tuple[Merged, ...] = ()
    last_row: int = 0
    """The last row with anything in it, as far as is known beforehand."""
    very_hidden: bool = False
    """Whether Excel's own menu does not offer to show it."""
    hidden_rows: tuple[int, ...] = ()
    """Rows with something in them that are not shown (filtered, folded)."""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """First and last of neighbouring columns that are not shown."""
    _head: list[NumberedRow] | None = field(default=None, repr=False)

    def rows(self) -> Iterator[NumberedRow]:
        """All rows, top to bottom."""
        return self._open()

    def head(self) -> list[NumberedRow]:
        """The first rows, where titles and headers stand."""
        if self._head is None:
            first = islice(self.rows(), HEAD_ROWS)
            self._head = [row for row in first if row[0] <= HEAD_ROWS]
        return self._head

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the sheet's first rows."""
        return all(is_empty(cell) for _, row in self.head() for cell in row)


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened file."""

    path: Path
    sheets: tuple[Sheet, ...]
    without_cells: tuple[str, ...] = ()
    """Names of sheets that hold a chart, a dialog or macros and no table."""

    @property
    def rows_expected(self) -> int:
        """How many rows there are to read, for the progress bar; 0 when unknown."""
        return sum(sheet.last_row for sheet in self.sheets)


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """The workbook at `path`, whatever its name ends with; raises Refused or WorldFailed."""
    kind = sniff(path)
    book = _read(path, kind)
    yield Workbook(path, tuple(map(_sheet, book.sheets)), tuple(book.without_cells))


def _read(path: Path, kind: FileKind) -> ReadBook:
    try:
        return _READERS[kind](path)
    except Encrypted:
        raise sentences.protected_by_password(path.name) from None
    except (TooBig, TooDrawnOut, MemoryError):
        raise sentences.too_big(path.name) from None
    except PermissionError:
        raise sentences.no_right_to_read(path.name) from None
    except DAMAGED:
        raise sentences.damaged(path.name) from None
    except OSError as fault:
        raise sentences.failed_to_read(path.name, fault) from fault


def _sheet(read: ReadSheet) -> Sheet:
    store = read.store
    width = store.width
    return Sheet(
        name=read.name,
        hidden=read.visibility is not Visibility.VISIBLE,
        _open=store.rows,
        merged=tuple(read.merged),
        last_row=store.last_row,
        very_hidden=read.visibility is Visibility.VERY_HIDDEN,
        hidden_rows=tuple(read.hidden_rows),
        hidden_columns=tuple(
            (first, min(last, width)) for first, last in read.hidden_columns if first <= width
        ),
    )
