"""Large tables out: one workbook of plain sheets, written row by row with XlsxWriter."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.placing import place, told

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SummaryCell: TypeAlias = str | int | float | None

_WIDEST = 75
_NAME = 34
_USUAL = 24
_NARROWEST = 10
_MOST_ON_A_PAGE = 15
"""Columns; a wider table goes over several pages instead of growing too small to be read."""
_A4 = 9
_LINE, _TALLEST = 15, 405
"""Points: of one line, and of the tallest row a workbook may have."""
_LETTERS = 70
"""That surely fit into a line of the widest column."""
_HEADING_HEIGHT = 48
"""Points: three lines of a wrapped heading; rows written at once do not grow by themselves."""


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """One sheet: its name, headings and rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[SummaryCell]]
    wide: Sequence[str] = ()
    """Headings of columns that hold sentences."""
    names: Sequence[str] = ()
    """Headings of columns that hold names of some words."""


def write_summary(path: Path, sheets: Sequence[SummarySheet]) -> None:
    """Write the workbook safely. Raises WorldFailed; nothing half-written stays."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    made = io.BytesIO()  # an archive on a full disk would complain once more when it is dropped
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with told(path):
        try:
            book = xlsxwriter.Workbook(made, options)
            _fill(book, sheets)
            book.close()  # only now: closing after a fault would read the torn drafts
        except FileCreateError as fault:  # what the disk said of the drafts of the sheets
            raise OSError(*fault.args[0].args) from fault
    place(path, made.getvalue())


def _fill(book: Workbook, sheets: Sequence[SummarySheet]) -> None:
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    usual = book.add_format({"valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        page.freeze_panes(1, 1)
        _set_for_paper(page, len(sheet.headings))
        for column, text in enumerate(sheet.headings):
            wraps = text in sheet.wide or text in sheet.names
            page.set_column(column, column, _width(sheet, text), wrapped if wraps else usual)
        page.set_row(0, _HEADING_HEIGHT)
        page.write_row(0, 0, sheet.headings, heading)
        sentences = [place for place, text in enumerate(sheet.headings) if text in sheet.wide]
        for number, row in enumerate(sheet.rows, 1):
            if sentences:
                page.set_row(number, _height(row, sentences))
            page.write_row(number, 0, row)


def _width(sheet: SummarySheet, heading: str) -> int:
    """In letters."""
    if heading in sheet.wide:
        return _WIDEST
    return _NAME if heading in sheet.names else max(_NARROWEST, min(len(heading) + 2, _USUAL))


def _height(row: Sequence[SummaryCell], sentences: Sequence[int]) -> float:
    """Points for the longest of a row's sentences: rows written at once do not grow either."""
    longest = max(len(str(row[place] or "")) for place in sentences)
    return min(_LINE * max(1, ceil(longest / _LETTERS)), _TALLEST)


def _set_for_paper(page: Worksheet, columns: int) -> None:
    """A4 across, as wide as the page, headings and first column on every page."""
    page.set_landscape()
    page.set_paper(_A4)
    page.repeat_rows(0)
    if columns <= _MOST_ON_A_PAGE:
        page.fit_to_pages(1, 0)
    else:
        page.repeat_columns(0)
