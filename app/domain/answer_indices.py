"""Indices that are one answer, or two answers of one school put together (DOMAIN F19e–l)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.domain.class_about import capital
from app.domain.explanations import PERCENT, wording
from app.domain.index_kinds import AnswerGiven, Diagnosed, Involved, Present, ShareOf
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.messages import NO_BREAK, number
from app.domain.methodology import IndexDefinition, Methodology
from app.domain.school_facts import SchoolAnswers, answer
from app.domain.shares import quantile, wilson
from app.domain.teacher_indices import diagnosed_values, involved_values


def answer_values(
    school: str,
    index: IndexDefinition,
    answers: SchoolAnswers,
    methodology: Methodology,
    grounds: Grounds,
) -> Iterator[IndexValue]:
    """Values of one school; a missing answer is named in the reason, never taken for zero."""
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    empty = IndexValue(school, index, grounds, None, flags=flags)
    match index.special:
        case ShareOf() as share:
            yield _share(empty, share, answers, methodology)
        case Present() as present:
            yield _present(empty, present, answers)
        case AnswerGiven() as given:
            yield _given(empty, given, answers)
        case Involved() as involved:
            yield from involved_values(empty, answers.get(involved.form))
        case Diagnosed() as diagnosed:
            yield from diagnosed_values(empty, answers.get(diagnosed.form))


def without_small(
    values: Iterable[IndexValue], hide_below: int, shown: Collection[str]
) -> Iterator[IndexValue]:
    """The values as they may leave a school: small numbers of children are not told (R4).

    shown: answers «form.field» that are never hidden.
    """
    for value in values:
        share = value.definition.special
        if (
            isinstance(share, ShareOf)
            and share.of_pupils
            and not set(share.parts) <= set(shown)
            and value.numerator is not None
            and 0 < value.numerator < hide_below
        ):
            hidden = IndexValue(value.school, value.definition, value.grounds, None)
            yield replace(hidden, flags=value.flags, reason="малое число детей не показывается")
        else:
            yield value


def amount(answers: SchoolAnswers, path: str) -> Fraction | None:
    """The answer as a number; None when it was not given or is no number."""
    value = answer(answers, path)
    is_number = isinstance(value, Decimal | int) and not isinstance(value, bool)
    return Fraction(str(value)) if is_number else None


def _share(
    empty: IndexValue, share: ShareOf, answers: SchoolAnswers, methodology: Methodology
) -> IndexValue:
    asked = {**share.parts, **share.without, share.whole: share.whole_label}
    given = {path: amount(answers, path) for path in asked}
    if missing := [label for path, label in asked.items() if given[path] is None]:
        return replace(empty, reason=f"{_no_data(empty)}: {'; '.join(missing)}")
    known = {path: value for path, value in given.items() if value is not None}
    whole, taken = known[share.whole], sum(known[path] for path in share.parts)
    part = whole - sum(known[path] for path in share.without) if share.without else taken
    if not whole:
        return replace(empty, reason=f"{share.whole_label}: 0, долю посчитать не от чего")
    if share.within and not 0 <= part <= whole:
        told = "; ".join(f"{label}: {_plain(known[path])}" for path, label in asked.items())
        flags = (*empty.flags, Flag.CONTRADICTION.value)
        return replace(empty, flags=flags, reason=f"проверьте числа: {told}")
    value, counted = 100 * Fraction(part) / whole, share.of_pupils
    small = counted and whole < methodology.number("small_n")
    z = quantile(methodology.number("confidence"))
    return replace(
        empty,
        value=value,
        numerator=Fraction(part),
        denominator=int(whole) if whole.denominator == 1 else None,
        n=int(whole) if counted else None,
        interval=wilson(int(part), int(whole), z) if counted else None,
        flags=(*empty.flags, Flag.SMALL_N.value) if small else empty.flags,
        calculation=(
            f"Расчёт: 100 · {_plain(Fraction(part))} / {_plain(whole)} = {number(value)}{PERCENT}."
        ),
        basis=capital("; ".join(f"{name}: {_plain(known[path])}" for path, name in asked.items()))
        + ".",
    )


def _present(empty: IndexValue, present: Present, answers: SchoolAnswers) -> IndexValue:
    said = {label: answer(answers, path) for path, label in present.answers.items()}
    yes = sum(one is True for one in said.values())
    silent = [label for label, one in said.items() if not isinstance(one, bool)]
    words = {True: "есть", False: "нет"}
    told = "; ".join(
        f"{label}: {words[one]}{_rate(answers, present, label)}"
        for label, one in said.items()
        if isinstance(one, bool)
    )
    if len(silent) == len(said):
        return replace(empty, reason=f"{_no_data(empty)}: {'; '.join(silent)}")
    ends = Fraction(100 * yes, len(said)), Fraction(100 * (yes + len(silent)), len(said))
    return replace(
        empty,
        value=None if silent else ends[0],
        numerator=yes,
        denominator=len(said),
        bounds=ends if silent else None,
        reason=f"{_no_data(empty)}: {'; '.join(silent)}" if silent else None,
        basis=f"{capital(told)}.",
    )


def _rate(answers: SchoolAnswers, present: Present, label: str) -> str:
    """« (0,5 ставки)» where it was said."""
    path = next(path for path, name in present.answers.items() if name == label)
    rate = amount(answers, f"{path.rpartition('.')[0]}.rate")
    return f", ставок {_plain(rate)}" if rate is not None else ""


def _given(empty: IndexValue, given: AnswerGiven, answers: SchoolAnswers) -> IndexValue:
    value = amount(answers, given.answer)
    if value is None:
        return replace(empty, reason=f"{_no_data(empty)}: {given.label}")
    told = f"{given.label}: {_plain(value)}{NO_BREAK}{given.unit}."
    return replace(empty, value=value, calculation=capital(told), extra={"unit": given.unit})


def _no_data(value: IndexValue) -> str:
    return wording(value.grounds.wordings, "no_data")


def _plain(value: Fraction) -> str:
    """With as many digits as were typed, at most three."""
    places = next((n for n in (0, 1, 2) if (value * 10**n).denominator == 1), 3)
    return number(value, places)
