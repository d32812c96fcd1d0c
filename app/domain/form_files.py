"""Loading a form from its TOML text, strictly: what is not understood is refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from app.domain import spelling
from app.domain.checksums import CHECKSUMS
from app.domain.definitions import Entry, unique
from app.domain.errors import BadDefinition
from app.domain.expressions import Expression, parse
from app.domain.fields import TYPES, Choice, Field, Number
from app.domain.forms import About, FixedRow, Form, Rule, Section, Storage, Table
from app.domain.issues import Severity
from app.domain.text_shapes import SHAPES
from app.domain.toml_faults import parsed

Member = TypeVar("Member", About, Storage, Severity)
_INSERT = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class _Known:
    """Codes that expressions may read."""

    codes: frozenset[str]
    lists: frozenset[str]
    """Those of them that are whole columns."""

    def inside(self, columns: frozenset[str]) -> _Known:
        """In a row of a table its own columns are single values."""
        return _Known(self.codes | columns, self.lists - columns)


def load_form(text: str, where: str) -> Form:
    """The form written in `text`; `where` names the file in messages. Raises BadDefinition."""
    parts = parsed(text, where)
    root = Entry(parts, where)
    raw_sections, raw_tables = root.entries("sections"), root.entries("tables")
    known = _known_codes(parts)
    sections = tuple(_section(entry, known) for entry in raw_sections)
    tables = tuple(_table(entry, known) for entry in raw_tables)
    form = Form(
        code=root.code(),
        version=root.take("version", int),
        title=root.take("title", str),
        sections=sections,
        tables=tables,
        rules=tuple(_rule(entry, known, tables) for entry in root.entries("rules")),
        about=_member(root, "about", About, About.ORGANISATION),
        storage=_member(root, "storage", Storage, Storage.ANSWERS),
        hint=root.take("hint", str, ""),
        source=root.take("source", str, ""),
        official_title=root.take("official_title", str, ""),
        optional=root.take("optional", bool, False),
        renamed=_renamed(root),
        removed=frozenset(root.strings("removed")),
    )
    root.close()
    _check_whole(form, where)
    return form


def _known_codes(parts: dict[str, object]) -> _Known:
    """Codes that expressions may read: fields, «table.column», «table.row.column»."""
    codes = {
        str(item.get("code"))
        for section in _tables_in(parts, "sections")
        for item in _tables_in(section, "fields")
    }
    lists = set()
    for table in _tables_in(parts, "tables"):
        rows = [row.get("code") for row in _tables_in(table, "rows")]
        for column in _tables_in(table, "columns"):
            lists.add(f"{table.get('code')}.{column.get('code')}")
            codes.update(f"{table.get('code')}.{row}.{column.get('code')}" for row in rows)
    return _Known(frozenset(codes | lists), frozenset(lists))


def _tables_in(parts: dict[str, object], key: str) -> list[dict[str, object]]:
    listed = parts.get(key, [])
    return [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []


def _member(entry: Entry, key: str, kind: type[Member], default: Member) -> Member:
    value = entry.take(key, str, default.value)
    if value not in [member.value for member in kind]:
        raise BadDefinition(f"{entry.where}: «{value}» не годится для ключа «{key}».")
    return kind(value)


def _expression(entry: Entry, key: str, known: _Known) -> Expression | None:
    text = entry.optional(key, str)
    return None if text is None else _parsed(entry, text, known)


def _parsed(entry: Entry, text: str, known: _Known) -> Expression:
    try:
        return parse(text, known.codes, known.lists)
    except BadDefinition as fault:
        raise BadDefinition(f"{entry.where}: {fault.what}", fault.advice) from fault


def _section(entry: Entry, known: _Known) -> Section:
    section = Section(
        code=entry.code(),
        title=entry.take("title", str),
        fields=tuple(_field(item, known) for item in entry.entries("fields")),
        hint=entry.take("hint", str, ""),
        visible_if=_expression(entry, "visible_if", known),
    )
    entry.close()
    return section


def _field(entry: Entry, known: _Known) -> Field:
    type_name = entry.take("type", str)
    if type_name not in TYPES:
        raise BadDefinition(f"{entry.where}: неизвестный вид вопроса «{type_name}».")
    field = Field(
        code=entry.code(),
        label=entry.take("label", str),
        type=TYPES[type_name],
        unit=entry.take("unit", str, ""),
        required=entry.take("required", bool, False),
        min=_decimal(entry, "min"),
        max=_decimal(entry, "max"),
        choices=tuple(_choice(item) for item in entry.entries("choices")),
        hint=entry.take("hint", str, ""),
        visible_if=_expression(entry, "visible_if", known),
        part_of=entry.take("part_of", str, ""),
        source=entry.take("source", str, ""),
        personal=entry.take("personal", bool, False),
        sensitive=entry.take("sensitive", bool, False),
        official=entry.take("official", str, ""),
        lengths=_lengths(entry),
        checksum=entry.take("checksum", str, ""),
        shape=entry.take("shape", str, ""),
    )
    entry.close()
    _check_choices(field, entry.where)
    if field.shape and (field.shape not in SHAPES or field.type.name != "text"):
        raise BadDefinition(f"{entry.where}: неизвестный вид текста «{field.shape}».")
    if field.checksum and field.checksum not in CHECKSUMS:
        raise BadDefinition(f"{entry.where}: неизвестная проверка «{field.checksum}».")
    return field


def _check_choices(field: Field, where: str) -> None:
    """A choice has answers, nothing else has, and no spelling means two answers."""
    if (field.type.name == "choice") is not bool(field.choices):
        raise BadDefinition(f"{where}: список вариантов нужен вопросу вида «choice».")
    spellings: list[str] = []
    for choice in field.choices:
        said = (choice.code, choice.label, *choice.aliases)
        spellings.extend({spelling.folded(word) for word in said})
    unique(spellings, where)


def _lengths(entry: Entry) -> tuple[int, ...]:
    lengths = entry.take("lengths", list, [])
    if not all(isinstance(length, int) and length > 0 for length in lengths):
        raise BadDefinition(f"{entry.where}: «lengths» должен быть списком чисел.")
    return tuple(lengths)


def _decimal(entry: Entry, key: str) -> Decimal | None:
    value = entry.optional(key, object)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadDefinition(f"{entry.where}: «{key}» должен быть числом.")
    return Decimal(str(value))


def _choice(entry: Entry) -> Choice:
    choice = Choice(
        code=entry.take("code", str),
        label=entry.take("label", str),
        aliases=entry.strings("aliases"),
        retired=entry.take("retired", bool, False),
    )
    entry.close()
    return choice


def _table(entry: Entry, known: _Known) -> Table:
    rows = tuple(_row(item) for item in entry.entries("rows"))
    columns = entry.entries("columns")
    own = frozenset(str(column.peek("code")) for column in columns)
    table = Table(
        code=entry.code(),
        title=entry.take("title", str),
        section=entry.code("section"),
        columns=tuple(_field(item, known.inside(own)) for item in columns),
        rows=rows,
        hint=entry.take("hint", str, ""),
        visible_if=_expression(entry, "visible_if", known),
        source=entry.take("source", str, ""),
    )
    entry.close()
    unique([column.code for column in table.columns], entry.where)
    unique([row.code for row in rows], entry.where)
    if not table.columns:
        raise BadDefinition(f"{entry.where}: у таблицы нет столбцов.")
    return table


def _row(entry: Entry) -> FixedRow:
    row = FixedRow(entry.code(), entry.take("label", str), entry.take("hint", str, ""))
    entry.close()
    return row


def _rule(entry: Entry, known: _Known, tables: tuple[Table, ...]) -> Rule:
    table = entry.take("table", str, "")
    own = frozenset(column.code for one in tables if one.code == table for column in one.columns)
    if table and not own:
        raise BadDefinition(f"{entry.where}: нет таблицы «{table}».")
    inside, message = known.inside(own), entry.take("message", str)
    rule = Rule(
        code=entry.code(),
        check=_parsed(entry, entry.take("check", str), inside),
        message=message,
        inserts={text: _parsed(entry, text, inside) for text in _INSERT.findall(message)},
        severity=_member(entry, "severity", Severity, Severity.ERROR),
        at=entry.take("at", str, ""),
        table=table,
        source=entry.take("source", str, ""),
    )
    entry.close()
    places = own if table else {*known.codes, *(one.code for one in tables)}
    if rule.at and rule.at not in places:
        raise BadDefinition(f"{entry.where}: «at» указывает на неизвестный код «{rule.at}».")
    return rule


def _renamed(root: Entry) -> dict[str, str]:
    renamed = root.take("renamed", dict, {})
    if not all(isinstance(new, str) for new in renamed.values()):
        raise BadDefinition(f"{root.where}: «renamed» связывает старый код с новым.")
    return renamed


def _check_whole(form: Form, where: str) -> None:
    """What only the whole form can tell: codes are unique and references point somewhere."""
    if form.version < 1:
        raise BadDefinition(f"{where}: номер версии начинается с 1.")
    unique([item.code for section in form.sections for item in section.fields], where)
    sections = [section.code for section in form.sections]
    unique([*sections, *form.table_by_code, *form.fields], where)
    unique([table.code for table in form.tables], where)
    unique([rule.code for rule in form.rules], where)
    for table in form.tables:
        if table.section not in sections:
            raise BadDefinition(f"{where}: у таблицы «{table.code}» нет раздела {table.section}.")
    for owner, item in form.questions():
        whole = form.fields if owner is None else {c.code: c for c in owner.columns}
        if item.part_of and not _are_numbers(item, whole.get(item.part_of)):
            raise BadDefinition(f"{where}: «{item.code}» — часть неизвестного «{item.part_of}».")
    _check_ageing(form, where)


def _are_numbers(part: Field, whole: Field | None) -> bool:
    return whole is not None and all(isinstance(one.type, Number) for one in (part, whole))


def _check_ageing(form: Form, where: str) -> None:
    codes = {
        f"{owner.code}.{item.code}" if owner else item.code for owner, item in form.questions()
    }
    codes |= set(form.table_by_code)
    for old, new in form.renamed.items():
        table = old.rpartition(".")[0]
        if old in codes or (f"{table}.{new}" if table else new) not in codes:
            raise BadDefinition(f"{where}: переименование «{old}» → «{new}» невозможно.")
    if form.removed & codes:
        raise BadDefinition(f"{where}: убранный вопрос ещё задаётся: {form.removed & codes}.")
