"""Large tables out: one workbook of plain sheets, written row by row with XlsxWriter."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from app.placing import place, told

if TYPE_CHECKING:
    from xlsxwriter import Workbook

SummaryCell: TypeAlias = str | int | float | None

_WIDEST = 60
_USUAL = 24
_NARROWEST = 10
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
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        page.freeze_panes(1, 1)
        for column, text in enumerate(sheet.headings):
            width = _WIDEST if text in sheet.wide else max(_NARROWEST, min(len(text) + 2, _USUAL))
            page.set_column(column, column, width)
        page.set_row(0, _HEADING_HEIGHT)
        page.write_row(0, 0, sheet.headings, heading)
        for number, row in enumerate(sheet.rows, 1):
            page.write_row(number, 0, row)
