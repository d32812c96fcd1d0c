"""The stream of records inside an old xls: out of its compound file, record by record.

[MS-CFB] (compound files), [MS-XLS] 2.1 (records and their continuations).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_HEADER_SECTORS = 109
_ENTRY = 128
CONTINUE = 0x003C
_LONGEST_RECORD = 8224
_MOST_CONTINUED = 100_000_000
"""Bytes of a record with all its continuations."""


class Encrypted(Exception):
    """The book asks for a password."""


class CompoundFile:
    """The streams of a compound file by name; every chain of sectors must end."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError or struct.error for a damaged file."""
        if data[:8] != _SIGNATURE:
            raise ValueError(data[:8])
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift > shift:
            raise ValueError(shift)
        self._size, self._small_size = 1 << shift, 1 << small_shift
        directory, self._cutoff, small_table = struct.unpack_from("<I4xII", data, 48)
        self._next = self._table_of_sectors()
        self._entries = dict(self._directory(self._chain(directory)))
        self._small_table = _numbers(self._chain(small_table)) if small_table < _END else []
        self._small: bytes | None = None

    def _table_of_sectors(self) -> list[int]:
        data = self._data
        places = list(struct.unpack_from("<109I", data, 76))
        following, count = struct.unpack_from("<II", data, 68)
        for _ in range(min(count, len(data) // self._size + 1)):
            if following >= _END:
                break
            *more, following = _numbers(self._sector(following))
            places += more
        used = [place for place in places if place < _END]
        if len(used) > len(data) // self._size + 1:
            raise ValueError(len(used))
        return _numbers(b"".join(map(self._sector, used)))

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self._size
        sector = self._data[begin : begin + self._size]
        if not sector:
            raise ValueError(number)
        return sector.ljust(self._size, b"\0")

    def _chain(self, first: int) -> bytes:
        return b"".join(self._sector(one) for one in _followed(first, self._next))

    def _directory(self, data: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            first, size = struct.unpack_from("<II", data, at + 116)
            name = data[at : at + min(length, 64)].decode("utf-16-le", "replace").rstrip("\0")
            if kind == 5:
                self._root = first
            elif kind == 2:
                yield name.lower(), (first, size)

    def names(self) -> set[str]:
        """Names of the streams in small letters."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; raises KeyError, ValueError."""
        first, size = self._entries[name.lower()]
        if size >= self._cutoff:
            return self._chain(first)[:size]
        if self._small is None:
            self._small = self._chain(self._root)
        width = self._small_size
        pieces = _followed(first, self._small_table)
        return b"".join(self._small[one * width : (one + 1) * width] for one in pieces)[:size]


def _followed(first: int, following: list[int]) -> Iterator[int]:
    """The sectors of a chain; raises ValueError for a circle or a sector that is nowhere."""
    steps = 0
    while first < _END:
        if first >= len(following) or steps > len(following):
            raise ValueError(first)
        yield first
        first = following[first]
        steps += 1


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


@dataclass(slots=True)
class Record:
    """One record; `parts` are its own bytes and those of the records that continue it."""

    kind: int
    at: int
    """Where it begins in the stream."""
    parts: list[bytes]

    @property
    def data(self) -> bytes:
        """The record's own bytes."""
        return self.parts[0]


def records(stream: bytes, begin: int = 0) -> Iterator[Record]:
    """The records from `begin` on, each with its continuations; raises ValueError."""
    at, waiting, size = begin, None, 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if length > _LONGEST_RECORD:
            raise ValueError(length)
        data = stream[at + 4 : at + 4 + length]
        if len(data) < length:
            raise ValueError(at)
        if kind == CONTINUE and waiting is not None:
            waiting.parts.append(data)
            size += length
            if size > _MOST_CONTINUED:
                raise ValueError(size)
        else:
            if waiting is not None:
                yield waiting
            waiting, size = Record(kind, at, [data]), length
        at += 4 + length
    if waiting is not None:
        yield waiting


class Pieces:
    """Reads strings out of a record whose bytes are cut into pieces ([MS-XLS] 2.5.293)."""

    def __init__(self, parts: list[bytes], at: int = 0) -> None:
        self._parts, self._part, self._at = parts, 0, at

    def take(self, count: int) -> bytes:
        """Plain bytes, over the cuts; raises ValueError when there are not so many."""
        taken = b""
        while count > 0:
            rest = self._parts[self._part][self._at : self._at + count]
            self._at += len(rest)
            taken += rest
            count -= len(rest)
            if count > 0:
                self._turn()
        return taken

    def _turn(self) -> None:
        self._part, self._at = self._part + 1, 0
        if self._part >= len(self._parts):
            raise ValueError(self._part)

    def text(self, length_bytes: int = 2) -> str:
        """A Unicode string with its length before it; runs of fonts and sounds are passed over."""
        length = int.from_bytes(self.take(length_bytes), "little")
        flags = self.take(1)[0]
        runs = int.from_bytes(self.take(2), "little") if flags & 8 else 0
        extra = int.from_bytes(self.take(4), "little") if flags & 4 else 0
        text = self._signs(length, wide=bool(flags & 1))
        self.skip(4 * runs + extra)
        return text

    def skip(self, count: int) -> None:
        """Pass over plain bytes."""
        while count > 0:
            here = min(count, len(self._parts[self._part]) - self._at)
            self._at += here
            count -= here
            if count > 0:
                self._turn()

    def _signs(self, count: int, *, wide: bool) -> str:
        pieces = []
        while count > 0:
            width = 2 if wide else 1
            here = min(count, (len(self._parts[self._part]) - self._at) // width)
            data = self._parts[self._part][self._at : self._at + here * width]
            pieces.append(data.decode("utf-16-le" if wide else "latin-1", "replace"))
            self._at += here * width
            count -= here
            if count > 0:
                self._turn()
                wide = bool(self.take(1)[0] & 1)  # a continued text says anew how wide it is
        return "".join(pieces)
