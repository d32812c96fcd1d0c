"""Where a template's answers really stand: found by the labels beside them, never by address alone.

People insert rows, columns and sheets. A line is where its label is; a line whose label is nowhere,
or a line nobody asked for with an answer in it, is an error that names its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from app.domain import spelling
from app.domain.forms import Form
from app.spreadsheets.cells import Raw, cell_name, cell_position, is_empty
from app.spreadsheets.mappings import header_text
from app.spreadsheets.template_layout import LineKind, lay_out, shown_heading

_HINT = 4
"""The column in which a question's hint stands."""
_WIDEST = 8
"""Columns in which labels are looked for."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside an answer: at the left of its line, over its column, and its hint."""

    line: str
    heading: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the answers of one sheet are."""

    cells: Mapping[str, str]
    """Address → cell name."""
    lost: tuple[tuple[str, int], ...] = ()
    """Labels of lines that are not there any more, with the row they stood in."""
    extra: tuple[int, ...] = ()
    """Rows nobody asked for that have something where answers stand."""
    moved: tuple[int, ...] = ()
    """Rows in which a column was inserted or taken away, so that no cell is sure."""


@dataclass(slots=True)
class _Line:
    """One row of the template as it was written."""

    row: int
    label: str
    answers: dict[str, int] = field(default_factory=dict)
    """Address → column."""


def labels_of(form: Form) -> dict[str, Labels]:
    """Address → the labels that a template of this version shows beside it."""
    found: dict[str, Labels] = {}
    for line in lay_out(form):
        headings = [shown_heading(one) for one in line.fields]
        for place, code in enumerate(line.addresses):
            in_table = line.kind is LineKind.TABLE_ROW
            heading = headings[place] if in_table else ""
            hint = line.hint if line.kind is LineKind.QUESTION else ""
            found[code] = Labels(line.text, heading, hint)
    return found


def likeness(grid: Mapping[int, list[Raw]], labels: Mapping[str, Labels]) -> float:
    """The share of the template's labels that stand on a sheet, 0 to 1."""
    sought = {header_text(one.line) for one in labels.values() if not one.line.isdigit()}
    there = {
        _text(cell) for row in grid.values() for cell in row[:_WIDEST] if isinstance(cell, str)
    }
    return len(sought & there) / len(sought) if sought else 0.0


def find_places(
    grid: Mapping[int, list[Raw]], cells: Mapping[str, str], labels: Mapping[str, Labels]
) -> Places:
    """Where the answers stand on this sheet; `cells` is where they stood when it was written."""
    lines = _lines(cells, labels)
    aside = _labels_column(grid, lines)
    rows, lost = _matched(grid, lines, aside)
    found: dict[str, str] = {}
    moved: list[int] = []
    headings = _Headings(grid, labels, aside)
    for line in lines:
        row = rows.get(line.row)
        if row is None:
            continue
        for code, column in line.answers.items():
            at = headings.column(code, row, column + aside - 1)
            if at is None or _is_pushed(grid.get(row, []), labels.get(code), aside):
                moved.append(row)
            else:
                found[code] = cell_name(row, at)
    extra = _extra(grid, set(rows.values()), labels, aside)
    return Places(found, tuple(lost), tuple(extra), tuple(dict.fromkeys(moved)))


def _lines(cells: Mapping[str, str], labels: Mapping[str, Labels]) -> list[_Line]:
    lines: dict[int, _Line] = {}
    for code, name in cells.items():
        row, column = cell_position(name)
        known = labels.get(code)
        label = header_text(known.line) if known else ""
        lines.setdefault(row, _Line(row, label)).answers[code] = column
    return [lines[row] for row in sorted(lines)]


def _labels_column(grid: Mapping[int, list[Raw]], lines: Iterable[_Line]) -> int:
    """The column with most of the labels: the first, unless somebody inserted one before it."""
    sought = {line.label for line in lines if line.label}
    counts = [
        sum(_at(row, column) in sought for row in grid.values()) for column in range(1, _WIDEST + 1)
    ]
    return counts.index(max(counts)) + 1


def _matched(
    grid: Mapping[int, list[Raw]], lines: list[_Line], aside: int
) -> tuple[dict[int, int], list[tuple[str, int]]]:
    """Row of the template → row of the sheet; and the lines that are not there."""
    if all(not line.label or _at(grid.get(line.row, []), aside) == line.label for line in lines):
        return {line.row: line.row for line in lines}, []
    known = [line for line in lines if line.label]
    there = [(row, text) for row in sorted(grid) if (text := _at(grid[row], aside))]
    matcher = SequenceMatcher(
        None, [line.label for line in known], [text for _, text in there], autojunk=False
    )
    rows: dict[int, int] = {}
    for start, other, size in matcher.get_matching_blocks():
        for step in range(size):
            rows[known[start + step].row] = there[other + step][0]
    if all(row == other for row, other in rows.items()):  # reworded since, but nothing moved
        texts = {text for _, text in there}
        rows |= {one.row: one.row for one in lines if one.label not in texts or not one.label}
    lost = [(line.label, line.row) for line in lines if line.row not in rows]
    return rows, lost


class _Headings:
    """Columns of tables by the headings over them."""

    def __init__(
        self, grid: Mapping[int, list[Raw]], labels: Mapping[str, Labels], aside: int
    ) -> None:
        self._grid, self._labels, self._aside = grid, labels, aside
        sought = {header_text(one.heading) for one in labels.values() if one.heading}
        self._rows = [
            row
            for row in sorted(grid)
            if sum(text in sought for text in map(_text, grid[row])) >= min(2, len(sought))
        ]

    def column(self, code: str, row: int, column: int) -> int | None:
        """Where the answer's column stands now; None where its heading is not to be found."""
        known = self._labels.get(code)
        if known is None or not known.heading:
            return column
        above = [one for one in self._rows if one < row]
        if not above:
            return column
        heading = header_text(known.heading)
        texts = [_text(cell) for cell in self._grid[above[-1]]]
        if column <= len(texts) and texts[column - 1] == heading:
            return column
        places = [place for place, text in enumerate(texts, 1) if text == heading]
        return places[0] if len(places) == 1 else None


def _is_pushed(row: list[Raw], labels: Labels | None, aside: int) -> bool:
    """Whether the hint of a question stands in another column than it was written to."""
    if labels is None or not labels.hint:
        return False
    hint, place = header_text(labels.hint), _HINT + aside - 1
    texts = [_text(cell) for cell in row]
    return hint in texts and (place > len(texts) or texts[place - 1] != hint)


def _extra(
    grid: Mapping[int, list[Raw]], known: set[int], labels: Mapping[str, Labels], aside: int
) -> Iterator[int]:
    """Rows the template has not, with something in the column of answers; headings are none."""
    headings = {header_text(one.heading) for one in labels.values() if one.heading}
    for row, cells in grid.items():
        answer = cells[aside] if aside < len(cells) else None
        if row not in known and not is_empty(answer) and _text(answer) not in headings:
            yield row


def _at(row: list[Raw], column: int) -> str:
    return _text(row[column - 1]) if column <= len(row) else ""


def _text(raw: Raw) -> str:
    return "" if is_empty(raw) else header_text(spelling.plain_text(raw))
