"""An ods (LibreOffice, OpenOffice, МойОфис, Р7) as sheets of raw rows.

OpenDocument 1.3, part 3, 9 (tables) and 19.385 (value types).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

from app import outside
from app.spreadsheets.books import ReadBook, ReadSheet, Visibility
from app.spreadsheets.cells import ERRORS_IN_RUSSIAN, CellFault, Merged, Raw, is_empty
from app.spreadsheets.number_formats import percent_text
from app.spreadsheets.row_store import MOST_COLUMNS, MOST_ROWS, RowFiller
from app.spreadsheets.xlsx_parts import TooBig
from app.spreadsheets.xml_streams import LocalNames, ended_elements

_CELLS = ("table-cell", "covered-table-cell")
_INVISIBLE = ("collapse", "filter")
_ERROR = re.compile(
    r"#(?:DIV/0|ДЕЛ/0|N/A|Н/Д|NAME|ИМЯ|NULL|ПУСТО|NUM|ЧИСЛО|REF|ССЫЛКА|VALUE|ЗНАЧ)[!?]?"
    r"|(?:Err|Ошибка|Ош):\d{3}"
)
_LENGTH = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_MOST_COPIES = 2_000_000
"""Filled cells that repetitions may make out of few."""
_LONGEST_ROW = 4 * MOST_COLUMNS


def read_ods(path: Path) -> ReadBook:
    """All sheets of the book with their cells; raises what `books.DAMAGED` lists, TooBig."""
    reader = _Reader()
    with outside.opened(path) as book, zipfile.ZipFile(book) as archive:
        if "styles.xml" in archive.namelist():
            with archive.open("styles.xml") as file:
                for event, element in ended_elements(file):
                    if event == "end":
                        reader.style(element)
        with archive.open("content.xml") as file:
            for event, element in ended_elements(file):
                reader.met(event, element)
    return reader.book


class _Reader:
    """Follows the document; rows are taken as they end and forgotten."""

    def __init__(self) -> None:
        self.book = ReadBook()
        self.names = LocalNames()
        self._hidden_styles: set[str] = set()
        self._in_table = 0
        self._sheet: _Table | None = None

    def met(self, event: str, element: Element) -> None:
        """One event of the parser."""
        name = self.names[element.tag]
        if name == "table":
            self._table(event, element)
        elif event == "end":
            if self._sheet is None or self._in_table != 1:
                self.style(element)
            elif name == "table-row":
                self._sheet.row(element)
                element.clear()
            elif name == "table-column":
                self._sheet.column(element)
                element.clear()

    def style(self, element: Element) -> None:
        """Remember a style that hides its sheet."""
        if self.names[element.tag] != "style" or _attribute(element, "family") != "table":
            return
        for about in element:
            if _attribute(about, "display") == "false":
                self._hidden_styles.add(_attribute(element, "name"))

    def _table(self, event: str, element: Element) -> None:
        """Only outermost tables are sheets; those inside cells or drawings are not."""
        if event == "start":
            self._in_table += 1
            if self._in_table == 1:
                self._sheet = _Table(self.names)
            return
        self._in_table -= 1
        if self._in_table == 0 and self._sheet is not None:
            hidden = _attribute(element, "style-name") in self._hidden_styles
            visibility = Visibility.HIDDEN if hidden else Visibility.VISIBLE
            self.book.sheets.append(self._sheet.finished(_attribute(element, "name"), visibility))
            self._sheet = None
            element.clear()


class _Table:
    """One sheet on its way."""

    def __init__(self, names: LocalNames) -> None:
        self.names = names
        self.filler = RowFiller()
        self.merged: list[Merged] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._row = self._column = 0
        self._copies = 0

    def column(self, element: Element) -> None:
        """A description of columns, not their cells."""
        count = _count(element, "number-columns-repeated")
        if _attribute(element, "visibility") in _INVISIBLE:
            self.hidden_columns.append((self._column + 1, self._column + count))
        self._column += count

    def row(self, element: Element) -> None:
        """One row, repeated as it says."""
        count = _count(element, "number-rows-repeated")
        first = self._row + 1
        self._row += count
        if len(element) > _LONGEST_ROW:
            raise TooBig
        cells = list(self._cells(element, first))
        if not cells:
            return
        if self._row > MOST_ROWS:
            raise ValueError(self._row)
        self._copies += len(cells) * (count - 1)
        if self._copies > _MOST_COPIES:
            raise TooBig
        for number in range(first, first + count):
            for column, value in cells:
                self.filler.put(number, column, value)
        self.filler.finish()
        if _attribute(element, "visibility") in _INVISIBLE:
            self.hidden_rows += range(first, first + count)

    def _cells(self, row: Element, number: int) -> Iterator[tuple[int, Raw]]:
        column = 1
        for cell in row:
            if self.names[cell.tag] not in _CELLS:
                continue
            about = {self.names[key]: value for key, value in cell.items()}
            count = _positive(about.get("number-columns-repeated", "1"))
            self._spans(about, number, column)
            value = self._value(cell, about)
            if not is_empty(value):
                if column + count - 1 > MOST_COLUMNS:
                    raise ValueError(column)
                for place in range(column, column + count):
                    yield place, value
            column += count

    def _spans(self, about: dict[str, str], row: int, column: int) -> None:
        down = _positive(about.get("number-rows-spanned", "1"))
        right = _positive(about.get("number-columns-spanned", "1"))
        if down > 1 or right > 1:
            self.merged.append((row, column, row + down - 1, column + right - 1))

    def _value(self, cell: Element, about: dict[str, str]) -> Raw:
        if "formula" in about:
            fault = self._fault(cell, about)
            if fault is not None:
                return fault
        value = about.get("value", "")
        match _type_of(cell, self.names):
            case "float" | "currency":
                return _number(value)
            case "percentage":
                share = _number(value)
                return share if isinstance(share, str) else percent_text(share)
            case "date":
                return _moment(about.get("date-value", ""))
            case "time":
                return _length(about.get("time-value", ""))
            case "boolean":
                return about.get("boolean-value") == "true"
        return about.get("string-value") or self._text(cell)

    def _fault(self, cell: Element, about: dict[str, str]) -> CellFault | None:
        """What is wrong with the result of a formula, if anything is."""
        kinds = {value for key, value in cell.items() if self.names[key] == "value-type"}
        shown = self._text(cell).strip()
        if "error" in kinds or _ERROR.fullmatch(shown):
            return CellFault("formula_error", ERRORS_IN_RUSSIAN.get(shown, shown or "#ЗНАЧ!"))
        if not kinds and not shown:
            return CellFault("formula_not_computed", "")
        return None

    def _text(self, cell: Element) -> str:
        """Paragraphs of the cell itself, without remarks and drawings."""
        lines = [self._line(part) for part in cell if self.names[part.tag] in ("p", "h")]
        return "\n".join(lines)

    def _line(self, part: Element) -> str:
        pieces = [part.text or ""]
        for inner in part:
            match self.names[inner.tag]:
                case "s":
                    pieces.append(" " * min(_count(inner, "c"), 1000))
                case "tab":
                    pieces.append("\t")
                case "line-break":
                    pieces.append("\n")
                case "annotation" | "note":
                    pass
                case _:
                    pieces.append(self._line(inner))
            pieces.append(inner.tail or "")
        return "".join(pieces)

    def finished(self, name: str, visibility: Visibility) -> ReadSheet:
        """The sheet with all its rows."""
        return ReadSheet(
            name, visibility, self.filler.store, self.merged, self.hidden_rows, self.hidden_columns
        )


def _type_of(cell: Element, names: LocalNames) -> str:
    """The office value type; an extension's own attribute of that name comes second."""
    found = [(key, value) for key, value in cell.items() if names[key] == "value-type"]
    office = [value for key, value in found if "opendocument" in key]
    return (office or [value for _, value in found] or [""])[0]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.endswith(f"}}{name}")), "")


def _count(element: Element, name: str) -> int:
    return _positive(_attribute(element, name) or "1")


def _positive(text: str) -> int:
    number = int(text)
    if not 0 < number <= 2 * MOST_ROWS:
        raise ValueError(text)
    return number


def _number(text: str) -> int | float | str:
    number = float(text)
    if number != number or abs(number) > 1e300:
        return text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _moment(text: str) -> Raw:
    try:
        moment = datetime.fromisoformat(text.partition(",")[0])
    except ValueError:
        return text
    return date(moment.year, moment.month, moment.day) if "T" not in text else moment


def _length(text: str) -> Raw:
    match = _LENGTH.fullmatch(text)
    if match is None:
        return text
    hours, minutes, seconds = (int(match[place] or 0) for place in (1, 2, 3))
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return (datetime.min + length).time() if length < timedelta(days=1) else length
