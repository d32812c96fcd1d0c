"""Reading class rules out of a methodology file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from app.domain.class_rules import (
    AllOf,
    AmongLowest,
    ClassRule,
    Condition,
    Expectation,
    FewerThan,
    InClass,
    LowCluster,
    LowestShare,
    LowShare,
    LowTwoYears,
    Middle,
    Place,
    Said,
    ShareAbove,
    ToCheck,
    Units,
)
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.results import ProcedureKind

Made = TypeVar("Made")
_ANSWER = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}")
_GRADES = range(1, 13)


def class_rule(entry: Entry) -> ClassRule:
    """One `[[classes]]` table."""
    rule = _known(entry, _RULES, "kind", "вид правила")(entry)
    entry.close()
    return rule


def answer_path(entry: Entry, key: str) -> str:
    """An answer of a form, «form.field» or «form.table.row.column»."""
    return _checked_path(entry, entry.take(key, str))


def units(entry: Entry) -> tuple[Units, ...]:
    """The procedures a rule looks at; at least one kind of them."""
    found = tuple(_units(item) for item in entry.entries("units"))
    if not found:
        entry.refuse("не названы процедуры («units»).")
    return found


def share(entry: Entry) -> Fraction:
    """q, above 0 and below 1, exact."""
    value = entry.take("share", object)
    if isinstance(value, float) and 0 < value < 1:
        return Fraction(str(value))
    entry.refuse(f"«share» = {value} — нужна доля больше 0 и меньше 1, например 0.25.")
    return Fraction(1, 2)


def _lowest_share(entry: Entry) -> LowestShare:
    return LowestShare(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        index=entry.code("index"),
        share=share(entry),
        least_schools=_at_least_one(entry, "least_schools"),
        approved=entry.take("approved", bool, True),
    )


def _low_share(entry: Entry) -> LowShare:
    return LowShare(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        share=share(entry),
        least=_at_least_one(entry, "least"),
        units=units(entry),
        approved=entry.take("approved", bool, True),
    )


def _low_two_years(entry: Entry) -> LowTwoYears:
    return LowTwoYears(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        of=entry.code("of"),
        approved=entry.take("approved", bool, True),
    )


def _low_cluster(entry: Entry) -> LowCluster:
    return LowCluster(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        of=entry.code("of"),
        parameter=entry.code("parameter"),
        or_class=entry.code("or_class") if entry.peek("or_class") else "",
        first=entry.take("first", bool),
        approved=entry.take("approved", bool, True),
    )


def _expectation(entry: Entry) -> Expectation:
    return Expectation(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        index=entry.code("index"),
        above=entry.take("above", bool),
        approved=entry.take("approved", bool, True),
    )


def _to_check(entry: Entry) -> ToCheck:
    return ToCheck(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        approved=entry.take("approved", bool, True),
    )


def _all_of(entry: Entry) -> AllOf:
    rule = AllOf(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        conditions=tuple(_condition(item) for item in entry.entries("conditions")),
        is_type=entry.take("type", bool, False),
        criteria=_criteria(entry),
        approved=entry.take("approved", bool, True),
    )
    if not rule.conditions:
        entry.refuse("нет ни одного условия («conditions»).")
    return rule


def _criteria(entry: Entry) -> tuple[str, ...]:
    """Rows of the checklist «form.table.column» as answers."""
    rows = entry.strings("criteria")
    if not rows:
        return ()
    form, _, where = answer_path(entry, "checklist").partition(".")
    table, _, column = where.partition(".")
    return tuple(_checked_path(entry, f"{form}.{table}.{row}.{column}") for row in rows)


def _condition(entry: Entry) -> Condition:
    condition = _known(entry, _CONDITIONS, "kind", "вид условия")(entry)
    entry.close()
    return condition


def _place(entry: Entry) -> Place:
    locality = entry.take("locality", str)
    if locality not in ("rural", "urban"):
        entry.refuse(f"«{locality}»: местность бывает «rural» или «urban».")
    return Place(locality)


def _share_above(entry: Entry) -> ShareAbove:
    counted = entry.strings("counted")
    if not counted:
        entry.refuse("не сказано, кого считать («counted»).")
    middle = entry.take("middle", str)
    if middle not in [known.value for known in Middle]:
        entry.refuse(f"«middle» бывает {_listed(Middle)}, а стоит «{middle}».")
        middle = Middle.MEAN.value
    return ShareAbove(
        counted=tuple(_checked_path(entry, name) for name in counted),
        denominator=answer_path(entry, "denominator"),
        label=entry.take("label", str),
        middle=Middle(middle),
        least_schools=_at_least_one(entry, "least_schools"),
    )


def _units(entry: Entry) -> Units:
    kind = entry.take("kind", str)
    if kind not in [known.value for known in ProcedureKind]:
        entry.refuse(f"неизвестный вид процедуры «{kind}», есть {_listed(ProcedureKind)}.")
    grades = entry.take("grades", list, [])
    if not all(type(grade) is int and grade in _GRADES for grade in grades):
        entry.refuse("«grades» — номера классов от 1 до 12.")
    found = Units(kind, entry.strings("subjects"), tuple(grades))
    entry.close()
    if not found.subjects:
        entry.refuse("не названы предметы («subjects»).")
    return found


def _listed(known: Iterable[StrEnum]) -> str:
    return ", ".join(f"«{one.value}»" for one in known)


def _at_least_one(entry: Entry, key: str) -> int:
    value = entry.take(key, int)
    if value < 1:
        entry.refuse(f"«{key}» = {value} — нужно целое число не меньше 1.")
    return value


def _checked_path(entry: Entry, name: str) -> str:
    if not _ANSWER.fullmatch(name):
        entry.refuse(f"«{name}» — не ответ формы вида «форма.вопрос».")
    return name


_RULES: Mapping[str, Callable[[Entry], ClassRule]] = {
    "lowest_share": _lowest_share,
    "low_share": _low_share,
    "low_two_years": _low_two_years,
    "low_cluster": _low_cluster,
    "expectation": _expectation,
    "to_check": _to_check,
    "all_of": _all_of,
}
_CONDITIONS: Mapping[str, Callable[[Entry], Condition]] = {
    "in_class": lambda entry: InClass(entry.code("class")),
    "among_lowest": lambda entry: AmongLowest(
        entry.code("index"), share(entry), _at_least_one(entry, "least_schools")
    ),
    "place": _place,
    "said": lambda entry: Said(answer_path(entry, "answer"), entry.take("label", str)),
    "fewer_than": lambda entry: FewerThan(
        answer_path(entry, "answer"), entry.take("label", str), entry.code("parameter")
    ),
    "share_above": _share_above,
}


def _known(
    entry: Entry, makers: Mapping[str, Callable[[Entry], Made]], key: str, what: str
) -> Callable[[Entry], Made]:
    kind = entry.take(key, str)
    if kind not in makers:
        known = ", ".join(f"«{name}»" for name in makers)
        raise BadDefinition(f"{entry.where}: {what} «{kind}» неизвестен, есть {known}.")
    return makers[kind]
