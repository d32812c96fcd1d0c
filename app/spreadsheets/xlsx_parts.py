"""The parts of an xlsx around its cells: which sheets there are, strings and styles they share.

ECMA-376 (transitional and strict): names are compared locally, parts are found by relations.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.etree.ElementTree import Element

from app.spreadsheets.number_formats import Shown, shown_by
from app.spreadsheets.xml_streams import LocalNames, attributes, growing_tree, whole_tree

_LARGEST_TREE = 64 * 1024 * 1024
"""Bytes of workbook.xml, styles or relations that are still read as a tree."""
_MOST_TEXT = 300_000_000
"""Signs of all shared strings together."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true", "on")


class TooBig(Exception):
    """A part is larger than the part of any book people make."""


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet as the workbook names it."""

    name: str
    kind: str
    """«worksheet», «chartsheet», «dialogsheet», «xlMacrosheet»."""
    state: str
    """«visible», «hidden», «veryHidden»."""
    part: str


class Package:
    """The zip of a book; parts are found whatever slashes and capitals their names have."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._parts = {_normal(info.filename): info for info in archive.infolist()}
        self.names = LocalNames()

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return _normal(part) in self._parts

    def open(self, part: str) -> IO[bytes]:
        """The part's bytes; raises KeyError."""
        return self._archive.open(self._parts[_normal(part)])

    def tree(self, part: str) -> Element:
        """A small part as a tree; raises KeyError, TooBig."""
        if self._parts[_normal(part)].file_size > _LARGEST_TREE:
            raise TooBig
        with self.open(part) as file:
            return whole_tree(file)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (last word of the relation's type, part it leads to)."""
        folder, name = posixpath.split(part)
        beside = posixpath.join(folder, "_rels", f"{name}.rels")
        if not self.has(beside):
            return {}
        found = {}
        for one in self.tree(beside):
            about = attributes(one, self.names)
            target = about.get("Target", "").replace("\\", "/")
            where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[about.get("Id", "")] = about.get("Type", "").rpartition("/")[2], where
        return found


def _normal(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def workbook_part(package: Package) -> str:
    """Where the workbook's own part lies."""
    for kind, target in package.relations("").values():
        if kind == "officeDocument" and package.has(target):
            return target
    return "xl/workbook.xml"


def sheets_of(package: Package, book: Element, part: str) -> Iterator[SheetPart]:
    """The sheets in the order of their tabs; raises KeyError for one that is nowhere."""
    relations = package.relations(part)
    for group in book:
        if package.names[group.tag] != "sheets":
            continue
        for sheet in group:
            if package.names[sheet.tag] == "sheet":
                yield _sheet(sheet, relations)


def _sheet(sheet: Element, relations: dict[str, tuple[str, str]]) -> SheetPart:
    relation = next(value for key, value in sheet.items() if key.endswith("}id"))
    kind, part = relations[relation]
    return SheetPart(sheet.get("name", ""), kind, sheet.get("state", "visible"), part)


def counts_from_1904(package: Package, book: Element) -> bool:
    """Whether days are counted from 1904."""
    for child in book:
        if package.names[child.tag] == "workbookPr":
            return child.get("date1904", "0") in _TRUE
    return False


def related_part(package: Package, part: str, kind: str) -> str | None:
    """The first part related in that way («styles», «sharedStrings»), if it is there."""
    for found, target in package.relations(part).values():
        if found == kind and package.has(target):
            return target
    return None


def cell_styles(package: Package, part: str) -> dict[str, Shown]:
    """Number of a cell style, as cells write it → what it shows, where that is something."""
    names, styles = package.names, package.tree(part)
    codes: dict[str, str] = {}
    for one in styles.iter():
        if names[one.tag] == "numFmt":
            about = attributes(one, names)
            codes[about.get("numFmtId", "")] = about.get("formatCode", "")
    shown: dict[str, Shown] = {}
    for group in styles:
        if names[group.tag] == "cellXfs":
            for number, style in enumerate(group):
                found = _shown(style.get("numFmtId", "0"), codes)
                if found is not Shown.PLAIN:
                    shown[str(number)] = found
    return shown


def _shown(number: str, codes: dict[str, str]) -> Shown:
    return shown_by(int(number), codes.get(number))


def shared_strings(package: Package, part: str) -> list[str]:
    """All shared strings; raises TooBig."""
    names, strings = package.names, list[str]()
    signs, root = 0, Element("sst")
    with package.open(part) as file:
        for holder in growing_tree(file):
            root = holder[0] if len(holder) else root
            for one in root[:-1]:
                strings.append(text_of(one, names))
                signs += len(strings[-1])
            del root[:-1]
            if signs > _MOST_TEXT:
                raise TooBig
        strings += [text_of(one, names) for one in root]
    return strings


def text_of(item: Element, names: LocalNames) -> str:
    """The text of a string item: its runs joined, without how it is pronounced."""
    first = item[0] if len(item) == 1 else item
    text = first.text or "" if names[first.tag] == "t" else "".join(_runs(item, names))
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _runs(item: Element, names: LocalNames) -> Iterator[str]:
    for part in item:
        name = names[part.tag]
        if name == "t":
            yield part.text or ""
        elif name == "r":
            yield from _runs(part, names)


def _sign(match: re.Match[str]) -> str:
    sign = chr(int(match[1], 16))
    return match[0] if sign.encode("utf-16-le", "replace") == b"?\0" and sign != "?" else sign
