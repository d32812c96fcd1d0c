"""A package that came inside something else: a mail program's archive, an unpacked folder.

Mail programs put several files into one zip and unpack a package, which is a zip itself, into a
folder. Neither is a damaged package, and neither is opened: people are told to unpack.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import BinaryIO

from app.exchange.container import MANIFEST_NAME, MAX_ENTRIES, MIMETYPE_NAME
from app.exchange.reasons import Failure

SUFFIX = ".asice"
_UTF8 = 0x800
_LONGEST = 120


def package_inside(handle: BinaryIO) -> str | None:
    """The readable name of the first package in a zip; None where there is none."""
    handle.seek(0)
    try:
        with zipfile.ZipFile(handle) as archive:
            inside = archive.infolist()[:MAX_ENTRIES]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    names = (_readable(one) for one in inside)
    found = (name for name in names if name.casefold().endswith(SUFFIX))
    return next(found, None)


def refuse_folder(path: Path) -> None:
    """Raises Failure for a folder: an unpacked package, or any other."""
    if not path.is_dir():
        return
    unpacked = (path / MIMETYPE_NAME).is_file() or (path / MANIFEST_NAME).is_file()
    if unpacked:
        raise Failure("E_ZIP_UNPACKED", name=_shown(path.name))
    raise Failure("E_ZIP_FOLDER", name=_shown(path.name))


def _readable(one: zipfile.ZipInfo) -> str:
    """A name as its writer meant it: old archivers write Russian in the DOS page 866."""
    name = one.filename
    if not one.flag_bits & _UTF8:
        try:
            name = name.encode("cp437").decode("cp866")
        except UnicodeError:
            name = one.filename
    return _shown(name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1])


def _shown(name: str) -> str:
    return "".join(sign if sign.isprintable() else "·" for sign in name)[:_LONGEST]
