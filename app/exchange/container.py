"""The only legal bytes of a package's ZIP: names, order, headers, limits; for writer and reader.

Everything is stored, nothing is compressed, every header follows from name, sum, size and place
alone. A reader that rebuilds these headers and compares them needs to trust no field of the file.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass

MIMETYPE_NAME = "mimetype"
MIMETYPE = b"application/vnd.etsi.asic-e+zip"
MANIFEST_NAME = "META-INF/ASiCManifest001.xml"
SIGNATURE_NAME = "META-INF/signature001.p7s"
META_NAME = "package.json"
FIXED_ORDER = (MIMETYPE_NAME, MANIFEST_NAME, SIGNATURE_NAME, META_NAME)

MAX_PACKAGE = 512 * 1024 * 1024
MAX_ENTRIES = 512
MAX_NAME = 120
MAX_MANIFEST = 1024 * 1024
MAX_SIGNATURE = 64 * 1024
MAX_META = 8 * 1024 * 1024
MAX_JSON = 32 * 1024 * 1024
"""A data/*.json is read whole to learn whose it is; larger tables travel as CSV."""

CHUNK = 1024 * 1024

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
LOCAL_SIZE, CENTRAL_SIZE, END_SIZE = _LOCAL.size, _CENTRAL.size, _END.size

LOCAL_MAGIC = b"PK\x03\x04"
CENTRAL_MAGIC = b"PK\x01\x02"
END_MAGIC = b"PK\x05\x06"

_NEEDS_VERSION = 10
_MADE_BY = 3 << 8 | 20
_MIDNIGHT, _FIRST_OF_1980 = 0, 0x21
_MODE = 0o100644 << 16

_SEGMENT = re.compile(r"[A-Za-z0-9_-](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
_FIRST_FOLDER = re.compile(r"[a-z0-9_-]+")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9]|conin|conout)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file inside the container: what its headers are made of."""

    name: str
    crc: int
    size: int
    offset: int
    """Where its local header begins, bytes from the start of the file."""

    @property
    def data_offset(self) -> int:
        """Where its content begins."""
        return self.offset + LOCAL_SIZE + len(self.name)

    @property
    def end(self) -> int:
        """Where the next entry begins."""
        return self.data_offset + self.size


@dataclass(frozen=True, slots=True)
class Central:
    """A central record as found in a file, before anything about it is believed."""

    magic: bytes
    method: int
    crc: int
    size: int
    name_length: int
    external: int
    offset: int

    @property
    def is_link(self) -> bool:
        """Whether a Unix reader would make a symbolic link of it."""
        return self.external >> 16 & 0o170000 == 0o120000


def local_header(entry: Entry) -> bytes:
    """The bytes before the content of an entry."""
    name = entry.name.encode("ascii")
    return (
        _LOCAL.pack(
            *(LOCAL_MAGIC, _NEEDS_VERSION, 0, 0, _MIDNIGHT, _FIRST_OF_1980),
            *(entry.crc, entry.size, entry.size, len(name), 0),
        )
        + name
    )


def central_header(entry: Entry) -> bytes:
    """The record of an entry in the central directory."""
    name = entry.name.encode("ascii")
    return (
        _CENTRAL.pack(
            *(CENTRAL_MAGIC, _MADE_BY, _NEEDS_VERSION, 0, 0, _MIDNIGHT, _FIRST_OF_1980),
            *(entry.crc, entry.size, entry.size, len(name), 0, 0, 0, 0, _MODE, entry.offset),
        )
        + name
    )


def end_record(count: int, directory_size: int, directory_offset: int) -> bytes:
    """The last 22 bytes of the container."""
    return _END.pack(END_MAGIC, 0, 0, count, count, directory_size, directory_offset, 0)


def read_end(record: bytes) -> tuple[int, int, int]:
    """(entries, size and offset of the directory) as an end record claims them."""
    _, _, _, _, count, size, offset, _ = _END.unpack(record)
    return count, size, offset


def read_central(record: bytes) -> Central:
    """The claims of one central record's fixed part."""
    fields = _CENTRAL.unpack(record)
    return Central(
        magic=fields[0],
        method=fields[4],
        crc=fields[7],
        size=fields[9],
        name_length=fields[10],
        external=fields[15],
        offset=fields[16],
    )


def is_legal_name(name: str) -> bool:
    """Whether a name is safe on every disk: ASCII, no device names, no way out of the folder."""
    segments = name.split("/")
    if len(name) > MAX_NAME or not all(map(_SEGMENT.fullmatch, segments)):
        return False
    if any(map(_DEVICE.fullmatch, segments)):
        return False
    if len(segments) > 1 and segments[0] != "META-INF":
        return _FIRST_FOLDER.fullmatch(segments[0]) is not None
    return True


def clash(names: Iterable[str]) -> str | None:
    """The first name that a disk which ignores case would mix up with another one, or None."""
    seen: set[str] = set()
    folders: set[str] = set()
    for name in names:
        folded = name.lower()
        parents = {folded[:at] for at, sign in enumerate(folded) if sign == "/"}
        if folded in seen or folded in folders or parents & seen:
            return name
        seen.add(folded)
        folders |= parents
    return None


def in_order(names: Iterable[str]) -> list[str]:
    """The only legal order: the four fixed ones, then the rest by name."""
    present = set(names)
    fixed = [name for name in FIXED_ORDER if name in present]
    return fixed + sorted(present.difference(FIXED_ORDER))
