"""The cells of one xlsx sheet, taken out of its XML row by row as it is parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from operator import getitem
from typing import IO, Any, TypeAlias
from xml.etree.ElementTree import Element

from app.spreadsheets.cells import (
    ERRORS_IN_RUSSIAN,
    CellFault,
    Merged,
    Raw,
    cell_position,
    column_letters,
    column_number,
)
from app.spreadsheets.number_formats import Shown, as_shown
from app.spreadsheets.row_store import MOST_COLUMNS, MOST_ROWS, RowStore
from app.spreadsheets.xlsx_parts import TooBig, text_of
from app.spreadsheets.xml_streams import LocalNames, growing_tree

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_REMEMBERED = 100_000
_HIDDEN = ("1", "true", "on")
_NOT_COMPUTED = CellFault("formula_not_computed", "")
_MOST_MERGED = 200_000
_LONGEST_ROW = 4 * MOST_COLUMNS
_NEAR = 513
_NEAR_LETTERS = tuple(map(column_letters, range(1, _NEAR)))
"""Letters of the columns in which nearly all cells stand."""


class DamagedSheet(ValueError):
    """Cells stand where none can stand."""


@dataclass(slots=True)
class SharedParts:
    """What all sheets of a book refer to."""

    strings: list[str]
    styles: dict[str, Shown]
    from_1904: bool
    names: LocalNames


@dataclass(slots=True)
class FoundSheet:
    """All that stands in a sheet."""

    store: RowStore
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    """Hidden rows with something in them."""
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of neighbouring hidden columns."""


def read_sheet(file: IO[bytes], shared: SharedParts) -> FoundSheet:
    """The sheet's rows and what is known about them; raises ValueError, ParseError, IndexError."""
    reader = _SheetReader(shared)
    for holder in growing_tree(file):
        if len(holder):
            reader.drain(holder[0])
    reader.finish(holder[0])
    return reader.found


class _Numbers(dict[str | None, int | float | str]):
    """A number as written → the number; what is no number stays text."""

    def __missing__(self, text: str | None) -> int | float | str:
        if text is None:
            return ""
        number: int | float | str = text
        if _WHOLE.fullmatch(text):
            number = int(text)
        elif _NUMBER.fullmatch(text.strip()):
            number = float(text)
            number = number if abs(number) < 1e300 else text
        if len(self) < _REMEMBERED:
            self[text] = number
        return number


class _Nothing(dict[str | None, str]):
    """Holds the place of a cell that is taken in another way."""

    def __missing__(self, _: str | None) -> str:
        return ""


_NOTHING = _Nothing()
_Shape: TypeAlias = tuple[list[str | None], list[str], list[str | None]]
"""Of each cell: its type, the tag of its first child, its style (where styles say anything)."""


class _Texts(dict[str | None, str]):
    """Number of a shared string as written → the string; raises ValueError, IndexError."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__({None: ""})
        self._strings = strings

    def __missing__(self, text: str) -> str:
        number = int(text)
        if number < 0:
            raise DamagedSheet(text)
        found = self._strings[number]
        if len(self) < _REMEMBERED:
            self[text] = found
        return found


class _Columns(dict[str, int]):
    """Letters → column number; raises DamagedSheet for what are no letters of a column."""

    def __missing__(self, letters: str) -> int:
        if not re.fullmatch("[A-Z]{1,3}", letters.upper()):
            raise DamagedSheet(letters)
        number = self[letters] = column_number(letters.upper())
        if number > MOST_COLUMNS:
            raise DamagedSheet(letters)
        return number


class _SheetReader:
    """Takes complete rows out of a growing tree."""

    def __init__(self, shared: SharedParts) -> None:
        self.shared = shared
        self.names = shared.names
        self.found = FoundSheet(RowStore())
        self._numbers, self._columns = _Numbers(), _Columns()
        self._texts = _Texts(shared.strings)
        self._row = 0
        self._shape: _Shape = [], [], []
        self._takers: list[dict[str | None, Any]] = []
        self._inline: list[int] = []
        self._text_tag = "t"
        self._others: list[int] = []

    def drain(self, sheet: Element) -> None:
        """Take what is complete: all but the last child at each depth."""
        self._drain_children(sheet, len(sheet) - 1)
        if len(sheet):
            part = sheet[0]
            if self.names[part.tag] == "sheetData":
                self._rows(part, len(part) - 1)
                if len(part) and len(part[0]) > _LONGEST_ROW:
                    raise TooBig

    def finish(self, sheet: Element) -> None:
        """Everything is complete."""
        self._drain_children(sheet, len(sheet))

    def _drain_children(self, sheet: Element, count: int) -> None:
        for part in sheet[:count]:
            match self.names[part.tag]:
                case "sheetData":
                    self._rows(part, len(part))
                case "cols":
                    self._hidden_columns(part)
                case "mergeCells":
                    self._merged(part)
        del sheet[:count]

    def _hidden_columns(self, columns: Element) -> None:
        for one in columns:
            if one.get("hidden") in _HIDDEN:
                span = int(one.get("min", "0")), int(one.get("max", "0"))
                self.found.hidden_columns.append(span)

    def _merged(self, group: Element) -> None:
        for one in group[:_MOST_MERGED]:
            first, _, last = one.get("ref", "").replace("$", "").partition(":")
            top, left = cell_position(first)
            bottom, right = cell_position(last or first)
            self.found.merged.append((top, left, bottom, right))

    def _rows(self, data: Element, count: int) -> None:
        if count <= 0:
            return
        names, add = self.names, self.found.store.add
        for row in data[:count]:
            if names[row.tag] != "row":
                continue
            digits = row.get("r") or str(self._row + 1)
            number = int(digits)
            if not self._row < number <= MOST_ROWS:
                raise DamagedSheet(digits)
            self._row = number
            cells = self._usual_cells(row, digits) or self._cells(row, digits)
            if cells:
                add(number, cells, min(len(cells), len(row)))
                if row.get("hidden") in _HIDDEN:
                    self.found.hidden_rows.append(number)
        del data[:count]

    def _usual_cells(self, row: Element, digits: str) -> list[Raw]:
        """The values of a row whose cells follow one another from column A; [] for another row.

        Nine rows of ten are such, a million of them make the time of reading: no call is made for
        a number or a text, and all addresses are compared at once.
        """
        count, names = len(row), self.names
        if not 0 < count < _NEAR:
            return []
        try:
            about = [cell.attrib for cell in row]
            if "".join([one["r"] for one in about]) != digits.join(_NEAR_LETTERS[:count]) + digits:
                return []
            firsts = [cell[0] for cell in row]
        except (IndexError, KeyError):
            return []
        kinds = [one.get("t") for one in about]
        styles = [one.get("s") for one in about] if self.shared.styles else []
        shape = kinds, [part.tag for part in firsts], styles
        if shape != self._shape:
            self._plan(shape)
        cells: list[Raw] = list(map(getitem, self._takers, [part.text for part in firsts]))
        for place in self._inline:
            item = firsts[place]
            text = item[0].text if len(item) == 1 and item[0].tag == self._text_tag else None
            cells[place] = text_of(item, names) if text is None or "_x" in text else text
        for place in self._others:
            cells[place] = self._value(row[place])
        while cells and cells[-1] == "":
            cells.pop()
        return cells

    def _plan(self, shape: _Shape) -> None:
        """How the cells of rows of that shape are taken: looked up, joined, or looked at."""
        self._shape = shape
        self._takers, self._inline, self._others = [], [], []
        kinds, tags, styles = shape
        for place, kind in enumerate(kinds):
            name, style = self.names[tags[place]], styles[place] if styles else None
            if name == "v" and kind == "s":
                self._takers.append(self._texts)
            elif name == "v" and kind is None and style not in self.shared.styles:
                self._takers.append(self._numbers)
            else:
                self._takers.append(_NOTHING)
                is_inline = name == "is" and kind == "inlineStr"
                self._text_tag = tags[place][:-2] + "t" if is_inline else self._text_tag
                (self._inline if is_inline else self._others).append(place)

    def _cells(self, row: Element, digits: str) -> list[Raw]:
        """The values of any row up to the last filled cell."""
        cells: list[Raw] = []
        column = 0
        for cell in row:
            column = self._column(cell.get("r"), digits, column + 1)
            value = self._value(cell) if len(cell) else ""
            if value == "":
                continue
            if column <= len(cells):
                raise DamagedSheet(column)
            cells.extend([""] * (column - len(cells) - 1))
            cells.append(value)
        return cells

    def _column(self, reference: str | None, digits: str, following: int) -> int:
        """The column of a cell that does not simply follow the one before it."""
        if reference is None:
            return following
        letters = reference.rstrip("0123456789")
        if reference[len(letters) :] != digits:
            raise DamagedSheet(reference)
        return self._columns[letters]

    def _value(self, cell: Element) -> Raw:
        """What stands in the cell; "" for nothing."""
        kind, names = cell.get("t", "n"), self.names
        if kind == "inlineStr" and names[cell[0].tag] == "is":
            return text_of(cell[0], names)
        parts = {names[part.tag]: part for part in cell}
        if kind == "inlineStr":
            return text_of(parts["is"], names) if "is" in parts else ""
        is_formula, value = "f" in parts, parts.get("v")
        if value is None:
            return _NOT_COMPUTED if is_formula else ""
        text = value.text or ""
        if not text:
            return _NOT_COMPUTED if is_formula and kind != "str" else ""
        if kind == "s":
            return self._texts[text]
        if kind == "n":
            return self._number(text, cell.get("s"))
        return self._other(kind, text)

    def _number(self, text: str, style: str | None) -> Raw:
        number = self._numbers[text]
        shown = self.shared.styles.get(style) if style is not None else None
        if shown is None or isinstance(number, str):
            return number
        return as_shown(number, shown, from_1904=self.shared.from_1904)

    def _other(self, kind: str, text: str) -> Raw:
        match kind:
            case "b":
                return text.strip() in _HIDDEN
            case "e":
                return CellFault("formula_error", ERRORS_IN_RUSSIAN.get(text.strip(), text))
            case "d":
                return _moment(text)
        return text


def _moment(text: str) -> Raw:
    """A date in ISO 8601 as Strict Open XML writes it; another text stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None and moment.time() == datetime.min.time():
        return moment.date()
    return moment.replace(tzinfo=None)
