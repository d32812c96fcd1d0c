"""What kind of file this really is, by its content and never by its name; or why it is refused."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from app import outside
from app.domain.errors import Refused
from app.spreadsheets import sentences
from app.spreadsheets.books import DAMAGED
from app.spreadsheets.xls_book import LARGEST as LARGEST_OLE

LARGEST = 1_500_000_000
"""Bytes of unpacked XML that are still read: a million rows take some 500 million."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
_MANIFEST = 1 << 20
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class FileKind(StrEnum):
    """Kinds of tables we read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


def sniff(path: Path) -> FileKind:
    """The kind of a file; raises Refused (wrong data) or WorldFailed (no file, no right)."""
    head = _head(path)
    if not head:
        raise sentences.empty_file(path.name)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    if head.startswith(_PICTURES):
        raise sentences.not_a_workbook(path.name, "картинка")
    if head.startswith(b"%PDF"):
        raise sentences.not_a_workbook(path.name, "документ PDF")
    return _text_kind(path, head)


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise sentences.is_folder(path.name)
        with outside.opened(path) as file:
            return file.read(4096)
    except FileNotFoundError:
        raise sentences.missing_file(path.name) from None
    except PermissionError:
        raise sentences.no_right_to_read(path.name) from None
    except OSError as fault:
        raise sentences.failed_to_read(path.name, fault) from fault


def _zip_kind(path: Path) -> FileKind:
    try:
        with outside.opened(path) as file, zipfile.ZipFile(file) as archive:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in archive.namelist()}
            size = sum(part.file_size for part in archive.infolist())
            mimetype = _beginning(archive, "mimetype", 100)
            manifest = _beginning(archive, "META-INF/manifest.xml", _MANIFEST)
    except DAMAGED:
        raise sentences.damaged(path.name) from None
    except OSError as fault:
        raise sentences.failed_to_read(path.name, fault) from fault
    if size > LARGEST:
        raise sentences.too_big(path.name)
    if "xl/workbook.xml" in names:
        return FileKind.XLSX
    if mimetype.startswith(_ODS):
        if b"encryption-data" in manifest:
            raise sentences.protected_by_password(path.name)
        return FileKind.ODS
    if "xl/workbook.bin" in names:
        raise sentences.binary_workbook(path.name)
    raise _other_zip(path, names)


def _beginning(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(most)


def _other_zip(path: Path, names: set[str]) -> Refused:
    if any(name.startswith("word/") for name in names):
        return sentences.not_a_workbook(path.name, "документ Word")
    return sentences.not_a_workbook(path.name, "архив")


def _ole_kind(path: Path) -> FileKind:
    with outside.opened(path) as file:
        content = file.read(LARGEST_OLE + 1)
    if len(content) > LARGEST_OLE:
        raise sentences.too_big(path.name)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise sentences.protected_by_password(path.name)
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return FileKind.XLS
    if "WordDocument".encode("utf-16-le") in content:
        raise sentences.not_a_workbook(path.name, "документ Word")
    raise sentences.damaged(path.name)


def _text_kind(path: Path, head: bytes) -> FileKind:
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise sentences.not_a_workbook(path.name, "страница, сохранённая под именем таблицы")
    utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    control = sum(byte < 32 and byte not in b"\t\n\r\x0c" for byte in head)
    if control and not utf16:
        raise sentences.not_a_workbook(path.name, "файл неизвестного вида")
    return FileKind.TEXT
