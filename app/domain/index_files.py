"""Reading indices out of a methodology file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from app.domain.answer_index_files import ANSWERED
from app.domain.class_files import answer_path, units
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.expressions import Expression, parse
from app.domain.index_kinds import (
    Coverage,
    Covered,
    Outside,
    PlanDone,
    Residual,
    Special,
    Term,
    Whom,
    Yearly,
)
from app.domain.methodology import IndexDefinition, Linear, Statistic
from app.domain.parameter_checks import alike

_PARAMETER = re.compile(r"parameters\.[a-z][a-z0-9_]*")


def index_definition(entry: Entry) -> IndexDefinition:
    """One `[[indices]]` table."""
    kind = entry.take("kind", str)
    if kind not in ("linear", "results", *_SPECIAL):
        known = ", ".join(("linear", "results", *_SPECIAL))
        raise BadDefinition(f"{entry.where}: вид показателя «{kind}» неизвестен, есть {known}.")
    index = IndexDefinition(
        code=entry.code(),
        title=entry.take("title", str),
        short=entry.take("short", str),
        formula=entry.take("formula", str),
        source=entry.take("source", str),
        linear=_linear(entry) if kind == "linear" else None,
        statistic=_statistic(entry) if kind == "results" else None,
        special=_SPECIAL[kind](entry) if kind in _SPECIAL else None,
        approved=entry.take("approved", bool, True),
    )
    entry.close()
    return index


def _statistic(entry: Entry) -> Statistic:
    name = entry.take("statistic", str)
    if name not in [known.value for known in Statistic]:
        entry.refuse(f"неизвестный расчёт «{name}»{alike(name, {one.value for one in Statistic})}.")
        return Statistic.ACHIEVEMENT
    return Statistic(name)


def _linear(entry: Entry) -> Linear:
    terms = tuple(_term(item) for item in entry.entries("terms"))
    _once(entry, terms)
    text = entry.take("expression", str)
    known = {*(term.code for term in terms), *_PARAMETER.findall(text)}
    constants = entry.take("constants", dict, {})
    if not all(isinstance(name, str) and _PARAMETER.fullmatch(name) for name in constants.values()):
        entry.refuse("«constants» связывает знак с «parameters.код».")
        constants = {}
    return Linear(
        expression=_expression(entry, text, known),
        terms=terms,
        denominator=answer_path(entry, "denominator"),
        denominator_label=entry.take("denominator_label", str),
        apart=_apart(entry, terms),
        constants=constants,
        scale=_scale(entry),
    )


def _expression(entry: Entry, text: str, known: set[str]) -> Expression:
    try:
        return parse(text, known)
    except BadDefinition as fault:
        entry.refuse(str(fault))
        return parse("0", ())


def _once(entry: Entry, terms: tuple[Term, ...]) -> None:
    codes = [term.code for term in terms]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        entry.refuse(f"код «{code}» повторяется.")


def _term(entry: Entry) -> Term:
    term = Term(
        code=entry.code(),
        symbol=entry.take("symbol", str),
        title=entry.take("title", str),
        counted=answer_path(entry, "counted"),
        label=entry.take("label", str),
        known=answer_path(entry, "known") if entry.peek("known") else "",
        known_label=entry.take("known_label", str, ""),
    )
    entry.close()
    if term.known and not term.known_label:
        entry.refuse("для «known» нужен «known_label».")
    return term


def _apart(entry: Entry, terms: tuple[Term, ...]) -> tuple[str, ...]:
    """Terms that count different children."""
    named = entry.strings("apart")
    unknown = [code for code in named if code not in {term.code for term in terms}]
    if unknown:
        entry.refuse(f"«apart» называет неизвестное: {', '.join(unknown)}.")
    return named


def _scale(entry: Entry) -> tuple[Fraction, Fraction] | None:
    ends = entry.take("scale", list, [])
    if not ends:
        return None
    if len(ends) != 2 or not all(type(end) is int for end in ends) or ends[0] >= ends[1]:
        entry.refuse("«scale» — два целых числа, меньшее и большее.")
        return None
    return Fraction(ends[0]), Fraction(ends[1])


def _outside(entry: Entry) -> Outside:
    terms = tuple(_term(item) for item in entry.entries("terms"))
    _once(entry, terms)
    return Outside(
        answer=answer_path(entry, "answer"),
        source_answer=answer_path(entry, "source_answer"),
        date_answer=answer_path(entry, "date_answer"),
        label=entry.take("label", str),
        denominator=answer_path(entry, "denominator"),
        denominator_label=entry.take("denominator_label", str),
        terms=terms,
        apart=_apart(entry, terms),
    )


def _residual(entry: Entry) -> Residual:
    return Residual(social=entry.code("social"), units=units(entry))


def _coverage(entry: Entry) -> Coverage:
    of = entry.take("of", str)
    if of not in [known.value for known in Covered]:
        entry.refuse(f"неизвестный охват «{of}».")
        of = Covered.FOCUS.value
    return Coverage(Covered(of), entry.code("target"))


def _yearly(entry: Entry) -> Yearly:
    of = entry.take("of", str)
    if of not in [known.value for known in Whom]:
        entry.refuse(f"неизвестно, чья это доля: «{of}».")
        return Yearly(next(iter(Whom)))
    return Yearly(Whom(of))


def _plan(entry: Entry) -> PlanDone:
    forms = entry.strings("plans")
    if not forms:
        entry.refuse("не названы планы («plans»).")
    return PlanDone(forms)


_SPECIAL: Mapping[str, Callable[[Entry], Special]] = {
    "outside": _outside,
    "residual": _residual,
    "coverage": _coverage,
    "plan": _plan,
    "yearly": _yearly,
    **ANSWERED,
}
