"""Large tables out: one workbook of plain sheets, written row by row with XlsxWriter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, islice
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

from app.placing import placed
from app.scratch import scratch

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SummaryCell: TypeAlias = str | int | float | None

MOST_ROWS = 1_048_575
"""That a sheet may have under its headings."""
_LONGEST = 32_767
"""Letters that a cell of a workbook may hold."""
_MADE = datetime(1980, 1, 1, tzinfo=UTC)
"""Of every workbook: the same tables give the same bytes."""
_WIDEST = 75
_NAME = 40
_USUAL = 24
_NARROWEST = 15
_MOST_ON_A_PAGE = 18
"""Columns; a wider table goes over several pages instead of growing too small to be read."""
_SMALLER = 60
"""Percent, of a table that goes over several pages."""
_A4 = 9
_OPTIONS = {
    "constant_memory": True,
    "use_zip64": True,
    # what most cells look like costs nothing where it needs no format of its own
    "default_format_properties": {"font_name": "Calibri", "font_size": 11, "valign": "top"},
}
_LINE, _TALLEST = 15, 405
"""Points: of one line, and of the tallest row a workbook may have."""


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """One sheet: its name, headings and rows."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[SummaryCell]]
    wide: Sequence[str] = ()
    """Headings of columns that hold sentences, wrapped into lines."""
    names: Sequence[str] = ()
    """Headings of columns that hold names of some words."""
    aside: Sequence[str] = ()
    """Headings of columns on the right for the screen alone: long texts in a line, not printed."""
    narrow: bool = False
    """Whether all columns but those of names are as narrow as they can be."""
    place: int | None = None
    """Which sheet of the book it is, from 1; None: as it comes."""

    @property
    def printed(self) -> int:
        """How many columns go on paper."""
        return len(self.headings) - len(self.aside)


def write_summary(
    path: Path, sheets: Iterable[SummarySheet], packing: Callable[[], None] = lambda: None
) -> None:
    """Write the workbook safely. Raises WorldFailed, or whatever making a row raises.

    Sheets are taken one after another, each when the one before is written, so a later one may
    be made of what an earlier one went through; `place` says where each stands in the book.
    `packing` is called again and again while the written sheets go into the file; it may raise,
    too. Nothing half-written stays, and a file of that name stays as it was.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with (
        placed(path) as handle,
        scratch() as drafts,
    ):
        archive = _Archive(handle, packing)
        book = Workbook(archive, _OPTIONS | {"tmpdir": str(drafts)})
        book.set_properties({"created": _MADE})
        try:
            _fill(book, sheets)
            book.close()
        except FileCreateError as fault:  # what the disk said of the drafts or of the archive
            raise OSError(*fault.args[0].args) from fault
        finally:
            archive.let_go()
            _close_drafts(book)


class _Archive:
    """The file that the archive goes into; deaf once it is let go.

    An archive that was torn writes on when it is dropped, and complains of a file closed by then.
    """

    def __init__(self, handle: BinaryIO, packing: Callable[[], None]) -> None:
        self._handle: BinaryIO | None = handle
        self._packing = packing
        self._place = 0

    def let_go(self) -> None:
        self._handle = None

    def write(self, data: bytes) -> int:
        if self._handle is None:
            return len(data)
        if data:
            self._packing()
        return self._handle.write(data)

    def tell(self) -> int:
        return self._place if self._handle is None else self._handle.tell()

    def seek(self, place: int, whence: int = 0) -> int:
        self._place = place if self._handle is None else self._handle.seek(place, whence)
        return self._place

    def flush(self) -> None:
        if self._handle is not None:
            self._handle.flush()


def _close_drafts(book: Workbook) -> None:
    """Windows removes no file that is open; a whole book has closed its own."""
    for page in book.worksheets():
        for draft in (page.row_data_fh, page.fh):
            with suppress(OSError):  # said once already, when it was written
                draft.close()


class _Formats(NamedTuple):
    heading: Format
    wrapped: Format
    rounded: Format


def _fill(book: Workbook, sheets: Iterable[SummarySheet]) -> None:
    formats = _Formats(
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True}),
        book.add_format({"num_format": "#,##0.0"}),
    )
    places: dict[str, tuple[int, int]] = {}
    for place, sheet in enumerate(sheets, 1):
        for part, whole in enumerate(_divided(sheet)):
            page = book.add_worksheet(whole.title)
            places[whole.title] = sheet.place or place, part
            _set_columns(page, whole, formats)
            rows = _write(page, whole, formats)
            _set_for_paper(page, whole, rows)
    # What is written late may stand early, and only now it is known how many sheets a table took.
    book.worksheets_objs.sort(key=lambda page: places[page.name])
    for index, page in enumerate(book.worksheets()):
        page.index = index


def _divided(sheet: SummarySheet) -> Iterator[SummarySheet]:
    """The sheet, and where it has more rows than a sheet may have, the sheets that follow it."""
    rows = iter(sheet.rows)
    yield replace(sheet, rows=islice(rows, MOST_ROWS))
    number = 2
    while (first := next(rows, None)) is not None:
        rest = islice(chain([first], rows), MOST_ROWS)
        yield replace(sheet, title=f"{sheet.title} ({number})", rows=rest)
        number += 1


def _set_columns(page: Worksheet, sheet: SummarySheet, formats: _Formats) -> None:
    page.freeze_panes(1, 1)
    for column, text in enumerate(sheet.headings):
        seen = formats.wrapped if text in sheet.wide or text in sheet.names else None
        page.set_column(column, column, _width(sheet, text), seen)


def _write(page: Worksheet, sheet: SummarySheet, formats: _Formats) -> int:
    """The headings and the rows; how many rows there were."""
    page.set_row(0, _height(_heading_lines(sheet)))
    for column, text in enumerate(sheet.headings):
        page.write_string(0, column, text, formats.heading)
    wrapped = {*sheet.wide, *sheet.names}
    widths = [(n, _fitting(sheet, one)) for n, one in enumerate(sheet.headings) if one in wrapped]
    number = 0
    for number, row in enumerate(sheet.rows, 1):
        # rows written at once do not grow by themselves
        lines = max((ceil(len(str(row[n] or "")) / width) for n, width in widths), default=1)
        if lines > 1:
            page.set_row(number, _height(lines))
        for column, cell in enumerate(row):
            if type(cell) is str:
                if cell:
                    page.write_string(number, column, _text(cell))
            elif type(cell) is float:
                page.write_number(number, column, cell, formats.rounded)
            elif cell is not None:
                page.write_number(number, column, cell)
    return number


def _text(text: str) -> str:
    """As a cell can hold it."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    # XlsxWriter takes such a text for ready made XML, and the book would not open
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _set_for_paper(page: Worksheet, sheet: SummarySheet, rows: int) -> None:
    """A4 across, headings and first columns on every page, its name and number at the foot."""
    page.autofilter(0, 0, rows, len(sheet.headings) - 1)
    page.print_area(0, 0, rows, sheet.printed - 1)
    page.repeat_rows(0)
    if sheet.printed <= _MOST_ON_A_PAGE:
        page.fit_to_pages(1, 0)
    else:
        page.set_print_scale(_SMALLER)
        page.repeat_columns(0, 1 if sheet.headings[1] in sheet.names else 0)
    page.set_landscape()
    page.set_paper(_A4)
    page.hide_gridlines(0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&L&A&Rстр. &P из &N", {"margin": 0.3})


def _width(sheet: SummarySheet, heading: str) -> int:
    """In letters."""
    if heading in sheet.wide or heading in sheet.aside:
        return _WIDEST
    if heading in sheet.names:
        return _NAME
    return _NARROWEST if sheet.narrow else max(_NARROWEST, min(len(heading) + 2, _USUAL))


def _heading_lines(sheet: SummarySheet) -> int:
    """With room for words that do not share a line."""
    return max(3, *(ceil(1.4 * len(text) / _width(sheet, text)) for text in sheet.headings))


def _fitting(sheet: SummarySheet, heading: str) -> int:
    """Letters that surely fit into a line of a column."""
    return _width(sheet, heading) * 14 // 15


def _height(lines: int) -> int:
    """In points."""
    return min(_LINE * lines, _TALLEST)
