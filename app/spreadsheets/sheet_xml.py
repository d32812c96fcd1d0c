"""One plain sheet as SpreadsheetML (ECMA-376, part 1, 18.3): its head, its rows, its tail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeAlias

SummaryCell: TypeAlias = str | int | float | None

NORMAL, HEADING, WRAPPED, ROUNDED = range(1, 5)
"""Places of the formats in `book_xml`."""
_ROUNDED = f' s="{ROUNDED}"'
_WIDEST = 75
_NAME = 40
_USUAL = 24
_NARROWEST = 15
MOST_ON_A_PAGE = 18
"""Columns; a wider table goes over several pages instead of growing too small to be read."""
_SMALLER = 60
"""Percent, of a table that goes over several pages."""
_LINE, _TALLEST = 15, 405
"""Points: of one line, and of the tallest row a workbook may have."""
_LONGEST = 32_767
"""Letters that a cell of a workbook may hold."""
_ODD = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NAMES = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


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


def letters_of(column: int) -> str:
    """«A» for 0, «AB» for 27."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def head_of(sheet: SummarySheet) -> str:
    """Everything before the rows."""
    fits = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if _fits(sheet) else ""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{_width(sheet, text)}" customWidth="1"/>'
        for n, text in enumerate(sheet.headings, 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_NAMES}">'
        f'{fits}<sheetViews><sheetView workbookViewId="0">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
        '<selection pane="bottomRight" activeCell="B2" sqref="B2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{columns}</cols><sheetData>'
    )


def rows_of(sheet: SummarySheet) -> Iterator[str]:
    """The headings and the rows."""
    letters = [letters_of(column) for column in range(len(sheet.headings))]
    wrapped = {*sheet.wide, *sheet.names}
    columns = [
        (letter, f' s="{WRAPPED if text in wrapped else NORMAL}"')
        for letter, text in zip(letters, sheet.headings, strict=True)
    ]
    heading = [(letter, f' s="{HEADING}"') for letter in letters]
    high = _height(_heading_lines(sheet))
    yield f'<row r="1" {high}>{_cells("1", heading, sheet.headings)}</row>'
    widths = [(n, _fitting(sheet, one)) for n, one in enumerate(sheet.headings) if one in wrapped]
    for number, row in enumerate(sheet.rows, 2):
        lines = max((ceil(len(str(row[n] or "")) / width) for n, width in widths), default=1)
        high = f" {_height(lines)}" if lines > 1 else ""
        yield f'<row r="{number}"{high}>{_cells(str(number), columns, row)}</row>'


def tail_of(sheet: SummarySheet, rows: int) -> str:
    """Everything after the rows: filters, A4 across, the name and the page at the foot."""
    last = f"{letters_of(len(sheet.headings) - 1)}{rows + 1}"
    size = 'fitToHeight="0"' if _fits(sheet) else f'scale="{_SMALLER}"'
    return (
        f'</sheetData><autoFilter ref="A1:{last}"/><printOptions gridLines="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="landscape" {size}/>'
        "<headerFooter><oddFooter>&amp;L&amp;A&amp;Rстр. &amp;P из &amp;N</oddFooter>"
        "</headerFooter></worksheet>"
    )


def _cells(row: str, columns: Sequence[tuple[str, str]], cells: Sequence[SummaryCell]) -> str:
    made = []
    for (letter, style), cell in zip(columns, cells, strict=False):
        if type(cell) is str:
            if cell:
                made.append(f'<c r="{letter}{row}"{style} t="inlineStr"><is>{_text(cell)}</is></c>')
        elif cell is not None:
            seen = _ROUNDED if type(cell) is float else style
            made.append(f'<c r="{letter}{row}"{seen}><v>{cell!r}</v></c>')
    return "".join(made)


def _text(text: str) -> str:
    """As XML holds it: signs without a letter are written by their numbers, as Excel does."""
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    if _ODD.search(text) is not None:
        text = _ODD.sub(_named, text)
    space = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<t{space}>{text}</t>"


def _named(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _KNOWN:
        return _KNOWN[sign]
    return f"_x005F{sign}" if len(sign) > 1 else f"_x{ord(sign):04X}_"


_KNOWN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "\n", "\t": "\t"}


def _fits(sheet: SummarySheet) -> bool:
    return sheet.printed <= MOST_ON_A_PAGE


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
    """Letters that surely fit into a line of a column: rows do not grow by themselves."""
    return _width(sheet, heading) * 14 // 15


def _height(lines: int) -> str:
    return f'ht="{min(_LINE * lines, _TALLEST)}" customHeight="1"'
