"""A workbook of any kind as sheets of raw rows, with true row and column numbers, as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree import ElementTree

from app.spreadsheets import sentences
from app.spreadsheets.cells import Merged, Raw, is_empty
from app.spreadsheets.outlines import Outline, outlines
from app.spreadsheets.sniffing import BROKEN_ZIP, FileKind, sniff
from app.spreadsheets.text_tables import text_rows

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_TAKEN = (str, int, float, date, time, timedelta)

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

    @property
    def rows_expected(self) -> int:
        """How many rows there are to read, for the progress bar; 0 when unknown."""
        return sum(sheet.last_row for sheet in self.sheets)


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """The workbook at `path`, whatever its name ends with; raises Refused or WorldFailed."""
    match sniff(path):
        case FileKind.TEXT:
            yield Workbook(path, (Sheet(path.stem, False, partial(text_rows, path)),))
        case FileKind.XLSX:
            ahead = dict(outlines(path))
            with _calamine(path) as book:
                yield Workbook(path, tuple(_sheets(book, path, ahead)))
        case FileKind.BINARY:
            with _calamine(path) as book:
                yield Workbook(path, tuple(_sheets(book, path, {})))


@contextmanager
def _calamine(path: Path) -> Iterator[CalamineWorkbook]:
    from python_calamine import CalamineError, CalamineWorkbook

    with _told_as_refusal(path):
        try:
            book = CalamineWorkbook.from_path(path)
        except CalamineError:  # it believes the name: a new book named .xls is no damaged one
            with path.open("rb") as file:
                book = CalamineWorkbook.from_filelike(file)
    with book:
        yield book


@contextmanager
def _told_as_refusal(path: Path) -> Iterator[None]:
    """calamine's own errors, and the panics of its Rust code on broken files, as one sentence."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise sentences.protected_by_password(path.name) from None
    except CalamineError:
        raise sentences.damaged(path.name) from None
    except PermissionError:
        raise sentences.no_right_to_read(path.name) from None
    except OSError as fault:
        raise sentences.cannot_read(path.name, fault.strerror or "ошибка диска") from fault
    except BaseException as fault:  # pyo3 gives a panic no class that could be named here
        if type(fault).__name__ != "PanicException":
            raise
        raise sentences.damaged(path.name) from None


def _sheets(book: CalamineWorkbook, path: Path, ahead: dict[str, Outline]) -> Iterator[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        hidden = about.visible is not SheetVisibleEnum.Visible
        outline = ahead.get(about.name, Outline())
        if outline.thin:
            rows = partial(_cell_by_cell, path, about.name)
            merged = tuple(outline.merged)
            yield Sheet(about.name, hidden, partial(_mended, rows, outline), merged)
            continue
        with _told_as_refusal(path):
            loaded = book.get_sheet_by_name(about.name)
        rows = partial(_streamed, loaded)
        yield Sheet(
            about.name,
            hidden,
            partial(_mended, rows, outline) if outline.faults or outline.percents else rows,
            tuple(_merged(loaded)),
            loaded.total_height + 1,
        )


def _merged(sheet: CalamineSheet) -> Iterator[Merged]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield top + 1, left + 1, bottom + 1, right + 1


def _streamed(sheet: CalamineSheet) -> Iterator[NumberedRow]:
    """Rows as calamine gives them: from row 1 on, but from the first filled column on."""
    if sheet.start is None:
        return
    before: list[Raw] = [""] * sheet.start[1]
    if not before:
        yield from enumerate(sheet.iter_rows(), 1)
        return
    for number, row in enumerate(sheet.iter_rows(), 1):
        yield number, before + list(row)


def _cell_by_cell(path: Path, name: str) -> Iterator[NumberedRow]:
    """A thin sheet through openpyxl: slower per cell, but empty space costs nothing."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            yield from _filled_rows(book[name])
        finally:
            book.close()
    except (*BROKEN_ZIP, ElementTree.ParseError, AttributeError, TypeError):
        raise sentences.damaged(path.name) from None


def _filled_rows(sheet: Any) -> Iterator[NumberedRow]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells: list[Raw] = [cell if isinstance(cell, _TAKEN) else "" for cell in row]
        if any(cell != "" for cell in cells):
            yield number, cells


def _mended(rows: Callable[[], Iterator[NumberedRow]], outline: Outline) -> Iterator[NumberedRow]:
    """The rows with failed formulas named and percents written as people see them."""
    for number, row in rows():
        faults = outline.faults.get(number, {})
        percents = outline.percents.get(number, ())
        if faults or percents:
            row = list(row)
            for column in percents:
                share = row[column - 1] if column <= len(row) else None
                if isinstance(share, int | float) and not isinstance(share, bool):
                    row[column - 1] = f"{round(share * 100, 6):g}%"
            for column, fault in faults.items():
                row.extend([""] * (column - len(row)))
                row[column - 1] = fault
        yield number, row
