"""An old xls (Excel 5 to 2003) as sheets of raw rows, read record by record ([MS-XLS] 2.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from app import outside
from app.spreadsheets.books import ReadBook, ReadSheet, Visibility
from app.spreadsheets.cells import CellFault, Merged, Raw
from app.spreadsheets.number_formats import Shown, as_shown, shown_by
from app.spreadsheets.row_store import RowFiller, RowStore
from app.spreadsheets.xls_streams import CompoundFile, Encrypted, Pieces, Record, records
from app.spreadsheets.xlsx_parts import TooBig

LARGEST = 256 * 1024 * 1024
"""Bytes of an xls that is still read; 65,536 rows of 256 columns take some 200 million."""
_BOF, _EOF, _FILEPASS, _CODEPAGE, _DATEMODE = 0x0809, 0x000A, 0x002F, 0x0042, 0x0022
_BOUNDSHEET, _FORMAT, _XF, _SST = 0x0085, 0x041E, 0x00E0, 0x00FC
_BIFF8, _BIFF5 = 0x0600, 0x0500
_WINDOWS_RUSSIAN = 1251
"""The code page of a book that names none: what Russian Excel wrote."""
_PAGES = {367: "ascii", 1200: "utf-16-le", 10000: "mac_roman", 10007: "mac_cyrillic"}
_PAGES |= {32768: "mac_roman", 32769: "cp1252"}
_VISIBILITIES = (Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN)
_ERRORS = {
    0x00: "#ПУСТО!",
    0x07: "#ДЕЛ/0!",
    0x0F: "#ЗНАЧ!",
    0x17: "#ССЫЛКА!",
    0x1D: "#ИМЯ?",
    0x24: "#ЧИСЛО!",
    0x2A: "#Н/Д",
}
_MOST_STRINGS = 20_000_000


def read_xls(path: Path) -> ReadBook:
    """All sheets of the book with their cells.

    Raises what `books.DAMAGED` lists, TooBig, Encrypted.
    """
    with outside.opened(path) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TooBig
    streams = CompoundFile(data)
    name = "workbook" if "workbook" in streams.names() else "book"
    return _Book(streams.stream(name)).read()


class _Book:
    """What all sheets of a book refer to."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.version = _BIFF8
        self.encoding = f"cp{_WINDOWS_RUSSIAN}"
        self.from_1904 = False
        self.strings: list[str] = []
        self.formats: dict[int, str] = {}
        self.styles: list[int] = []
        self.shown: list[Shown] = []
        self._sheets: list[tuple[int, int, int, Record]] = []

    def read(self) -> ReadBook:
        """The globals first, then every sheet where they say it begins."""
        self._globals()
        self.shown = [shown_by(one, self.formats.get(one)) for one in self.styles]
        book = ReadBook()
        for begin, state, kind, record in self._sheets:
            name = self._name(record)
            if kind != 0:
                book.without_cells.append(name)
                continue
            visibility = _VISIBILITIES[min(state & 3, 2)]
            book.sheets.append(_Sheet(self, name, visibility).read(begin))
        return book

    def _globals(self) -> None:
        found = records(self.stream)
        self._begin(next(found))
        for record in found:
            kind, data = record.kind, record.data
            if kind == _EOF:
                break
            if kind == _FILEPASS:
                raise Encrypted
            if kind == _CODEPAGE:
                self._code_page(struct.unpack_from("<H", data)[0])
            elif kind == _DATEMODE:
                self.from_1904 = data[:2] == b"\1\0"
            elif kind == _BOUNDSHEET:
                begin, state, sheet = struct.unpack_from("<IBB", data)
                self._sheets.append((begin, state, sheet, record))
            elif kind == _FORMAT:
                self.formats[struct.unpack_from("<H", data)[0]] = self._format(record)
            elif kind == _XF:
                self.styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _SST:
                self._shared_strings(record)

    def _begin(self, record: Record) -> None:
        version = struct.unpack_from("<H", record.data)[0]
        if record.kind != _BOF or version not in (_BIFF8, _BIFF5):
            raise ValueError(record.kind)
        self.version = version

    def _code_page(self, page: int) -> None:
        encoding = _PAGES.get(page, f"cp{page}")
        if encoding != "utf-16-le":
            "".encode(encoding)  # an unknown page is a LookupError
            self.encoding = encoding

    def _name(self, record: Record) -> str:
        if self.version == _BIFF8:
            return Pieces(record.parts, 6).text(1)
        length = record.data[6]
        return self.decoded(record.data[7 : 7 + length])

    def _format(self, record: Record) -> str:
        if self.version == _BIFF8:
            return Pieces(record.parts, 2).text()
        return self.decoded(record.data[3 : 3 + record.data[2]])

    def _shared_strings(self, record: Record) -> None:
        count = struct.unpack_from("<I", record.data, 4)[0]
        if count > _MOST_STRINGS:
            raise ValueError(count)
        pieces = Pieces(record.parts, 8)
        self.strings = [pieces.text() for _ in range(count)]

    def decoded(self, data: bytes) -> str:
        """A text of a book older than Excel 97."""
        return data.decode(self.encoding, "replace")


class _Sheet:
    """One sheet on its way."""

    def __init__(self, book: _Book, name: str, visibility: Visibility) -> None:
        self.book, self.name, self.visibility = book, name, visibility
        self.filler = _SortedCells()
        self.merged: list[Merged] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._formula: tuple[int, int] | None = None
        self._take: dict[int, Callable[[Record], None]] = {
            0x0006: self._take_formula,
            0x0207: self._take_string,
            0x0203: self._take_number,
            0x027E: self._take_rk,
            0x00BD: self._take_many,
            0x00FD: self._take_shared,
            0x0204: self._take_label,
            0x00D6: self._take_label,
            0x0205: self._take_truth,
            0x0208: self._take_row,
            0x007D: self._take_columns,
            0x00E5: self._take_merged,
        }

    def read(self, begin: int) -> ReadSheet:
        """The sheet that begins there; charts laid into it are passed over."""
        depth = 0
        for record in records(self.book.stream, begin):
            if record.kind == _BOF:
                depth += 1
            elif depth == 0:
                raise ValueError(begin)
            elif record.kind == _EOF:
                depth -= 1
                if depth == 0:
                    break
            elif depth == 1 and (take := self._take.get(record.kind)) is not None:
                take(record)
        store, filled = self.filler.finished()
        hidden = [row for row in self.hidden_rows if row in filled]
        return ReadSheet(
            self.name, self.visibility, store, self.merged, hidden, self.hidden_columns
        )

    def _put(self, row: int, column: int, value: Raw) -> None:
        self.filler.put(row + 1, column + 1, value)

    def _number(self, row: int, column: int, style: int, number: float) -> None:
        if number != number or abs(number) > 1e300:
            raise ValueError(number)
        if number.is_integer() and abs(number) < 1e15:
            number = int(number)
        shown = self.book.shown[style] if style < len(self.book.shown) else Shown.PLAIN
        self._put(row, column, as_shown(number, shown, from_1904=self.book.from_1904))

    def _take_number(self, record: Record) -> None:
        row, column, style, number = struct.unpack_from("<HHHd", record.data)
        self._number(row, column, style, number)

    def _take_rk(self, record: Record) -> None:
        row, column, style, packed = struct.unpack_from("<HHHI", record.data)
        self._number(row, column, style, _unpacked(packed))

    def _take_many(self, record: Record) -> None:
        row, column = struct.unpack_from("<HH", record.data)
        for place in range((len(record.data) - 6) // 6):
            style, packed = struct.unpack_from("<HI", record.data, 4 + 6 * place)
            self._number(row, column + place, style, _unpacked(packed))

    def _take_shared(self, record: Record) -> None:
        row, column, _, number = struct.unpack_from("<HHHI", record.data)
        self._put(row, column, self.book.strings[number])

    def _take_label(self, record: Record) -> None:
        row, column = struct.unpack_from("<HH", record.data)
        self._put(row, column, self._text(record, 6))

    def _text(self, record: Record, at: int) -> str:
        if self.book.version == _BIFF8:
            return Pieces(record.parts, at).text()
        length = struct.unpack_from("<H", record.data, at)[0]
        return self.book.decoded(b"".join(record.parts)[at + 2 : at + 2 + length])

    def _take_truth(self, record: Record) -> None:
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", record.data)
        self._put(row, column, _fault(value) if is_error else bool(value))

    def _take_formula(self, record: Record) -> None:
        row, column, style = struct.unpack_from("<HHH", record.data)
        result = record.data[6:14]
        self._formula = None
        if result[6:8] != b"\xff\xff":
            self._number(row, column, style, struct.unpack("<d", result)[0])
            return
        match result[0]:
            case 0:
                self._formula = row, column  # its text follows in a record of its own
            case 1:
                self._put(row, column, bool(result[2]))
            case 2:
                self._put(row, column, _fault(result[2]))
            case 3:
                pass  # the empty text is an empty cell
            case _:
                raise ValueError(result)

    def _take_string(self, record: Record) -> None:
        if self._formula is not None:
            self._put(*self._formula, self._text(record, 0))
            self._formula = None

    def _take_row(self, record: Record) -> None:
        row, flags = struct.unpack_from("<H10xI", record.data)
        if flags & 0x20:
            self.hidden_rows.append(row + 1)

    def _take_columns(self, record: Record) -> None:
        first, last, _, _, flags = struct.unpack_from("<5H", record.data)
        if flags & 1 and first <= last:
            self.hidden_columns.append((first + 1, last + 1))

    def _take_merged(self, record: Record) -> None:
        count = struct.unpack_from("<H", record.data)[0]
        for place in range(count):
            top, bottom, left, right = struct.unpack_from("<4H", record.data, 2 + 8 * place)
            self.merged.append((top + 1, left + 1, bottom + 1, right + 1))


class _SortedCells:
    """Cells of an xls stand in any order within a block of rows: rows are kept until the end."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, Raw]] = {}

    def put(self, row: int, column: int, value: Raw) -> None:
        self._rows.setdefault(row, {})[column] = value

    def finished(self) -> tuple[RowStore, set[int]]:
        """The rows in order, and which of them hold anything."""
        filler = RowFiller()
        for row in sorted(self._rows):
            for column in sorted(self._rows[row]):
                filler.put(row, column, self._rows[row][column])
        filler.finish()
        return filler.store, set(self._rows)


def _fault(code: int) -> CellFault:
    return CellFault("formula_error", _ERRORS.get(code, "#ЗНАЧ!"))


def _unpacked(packed: int) -> float:
    """A number in four bytes ([MS-XLS] 2.5.217)."""
    if packed & 2:
        whole = packed >> 2
        number = float(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        number = struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))[0]
    return number / 100 if packed & 1 else number
