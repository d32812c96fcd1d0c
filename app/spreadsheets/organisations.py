"""Whose row or sheet this is: codes with eaten zeros, totals, footnotes, rows of nobody."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain import spelling
from app.spreadsheets.cells import CellFault, Raw, is_empty
from app.spreadsheets.headers import FoundTable, beside
from app.spreadsheets.mappings import TableMapping, Words, fits, header_text


def organisation_code(raw: Raw, width: int) -> str | None:
    """The code as text with its leading zeros; None when it cannot be one; empty when nothing."""
    if is_empty(raw):
        return ""
    if isinstance(raw, bool | CellFault):
        return None
    text = "".join(spelling.plain_text(raw).split())
    if width == 0:
        return text
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
        found = beside(table, mapping.organisation.beside)
        if found is not None:
            code, row, column = found
    elif mapping.organisation.sheet_name:
        code = table.sheet.name
    named = beside(table, mapping.name.beside) if mapping.name.beside else None
    name = named[0] if named is not None else ""
    return code, tidy_name(name), row, column


def is_no_data_row(row: Sequence[Raw], words: Words) -> bool:
    """Whether the row is empty, a total or a footnote: its first texts tell."""
    filled = [cell for cell in row if not is_empty(cell)]
    if not filled:
        return True
    texts = [cell for cell in filled[:3] if isinstance(cell, str)]
    if texts and texts[0] is filled[0] and fits(spelling.folded(texts[0]), words.footnotes):
        return True
    return any(fits(header_text(text), words.totals) for text in texts)


def says_not_applicable(row: Sequence[Raw], words: Words) -> bool:
    """Whether a cell says that the row does not concern this school («нет 9 класса»)."""
    if not words.not_applicable:
        return False
    return any(
        fits(spelling.folded(cell), words.not_applicable) for cell in row if isinstance(cell, str)
    )
