"""Small old xls books for tests: records in a compound file, as Excel 97 and Excel 5 wrote them."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

Cell: TypeAlias = tuple[Any, ...]
"""Row, column (from 0), kind («number», «text», «formula», «error», «rk»), value, style."""
_SECTOR = 512
_MARK = {"free": 0xFFFFFFFF, "end": 0xFFFFFFFE, "table": 0xFFFFFFFD}


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def text8(text: str, length: str = "<H") -> bytes:
    return struct.pack(length, len(text)) + b"\1" + text.encode("utf-16-le")


def write_xls(
    path: Path,
    sheets: Sequence[tuple[str, Sequence[Cell]]],
    *,
    formats: Sequence[str] = (),
    hidden: Sequence[str] = (),
    also: bytes = b"",
) -> Path:
    """An Excel 97 book; style n shows numbers by `formats[n - 1]`, style 0 plainly.

    `also`: further records of the first sheet (hidden rows, merged cells).
    """
    strings = [str(cell[3]) for _, cells in sheets for cell in cells if cell[2] == "text"]
    globals_ = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    globals_ += record(0x0042, struct.pack("<H", 1200))
    for number, code in enumerate(formats, 164):
        globals_ += record(0x041E, struct.pack("<H", number) + text8(code))
    for number in (0, *range(164, 164 + len(formats))):
        globals_ += record(0x00E0, struct.pack("<HH16x", 0, number))
    table = b"".join(text8(one) for one in strings)
    globals_ += record(0x00FC, struct.pack("<II", len(strings), len(strings)) + table)
    size = len(globals_) + sum(4 + 6 + len(text8(name, "<B")) for name, _ in sheets) + 4
    bodies, places, used = b"", b"", 0
    for number, (name, cells) in enumerate(sheets):
        about = struct.pack("<IBB", size + len(bodies), int(name in hidden), 0)
        places += record(0x0085, about + text8(name, "<B"))
        body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
        for cell in cells:
            body += _cell(cell, used)
            used += cell[2] == "text"
        bodies += body + (also if number == 0 else b"") + record(0x000A)
    path.write_bytes(compound(globals_ + places + record(0x000A) + bodies))
    return path


def _cell(cell: Cell, string: int) -> bytes:
    row, column, kind, value, *styles = cell
    where = struct.pack("<HHH", row, column, styles[0] if styles else 0)
    match kind:
        case "text":
            return record(0x00FD, where + struct.pack("<I", string))
        case "number":
            return record(0x0203, where + struct.pack("<d", value))
        case "rk":
            assert isinstance(value, int)
            return record(0x027E, where + struct.pack("<I", (value << 2 | 2) & 0xFFFFFFFF))
        case "error":
            return record(0x0205, where + struct.pack("<BB", value, 1))
        case "formula":
            assert isinstance(value, bytes)
            return record(0x0006, where + value + struct.pack("<HIH", 0, 0, 0))
    raise ValueError(kind)


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file with one stream."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // _SECTOR)
    tables = -(-(sectors + 2) // 128) + 1
    places = [_MARK["table"]] * tables + [_MARK["end"]]
    first = tables + 1
    places += [*range(first + 1, first + sectors), _MARK["end"]]
    places += [_MARK["free"]] * (tables * 128 - len(places))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIII4xIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 4096,
                          _MARK["end"], 0, _MARK["end"], 0)  # fmt: skip
    header += struct.pack("<109I", *range(tables), *[_MARK["free"]] * (109 - tables))
    entries = _entry("Root Entry", 5, _MARK["end"], 0) + _entry(name, 2, first, len(stream))
    body = struct.pack(f"<{len(places)}I", *places) + entries.ljust(_SECTOR, b"\0")
    return header + body + stream.ljust(sectors * _SECTOR, b"\0")


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    spelt = (name + "\0").encode("utf-16-le")
    about = struct.pack("<HBBIII", len(spelt), kind, 1, *[_MARK["free"]] * 2,
                        1 if kind == 5 else _MARK["free"])  # fmt: skip
    return spelt.ljust(64, b"\0") + about + bytes(36) + struct.pack("<III", first, size, 0)
