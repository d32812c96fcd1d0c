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
    """The mapping's table in the sheet, or None. The lowest header that holds all is taken."""
    head = sheet.head()
    for top, (number, _) in enumerate(head):
        if number > mapping.header_within:
            break
        for height in range(1, mapping.header_rows + 1):
            found = _try(sheet, mapping, head, top, height)
            if found is not None:
                return found
    return None


def missing_headers(sheet: Sheet, mapping: TableMapping) -> list[str]:
    """Which required headers the best row of the sheet lacks, as the mapping spells them."""
    needed = _required(mapping)
    best = list(needed.values())
    for top in range(len(sheet.head())):
        paths = _paths(sheet, sheet.head(), top, mapping.header_rows)
        lacking = [
            texts
            for texts in needed.values()
            if not any(_matches(p, texts) for p in paths.values())
        ]
        best = min(best, lacking, key=len)
    return [texts[0] for texts in best]


def _required(mapping: TableMapping) -> dict[str, tuple[str, ...]]:
    needed = {column.to: column.header for column in mapping.columns if column.required}
    if mapping.organisation.column:
        needed[ORGANISATION] = mapping.organisation.column
    return needed


def _try(
    sheet: Sheet, mapping: TableMapping, head: Sequence[NumberedRow], top: int, height: int
) -> FoundTable | None:
    paths = _paths(sheet, head, top, height)
    wanted = {column.to: column.header for column in mapping.columns}
    if mapping.organisation.column:
        wanted[ORGANISATION] = mapping.organisation.column
    if mapping.name.column:
        wanted[NAME] = mapping.name.column
    columns: dict[str, FoundColumn] = {}
    taken: set[int] = set()
    for to, texts in wanted.items():
        for number, path in paths.items():
            if number not in taken and _matches(path, texts):
                columns[to] = FoundColumn(number, " / ".join(path))
                taken.add(number)
                break
    if set(_required(mapping)) - set(columns):
        return None
    tasks = _tasks(paths, mapping, taken)
    if mapping.task is not None and not tasks and height < mapping.header_rows:
        return None
    last = head[top][0] + height - 1
    spare = [number for number in paths if number not in taken]
    return FoundTable(
        sheet, last, columns, tasks, _unknown(paths, spare, mapping), _above(head, top)
    )


def _tasks(
    paths: dict[int, list[str]], mapping: TableMapping, taken: set[int]
) -> tuple[FoundColumn, ...]:
    if mapping.task is None:
        return ()
    tasks = []
    for number, path in paths.items():
        match = mapping.task.fullmatch(header_text(path[-1]))
        if number not in taken and match is not None:
            tasks.append(FoundColumn(number, path[-1], int(match["max"])))
            taken.add(number)
    return tuple(tasks)


def _unknown(
    paths: dict[int, list[str]], spare: list[int], mapping: TableMapping
) -> tuple[str, ...]:
    return tuple(
        " / ".join(paths[number]) for number in spare if not _matches(paths[number], mapping.ignore)
    )


def _matches(path: list[str], texts: tuple[str, ...]) -> bool:
    """Whether the whole path, or the lower part of it, is one of the texts."""
    folded = [header_text(part) for part in path]
    return any(fits(" / ".join(folded[start:]), texts) for start in range(len(folded)))


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
