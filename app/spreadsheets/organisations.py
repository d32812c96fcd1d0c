"""Whose row or sheet this is: codes with eaten zeros, names."""

from __future__ import annotations

from app.domain import spelling
from app.domain.text_shapes import is_organisation_code, is_text
from app.spreadsheets.cells import CellFault, Raw, is_empty
from app.spreadsheets.headers import FoundTable
from app.spreadsheets.mappings import TableMapping


def organisation_code(raw: Raw, width: int) -> str | None:
    """The code as text with its leading zeros; None when it cannot be one; empty when nothing."""
    if is_empty(raw):
        return ""
    if isinstance(raw, CellFault) or not is_text(raw):
        return None
    text = "".join(spelling.plain_text(raw).split())
    if width == 0:
        return text if is_organisation_code(text) else None
    if not (text.isascii() and text.isdigit()) or len(text) > width:
        return None
    return text.zfill(width)


def tidy_name(raw: Raw) -> str:
    """An organisation's name with single spaces."""
    return "" if isinstance(raw, CellFault) else " ".join(spelling.plain_text(raw or "").split())


def organisation_of_sheet(table: FoundTable, mapping: TableMapping) -> tuple[Raw, str, int, int]:
    """Raw code and name stated once for the whole sheet, and the cell of the code."""
    code: Raw = ""
    row = column = 1
    if mapping.organisation.beside:
        found = table.titles.beside(mapping.organisation.beside)
        if found is not None:
            code, row, column = found
    elif mapping.organisation.sheet_name:
        code = table.sheet.name
    named = table.titles.beside(mapping.name.beside) if mapping.name.beside else None
    name = named[0] if named is not None else ""
    return code, tidy_name(name), row, column
