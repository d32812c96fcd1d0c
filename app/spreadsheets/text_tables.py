"""Tables as text: csv with «;», «,» or tab, in UTF-8, UTF-16 or the Windows encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from app.spreadsheets import sentences
from app.spreadsheets.cells import Raw

_DELIMITERS = (";", "\t", ",")


def text_rows(path: Path) -> Iterator[tuple[int, list[Raw]]]:
    """Rows of a csv file with their numbers, counted from 1; every cell is a text."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(65536)
        file.seek(0)
        reader = csv.reader(file, delimiter=_delimiter(sample))
        try:
            for number, row in enumerate(reader, 1):
                yield number, list(row)
        except csv.Error as fault:
            raise sentences.damaged(path.name) from fault


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1251"):
        if _decodes(path, encoding):
            return encoding
    raise sentences.not_a_workbook(path.name, "файл неизвестного вида")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> str:
    """The delimiter that stands in most lines; a comma inside numbers must not win."""
    lines = [line for line in sample.splitlines()[:40] if line.strip()]

    def strength(delimiter: str) -> int:
        return sum(delimiter in line for line in lines)

    return max(_DELIMITERS, key=lambda one: (strength(one), -_DELIMITERS.index(one)))
