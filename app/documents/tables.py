"""Tables on paper: column places, spanned headers, rows that go on over a page break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.documents.model import Cell, Row, Table, text
from app.documents.pages import Pages
from app.documents.setting import (
    Break,
    SetLine,
    at_top,
    begins_well,
    height_of,
    lines_forced,
    set_paragraphs,
)

_SIDE, _ABOVE, _BELOW = 4.0, 2.5, 3.5
"""Between the border and the text of a cell, points."""
_SHORT = 0.35
"""A row lower than this part of the page is never torn apart."""
_GOOD_START = 0.5
"""With less of the page left than this, a row begins here only if all its cells begin well."""
_TALL_HEADER = 0.6
"""A header higher than this part of the page is not repeated: the rows need room."""


@dataclass(frozen=True, slots=True)
class _SetCell:
    x: float
    width: float
    lines: tuple[SetLine, ...]


@dataclass(frozen=True, slots=True)
class _HeaderCell:
    """A set cell of the header with its place from the header's top."""

    cell: _SetCell
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class _SetTable:
    header: tuple[_HeaderCell, ...]
    header_height: float
    rows: tuple[tuple[_SetCell, ...], ...]
    grid: bool


def put_table(pages: Pages, table: Table, size: float, tail: float = 0) -> None:
    """Put the table under what stands on the page.

    `tail`: height of what follows and must not stand alone on a sheet (a signature).
    """
    size = table.size or size
    edges = _edges(table.widths, pages.left, pages.width)
    ready = _set_table(table, edges, size)
    if pages.room < _opening(pages, ready) and not pages.untouched:
        pages.begin_sheet()
    _put_header(pages, ready)
    for number, (row, cells) in enumerate(zip(table.rows, ready.rows, strict=True), start=1):
        below = tail if number == len(table.rows) else 0
        if number > 1 and _leaves_alone(pages, cells, below):
            _next_sheet(pages, ready)
        _put_row(pages, ready, cells, _continued(row, cells, size), below)


def opening_height(pages: Pages, table: Table, size: float) -> float:
    """Room wanted below a heading: the header and the beginning of the first row."""
    edges = _edges(table.widths, pages.left, pages.width)
    beginning = replace(table, rows=table.rows[:1])
    return _opening(pages, _set_table(beginning, edges, table.size or size))


def _edges(widths: Sequence[float], left: float, width: float) -> list[float]:
    edges, share = [left], width / sum(widths)
    for part in widths:
        edges.append(edges[-1] + part * share)
    return edges


def _set_table(table: Table, edges: list[float], size: float) -> _SetTable:
    header, height = _set_header(table.header, edges, size)
    rows = tuple(_set_row(row, edges, size) for row in table.rows)
    return _SetTable(header, height, rows, table.grid)


def _set_row(row: Row, edges: list[float], size: float) -> tuple[_SetCell, ...]:
    cells, column = [], 0
    for cell in row.cells:
        cells.append(_set_cell(cell, column, edges, size))
        column += cell.columns
    return tuple(cells)


def _set_cell(cell: Cell, column: int, edges: list[float], size: float) -> _SetCell:
    x = edges[column]
    width = edges[column + cell.columns] - x
    return _SetCell(x, width, set_paragraphs(cell.paragraphs, width - 2 * _SIDE, size))


def _set_header(
    rows: tuple[Row, ...], edges: list[float], size: float
) -> tuple[tuple[_HeaderCell, ...], float]:
    placed = [
        (number, cell.rows, _set_cell(cell, column, edges, size))
        for number, column, cell in _grid(rows, len(edges) - 1)
    ]
    heights = [0.0] * len(rows)
    for number, span, cell in sorted(placed, key=lambda each: each[1]):
        last = number + span - 1
        missing = _outer_height(cell) - sum(heights[number : last + 1])
        heights[last] += max(0.0, missing)
    tops = [sum(heights[:number]) for number in range(len(rows))]
    cells = tuple(
        _HeaderCell(cell, tops[number], sum(heights[number : number + span]))
        for number, span, cell in placed
    )
    return cells, sum(heights)


def _grid(rows: tuple[Row, ...], width: int) -> list[tuple[int, int, Cell]]:
    """Row and column of each header cell: the first column not covered from above."""
    taken: set[tuple[int, int]] = set()
    places = []
    for number, row in enumerate(rows):
        column = 0
        for cell in row.cells:
            while (number, column) in taken and column < width:
                column += 1
            places.append((number, column, cell))
            for below in range(number, number + cell.rows):
                taken.update((below, column + beside) for beside in range(cell.columns))
            column += cell.columns
    return places


def _outer_height(cell: _SetCell) -> float:
    return _ABOVE + height_of(cell.lines) + _BELOW


def _leaves_alone(pages: Pages, cells: Sequence[_SetCell], tail: float) -> bool:
    """Whether the last row would stay here and what follows would go over without it."""
    height = _row_height(cells)
    return height <= pages.room < height + tail <= _GOOD_START * pages.body_height


def _row_height(cells: Sequence[_SetCell]) -> float:
    return max(_outer_height(cell) for cell in cells)


def _opening(pages: Pages, table: _SetTable) -> float:
    first = _row_height(table.rows[0]) if table.rows else 0
    return table.header_height + min(first, _SHORT * pages.body_height)


def _put_header(pages: Pages, table: _SetTable) -> None:
    for each in table.header:
        spare = each.height - _ABOVE - _BELOW - height_of(each.cell.lines)
        _put_cell(pages, table, each.cell, pages.y + each.y, each.height, spare / 2)
    pages.y += table.header_height


def _put_cell(
    pages: Pages, table: _SetTable, cell: _SetCell, y: float, height: float, drop: float = 0
) -> None:
    if table.grid:
        pages.sheets[-1].boxes.append((cell.x, y, cell.width, height))
    pages.put_here(cell.lines, cell.x + _SIDE, y + _ABOVE + drop)


def _next_sheet(pages: Pages, table: _SetTable) -> None:
    pages.begin_sheet()
    if table.header_height <= _TALL_HEADER * pages.body_height:
        _put_header(pages, table)


def _put_row(
    pages: Pages,
    table: _SetTable,
    cells: tuple[_SetCell, ...],
    again: tuple[SetLine, ...],
    tail: float,
) -> None:
    """The row here, or on the next sheet if it is short, or torn where its cells allow it."""
    if _should_wait(pages, cells):
        _next_sheet(pages, table)
    while _row_height(cells) > (room := _usable(pages, cells, tail)):
        upper, lower = _torn(cells, room - _ABOVE - _BELOW)
        _put_cells(pages, table, upper)
        if not any(cell.lines for cell in lower):
            return
        _next_sheet(pages, table)
        cells = _reminded(lower, again) if pages.room > _GOOD_START * pages.body_height else lower
    _put_cells(pages, table, cells)


def _usable(pages: Pages, cells: tuple[_SetCell, ...], tail: float) -> float:
    """The room; less of it where the end of the row should go over and keep the tail company."""
    height, less = _row_height(cells), pages.room - tail
    if height <= pages.room < height + tail and all(
        begins_well(cell.lines, less - _ABOVE - _BELOW) for cell in cells
    ):
        return less
    return pages.room


def _put_cells(pages: Pages, table: _SetTable, cells: tuple[_SetCell, ...]) -> None:
    height = _row_height(cells)
    for cell in cells:
        _put_cell(pages, table, cell, pages.y, height)
    pages.y += height


def _should_wait(pages: Pages, cells: tuple[_SetCell, ...]) -> bool:
    """Whether the row looks better at the top of the next sheet than beginning here."""
    height, body = _row_height(cells), pages.body_height
    if height <= pages.room:
        return False
    room = pages.room - _ABOVE - _BELOW
    return height <= _SHORT * body or (
        pages.room < _GOOD_START * body and not all(begins_well(cell.lines, room) for cell in cells)
    )


def _torn(
    cells: tuple[_SetCell, ...], room: float
) -> tuple[tuple[_SetCell, ...], tuple[_SetCell, ...]]:
    """What stays and what goes on; of each cell something stays, or the work would never end."""
    counts = [lines_forced(cell.lines, room) for cell in cells]
    pairs = list(zip(cells, counts, strict=True))
    upper = tuple(replace(cell, lines=cell.lines[:count]) for cell, count in pairs)
    lower = tuple(replace(cell, lines=tuple(at_top(cell.lines[count:]))) for cell, count in pairs)
    return upper, lower


def _reminded(cells: tuple[_SetCell, ...], again: tuple[SetLine, ...]) -> tuple[_SetCell, ...]:
    """The continued row with a word in its first cell about which row it is."""
    first, *others = cells
    rest = first.lines
    if again and rest:
        # Bound to what follows: a page that showed only the reminder would bring us no further.
        rest = (replace(rest[0], before=Break.NEVER), *rest[1:])
    return (replace(first, lines=again + rest), *others)


def _continued(row: Row, cells: tuple[_SetCell, ...], size: float) -> tuple[SetLine, ...]:
    if not row.continuation:
        return ()
    line = text(row.continuation, italic=True)
    return set_paragraphs((line,), cells[0].width - 2 * _SIDE, size)
