"""Where each question of a form stands on a template's sheet; no file is written here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.domain.fields import Field
from app.domain.forms import About, Form, Table
from app.domain.reading import address

MARK = "opora-template:"
"""Begins the version id in the hidden sheet: «opora-template:social_passport/v1»."""
KEY_SHEET = "opora"
LISTS_SHEET = "opora-lists"
SERVICE_SHEETS = (KEY_SHEET, LISTS_SHEET)
"""Beginnings of the names of sheets that the program itself puts into a template, hidden."""
ORGANISATION_KEY = "@organisation"
YEAR_KEY = "@year"
_ORGANISATION = ((ORGANISATION_KEY, "Код организации"), (YEAR_KEY, "Учебный год"))
_PROCEDURE = (
    ("@kind", "Процедура (ВПР, ОГЭ, ЕГЭ…)"),
    ("@subject", "Предмет"),
    ("@grade", "Класс (число)"),
    ("@level", "Уровень (база, профиль), если есть"),
)
FREE_ROWS = 30
PUPIL_ROWS = 300
_FIRST_ROW = 5


class LineKind(StrEnum):
    """What a line of the sheet is."""

    KEY = "key"
    SECTION = "section"
    HINT = "hint"
    QUESTION = "question"
    TABLE = "table"
    HEADER = "header"
    TABLE_ROW = "table_row"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet."""

    kind: LineKind
    row: int
    text: str = ""
    """Label, heading or hint."""
    hint: str = ""
    fields: tuple[Field, ...] = ()
    """The answers of the line from column B on; one for a question."""
    addresses: tuple[str, ...] = ()


def lay_out(form: Form) -> list[Line]:
    """All lines of the form's sheet below the title, top to bottom."""
    lines: list[Line] = []
    for number, make in enumerate(_lines(form), _FIRST_ROW):
        kind, text, hint, fields, addresses = make
        lines.append(Line(kind, number, text, hint, fields, addresses))
    return lines


_Parts = tuple[LineKind, str, str, tuple[Field, ...], tuple[str, ...]]


def _lines(form: Form) -> Iterator[_Parts]:
    keys = _ORGANISATION + (_PROCEDURE if form.about is About.PROCEDURE else ())
    for code, label in keys:
        yield LineKind.KEY, label, "", (), (code,)
    for section in form.sections:
        yield _plain(LineKind.GAP)
        yield _plain(LineKind.SECTION, section.title)
        if section.hint:
            yield _plain(LineKind.HINT, section.hint)
        for field in section.fields:
            hint = field.hint or field.type.describe(field)
            yield LineKind.QUESTION, _label(field), hint, (field,), (field.code,)
        for table in form.tables_of(section.code):
            yield from _table(table, form)


def _table(table: Table, form: Form) -> Iterator[_Parts]:
    yield _plain(LineKind.GAP)
    yield _plain(LineKind.TABLE, table.title)
    if table.hint:
        yield _plain(LineKind.HINT, table.hint)
    yield LineKind.HEADER, "№" if table.is_free else "", "", table.columns, ()
    free = PUPIL_ROWS if form.about is About.PROCEDURE else FREE_ROWS
    rows = [(str(number), str(number), "") for number in range(1, free + 1)]
    for key, label, hint in rows if table.is_free else _fixed(table):
        addresses = tuple(address(table.code, key, column.code) for column in table.columns)
        yield LineKind.TABLE_ROW, label, hint, table.columns, addresses


def _fixed(table: Table) -> list[tuple[str, str, str]]:
    return [(row.code, row.label, row.hint) for row in table.rows]


def _plain(kind: LineKind, text: str = "") -> _Parts:
    return kind, text, "", (), ()


def _label(field: Field) -> str:
    return f"{field.label} *" if field.required else field.label


def shown_heading(field: Field) -> str:
    """A column's heading as it stands over its answers."""
    unit = f", {field.unit}" if field.unit else ""
    return f"{field.label}{unit}" + (" *" if field.required else "")
