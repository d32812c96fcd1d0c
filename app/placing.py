"""Puts a file in its place whole or not at all, and tells in Russian why a disk refused."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app import locking, outside
from app.domain.errors import WorldFailed

PRIVATE, PUBLIC = 0o600, 0o666
_MASK = os.umask(0o077)
os.umask(_MASK)  # there is no other way to ask for it

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
_NAMES = {errno.ENAMETOOLONG, errno.EISDIR, errno.EINVAL, errno.ELOOP}
_GONE = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR, errno.ESTALE}


_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}\.opora\.part(?:-wal|-shm|-journal)?")
"""Names of drafts: nobody but this program gives such ones."""
_COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps under the name of a draft that is a base."""
_own_drafts: set[Path] = set()
_swept: set[Path] = set()


class Draft:
    """A file under a temporary name, locked for as long as its writer lives."""

    def __init__(self, path: Path, descriptor: int, mode: int) -> None:
        """`mode`: of the finished file, less what the system's mask takes away."""
        self.path, self.descriptor, self._mode = path, descriptor, mode

    def replace(self, target: Path) -> None:
        """Put the draft in its place, whatever stood there. Raises OSError."""
        if self._mode != PRIVATE and sys.platform != "win32":
            os.fchmod(self.descriptor, self._mode & ~_MASK)
        self._let_go()
        self.path.replace(target)
        _settle_folder(target.parent)

    def _let_go(self) -> None:
        """Windows renames no file that is open."""
        if sys.platform == "win32":
            self.close()

    def close(self) -> None:
        """Give the file back; a second call does nothing."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


@contextlib.contextmanager
def drafted(target: Path, mode: int = PUBLIC) -> Iterator[Draft]:
    """An empty draft beside `target`; what is not put in its place is removed in the end.

    Only its owner reads it before it is in its place. A draft that outlives its program is told by
    its missing lock, see `sweep`. Raises OSError.
    """
    if target.parent not in _swept:
        _swept.add(target.parent)
        sweep(target.parent)
    draft = _new_draft(target, mode)
    _own_drafts.add(draft.path)
    try:
        yield draft
    finally:
        draft.close()
        _own_drafts.discard(draft.path)
        for ending in _COMPANIONS:
            with contextlib.suppress(OSError):
                draft.path.with_name(draft.path.name + ending).unlink()


def _new_draft(target: Path, mode: int) -> Draft:
    while True:
        path = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.opora.part")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, PRIVATE)
        if locking.try_alone(descriptor) and _is_there(path, descriptor):
            return Draft(path, descriptor, mode)
        os.close(descriptor)  # somebody swept it before it was locked


def _is_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def publish(draft: Draft, target: Path) -> None:
    """Put a draft where nothing is; what another program has put there meanwhile stays.

    Raises WorldFailed.
    """
    with told(target):
        draft._let_go()
        try:
            if sys.platform == "win32":
                draft.path.rename(target)
            else:
                _link(draft.path, target)
        except FileExistsError as error:
            raise WorldFailed(
                f"Файл {target} уже есть.", "Выберите другое имя или откройте эту базу."
            ) from error
        _settle_folder(target.parent)


def _link(draft: Path, target: Path) -> None:
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # memory sticks know no links
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        draft.rename(target)


def sweep(folder: Path) -> None:
    """Remove the drafts that killed programs left in a folder: only ours, only those nobody writes.

    A folder that cannot be looked into stays as it is.
    """
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):  # noqa: PTH208 - a folder may have 100,000 files
            if _DRAFT.fullmatch(name):
                _sweep_one(folder / name)


def _sweep_one(path: Path) -> None:
    main = path.with_name(re.sub(r"-(?:wal|shm|journal)$", "", path.name))
    if main in _own_drafts or path.is_symlink() or not path.is_file():
        return
    with contextlib.suppress(OSError):
        if main != path:
            if not main.exists():
                path.unlink()
            return
        if path.stat().st_nlink > 1:  # put in its place already: the base there is not to be opened
            path.unlink()
            return
        descriptor = os.open(path, os.O_RDWR | _BINARY)
        try:
            if not locking.try_alone(descriptor):
                return
            if sys.platform != "win32":
                path.unlink()
        finally:
            os.close(descriptor)
        path.unlink(missing_ok=True)
        for ending in _COMPANIONS:
            path.with_name(path.name + ending).unlink(missing_ok=True)


def keep_private(*paths: Path) -> None:
    """Take away what others than the owner may do with files and folders of ours, where they exist.

    On Windows they inherit the rights of the user's profile. What belongs to somebody else, or
    lies where rights are not kept (a stick), stays as it is.
    """
    if sys.platform == "win32":
        return
    for path in paths:
        with contextlib.suppress(OSError):
            found = path.stat()
            if found.st_uid == os.geteuid() and found.st_mode & 0o077:
                path.chmod(found.st_mode & 0o700)


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for its owner alone. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


@contextlib.contextmanager
def placed(target: Path, mode: int = PUBLIC) -> Iterator[BinaryIO]:
    """A file to write that appears under its name only when the block ends without an error.

    The block may read it back; what it wrote is on the disk then (see `settle`). Raises
    WorldFailed when the disk refuses, Refused where a base stands; nothing half-written stays.
    """
    if target.exists() and not target.is_file():
        raise WorldFailed(f"«{target}» — не файл, записать в него нельзя.", "Назовите имя файла.")
    outside.refuse_base(target)
    with told(target), drafted(target, mode) as draft:
        with os.fdopen(draft.descriptor, "w+b", closefd=False) as handle:
            yield handle
            settle(handle)
        draft.replace(target)


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


def make_folder(folder: Path, *, private: bool = False) -> None:
    """Makes sure the folder is there; `private`: for its owner alone. Raises WorldFailed."""
    if folder.exists() and not folder.is_dir():
        raise WorldFailed(f"«{folder}» — это файл, а не папка.", "Укажите папку или флешку.")
    with told(folder):
        if private:
            make_private_folder(folder)
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
    outside.refuse_base(target)
    with told(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        with tempfile.TemporaryFile(dir=target.parent):
            pass
