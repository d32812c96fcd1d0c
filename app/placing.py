"""Puts a file in its place whole or not at all, and tells in Russian why a disk refused."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import WorldFailed

PRIVATE, PUBLIC = 0o600, 0o666

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
_NAMES = {errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL, errno.ELOOP}
_GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR, errno.ESTALE}


@contextlib.contextmanager
def placed(target: Path, mode: int = PUBLIC) -> Iterator[BinaryIO]:
    """A file to write that appears under its name only when the block ends without an error.

    The block may read it back; what it wrote is on the disk then (see `settle`). Raises
    WorldFailed when the disk refuses; nothing half-written stays.
    """
    if target.exists() and not target.is_file():
        raise WorldFailed(f"«{target}» — не файл, записать в него нельзя.", "Назовите имя файла.")
    draft = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.part")
    try:
        with told(target):
            descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, mode)
            with os.fdopen(descriptor, "w+b") as handle:
                yield handle
                settle(handle)
            draft.replace(target)
            _settle_folder(target.parent)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def place(target: Path, data: bytes, mode: int = PUBLIC) -> None:
    """Writes a small file whole or not at all. Raises WorldFailed."""
    with placed(target, mode) as handle:
        handle.write(data)


def settle(handle: BinaryIO) -> None:
    """Sends what was written to the disk itself, so that reading it back reads the disk."""
    handle.flush()
    os.fsync(handle.fileno())
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what the operating system says about a path into a sentence (WorldFailed)."""
    try:
        yield
    except OSError as error:
        raise disk_failed(path, error) from error


def disk_failed(path: Path, error: OSError) -> WorldFailed:
    """What happened to the disk, and what to do."""
    if error.errno in _NO_SPACE:
        return WorldFailed(
            f"На диске не хватило места для файла «{path.name}».",
            "Освободите место или выберите другой носитель и повторите.",
        )
    if error.errno in _NO_RIGHT:
        return WorldFailed(
            f"Нет права работать с файлом «{path.name}» в папке «{path.parent}».",
            "Выберите другую папку или снимите защиту от записи.",
        )
    if error.errno in _NAMES:
        return WorldFailed(
            f"Имя «{path.name[:80]}» не подходит: это папка, или имя слишком длинное.",
            "Укажите файл и повторите.",
        )
    if error.errno in _GONE:
        return WorldFailed(
            f"Файл или папка недоступны: «{path}».",
            "Проверьте имя и то, что носитель вставлен, и повторите.",
        )
    return WorldFailed(
        f"Диск не дал работать с файлом «{path.name}» ({error.strerror or error}).",
        "Проверьте носитель или выберите другую папку.",
    )


_BINARY = getattr(os, "O_BINARY", 0)


def _settle_folder(folder: Path) -> None:
    """Makes the new name itself outlive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Makes sure the folder is there. Raises WorldFailed."""
    if folder.exists() and not folder.is_dir():
        raise WorldFailed(f"«{folder}» — это файл, а не папка.", "Укажите папку или флешку.")
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_file(target: Path, data: bytes) -> None:
    """Writes a small file whole or not at all, making its folder. Raises WorldFailed."""
    make_folder(target.parent)
    place(target, data)


def probe(target: Path) -> None:
    """Proves that a file may be put there, before something is done that cannot be taken back.

    Raises WorldFailed.
    """
    make_folder(target.parent)
    with told(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        with tempfile.TemporaryFile(dir=target.parent):
            pass
