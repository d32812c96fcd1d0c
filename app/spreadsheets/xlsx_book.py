"""An xlsx as sheets of raw rows."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app import outside
from app.spreadsheets.books import ReadBook, ReadSheet, Visibility
from app.spreadsheets.xlsx_cells import FoundSheet, SharedParts, read_sheet
from app.spreadsheets.xlsx_parts import (
    Package,
    SheetPart,
    cell_styles,
    counts_from_1904,
    related_part,
    shared_strings,
    sheets_of,
    workbook_part,
)

_STATES = {"hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}


def read_xlsx(path: Path) -> ReadBook:
    """All sheets of the book with their cells; raises what `books.DAMAGED` lists, TooBig."""
    with outside.opened(path) as whole, zipfile.ZipFile(whole) as archive:
        package = Package(archive)
        part = workbook_part(package)
        book = package.tree(part)
        shared = _shared(package, part, from_1904=counts_from_1904(package, book))
        read = ReadBook()
        for sheet in sheets_of(package, book, part):
            if sheet.kind == "worksheet":
                with package.open(sheet.part) as file:
                    read.sheets.append(_sheet(sheet, read_sheet(file, shared)))
            else:
                read.without_cells.append(sheet.name)
    return read


def _shared(package: Package, part: str, *, from_1904: bool) -> SharedParts:
    strings = related_part(package, part, "sharedStrings")
    styles = related_part(package, part, "styles")
    return SharedParts(
        strings=[] if strings is None else shared_strings(package, strings),
        styles={} if styles is None else cell_styles(package, styles),
        from_1904=from_1904,
        names=package.names,
    )


def _sheet(sheet: SheetPart, found: FoundSheet) -> ReadSheet:
    return ReadSheet(
        name=sheet.name,
        visibility=_STATES.get(sheet.state, Visibility.VISIBLE),
        store=found.store,
        merged=found.merged,
        hidden_rows=found.hidden_rows,
        hidden_columns=found.hidden_columns,
    )
