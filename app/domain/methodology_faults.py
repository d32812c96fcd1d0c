"""Everything wrong with a methodology file at once, so that a region can write its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.domain.class_files import class_rule
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.forms import Form
from app.domain.index_files import index_definition
from app.domain.methodology import Methodology
from app.domain.methodology_checks import faults_of
from app.domain.methodology_files import (
    day_of,
    joined,
    level_of,
    methodology_from,
    parameter_of,
    parsed,
)
from app.domain.methodology_names import answers_of_index, answers_of_rule
from app.domain.wordings import REQUIRED, WORDINGS

_TABLES: Mapping[str, Callable[[Entry], object]] = {
    "parameters": parameter_of,
    "calendar": day_of,
    "levels": level_of,
    "indices": index_definition,
    "classes": class_rule,
}
_PLAIN: Mapping[str, tuple[type, Any]] = {
    "code": (str, "own"),
    "version": (int, 1),
    "title": (str, "—"),
    "source": (str, "—"),
}
"""Keys every file has, with what stands in for a bad one while the rest is looked through."""
_OTHER = (
    "region", "part", "include", "not_approved", "forms", "district_forms", "wordings",
    "small_numbers",
)  # fmt: skip


def file_faults(
    text: str, where: str, parts: Mapping[str, Methodology], forms: Mapping[str, Form]
) -> tuple[str, ...]:
    """Russian sentences about a methodology file; empty when it is good.

    `parts`: the parts that may be included; `forms`: the forms that are known.
    """
    try:
        given = parsed(text, where)
    except BadDefinition as fault:
        return (fault.what,)
    found: list[str] = []
    bad: set[str] = set()
    good = dict(given)
    for key, make in _TABLES.items():
        good[key] = _good(given.get(key, []), key, make, where, found, bad)
    _plain_keys(good, where, found)
    _wordings(good, where, found)
    try:
        whole = joined(_with_all_parts(methodology_from(good, where), parts), parts)
    except BadDefinition as fault:
        return (*found, fault.what)
    further = [*faults_of(whole), *_form_faults(whole, forms), *_unsourced(whole)]
    if not whole.is_part:
        further += [f"нет формулировки «{code}» в [wordings]." for code in _missing(whole)]
    # what leans on an entry already refused is no fault of its own
    found += [f"{where}: {one}" for one in further if not any(f"«{code}»" in one for code in bad)]
    return tuple(dict.fromkeys(found))


def _with_all_parts(own: Methodology, parts: Mapping[str, Methodology]) -> Methodology:
    """A part leans on what other parts say: it is looked through beside all of them."""
    if not own.is_part:
        return own
    return replace(own, include=tuple(code for code in parts if code != own.code))


def _good(
    entries: object,
    key: str,
    make: Callable[[Entry], object],
    where: str,
    found: list[str],
    bad: set[str],
) -> list[Any]:
    """The entries that can be read; what is wrong with the others goes to `found`."""
    if not isinstance(entries, list):
        found.append(f"{where}: «{key}» — это список таблиц.")
        return []
    kept = []
    for number, raw in enumerate(entries, 1):
        try:
            make(Entry(raw, f"{where}, {key}[{number}]"))
            kept.append(raw)
        except BadDefinition as fault:
            code = raw.get("code") if isinstance(raw, dict) else None
            named = f"{where}, {key}[{number}] «{code}»"
            found.append(
                fault.what.replace(f"{where}, {key}[{number}]", named) if code else fault.what
            )
            bad.add(str(code))
    return kept


def _plain_keys(good: dict[str, Any], where: str, found: list[str]) -> None:
    for key, (kind, stand_in) in _PLAIN.items():
        value = good.get(key)
        if not isinstance(value, kind) or value == "":
            found.append(f"{where}: «{key}» не заполнен или имеет значение не того вида.")
            good[key] = stand_in
    for key in sorted(set(good) - {*_PLAIN, *_TABLES, *_OTHER}):
        found.append(f"{where}: неизвестный ключ «{key}».")
        del good[key]


def _wordings(good: dict[str, Any], where: str, found: list[str]) -> None:
    wordings = good.get("wordings", {})
    if not isinstance(wordings, dict):
        return
    for code, text in wordings.items():
        if code not in WORDINGS:
            found.append(f"{where}: неизвестная формулировка «{code}».")
        elif not isinstance(text, str) or not text.strip():
            found.append(f"{where}: формулировка «{code}» пуста.")
    good["wordings"] = {
        code: text
        for code, text in wordings.items()
        if code in WORDINGS and isinstance(text, str) and text.strip()
    }


def _missing(whole: Methodology) -> list[str]:
    return [code for code in REQUIRED if code not in whole.wordings]


def _form_faults(whole: Methodology, forms: Mapping[str, Form]) -> Iterator[str]:
    """Forms and questions that a methodology names and the program does not know."""
    for code in sorted(whole.all_forms):
        if code not in forms:
            yield f"форма «{code}» неизвестна."
    read = [path for index in whole.indices for path in answers_of_index(index)]
    read += [path for rule in whole.classes for path in answers_of_rule(rule)]
    for path in dict.fromkeys((*read, *sorted(whole.small_numbers.except_for))):
        form, _, rest = path.partition(".")
        if form in forms and not _asks(forms[form], rest.split(".")):
            yield f"в форме «{form}» нет вопроса «{rest}»."


def _asks(form: Form, parts: list[str]) -> bool:
    if len(parts) == 1:
        return parts[0] in form.fields
    table = form.table_by_code.get(parts[0])
    if table is None or parts[-1] not in {column.code for column in table.columns}:
        return False
    fixed = {row.code for row in table.rows}
    return len(parts) < 3 or not fixed or parts[1] in fixed


def _unsourced(whole: Methodology) -> Iterator[str]:
    """An approved number must say who approved it."""
    for code, parameter in whole.parameters.items():
        if parameter.approved and not parameter.source.strip():
            yield f"параметр «{code}» назван утверждённым, а источник не указан."
    for one in (*whole.indices, *whole.classes):
        for key in ("title", "source"):
            if not getattr(one, key).strip():
                yield f"у «{one.code}» не заполнено «{key}»."
