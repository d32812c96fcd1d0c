"""A second table below the first on one sheet: what is its own is never taken for the first's.

Where a school or a procedure is stated above the table, rows below another such statement and a
repeated header belong to somebody else. They are not read, and that is an error with its row; a
header repeated for a new page, without a title of its own, ends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from app.spreadsheets import sentences
from app.spreadsheets.cells import Raw
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.headers import FoundTable
from app.spreadsheets.mappings import header_text
from app.spreadsheets.reading import NumberedRow

_LONG = 12
"""Signs of a title at least; «5А» and «не писал» are none."""


def first_table_alone(table: FoundTable, complaints: Complaints) -> FoundTable:
    """The table with its sheet ending where a second table begins; that is told when met."""
    column = min(one.number for one in table.columns.values())
    labels = frozenset(_labels(table, column))
    if not labels:
        return table
    width = len(table.header_parts)
    rows = partial(_rows, table.sheet.rows, table.last_header_row, column, labels, width)
    told = set[int]()

    def tell(number: int) -> None:
        if number not in told:
            told.add(number)
            message = sentences.second_table(table.sheet.name, number)
            complaints.error("second_table", message, number, column)

    return replace(table, sheet=replace(table.sheet, _open=partial(rows, tell)))


def _labels(table: FoundTable, column: int) -> Iterator[str]:
    parts = table.header_parts.get(column, frozenset())
    for number, row in table.sheet.head():
        cell = row[column - 1] if number <= table.last_header_row and len(row) >= column else ""
        if isinstance(cell, str) and header_text(cell) in parts:
            yield cell


def _rows(
    rows: Callable[[], Iterator[NumberedRow]],
    last_header_row: int,
    column: int,
    labels: frozenset[str],
    width: int,
    tell: Callable[[int], None],
) -> Iterator[NumberedRow]:
    """The rows up to a title and a repeated header below it; short rows wait for what follows."""
    waiting: list[NumberedRow] = []
    for number, row in rows():
        if number > last_header_row:
            if 2 * (len(row) - row.count("")) <= width:
                waiting.append((number, row))
                continue
            if waiting and row[column - 1] in labels and any(map(_is_title, waiting)):
                tell(waiting[0][0])
                return
            yield from waiting
            waiting = []
        yield number, row
    yield from waiting


def _is_title(numbered: tuple[int, Sequence[Raw]]) -> bool:
    return any(
        isinstance(cell, str) and len(cell) >= _LONG and any(map(str.isdigit, cell))
        for cell in numbered[1]
    ) or any(isinstance(cell, str) and cell.rstrip().endswith(":") for cell in numbered[1])
