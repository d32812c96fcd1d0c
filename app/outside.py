"""The one door for files from outside: the program's own base never passes it, nor what is too big.

POSIX takes a process's locks on a file away when *any* handle of it is closed: a base read as a
plain file while SQLite has it open loses the lock that keeps a second program from writing. So
nobody opens a base but SQLite, and every other reader and writer asks here first.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import Refused, WorldFailed

COMPANIONS = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps under a base's name."""
SMALL = 256 * 1024
"""Bytes of a request, an answer, a certificate, a key or a password; most have some thousand."""
LARGEST_TEXT = 2 * 1024 * 1024
"""Bytes of a definition, a directory or a description that a person wrote; the largest shipped one
has 55 thousand, a list of 3,000 schools some 400 thousand."""

_open_bases: Counter[Path] = Counter()
_guard = threading.Lock()


def enter(base: Path) -> None:
    """From now on nobody but SQLite opens this base, until `leave`."""
    with _guard:
        _open_bases[base.absolute()] += 1


def leave(base: Path) -> None:
    """The base is closed."""
    with _guard:
        _open_bases[base.absolute()] -= 1
        for one in [one for one, times in _open_bases.items() if times <= 0]:
            del _open_bases[one]


def is_own(path: Path) -> bool:
    """Whether a path leads, by whatever name or link, to a base that is open here."""
    with _guard:
        bases = list(_open_bases)
    if not bases:
        return False
    found = _identity(path)
    wanted = os.path.realpath(path)
    for base in bases:
        for ending in COMPANIONS:
            own = base.with_name(base.name + ending)
            if os.path.realpath(own) == wanted or (found and _identity(own) == found):
                return True
    return False


def refuse_own(path: Path) -> None:
    """Raises Refused when a path leads to a base that is open here."""
    if is_own(path):
        raise Refused(
            f"«{path.name}» — это сама база «Опоры», с которой сейчас идёт работа.",
            "Выберите другой файл; базу копируют, когда программа закрыта.",
        )


def refuse_base(target: Path) -> None:
    """Raises Refused when writing to a path would put an end to a base, open or not."""
    refuse_own(target)
    if is_base(target):
        raise Refused(
            f"«{target.name}» — база «Опоры»: записать файл на её место нельзя.",
            "Выберите другое имя файла.",
        )


def is_base(path: Path) -> bool:
    """Whether a file is a base of the program; SQLite itself reads the mark in its header."""
    try:
        if not path.is_file() or path.stat().st_size < _LEAST:
            return False
    except OSError:
        return False
    import sqlite3
    from contextlib import closing

    try:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return bool(connection.execute("PRAGMA application_id").fetchone()[0] == _MARK)
    except sqlite3.Error:
        return False


_LEAST = 512
"""Bytes of the shortest file that SQLite can have written."""
_MARK = 0x4F504F52
"""As db.opening writes it; a test holds the two together."""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to be read as it is. Raises Refused (our own base), WorldFailed (a pipe), OSError."""
    refuse_own(path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise WorldFailed(f"«{path}» — не файл.", "Укажите обычный файл.")
    with path.open("rb") as file:
        yield file


def read_bytes(path: Path, largest: int) -> bytes:
    """A whole file, of `largest` bytes at most. Raises Refused (too big, a base), OSError."""
    with opened(path) as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise _too_big(path, largest)
    return data


def read_text(path: Path, largest: int = LARGEST_TEXT) -> str:
    """A text in UTF-8, with or without its mark. Raises Refused, OSError, UnicodeDecodeError."""
    text = read_bytes(path, largest).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _too_big(path: Path, largest: int) -> Refused:
    most = f"{largest // 2**20} МБ" if largest >= 2**20 else f"{largest // 1024} КБ"
    return Refused(
        f"{path.name}: файл слишком велик, читаются файлы не больше {most}.",
        "Проверьте, тот ли это файл.",
    )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
