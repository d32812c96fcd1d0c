"""A look ahead over the XML of an xlsx: what calamine does not tell, and what would drown it.

calamine lays every sheet out as a full rectangle (one stray cell in XFD1048576 ends the process),
reads error cells as empty ones and keeps number formats to itself.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

from app.spreadsheets import sentences
from app.spreadsheets.cells import ERRORS_IN_RUSSIAN, CellFault, Merged, column_number
from app.spreadsheets.sniffing import BROKEN_ZIP

_CHUNK = 1 << 20
_SMALL = 2_000_000
_BYTES_PER_CELL = 8
"""A sheet with fewer bytes of XML for each cell of its rectangle is measured exactly."""
_THIN = 20
"""A rectangle with fewer than one filled cell in so many is read cell by cell instead."""
_CELL = rb'<c r="([A-Z]{1,3})(\d+)"'
_ERROR = re.compile(_CELL + rb'[^>]*? t="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)</v>', re.DOTALL)
_EMPTY_FORMULA = re.compile(
    _CELL + rb"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>"
)
_STYLED = re.compile(_CELL + rb'[^>]*? s="(\d+)"')
_WIDE = re.compile(rb' r="[A-Z]{2,3}\d')
_COLUMNS = re.compile(rb' r="([A-Z]{2,3})\d')
_LAST = re.compile(_CELL)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(slots=True)
class Outline:
    """What the look ahead found in one sheet."""

    plain: bool = True
    """Whether the XML is written the usual way; otherwise it is read cell by cell."""
    last_row: int = 0
    last_column: int = 26
    filled: int = 0
    faults: dict[int, dict[int, CellFault]] = field(default_factory=dict)
    """Row → column → fault."""
    percents: dict[int, set[int]] = field(default_factory=dict)
    """Row → columns shown as percents."""
    merged: list[Merged] = field(default_factory=list)

    thin: bool = False
    """Whether a full rectangle would be a waste of memory."""

    @property
    def area(self) -> int:
        """Cells of the rectangle, at most."""
        return self.last_row * self.last_column


def outlines(path: Path) -> Mapping[str, Outline]:
    """Sheet name → outline; raises Refused when the file is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            percents = _percent_styles(archive)
            return {
                name: _outline(archive, part, percents) for name, part in _sheets(archive).items()
            }
    except (*BROKEN_ZIP, ElementTree.ParseError):
        raise sentences.damaged(path.name) from None


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    parts = {}
    for sheet in workbook.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_REL}id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in part:
            parts[sheet.get("name", "")] = part
    return parts


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Numbers of cell styles that show a share as percents."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {"9", "10"}
    for one in styles.iter(f"{_MAIN}numFmt"):
        if "%" in one.get("formatCode", ""):
            formats.add(one.get("numFmtId", ""))
    cells = styles.find(f"{_MAIN}cellXfs")
    found = [] if cells is None else [one.get("numFmtId") in formats for one in cells]
    return frozenset(str(number).encode() for number, is_percent in enumerate(found) if is_percent)


def _outline(archive: zipfile.ZipFile, part: str, percents: frozenset[bytes]) -> Outline:
    outline = Outline(plain=False)
    last = b""
    size = 0
    with archive.open(part) as file:
        for piece in _pieces(file):
            outline.plain = outline.plain or b"<sheetData" in piece
            size += len(piece)
            _widen(outline, piece)
            _look_closer(outline, piece, percents)
            last = piece
    final = _LAST.match(last)
    outline.last_row = int(final[2]) if final is not None else 0
    if outline.area > max(_SMALL, size // _BYTES_PER_CELL):
        _measure(outline, archive, part)
        outline.thin = outline.area > max(_SMALL, _THIN * outline.filled)
    outline.thin = outline.thin or not outline.plain
    return outline


def _measure(outline: Outline, archive: zipfile.ZipFile, part: str) -> None:
    """A second, exact look at a sheet that seems thin: styled empty cells do not count."""
    outline.last_row = 0
    with archive.open(part) as file:
        for piece in _pieces(file):
            outline.filled += piece.count(b"<v>") + piece.count(b"<is>")
            value = max(piece.rfind(b"<v>"), piece.rfind(b"<is>"))
            start = piece.rfind(b'<c r="', 0, value) if value >= 0 else -1
            match = _LAST.match(piece, start) if start >= 0 else None
            if match is not None:
                outline.last_row = max(outline.last_row, int(match[2]))
            for merged in _MERGED.finditer(piece):
                top, bottom = int(merged[2]), int(merged[4])
                outline.merged.append((top, _column(merged[1]), bottom, _column(merged[3])))


def _widen(outline: Outline, piece: bytes) -> None:
    if _WIDE.search(piece):
        widest = max(column_number(name.decode()) for name in set(_COLUMNS.findall(piece)))
        outline.last_column = max(outline.last_column, widest)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that never cut a cell in two."""
    rest = b""
    while chunk := file.read(_CHUNK):
        whole = rest + chunk
        cut = whole.rfind(b"<c ")
        if cut < 0:
            cut = len(whole) if len(whole) > _CHUNK else 0
        rest = whole[cut:]
        if cut:
            yield whole[:cut]
    if rest:
        yield rest


def _look_closer(outline: Outline, piece: bytes, percents: frozenset[bytes]) -> None:
    if b' t="e"' in piece:
        for match in _ERROR.finditer(piece):
            text = match[3].decode()
            fault = CellFault("formula_error", ERRORS_IN_RUSSIAN.get(text, text))
            outline.faults.setdefault(int(match[2]), {})[_column(match[1])] = fault
    if b"<f" in piece:
        for match in _EMPTY_FORMULA.finditer(piece):
            fault = CellFault("formula_not_computed", "")
            outline.faults.setdefault(int(match[2]), {})[_column(match[1])] = fault
    if percents:
        for match in _STYLED.finditer(piece):
            if match[3] in percents:
                outline.percents.setdefault(int(match[2]), set()).add(_column(match[1]))


def _column(letters: bytes) -> int:
    return column_number(letters.decode())
