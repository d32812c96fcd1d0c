"""Tables as text: csv with «;», «,» or tab, in UTF-8, UTF-16 or the Windows encoding."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from app import outside
from app.spreadsheets import sentences
from app.spreadsheets.books import ReadBook, ReadSheet, Visibility
from app.spreadsheets.cells import Raw
from app.spreadsheets.row_store import MOST_COLUMNS, MOST_ROWS, RowStore

_DELIMITERS = (";", "\t", ",")
_SAMPLE = 65536
"""Signs from which the delimiter and the usual width are known."""
_LONGEST_LINE = 1_000_000
"""Signs of a line; a table has none so long."""
_LEAST_WIDTH = 3
"""Cells of a row from which a swallowed one can be told."""


def read_text(path: Path) -> ReadBook:
    """The table as a book of one sheet; raises Refused."""
    store = RowStore()
    for number, row in text_rows(path):
        store.add(number, row, len(row))
    return ReadBook([ReadSheet(path.stem, Visibility.VISIBLE, store)])


def text_rows(path: Path) -> Iterator[tuple[int, list[Raw]]]:
    """Rows of a csv file with their numbers, counted from 1; every cell is a text.

    A quotation mark that swallows cells or rows is refused with the line it stands in.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(_SAMPLE)
        file.seek(0)
        delimiter = _delimiter(sample)
        lines = _Lines(file, path.name)
        reader = csv.reader(lines, delimiter=delimiter)
        width = _usual_width(sample, delimiter)
        number = 0
        while True:
            first = lines.number + 1
            try:
                row = next(reader, None)
            except csv.Error as fault:
                if len(lines.taken) > 1:  # a cell without an end grew too large
                    raise sentences.stray_quote(path.name, first) from fault
                raise sentences.cell_too_long(path.name, first) from fault
            taken = lines.take()
            if row is None:
                return
            if _swallows(taken, len(row), width, delimiter):
                raise sentences.stray_quote(path.name, first)
            number += 1
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise sentences.too_big(path.name)
            yield number, list(row)


class _Lines:
    """The lines of a file, those of the row that is being read at hand."""

    def __init__(self, file: IO[str], name: str) -> None:
        self._file, self._name = file, name
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(_LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) >= _LONGEST_LINE:
            raise sentences.line_too_long(self._name, self.number)
        self.taken.append(line)
        return line

    def take(self) -> list[str]:
        taken, self.taken = self.taken, []
        return taken


def _swallows(lines: Sequence[str], width: int, usual: int, delimiter: str) -> bool:
    """Whether a quotation mark took for one cell what are several.

    A lawful cell of several lines cuts its row short in the first of them, or stands last in it and
    goes on without a row's worth of cells. A stray mark leaves whole rows on both sides.
    """
    if usual < _LEAST_WIDTH or not any('"' in line for line in lines):
        return False
    whole = [line.count(delimiter) + 1 >= usual for line in lines]
    if len(lines) == 1:
        return width < usual and lines[0].count(delimiter) + 1 == usual
    return whole[0] and (any(whole[1:]) or _is_open(lines))


def _is_open(lines: Sequence[str]) -> bool:
    """Whether the row ended only because the file did."""
    return "".join(lines).count('"') % 2 == 1


def _usual_width(sample: str, delimiter: str) -> int:
    """How many cells most rows without a quotation mark have; titles of one cell are not asked."""
    lines = sample.splitlines()
    plain = Counter(line.count(delimiter) + 1 for line in lines if '"' not in line)
    widths = {width: amount for width, amount in plain.items() if width > 1}
    return max(widths, key=lambda width: (widths[width], width), default=1)


def _encoding(path: Path) -> str:
    with outside.opened(path) as file:
        head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        if _decodes(path, "utf-16"):
            return "utf-16"
        raise sentences.damaged(path.name)
    for encoding in ("utf-8-sig", "cp1251"):
        if _decodes(path, encoding):
            return encoding
    raise sentences.not_a_workbook(path.name, "файл неизвестного вида")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(1 << 20):
                pass
    except UnicodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The delimiter that stands in most lines; a comma inside numbers must not win."""
    lines = [line for line in sample.splitlines()[:40] if line.strip()]

    def strength(delimiter: str) -> int:
        return sum(delimiter in line for line in lines)

    return max(_DELIMITERS, key=lambda one: (strength(one), -_DELIMITERS.index(one)))
