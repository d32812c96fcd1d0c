"""Loading a methodology from its TOML text, strictly, and putting included parts into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import isfinite
from typing import Any

from app.domain.class_files import class_rule
from app.domain.definitions import Entry, unique
from app.domain.errors import BadDefinition
from app.domain.index_files import index_definition
from app.domain.messages import number
from app.domain.methodology import (
    LEVEL_CODES,
    CalendarDay,
    CardLevel,
    Methodology,
    Parameter,
    ParameterValue,
    SmallNumbers,
)
from app.domain.methodology_checks import check_whole
from app.domain.organisations import OrganisationKind
from app.domain.toml_faults import parsed
from app.domain.wordings import WORDINGS, put_in

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
_DAY = re.compile(r"(\d\d)-(\d\d)")
_TABLES = ("parameters", "calendar", "levels", "indices", "classes")
_MOST_ENTRIES = 1000
"""In one list of a file; the shipped ones have up to a hundred."""


def load_methodology(text: str, where: str) -> Methodology:
    """The methodology in `text`, included parts not yet put in; `where` names the file.

    Raises BadDefinition for anything not understood.
    """
    return methodology_from(parsed(text, where), where)


def methodology_from(parts: Mapping[str, Any], where: str) -> Methodology:
    """The methodology that the tables of a file describe; raises BadDefinition."""
    check_size(parts, where)
    root = Entry(parts, where)
    parameters = [parameter_of(entry) for entry in root.entries("parameters")]
    methodology = Methodology(
        code=_code(root),
        version=root.take("version", int),
        title=root.take("title", str),
        source=root.take("source", str),
        region=root.take("region", str, ""),
        is_part=root.take("part", bool, False),
        include=root.strings("include"),
        not_approved=root.strings("not_approved"),
        forms=root.strings("forms"),
        district_forms=root.strings("district_forms"),
        calendar=tuple(day_of(entry) for entry in root.entries("calendar")),
        levels=tuple(level_of(entry) for entry in root.entries("levels")),
        parameters={parameter.code: parameter for parameter in parameters},
        indices=tuple(index_definition(entry) for entry in root.entries("indices")),
        classes=tuple(class_rule(entry) for entry in root.entries("classes")),
        wordings=_wordings(root),
        small_numbers=_small_numbers(root),
    )
    root.close()
    unique([parameter.code for parameter in parameters], where)
    _check_alone(methodology, where)
    return methodology


def check_size(parts: Mapping[str, Any], where: str) -> None:
    """Refuse a file that no region can have meant (BadDefinition)."""
    for key in _TABLES:
        entries = parts.get(key)
        if isinstance(entries, list) and len(entries) > _MOST_ENTRIES:
            raise BadDefinition(
                f"{where}: в списке «{key}» {number(len(entries))} записей, а может быть не больше "
                f"{number(_MOST_ENTRIES)}. Проверьте, тот ли это файл."
            )


def with_parts(methodology: Methodology, parts: Mapping[str, Methodology]) -> Methodology:
    """The methodology with its included parts put in and checked as a whole.

    What the methodology says itself goes before what a part says. Raises BadDefinition.
    """
    whole = joined(methodology, parts)
    check_whole(whole)
    return whole


def joined(methodology: Methodology, parts: Mapping[str, Methodology]) -> Methodology:
    """The methodology with its included parts put in, not checked yet; raises BadDefinition."""
    whole = methodology
    for code in methodology.include:
        if code not in parts or not parts[code].is_part:
            raise BadDefinition(f"Методика {methodology.code}: нет включаемой части «{code}».")
        part = parts[code]
        whole = _joined(whole, _unapproved(part) if code in methodology.not_approved else part)
    whole = _mark_not_approved(whole, set(methodology.not_approved) - set(methodology.include))
    return _in_own_words(whole)


def _in_own_words(whole: Methodology) -> Methodology:
    """Titles with the region's own names of low schools, adverse schools and clusters."""
    own = whole.wordings
    return replace(
        whole,
        parameters={
            code: replace(one, title=put_in(one.title, own))
            for code, one in whole.parameters.items()
        },
        indices=tuple(
            replace(one, title=put_in(one.title, own), formula=put_in(one.formula, own))
            for one in whole.indices
        ),
        classes=tuple(replace(one, title=put_in(one.title, own)) for one in whole.classes),
    )


def _unapproved(part: Methodology) -> Methodology:
    """A part taken from elsewhere as a whole."""
    named = {*part.parameters, *(i.code for i in part.indices), *(c.code for c in part.classes)}
    return _mark_not_approved(part, named)


def _joined(own: Methodology, part: Methodology) -> Methodology:
    codes = {index.code for index in own.indices}
    classes = {rule.code for rule in own.classes}
    return replace(
        own,
        parameters={**part.parameters, **own.parameters},
        indices=(*own.indices, *(index for index in part.indices if index.code not in codes)),
        classes=(*own.classes, *(rule for rule in part.classes if rule.code not in classes)),
        wordings={**part.wordings, **own.wordings},
        forms=tuple(dict.fromkeys((*own.forms, *part.forms))),
        district_forms=tuple(dict.fromkeys((*own.district_forms, *part.district_forms))),
    )


def _mark_not_approved(whole: Methodology, named: set[str]) -> Methodology:
    known = {*whole.parameters, *(i.code for i in whole.indices), *(c.code for c in whole.classes)}
    if named - known:
        unknown = ", ".join(sorted(named - known))
        raise BadDefinition(
            f"Методика {whole.code}: «not_approved» называет неизвестное: {unknown}."
        )
    return replace(
        whole,
        parameters={
            code: replace(parameter, approved=parameter.approved and code not in named)
            for code, parameter in whole.parameters.items()
        },
        indices=tuple(
            replace(index, approved=index.approved and index.code not in named)
            for index in whole.indices
        ),
        classes=tuple(
            replace(rule, approved=rule.approved and rule.code not in named)
            for rule in whole.classes
        ),
    )


def _code(root: Entry) -> str:
    code = root.take("code", str)
    if not _CODE.fullmatch(code):
        raise BadDefinition(f"{root.where}: «{code}» не годится как код методики.")
    return code


def parameter_of(entry: Entry) -> Parameter:
    """One `[[parameters]]` table; raises BadDefinition."""
    parameter = Parameter(
        code=entry.code(),
        title=entry.take("title", str),
        value=_value(entry),
        unit=entry.take("unit", str, ""),
        source=entry.take("source", str, ""),
        approved=entry.take("approved", bool),
    )
    entry.close()
    return parameter


def _value(entry: Entry) -> ParameterValue:
    value = entry.take("value", object)
    match value:
        case bool():
            entry.refuse("«value» — число, слово или список слов, а не «да» или «нет».")
            return ""
        case float() if not isfinite(value):
            entry.refuse("«value» — число, у которого есть конец.")
            return Fraction(0)
        case int() | float():
            return Fraction(str(value))
        case str():
            return value
        case list() if all(isinstance(part, str) for part in value):
            return tuple(value)
    entry.refuse("«value» — число, слово или список слов.")
    return ""


def day_of(entry: Entry) -> CalendarDay:
    """One `[[calendar]]` table; raises BadDefinition."""
    text = entry.take("day", str)
    found = _DAY.fullmatch(text)
    try:
        # 2000 was a leap year: 29 February may be named
        day = date(2000, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        entry.refuse(f"«{text}» — не день вида «09-20» (месяц-число).")
        day = date(2000, 1, 1)
    made = CalendarDay(
        entry.code(), entry.take("title", str), day.month, day.day, entry.take("source", str, "")
    )
    entry.close()
    return made


def level_of(entry: Entry) -> CardLevel:
    """One `[[levels]]` table; raises BadDefinition."""
    owner = entry.take("owner", str)
    if owner not in [kind.value for kind in OrganisationKind]:
        entry.refuse(f"«{owner}» не годится для ключа «owner».")
        owner = OrganisationKind.SCHOOL.value
    level = CardLevel(entry.code(), entry.take("title", str), OrganisationKind(owner))
    entry.close()
    return level


def _wordings(root: Entry) -> dict[str, str]:
    wordings = root.take("wordings", dict, {})
    for code, text in wordings.items():
        if code not in WORDINGS or not isinstance(text, str):
            raise BadDefinition(f"{root.where}: неизвестная формулировка «{code}».")
    return wordings


def _small_numbers(root: Entry) -> SmallNumbers:
    parts = root.optional("small_numbers", dict)
    if parts is None:
        return SmallNumbers()
    entry = Entry(parts, f"{root.where}, small_numbers")
    settings = SmallNumbers(
        hide_below=entry.take("hide_below", int),
        except_for=frozenset(entry.strings("except")),
        approved=entry.take("approved", bool),
    )
    entry.close()
    if settings.hide_below < 0:
        raise BadDefinition(f"{entry.where}: «hide_below» не может быть меньше нуля.")
    return settings


def _check_alone(methodology: Methodology, where: str) -> None:
    """What the file must hold whatever it includes."""
    unique([index.code for index in methodology.indices], where)
    unique([rule.code for rule in methodology.classes], where)
    unique([day.code for day in methodology.calendar], where)
    if methodology.version < 1:
        raise BadDefinition(f"{where}: номер версии начинается с 1.")
    if methodology.is_part:
        return
    if not re.fullmatch(r"\d\d", methodology.region):
        raise BadDefinition(f"{where}: «region» — две первые цифры ОКТМО региона.")
    codes = tuple(level.code for level in methodology.levels)
    if codes != LEVEL_CODES:
        raise BadDefinition(
            f"{where}: столбцы карты («levels») идут так: {', '.join(LEVEL_CODES)}."
        )
