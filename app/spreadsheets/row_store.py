"""Rows of one sheet: read once out of a file, asked for as often as needed.

A file is parsed once. The first million and a half of its cells stay as they are; what comes after
is packed into blocks of JSON and, beyond a size, lies in a temporary file without a name, which the
system removes with the process.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any

from app.spreadsheets.cells import CellFault, Raw, is_empty

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_BLOCK = 256
"""Rows packed together."""
_AT_HAND = 1_500_000
"""Cells of a sheet that are not packed: some 40 million bytes."""
_IN_MEMORY = 64 * 1024 * 1024
"""Bytes of packed rows after which they go to the disk."""
_MOST_EMPTY = 50_000_000
"""Empty cells between filled ones of one sheet: a drawn-out sheet, not a table."""
_WIDEST_PAD = 512


class TooDrawnOut(Exception):
    """More emptiness between the cells of a sheet than any table has."""


class RowStore:
    """Where a reader puts the rows of one sheet, in order."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  # lives as long as the rows
        self._blocks: list[int] = []
        self._at_hand: list[tuple[int, list[Raw]]] = []
        self._waiting: list[tuple[int, list[Raw]]] = []
        self._cells = 0
        self.filled = 0
        self.last_row = 0
        self.width = 0

    def __del__(self) -> None:
        self._file.close()

    def add(self, number: int, cells: list[Raw], filled: int) -> None:
        """One row that holds `filled` cells; `cells` ends with the last of them."""
        width = len(cells)
        self._cells += width
        self.last_row = number
        if width > self.width:
            self.width = width
        self.filled += filled
        if self._cells - self.filled > _MOST_EMPTY:
            raise TooDrawnOut
        if self._cells < _AT_HAND:
            self._at_hand.append((number, cells))
            return
        self._waiting.append((number, cells))
        if len(self._waiting) >= _BLOCK:
            self._pack()

    def _pack(self) -> None:
        text = json.dumps(self._waiting, ensure_ascii=False, separators=(",", ":"), default=_packed)
        self._blocks.append(self._file.write(text.encode("utf-8", "replace")))
        self._waiting = []

    def rows(self) -> Iterator[tuple[int, list[Raw]]]:
        """All rows, top to bottom, as wide as the table (up to a bound); nobody changes them."""
        pad = min(self.width, _WIDEST_PAD)
        for numbered in self._at_hand:
            missing = pad - len(numbered[1])
            yield (numbered[0], numbered[1] + [""] * missing) if missing > 0 else numbered
        yield from self._unpacked_rows(pad)

    def _unpacked_rows(self, pad: int) -> Iterator[tuple[int, list[Raw]]]:
        if self._waiting:
            self._pack()
        at = 0
        for size in self._blocks:
            self._file.seek(at)
            block = self._file.read(size)
            at += size
            for number, cells in json.loads(block, object_hook=_unpacked):
                if len(cells) < pad:
                    cells.extend([""] * (pad - len(cells)))
                yield number, cells
        self._file.seek(0, 2)


def _packed(value: object) -> dict[str, Any]:
    match value:
        case CellFault():
            return {"fault": asdict(value)}
        case timedelta():
            return {"elapsed": value.total_seconds()}
        case datetime() | date() | time():
            return {type(value).__name__: value.isoformat()}
    raise TypeError(type(value).__name__)


def _unpacked(packed: dict[str, Any]) -> object:
    match packed:
        case {"fault": dict() as fault}:
            return CellFault(**fault)
        case {"elapsed": float() as seconds}:
            return timedelta(seconds=seconds)
        case {"datetime": str() as text}:
            return datetime.fromisoformat(text)
        case {"date": str() as text}:
            return date.fromisoformat(text)
        case {"time": str() as text}:
            return time.fromisoformat(text)
    return packed


class RowFiller:
    """Puts the cells of one sheet, in order of rows, into a store."""

    def __init__(self) -> None:
        self.store = RowStore()
        self._number = 0
        self._cells: list[Raw] = []
        self._filled = 0

    def put(self, row: int, column: int, value: Raw) -> None:
        """A cell at (row, column), counted from 1; raises ValueError for one out of order."""
        if is_empty(value):
            return
        if row != self._number:
            self.finish()
            if row <= self._number:
                raise ValueError(row)
            self._number = row
        cells = self._cells
        gap = column - len(cells) - 1
        if gap >= 0:
            cells.extend([""] * gap)
            cells.append(value)
        else:
            cells[column - 1] = value
        self._filled += 1

    def finish(self) -> None:
        """The row is complete."""
        if self._cells:
            self.store.add(self._number, self._cells, self._filled)
            self._cells, self._filled = [], 0
