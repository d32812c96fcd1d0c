"""Loading a mapping from its TOML text, strictly: what is not understood is refused by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from app import outside
from app.domain import spelling
from app.domain.definitions import Entry, unique
from app.domain.errors import BadDefinition, WorldFailed
from app.domain.toml_faults import parsed
from app.spreadsheets.mappings import (
    PROCEDURE_COLUMNS,
    PUPIL_COLUMNS,
    TOTAL_COLUMNS,
    Column,
    ProcedureRule,
    ScaleRule,
    Standing,
    TableKind,
    TableMapping,
    Words,
    header_text,
)

_SCALE = ("max_points", "min_3", "min_4", "min_5", "threshold", "mass_from", "high_from")
_FIXED = ("kind", "year", "subject", "level")


def shipped_mappings() -> Sequence[TableMapping]:
    """The mappings that come with the program, in the order of their codes."""
    folder = resources.files("forms") / "mappings"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=_by_name)
    return [load_mapping(one.read_text(encoding="utf-8"), one.name) for one in files]


def _by_name(file: object) -> str:
    return str(getattr(file, "name", ""))


def mapping_from_file(path: Path) -> TableMapping:
    """The mapping in a file of the user's; raises BadDefinition or WorldFailed."""
    try:
        text = outside.read_text(path)
    except UnicodeDecodeError:
        raise BadDefinition(f"{path.name}: описание таблицы пишется в кодировке UTF-8.") from None
    except OSError as fault:
        raise WorldFailed(
            f"Описание таблицы «{path.name}» не читается ({fault.strerror}).",
            "Проверьте имя файла и права.",
        ) from fault
    return load_mapping(text, path.name)


def load_mapping(text: str, where: str) -> TableMapping:
    """The mapping written in `text`; `where` names the file in messages. Raises BadDefinition."""
    root = Entry(parsed(text, where), where)
    kind = _kind(root)
    sheets, header = _part(root, "sheets"), _part(root, "header")
    organisation, pupils = _part(root, "organisation"), _part(root, "pupils")
    period = _part(root, "period")
    mapping = TableMapping(
        code=root.code(),
        title=root.take("title", str),
        kind=kind,
        organisation=_standing(organisation, "code"),
        name=_standing(organisation, "name"),
        columns=tuple(_column(entry, kind) for entry in root.entries("columns")),
        title_words=_folded(root, "title_words"),
        each_sheet=sheets.take("each", bool, False),
        skip_sheets=_folded(sheets, "skip"),
        header_within=header.take("within", int, 30),
        header_rows=header.take("rows", int, 2),
        code_width=organisation.take("width", int, 0),
        ignore=_headers(root, "ignore"),
        words=_words(_part(root, "rows"), pupils),
        procedure=_procedure(_part(root, "procedure")),
        scale=_scale(_part(root, "scale")),
        task=_pattern(pupils, "task", ("max",)),
        shared_codes=pupils.take("shared_codes", bool, True),
        period=_patterns(period, "title"),
        name_to=organisation.strings("name_to"),
        date_to=period.strings("date_to"),
    )
    for entry in (sheets, header, organisation, pupils, period, root):
        entry.close()
    _check(mapping, where)
    return mapping


def _part(root: Entry, key: str) -> Entry:
    return Entry(root.take(key, dict, {}), f"{root.where}, [{key}]")


def _kind(root: Entry) -> TableKind:
    kind = root.take("kind", str)
    if kind not in [one.value for one in TableKind]:
        raise BadDefinition(f"{root.where}: «{kind}» не годится для ключа «kind».")
    return TableKind(kind)


def _folded(entry: Entry, key: str) -> tuple[str, ...]:
    return tuple(spelling.folded(text) for text in entry.strings(key))


def _headers(entry: Entry, key: str) -> tuple[str, ...]:
    """Header texts; the parts of a path are told apart by « / »."""
    return tuple(
        " / ".join(_keep_star(part) for part in text.split(" / ")) for text in entry.strings(key)
    )


def _keep_star(text: str) -> str:
    """Folded as headers are, but a «*» at an end is our wildcard."""
    plain = text.strip()
    first, last = ("*" if plain.startswith("*") else ""), ("*" if plain.endswith("*") else "")
    return first + header_text(plain) + last


def _standing(entry: Entry, key: str) -> Standing:
    part = _part(entry, key)
    standing = Standing(
        column=_headers(part, "column"),
        beside=_headers(part, "beside"),
        sheet_name=part.take("sheet_name", bool, False),
    )
    part.close()
    return standing


def _column(entry: Entry, kind: TableKind) -> Column:
    column = Column(
        to=entry.take("to", str),
        header=_headers(entry, "header"),
        required=entry.take("required", bool, False),
    )
    entry.close()
    allowed = {
        TableKind.PUPILS: PUPIL_COLUMNS + PROCEDURE_COLUMNS,
        TableKind.TOTALS: TOTAL_COLUMNS + PROCEDURE_COLUMNS,
    }.get(kind)
    if allowed is None and column.to.count(".") not in (1, 3):
        raise BadDefinition(f"{entry.where}: «{column.to}» пишется как «форма.вопрос».")
    if allowed is not None and column.to not in allowed:
        raise BadDefinition(f"{entry.where}: неизвестный столбец «{column.to}».")
    if not column.header:
        raise BadDefinition(f"{entry.where}: нет названий столбца (header).")
    return column


def _words(rows: Entry, pupils: Entry) -> Words:
    usual = Words()
    words = Words(
        totals=_folded(rows, "totals") or usual.totals,
        footnotes=_folded(rows, "footnotes") or usual.footnotes,
        not_applicable=_folded(rows, "not_applicable"),
        not_attempted=frozenset(_folded(pupils, "not_attempted")) or usual.not_attempted,
        absent=frozenset(_folded(pupils, "absent")),
    )
    rows.close()
    return words


def _procedure(entry: Entry) -> ProcedureRule:
    stated = entry.keys()
    fixed = {key: entry.take(key, str) for key in _FIXED if key in stated}
    if "grade" in stated:
        fixed["grade"] = str(entry.take("grade", int))
    rule = ProcedureRule(fixed, _patterns(entry, "title"))
    entry.close()
    return rule


def _scale(entry: Entry) -> ScaleRule:
    stated = entry.keys()
    fixed = {key: entry.take(key, int) for key in _SCALE if key in stated}
    rule = ScaleRule(_folded(entry, "starts"), _patterns(entry, "patterns"), fixed)
    entry.close()
    for pattern in rule.patterns:
        if not pattern.groupindex or set(pattern.groupindex) - set(_SCALE):
            raise BadDefinition(f"{entry.where}: группы образца называются {', '.join(_SCALE)}.")
    return rule


def _patterns(entry: Entry, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(text, entry.where) for text in entry.strings(key))


def _pattern(entry: Entry, key: str, groups: tuple[str, ...]) -> re.Pattern[str] | None:
    text = entry.optional(key, str)
    if text is None:
        return None
    pattern = _compiled(text, entry.where)
    if set(groups) - set(pattern.groupindex):
        raise BadDefinition(f"{entry.where}: в образце «{key}» нужна группа {', '.join(groups)}.")
    return pattern


def _compiled(text: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as fault:
        raise BadDefinition(f"{where}: образец «{text}» записан с ошибкой ({fault}).") from fault


def _check(mapping: TableMapping, where: str) -> None:
    unique([column.to for column in mapping.columns], where)
    standing = mapping.organisation
    if not (standing.column or standing.beside or standing.sheet_name):
        raise BadDefinition(f"{where}: не сказано, где код организации ([organisation] code).")
    if not any(column.required for column in mapping.columns):
        raise BadDefinition(f"{where}: нужен хотя бы один обязательный столбец (required).")
    needed = {TableKind.PUPILS: "code", TableKind.TOTALS: "participants"}.get(mapping.kind)
    if needed and needed not in {column.to for column in mapping.columns}:
        raise BadDefinition(f"{where}: нет столбца «{needed}».")
    if not (1 <= mapping.header_rows <= 4 and 1 <= mapping.header_within <= 60):
        raise BadDefinition(f"{where}: [header] rows — от 1 до 4, within — от 1 до 60.")
