"""Finding a described table in a sheet: its header (one row or several, merged) and its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.domain import spelling
from app.spreadsheets.cells import Raw, is_empty
from app.spreadsheets.mappings import TableMapping, fits, header_text
from app.spreadsheets.reading import NumberedRow, Sheet

ORGANISATION = "@organisation"
NAME = "@name"


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """One column of the sheet that the mapping knows."""

    number: int
    """Counted from 1."""
    label: str
    """Its header as written, parts of a merged header joined."""
    task_max: int | None = None


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A described table found in a sheet."""

    sheet: Sheet
    last_header_row: int
    columns: dict[str, FoundColumn]
    """By the mapping's `to`, and ORGANISATION, NAME."""
    tasks: tuple[FoundColumn, ...]
    unknown: tuple[str, ...]
    """Headers nobody asked for."""
    above: tuple[tuple[int, int, str], ...]
    """Texts above the table: row, column, text."""


def find_table(sheet: Sheet, mapping: TableMapping) -> FoundTable | None:
    """The mapping's table in the sheet, or None.

    The first row from which all required headers are found begins the header; it is as many rows
    high as tell the most columns.
    """
    head = sheet.head()
    for top, (number, row) in enumerate(head):
        if number > mapping.header_within:
            break
        if sum(not is_empty(cell) for cell in row) < 2:  # a title, or nothing
            continue
        heights = range(1, mapping.header_rows + 1)
        found = [_try(sheet, mapping, head, top, height) for height in heights]
        tables = [table for table in found if table is not None]
        if tables:
            return max(tables, key=lambda table: len(table.columns) + len(table.tasks))
    return None


def missing_headers(sheet: Sheet, mapping: TableMapping) -> list[str]:
    """Which required headers the best row of the sheet lacks, as the mapping spells them."""
    needed = _required(mapping)
    best = list(needed.values())
    for top in range(len(sheet.head())):
        paths = _paths(sheet, sheet.head(), top, mapping.header_rows)
        spellings = [_spellings(path) for path in paths.values()]
        lacking = [
            texts for texts in needed.values() if not any(_match(one, texts) for one in spellings)
        ]
        best = min(best, lacking, key=len)
    return [texts[0] for texts in best]


def _required(mapping: TableMapping) -> dict[str, tuple[str, ...]]:
    needed = {column.to: column.header for column in mapping.columns if column.required}
    if mapping.organisation.column:
        needed[ORGANISATION] = mapping.organisation.column
    return needed


def _wanted(mapping: TableMapping) -> dict[str, tuple[str, ...]]:
    optional = {column.to: column.header for column in mapping.columns if not column.required}
    if mapping.name.column:
        optional[NAME] = mapping.name.column
    return {**_required(mapping), **optional}


def _try(
    sheet: Sheet, mapping: TableMapping, head: Sequence[NumberedRow], top: int, height: int
) -> FoundTable | None:
    paths = _paths(sheet, head, top, height)
    spellings = {number: _spellings(path) for number, path in paths.items()}
    required = _required(mapping)
    columns: dict[str, FoundColumn] = {}
    for to, texts in _wanted(mapping).items():
        number = _first_match(spellings, texts)
        if number is not None:
            columns[to] = FoundColumn(number, " / ".join(paths[number]))
            del spellings[number]
        elif to in required:
            return None
    tasks = _tasks(paths, mapping, spellings)
    unknown = [n for n, spelt in spellings.items() if not _match(spelt, mapping.ignore)]
    last = head[top][0] + height - 1
    return FoundTable(
        sheet=sheet,
        last_header_row=last + _counts_columns(head, last + 1),
        columns=columns,
        tasks=tasks,
        unknown=tuple(" / ".join(paths[number]) for number in unknown),
        above=_above(head, top),
    )


def _first_match(spellings: dict[int, list[str]], texts: tuple[str, ...]) -> int | None:
    """The column with the earliest of the texts: exact spellings stand before wildcards."""
    for text in texts:
        for number, spelt in spellings.items():
            if _match(spelt, (text,)):
                return number
    return None


def _tasks(
    paths: dict[int, list[str]], mapping: TableMapping, spellings: dict[int, list[str]]
) -> tuple[FoundColumn, ...]:
    if mapping.task is None:
        return ()
    tasks = []
    for number in list(spellings):
        match = mapping.task.fullmatch(header_text(paths[number][-1]))
        if match is not None:
            tasks.append(FoundColumn(number, paths[number][-1], int(match["max"])))
            del spellings[number]
    return tuple(tasks)


def _counts_columns(head: Sequence[NumberedRow], number: int) -> int:
    """1 when the row below the header only numbers the columns: 1, 2, 3, 4…"""
    row = next((row for n, row in head if n == number), [])
    texts = [spelling.plain_text(cell).strip() for cell in row if not is_empty(cell)]
    counted = [str(place) for place in range(1, len(texts) + 1)]
    return int(len(texts) > 3 and texts == counted)


def _spellings(path: list[str]) -> list[str]:
    """The whole path and its lower parts, folded, as a mapping may spell them."""
    folded = [header_text(part) for part in path]
    return [" / ".join(folded[start:]) for start in range(len(folded))]


def _match(spellings: list[str], texts: tuple[str, ...]) -> bool:
    return any(fits(spelt, texts) for spelt in spellings)


def _paths(
    sheet: Sheet, head: Sequence[NumberedRow], top: int, height: int
) -> dict[int, list[str]]:
    """Column → texts from the upper header row down, merged cells spread over what they cover."""
    numbers = range(head[top][0], head[top][0] + height)
    rows = {number: list(row) for number, row in head if number in numbers}
    width = max(len(row) for row in rows.values())
    grid = {number: rows.get(number, []) for number in numbers}
    for row in grid.values():
        row.extend([""] * (width - len(row)))
    _spread_merged(sheet, grid, width)
    if height > 1 and not sheet.merged:
        _spread_right(grid, width)
    paths = {}
    for column in range(width):
        texts = [_text(grid[number][column]) for number in numbers]
        path = [text for place, text in enumerate(texts) if text and text not in texts[:place]]
        if path:
            paths[column + 1] = path
    return paths


def _spread_merged(sheet: Sheet, grid: dict[int, list[Raw]], width: int) -> None:
    for top, left, bottom, right in sheet.merged:
        if top not in grid or left > width:
            continue
        for number in range(top, bottom + 1):
            for column in range(left, min(right, width) + 1):
                if number in grid:
                    grid[number][column - 1] = grid[top][left - 1]


def _spread_right(grid: dict[int, list[Raw]], width: int) -> None:
    """Where a file tells no merged cells, an upper header covers the columns right of it."""
    numbers = sorted(grid)
    for upper, lower in pairwise(numbers):
        for column in range(1, width):
            if is_empty(grid[upper][column]) and not is_empty(grid[lower][column]):
                grid[upper][column] = grid[upper][column - 1]


def _text(raw: Raw) -> str:
    return " ".join(spelling.plain_text(raw).split()) if not is_empty(raw) else ""


def _above(head: Sequence[NumberedRow], top: int) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (number, column, _text(raw))
        for number, row in head[:top]
        for column, raw in enumerate(row, 1)
        if not is_empty(raw)
    )


def beside(table: FoundTable, labels: tuple[str, ...]) -> tuple[str, int, int] | None:
    """The text right of a label above the table, or after the label in its own cell; its place."""
    texts = table.above
    for place, (row, column, text) in enumerate(texts):
        label, colon, rest = text.partition(":")
        if fits(header_text(text), labels):
            following = texts[place + 1] if place + 1 < len(texts) else None
            if following is not None and following[0] == row:
                return following[2], row, following[1]
        elif colon and rest.strip() and fits(header_text(label), labels):
            return rest.strip(), row, column
    return None
