"""Finding a described table in a sheet: its header (one row or several, merged) and its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from app.domain import spelling
from app.spreadsheets.cells import Raw, is_empty
from app.spreadsheets.column_marks import Candidate, fitting, marks_of, without_marks
from app.spreadsheets.mappings import TableMapping, fits, header_text
from app.spreadsheets.reading import NumberedRow, Sheet
from app.spreadsheets.stated import Titles, stated_year, stated_years

ORGANISATION = "@organisation"
NAME = "@name"
_HIGHEST = 4
"""Rows of a header."""


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
    titles: Titles
    year: str | None = None
    """Key of the school year that the titles, else the headers of the columns, state."""
    ties: Mapping[str, tuple[FoundColumn, ...]] = field(default_factory=dict)
    """By `to`: like columns between which nothing decides; none of them is read."""
    years: tuple[str, ...] = ()
    """School years the titles state, where they state several."""
    header_parts: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """By column: the texts of its header, folded."""
    latin: tuple[tuple[str, str], ...] = ()
    """Headers with Latin letters among Russian ones: as written and as understood."""

    def lacks(self, mapping: TableMapping) -> bool:
        """Whether a column without which the table is no table is one of several like ones."""
        return any(to in _required(mapping) for to in self.ties)


def find_table(
    sheet: Sheet, mapping: TableMapping, percents: frozenset[str] = frozenset()
) -> FoundTable | None:
    """The mapping's table in the sheet, or None. `percents`: columns (`to`) that ask for percents.

    The first row from which all required headers are found begins the header; it is as many rows
    high as tell the most columns, and no lower than its merged cells and its second line of words.
    """
    head = sheet.head()
    for top, (number, row) in enumerate(head):
        if number > mapping.header_within:
            break
        if sum(not is_empty(cell) for cell in row) < 2:  # a title, or nothing
            continue
        least = _least_height(sheet, head, top)
        heights = range(1, max(mapping.header_rows, least) + 1)
        found = [_try(sheet, mapping, head, top, height, percents) for height in heights]
        tables = [table for table in found if table is not None]
        if tables:
            last = number + least - 1
            high = [table for table in tables if table.last_header_row >= last] or tables
            return max(high, key=lambda table: len(table.columns) + len(table.tasks))
    return None


def _least_height(sheet: Sheet, head: Sequence[NumberedRow], top: int) -> int:
    """Rows the header has for certain: its merged cells, then lines of words below them."""
    first = head[top][0]
    last = first
    for upper, left, bottom, right in sheet.merged:
        if upper == first and (bottom > upper or right > left):
            last = max(last, bottom, upper + 1 if right > left else upper)
    if last == first and _is_second_line(head, top):
        last += 1
    return min(last - first + 1, _HIGHEST)


def _is_second_line(head: Sequence[NumberedRow], top: int) -> bool:
    """Whether the next row has words alone, and only under columns that a wider header leaves."""
    if top + 1 >= len(head) or head[top + 1][0] != head[top][0] + 1:
        return False
    upper, lower = head[top][1], head[top + 1][1]
    filled = [place for place, cell in enumerate(lower) if not is_empty(cell)]
    if len(filled) < 2 or not all(_is_words(lower[place]) for place in filled):
        return False
    return any(place >= len(upper) or is_empty(upper[place]) for place in filled)


def _is_words(raw: Raw) -> bool:
    """Whether a cell is part of a header: words, or a mark such as «%» or a year."""
    text = header_text(spelling.plain_text(raw))
    if not without_marks(text):
        return True
    return isinstance(raw, str) and not spelling.plain_number(raw)[:1].isdigit()


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


def set_aside(
    sheet: Sheet, mapping: TableMapping, percents: frozenset[str] = frozenset()
) -> list[str]:
    """Headers of needed columns that are there only as percents or of another year."""
    head = sheet.head()
    for top, (number, row) in enumerate(head):
        if number > mapping.header_within:
            break
        if sum(not is_empty(cell) for cell in row) < 2:
            continue
        for height in range(1, mapping.header_rows + 1):
            paths = _paths(sheet, head, top, height)
            choice = _Choice(paths, stated_year(Titles(sheet.name, _above(head, top)), mapping))
            needed = _required(mapping).items()
            there = [choice.candidates_for(texts) for _, texts in needed]
            if all(there):
                return [
                    found[0].label
                    for (to, _), found in zip(needed, there, strict=True)
                    if not fitting(found, choice.year, percent=to in percents)
                ]
    return []


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
    sheet: Sheet,
    mapping: TableMapping,
    head: Sequence[NumberedRow],
    top: int,
    height: int,
    percents: frozenset[str],
) -> FoundTable | None:
    paths = _paths(sheet, head, top, height)
    titles = Titles(sheet.name, _above(head, top))
    choice = _Choice(paths, stated_year(titles, mapping))
    required = _required(mapping)
    for to, texts in _wanted(mapping).items():
        if not choice.take(to, texts, percent=to in percents) and to in required:
            return None
    tasks = _tasks(paths, mapping, choice.left)
    unknown = [n for n, spelt in choice.left.items() if not _match(spelt, mapping.ignore)]
    last = head[top][0] + height - 1
    years = stated_years(titles, mapping)
    return FoundTable(
        sheet=sheet,
        last_header_row=last + _counts_columns(head, last + 1),
        columns=choice.columns,
        tasks=tasks,
        unknown=tuple(" / ".join(paths[number]) for number in unknown),
        titles=titles,
        year=choice.year or choice.year_of_columns(),
        ties=choice.ties,
        years=tuple(years) if len(years) > 1 else (),
        header_parts={n: frozenset(map(header_text, path)) for n, path in paths.items()},
        latin=tuple(choice.latin),
    )


class _Choice:
    """Columns given out one after another; each is given once."""

    def __init__(self, paths: dict[int, list[str]], year: str | None) -> None:
        self.paths, self.year = paths, year
        self.left = {number: _spellings(path) for number, path in paths.items()}
        self.columns: dict[str, FoundColumn] = {}
        self.ties: dict[str, tuple[FoundColumn, ...]] = {}
        self.latin: list[tuple[str, str]] = []
        self._years: set[frozenset[str]] = set()

    def take(self, to: str, texts: tuple[str, ...], *, percent: bool) -> bool:
        """Give `to` its column; whether there is one, or several between which nothing decides.

        The earliest of the texts that fits a column wins: exact spellings stand before wildcards.
        """
        for text in texts:
            exact = self._candidates(text.strip("* ")) if "*" in text else []
            found = fitting(exact, self.year, percent=percent) or fitting(
                self._candidates(text), self.year, percent=percent
            )
            if not found:
                continue
            columns = tuple(FoundColumn(one.number, one.label) for one in found)
            if len(found) == 1:
                self.columns[to] = columns[0]
                self._years.add(found[0].marks.years)
                self._told_latin(columns[0].number, text)
            else:
                self.ties[to] = columns
            for one in found:
                del self.left[one.number]
            return True
        return False

    def candidates_for(self, texts: tuple[str, ...]) -> list[Candidate]:
        """Every column that one of the texts fits, whatever its marks."""
        return [one for text in texts for one in self._candidates(text)]

    def _candidates(self, text: str) -> list[Candidate]:
        return [
            Candidate(number, " / ".join(self.paths[number]), marks_of(self.paths[number], text))
            for number, spelt in self.left.items()
            if _match(spelt, (text,))
        ]

    def _told_latin(self, number: int, text: str) -> None:
        label = " / ".join(self.paths[number])
        meant = spelling.as_cyrillic(label)
        plain = [header_text(part) for part in self.paths[number]]
        spelt = [" / ".join(plain[start:]) for start in range(len(plain))]
        if meant != label and not _match(spelt, (text,)):
            self.latin.append((label, meant))

    def year_of_columns(self) -> str | None:
        """The one year that the headers of the columns taken name, where they name one."""
        named = {one for one in self._years if one}
        years = frozenset.intersection(*named) if named else frozenset()
        return next(iter(years)) if len(years) == 1 else None


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
    """The whole path and its lower parts, folded, as a mapping may spell them.

    Latin letters among Russian ones are there as written and as meant, marks («, чел.») with and
    without.
    """
    found = []
    for parts in dict.fromkeys((tuple(path), tuple(spelling.as_cyrillic(one) for one in path))):
        folded = [header_text(part) for part in parts]
        bare = [text for text in map(without_marks, folded) if text]
        for texts in (folded, bare):
            found += [" / ".join(texts[start:]) for start in range(len(texts))]
    return list(dict.fromkeys(found))


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
    if height > 1 and not any(area[0] in numbers or area[2] in numbers for area in sheet.merged):
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
