"""Writes the canonical container: contents are measured, then copied behind final headers."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app import outside
from app.domain.errors import WorldFailed
from app.exchange.container import (
    CHUNK,
    END_SIZE,
    MAX_ENTRIES,
    MAX_PACKAGE,
    Entry,
    central_header,
    clash,
    end_record,
    in_order,
    is_legal_name,
    local_header,
)
from app.exchange.hashing import DigestBeside
from app.placing import told

Content = bytes | Path
"""What goes into a package: bytes, or a file that is copied piece by piece."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What the headers and the manifest need to know of a content."""

    crc: int
    size: int
    sha256: bytes


def measure(content: Content) -> Sum:
    """One pass over a content. Raises WorldFailed."""
    crc, size = 0, 0
    with DigestBeside() as sha256:
        for piece in _pieces(content):
            sha256.update(piece)
            crc = zlib.crc32(piece, crc)
            size += len(piece)
        return Sum(crc, size, sha256.digest())


def write_container(
    target: BinaryIO, contents: Mapping[str, Content], sums: Mapping[str, Sum]
) -> None:
    """Writes all contents in canonical order.

    Raises ValueError for illegal names; WorldFailed when too large, or a source cannot be read or
    changed under our hands; OSError of the target.
    """
    entries = _lay_out(contents, sums)
    for entry in entries:
        target.write(local_header(entry))
        _copy(contents[entry.name], target, entry)
    directory = b"".join(map(central_header, entries))
    target.write(directory)
    target.write(end_record(len(entries), len(directory), entries[-1].end))


def _lay_out(contents: Mapping[str, Content], sums: Mapping[str, Sum]) -> list[Entry]:
    names = in_order(contents)
    illegal = [name for name in names if not is_legal_name(name)]
    if illegal or (same := clash(names)) is not None:
        raise ValueError(f"not a legal name in a package: {illegal or same}")
    entries, offset = [], 0
    for name in names:
        entry = Entry(name, sums[name].crc, sums[name].size, offset)
        entries.append(entry)
        offset = entry.end
    size = offset + sum(len(central_header(entry)) for entry in entries) + END_SIZE
    if size > MAX_PACKAGE or len(entries) > MAX_ENTRIES:
        raise WorldFailed(
            f"Пакет получается слишком большим: {size // 2**20} МБ, файлов {len(entries)}.",
            f"Допустимо {MAX_PACKAGE // 2**20} МБ и {MAX_ENTRIES} файлов; приложите меньше файлов.",
        )
    return entries


def _copy(content: Content, target: BinaryIO, entry: Entry) -> None:
    crc, size = 0, 0
    for piece in _pieces(content):
        crc = zlib.crc32(piece, crc)
        size += len(piece)
        if size > entry.size:
            break
        target.write(piece)
    if (crc, size) != (entry.crc, entry.size):
        raise WorldFailed(
            f"Файл «{entry.name}» изменился, пока собирался пакет.",
            "Закройте его в других программах и выгрузите пакет ещё раз.",
        )


def _pieces(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with told(content), outside.opened(content) as source:
        while piece := source.read(CHUNK):
            yield piece
