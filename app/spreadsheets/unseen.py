"""What a book hides and what it holds besides tables: read or not, it is told in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.domain.issues import Issue, Place, Severity
from app.spreadsheets import sentences
from app.spreadsheets.cells import column_letters
from app.spreadsheets.layouts import Gathering
from app.spreadsheets.reading import Sheet, Workbook

_MOST_NAMED = 12
"""Runs of hidden rows that are named one by one."""


def tell_unseen(workbook: Workbook, read: Iterable[Sheet], gathering: Gathering) -> None:
    """One line about hidden parts that were read, one about sheets that hold no cells."""
    parts = [part for sheet in read for part in _hidden_parts(sheet)]
    if parts:
        _tell(gathering, "hidden_read", sentences.hidden_read(parts))
    if workbook.without_cells:
        message = sentences.sheets_without_cells(workbook.without_cells)
        _tell(gathering, "sheets_without_cells", message)


def _hidden_parts(sheet: Sheet) -> Iterator[str]:
    if sheet.hidden:
        yield f"лист «{sheet.name}»"
    rows = _runs(sheet.hidden_rows)
    if rows:
        named = ", ".join(_span(str(first), str(last)) for first, last in rows[:_MOST_NAMED])
        more = " и другие" if len(rows) > _MOST_NAMED else ""
        yield f"{_word('строка', 'строки', rows)} {named}{more} листа «{sheet.name}»"
    if sheet.hidden_columns:
        columns = sheet.hidden_columns
        named = ", ".join(_span(column_letters(a), column_letters(b)) for a, b in columns)
        yield f"{_word('столбец', 'столбцы', columns)} {named} листа «{sheet.name}»"


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as their first and last: 5, 7, 8, 9 → (5, 5), (7, 9)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def _span(first: str, last: str) -> str:
    return first if first == last else f"{first}–{last}"


def _word(single: str, several: str, spans: Iterable[tuple[int, int]]) -> str:
    return single if sum(last - first + 1 for first, last in spans) == 1 else several


def _tell(gathering: Gathering, code: str, message: str) -> None:
    place = Place(file=gathering.file.name)
    gathering.issues.append(Issue(Severity.NOTE, code, message, place))
