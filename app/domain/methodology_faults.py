"""Everything wrong with a methodology file at once, so that a region can write its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.domain.class_files import class_rule
from app.domain.class_rules import LowShare
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.forms import Form
from app.domain.index_files import index_definition
from app.domain.index_kinds import Residual
from app.domain.methodology import Methodology
from app.domain.methodology_checks import faults_of
from app.domain.methodology_files import (
    check_size,
    day_of,
    joined,
    level_of,
    methodology_from,
    parameter_of,
)
from app.domain.methodology_names import KIND, POPULATION_WITHOUT, answers_of_index, answers_of_rule
from app.domain.parameter_checks import alike, unused_faults
from app.domain.toml_faults import parsed
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
    text: str,
    where: str,
    parts: Mapping[str, Methodology],
    forms: Mapping[str, Form],
    subjects: Collection[str] = (),
    unread: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Russian sentences about a methodology file; empty when it is good.

    `parts`: the parts that may be included; `forms` and `subjects`: those that are known.
    `unread`: files given with it that cannot be read yet, by the code of their part.
    """
    try:
        given = parsed(text, where)
        check_size(given, where)
    except BadDefinition as fault:
        return (fault.what,)
    found: list[str] = []
    bad: set[str] = set()
    good = dict(given)
    for key, make in _TABLES.items():
        good[key] = _good(given.get(key, []), key, make, where, found, bad)
    _plain_keys(good, where, found)
    _wordings(good, where, found)
    if waiting := _waiting(good, where, unread or {}):
        return (*found, *waiting)
    try:
        whole = joined(_with_all_parts(methodology_from(good, where), parts), parts)
    except BadDefinition as fault:
        return (*found, fault.what)
    further = [*faults_of(whole), *unused_faults(whole), *_form_faults(whole, forms)]
    further += [*_unsourced(whole), *_subject_faults(whole, subjects), *_kind_faults(whole, forms)]
    if not whole.is_part:
        named = given.get("wordings", {})
        empty = set(named) if isinstance(named, dict) else set()
        missing = [code for code in _missing(whole) if code not in empty]
        further += [f"нет формулировки «{code}» в [wordings]." for code in missing]
    # what leans on an entry already refused is no fault of its own
    found += [f"{where}: {one}" for one in further if not any(f"«{code}»" in one for code in bad)]
    return tuple(dict.fromkeys(found))


def _waiting(good: Mapping[str, Any], where: str, unread: Mapping[str, str]) -> list[str]:
    """What leans on parts that have faults of their own is looked through when they have none."""
    included = good.get("include")
    return [
        f"{where}: в части «{code}» (файл {unread[code]}) есть ошибки, они названы отдельно; "
        "методика вместе с ней проверится, когда их не станет."
        for code in (included if isinstance(included, list) else ())
        if isinstance(code, str) and code in unread
    ]


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
        place = f"{where}, {key}[{number}]"
        faults: list[str] = []
        try:
            make(Entry(raw, place, faults))
        except BadDefinition as fault:
            faults.append(str(fault))
        code = raw.get("code") if isinstance(raw, dict) else None
        if faults:
            bad.add(str(code))
        else:
            kept.append(raw)
        named = f"{place} «{code}»" if code else place
        found += [fault.replace(place, named) for fault in faults]
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
            yield f"форма «{code}» неизвестна{alike(code, set(forms))}."
    read = [path for index in whole.indices for path in answers_of_index(index)]
    read += [path for rule in whole.classes for path in answers_of_rule(rule)]
    for path in dict.fromkeys((*read, *sorted(whole.small_numbers.except_for))):
        form, _, rest = path.partition(".")
        if form in forms and not _asks(forms[form], rest.split(".")):
            yield f"в форме «{form}» нет вопроса «{rest}»."


def _kind_faults(whole: Methodology, forms: Mapping[str, Form]) -> Iterator[str]:
    """Kinds of schools left out of comparisons that the passport does not know."""
    named = whole.parameters.get(POPULATION_WITHOUT)
    form, _, field = KIND.partition(".")
    if named is None or not isinstance(named.value, tuple) or form not in forms:
        return
    known = {choice.code for choice in forms[form].fields[field].choices}
    for kind in named.value:
        if kind not in known:
            told = f"параметр «{named.code}»: вида «{kind}» в паспорте школы нет"
            yield f"{told}{alike(kind, known)}."


def _asks(form: Form, parts: list[str]) -> bool:
    if len(parts) == 1:
        return parts[0] in form.fields
    table = form.table_by_code.get(parts[0])
    if table is None or parts[-1] not in {column.code for column in table.columns}:
        return False
    fixed = {row.code for row in table.rows}
    return len(parts) < 3 or not fixed or parts[1] in fixed


def _unsourced(whole: Methodology) -> Iterator[str]:
    """Everything shown has a name and says where it comes from; most of all an approved number."""
    for code, parameter in whole.parameters.items():
        if not parameter.title.strip():
            yield f"у параметра «{code}» не заполнено «title»."
        if not parameter.source.strip() and parameter.approved:
            yield f"параметр «{code}» назван утверждённым, а источник не указан."
        elif not parameter.source.strip():
            yield f"у параметра «{code}» не заполнено «source» (можно «в документах не названо»)."
    for one in (*whole.indices, *whole.classes):
        for key in ("title", "source"):
            if not getattr(one, key).strip():
                yield f"у «{one.code}» не заполнено «{key}»."


def _subject_faults(whole: Methodology, subjects: Collection[str]) -> Iterator[str]:
    """Subjects that the directory does not know."""
    for owner, named in _subjects_named(whole):
        for code in named if subjects else ():
            if code not in subjects:
                yield f"{owner}: предмет «{code}» неизвестен{alike(code, set(subjects))}."


def _subjects_named(whole: Methodology) -> Iterator[tuple[str, tuple[str, ...]]]:
    for rule in whole.classes:
        if isinstance(rule, LowShare):
            yield from ((f"правило «{rule.code}»", one.subjects) for one in rule.units)
    for index in whole.indices:
        if isinstance(index.special, Residual):
            units = index.special.units
            yield from ((f"показатель «{index.code}»", one.subjects) for one in units)
    mass = whole.parameters.get("mass_subjects")
    if mass is not None and isinstance(mass.value, tuple):
        yield "параметр «mass_subjects»", mass.value
