"""Opens a container: rebuilds and compares every header, then measures all bytes in one pass."""

from __future__ import annotations

import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from app.exchange.container import (
    CENTRAL_MAGIC,
    CENTRAL_SIZE,
    CHUNK,
    END_MAGIC,
    END_SIZE,
    LOCAL_MAGIC,
    MAX_ENTRIES,
    MAX_NAME,
    MAX_PACKAGE,
    Central,
    Entry,
    central_header,
    clash,
    end_record,
    in_order,
    is_legal_name,
    local_header,
    read_central,
    read_end,
)
from app.exchange.hashing import DigestBeside
from app.exchange.reasons import Failure


@dataclass(frozen=True, slots=True)
class Measured:
    """What one pass over all bytes found."""

    file_sha256: str
    digests: dict[str, bytes]
    """SHA-256 of each entry's content."""
    broken: str | None
    """The first entry whose CRC does not match its header."""


class Archive:
    """A container with legal headers, read through one handle. Content is not yet trusted."""

    def __init__(self, handle: BinaryIO) -> None:
        """Checks all headers (steps 1 and 2). Raises Failure E_ZIP_…, OSError."""
        self._handle = handle
        self.size = os.fstat(handle.fileno()).st_size
        self.entries = {entry.name: entry for entry in _entries(handle, self.size)}

    def read(self, name: str, limit: int) -> bytes:
        """The content of a small entry. Raises Failure E_ZIP_LIMIT above `limit` bytes."""
        entry = self.entries[name]
        if entry.size > limit:
            raise Failure("E_ZIP_LIMIT", what=f"{name}: {limit // 1024} КБ")
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of an entry, piece by piece. Raises Failure when the file became shorter."""
        entry = self.entries[name]
        self._handle.seek(entry.data_offset)
        yield from _pieces(self._handle, entry.size)

    def text(self, name: str) -> tuple[io.TextIOWrapper, EntryStream]:
        """An entry as UTF-8 text, and the stream beneath, which digests what was read."""
        stream = EntryStream(self.chunks(name))
        return io.TextIOWrapper(io.BufferedReader(stream, CHUNK), "utf-8", newline=""), stream

    def measure(self) -> Measured:
        """SHA-256 of the file and of every entry, and the CRCs, in one pass."""
        digests: dict[str, bytes] = {}
        broken = None
        self._handle.seek(0)
        with DigestBeside() as whole:
            for name, entry in self.entries.items():
                whole.update(_exactly(self._handle, entry.data_offset - entry.offset))
                digests[name], crc = self._measure_entry(entry, whole)
                if crc != entry.crc and broken is None:
                    broken = name
            for piece in _pieces(self._handle, self.size - self._handle.tell()):
                whole.update(piece)
            return Measured(whole.digest().hex(), digests, broken)

    def _measure_entry(self, entry: Entry, whole: DigestBeside) -> tuple[bytes, int]:
        """(SHA-256, CRC) of the entry whose content comes next, which also goes into the whole."""
        content, crc = hashlib.sha256(), 0
        for piece in _pieces(self._handle, entry.size):
            whole.update(piece)
            content.update(piece)
            crc = zlib.crc32(piece, crc)
        return content.digest(), crc


class EntryStream(io.RawIOBase):
    """An entry as a raw stream that hashes what passes through it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """Always: a stream is only read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fills the buffer; 0 at the end."""
        if not self._rest:
            piece = next(self._pieces, b"")
            self._sha256.update(piece)
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def digest(self) -> bytes:
        """SHA-256 of everything read so far."""
        return self._sha256.digest()


def _exactly(handle: BinaryIO, count: int) -> bytes:
    data = handle.read(count)
    if len(data) != count:
        raise Failure("E_ZIP_TRUNCATED")
    return data


def _pieces(handle: BinaryIO, size: int) -> Iterator[bytes]:
    while size:
        piece = _exactly(handle, min(CHUNK, size))
        size -= len(piece)
        yield piece


def _entries(handle: BinaryIO, size: int) -> list[Entry]:
    directory, count, offset = _directory(handle, size)
    entries: list[Entry] = []
    position = expected = 0
    while position < len(directory):
        entry, position = _entry(directory, position)
        if entry.offset != expected:
            raise Failure("E_ZIP_NONCANONICAL")
        expected = entry.end
        entries.append(entry)
    names = [entry.name for entry in entries]
    if (same := clash(names)) is not None:
        raise Failure("E_ZIP_DUPLICATE", name=same)
    if len(entries) != count or expected != offset or names != in_order(names):
        raise Failure("E_ZIP_NONCANONICAL")
    for entry in entries:
        header = local_header(entry)
        handle.seek(entry.offset)
        if _exactly(handle, len(header)) != header:
            raise Failure("E_ZIP_NONCANONICAL")
    return entries


def _directory(handle: BinaryIO, size: int) -> tuple[bytes, int, int]:
    """(central directory, number of entries, its offset), after the outer form is checked."""
    handle.seek(0)
    if handle.read(4) != LOCAL_MAGIC:
        raise Failure("E_ZIP_NOT_ZIP")
    if size > MAX_PACKAGE:
        raise Failure("E_ZIP_LIMIT", what=f"{MAX_PACKAGE // 2**20} МБ")
    if size < END_SIZE:
        raise Failure("E_ZIP_TRUNCATED")
    handle.seek(size - END_SIZE)
    record = _exactly(handle, END_SIZE)
    if not record.startswith(END_MAGIC):
        raise Failure("E_ZIP_TRUNCATED")
    count, length, offset = read_end(record)
    if count > MAX_ENTRIES or length > MAX_ENTRIES * (CENTRAL_SIZE + MAX_NAME):
        raise Failure("E_ZIP_LIMIT", what=f"{MAX_ENTRIES} файлов")
    if offset + length != size - END_SIZE or record != end_record(count, length, offset):
        raise Failure("E_ZIP_NONCANONICAL")
    handle.seek(offset)
    return _exactly(handle, length), count, offset


def _entry(directory: bytes, position: int) -> tuple[Entry, int]:
    """The entry whose record begins at a position, and where the next record begins."""
    fixed = directory[position : position + CENTRAL_SIZE]
    if len(fixed) != CENTRAL_SIZE or not fixed.startswith(CENTRAL_MAGIC):
        raise Failure("E_ZIP_NONCANONICAL")
    central = read_central(fixed)
    start = position + CENTRAL_SIZE
    name = directory[start : start + central.name_length].decode("ascii", "backslashreplace")
    _check_claims(central, name)
    entry = Entry(name, central.crc, central.size, central.offset)
    record = central_header(entry)
    if directory[position : position + len(record)] != record:
        raise Failure("E_ZIP_NONCANONICAL")
    return entry, position + len(record)


def _check_claims(central: Central, name: str) -> None:
    shown = ascii(name)[1:-1][:MAX_NAME]
    if central.is_link:
        raise Failure("E_ZIP_SYMLINK", name=shown)
    if central.method != 0:
        raise Failure("E_ZIP_COMPRESSED", name=shown)
    if not is_legal_name(name):
        raise Failure("E_ZIP_NAME", name=shown)
