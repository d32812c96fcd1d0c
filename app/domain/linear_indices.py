"""Linear indices over answers of forms: ИСБ with its traps (DOMAIN F09)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from app.domain.answers import Answers
from app.domain.class_about import Text, sentences
from app.domain.contradictions import contradiction
from app.domain.explanations import linear_basis, shown, wording
from app.domain.expressions import Operand
from app.domain.index_kinds import Term
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.messages import number
from app.domain.methodology import IndexDefinition, Linear, Methodology
from app.domain.school_facts import whole_number


def linear_value(
    school: str,
    index: IndexDefinition,
    answers: Mapping[str, Answers],
    methodology: Methodology,
    grounds: Grounds,
) -> IndexValue:
    """The index of one school; `answers` by form code.

    Shares are percents of the denominator; the raw value is kept. Any answer that is missing makes
    the value None with the reason named: missing is never zero.
    """
    linear = index.linear
    if linear is None:
        raise ValueError(index.code)
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    given = {path: whole_number(answers, path) for path in _paths(linear)}
    if None in given.values():
        reason = _missing(linear, given, answers, grounds)
        return IndexValue(school, index, grounds, None, flags=flags, reason=reason)
    counted = {path: int(number) for path, number in given.items() if number is not None}
    whole = counted[linear.denominator]
    if whole <= 0:
        reason = "нет обучающихся, долю посчитать не от чего"
        return IndexValue(school, index, grounds, None, n=whole, flags=flags, reason=reason)
    amounts = {term.code: counted[term.counted] for term in linear.terms}
    if why := contradiction(linear.terms, linear.apart, amounts, whole):
        flags = (*flags, Flag.CONTRADICTION.value)
        return IndexValue(school, index, grounds, None, n=whole, flags=flags, reason=why)
    value = _evaluate(linear, amounts, dict.fromkeys(amounts, whole), methodology)
    if whole < methodology.number("small_n"):
        flags = (*flags, Flag.SMALL_N.value)
    return IndexValue(
        school,
        index,
        grounds,
        value,
        numerator=value * whole,
        denominator=whole,
        n=whole,
        flags=flags,
        basis=partial(linear_basis, linear, amounts, whole, methodology.parameters),
        **_second(index, linear, answers, amounts, whole, methodology, value),
    )


def _second(
    index: IndexDefinition,
    linear: Linear,
    answers: Mapping[str, Answers],
    amounts: Mapping[str, int],
    whole: int,
    methodology: Methodology,
    value: Fraction,
) -> dict[str, Any]:
    """What stands beside the value: the variant over children of whom a property is known (F09),
    and a word about a value off the scale (DOMAIN 8). Nothing is compared by either.
    """
    known = {
        term: amount
        for term in linear.terms
        if term.known
        and (amount := whole_number(answers, term.known))
        and amounts[term.code] <= amount < whole
    }
    if not known:
        return {"calculation": partial(_told, index, linear, value)}
    wholes = {**dict.fromkeys(amounts, whole), **{term.code: n for term, n in known.items()}}
    other = _evaluate(linear, amounts, wholes, methodology)
    extra = {"by_known": float(other), "known": {term.code: n for term, n in known.items()}}
    also = partial(_told_by_known, index, known, whole, other)
    return {"calculation": partial(_told, index, linear, value, also), "extra": extra}


def _told(index: IndexDefinition, linear: Linear, value: Fraction, also: Text = "") -> str:
    return sentences(f"{index.short} = {shown(value, index)}.", _off_scale(linear, value), also)


def _told_by_known(
    index: IndexDefinition, known: Mapping[Term, int], whole: int, other: Fraction
) -> str:
    children = "; ".join(
        f"{term.known_label}: {number(n)} из {number(whole)}" for term, n in known.items()
    )
    return (
        f"Второе число, для сведения: если {', '.join(term.symbol for term in known)} считать "
        f"только по детям, {children}, то {index.short} = {shown(other, index)}."
    )


def _off_scale(linear: Linear, value: Fraction) -> str:
    if linear.scale is None or linear.scale[0] <= value <= linear.scale[1]:
        return ""
    low, high = (number(int(end)) for end in linear.scale)
    return (
        f"Обратите внимание: значение лежит вне шкалы {low}–{high}. По формуле так может быть; "
        "на всякий случай сверьте числа."
    )


def _paths(linear: Linear) -> list[str]:
    return [linear.denominator, *(term.counted for term in linear.terms)]


def _evaluate(
    linear: Linear, amounts: Mapping[str, int], wholes: Mapping[str, int], methodology: Methodology
) -> Fraction:
    values: dict[str, Operand] = {
        code: Fraction(100 * amount, wholes[code]) for code, amount in amounts.items()
    }
    for name in linear.expression.names - set(values):
        values[name] = methodology.number(name.removeprefix("parameters."))
    value = linear.expression.evaluate(values)
    if not isinstance(value, Fraction):
        raise ValueError(linear.expression.text)
    return value


def weights_of_terms(linear: Linear, methodology: Methodology) -> tuple[Fraction, list[Fraction]]:
    """The index of a school where nobody has any property, and what each adds if all have it."""
    codes = [term.code for term in linear.terms]
    ones = dict.fromkeys(codes, 1)
    constant = _evaluate(linear, dict.fromkeys(codes, 0), ones, methodology)
    ends = [
        _evaluate(linear, {code: int(code == own) for code in codes}, ones, methodology)
        for own in codes
    ]
    return constant, [end - constant for end in ends]


def _missing(
    linear: Linear,
    given: Mapping[str, int | None],
    answers: Mapping[str, Answers],
    grounds: Grounds,
) -> str:
    """«нет данных: сколько детей …», with what was typed when it was refused."""
    labels = {linear.denominator: linear.denominator_label}
    labels.update({term.counted: term.label for term in linear.terms})
    named = []
    for path, label in labels.items():
        if given[path] is not None:
            continue
        form, _, where = path.partition(".")
        refused = answers[form].refused.get(where) if form in answers else None
        named.append(f"{label} (введено «{refused}», это не принято)" if refused else label)
    return f"{wording(grounds.wordings, 'no_data')}: {'; '.join(named)}"
