"""Reading indices and class rules out of a methodology file."""

from __future__ import annotations

import re
from fractions import Fraction

from app.domain.definitions import Entry, unique
from app.domain.errors import BadDefinition
from app.domain.expressions import parse
from app.domain.methodology import (
    ClassRule,
    IndexDefinition,
    Linear,
    LowestShare,
    LowShare,
    Statistic,
    Term,
    Units,
)
from app.domain.results import ProcedureKind

_ANSWER = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}")
_PARAMETER = re.compile(r"parameters\.[a-z][a-z0-9_]*")


def index_definition(entry: Entry) -> IndexDefinition:
    """One `[[indices]]` table."""
    kind = entry.take("kind", str)
    if kind not in ("linear", "results"):
        raise BadDefinition(f"{entry.where}: показатель бывает вида «linear» или «results».")
    index = IndexDefinition(
        code=entry.code(),
        title=entry.take("title", str),
        short=entry.take("short", str),
        formula=entry.take("formula", str),
        source=entry.take("source", str),
        linear=_linear(entry) if kind == "linear" else None,
        statistic=_statistic(entry) if kind == "results" else None,
        approved=entry.take("approved", bool, True),
    )
    entry.close()
    return index


def _statistic(entry: Entry) -> Statistic:
    name = entry.take("statistic", str)
    if name not in [known.value for known in Statistic]:
        raise BadDefinition(f"{entry.where}: неизвестный расчёт «{name}».")
    return Statistic(name)


def _linear(entry: Entry) -> Linear:
    terms = tuple(_term(item) for item in entry.entries("terms"))
    unique([term.code for term in terms], entry.where)
    text = entry.take("expression", str)
    known = {*(term.code for term in terms), *_PARAMETER.findall(text)}
    constants = entry.take("constants", dict, {})
    if not all(isinstance(name, str) and _PARAMETER.fullmatch(name) for name in constants.values()):
        raise BadDefinition(f"{entry.where}: «constants» связывает знак с «parameters.код».")
    return Linear(
        expression=parse(text, known),
        terms=terms,
        denominator=_answer(entry, "denominator"),
        denominator_label=entry.take("denominator_label", str),
        constants=constants,
        scale=_scale(entry),
    )


def _term(entry: Entry) -> Term:
    term = Term(
        code=entry.code(),
        symbol=entry.take("symbol", str),
        title=entry.take("title", str),
        counted=_answer(entry, "counted"),
        label=entry.take("label", str),
    )
    entry.close()
    return term


def _answer(entry: Entry, key: str) -> str:
    name = entry.take(key, str)
    if not _ANSWER.fullmatch(name):
        raise BadDefinition(f"{entry.where}: «{name}» — не ответ формы вида «форма.вопрос».")
    return name


def _scale(entry: Entry) -> tuple[Fraction, Fraction] | None:
    ends = entry.take("scale", list, [])
    if not ends:
        return None
    if len(ends) != 2 or not all(type(end) is int for end in ends) or ends[0] >= ends[1]:
        raise BadDefinition(f"{entry.where}: «scale» — два числа, меньшее и большее.")
    return Fraction(ends[0]), Fraction(ends[1])


def class_rule(entry: Entry) -> ClassRule:
    """One `[[classes]]` table."""
    kind = entry.take("kind", str)
    if kind not in ("lowest_share", "low_share"):
        raise BadDefinition(f"{entry.where}: правило бывает вида «lowest_share» или «low_share».")
    rule = _lowest_share(entry) if kind == "lowest_share" else _low_share(entry)
    entry.close()
    return rule


def _lowest_share(entry: Entry) -> LowestShare:
    return LowestShare(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        index=entry.code("index"),
        share=_share(entry),
        least_schools=_at_least_one(entry, "least_schools"),
        approved=entry.take("approved", bool, True),
    )


def _low_share(entry: Entry) -> LowShare:
    rule = LowShare(
        code=entry.code(),
        title=entry.take("title", str),
        source=entry.take("source", str),
        share=_share(entry),
        least=_at_least_one(entry, "least"),
        units=tuple(_units(item) for item in entry.entries("units")),
        approved=entry.take("approved", bool, True),
    )
    if not rule.units:
        raise BadDefinition(f"{entry.where}: не названы процедуры («units»).")
    return rule


def _units(entry: Entry) -> Units:
    kind = entry.take("kind", str)
    if kind not in [known.value for known in ProcedureKind]:
        raise BadDefinition(f"{entry.where}: неизвестный вид процедуры «{kind}».")
    grades = entry.take("grades", list, [])
    if not all(type(grade) is int and 1 <= grade <= 12 for grade in grades):
        raise BadDefinition(f"{entry.where}: «grades» — номера классов от 1 до 12.")
    units = Units(kind, entry.strings("subjects"), tuple(grades))
    entry.close()
    if not units.subjects:
        raise BadDefinition(f"{entry.where}: не названы предметы («subjects»).")
    return units


def _share(entry: Entry) -> Fraction:
    value = entry.take("share", float)
    if not 0 < value < 1:
        raise BadDefinition(f"{entry.where}: «share» — доля больше 0 и меньше 1.")
    return Fraction(str(value))


def _at_least_one(entry: Entry, key: str) -> int:
    value = entry.take(key, int)
    if value < 1:
        raise BadDefinition(f"{entry.where}: «{key}» — число не меньше 1.")
    return value
