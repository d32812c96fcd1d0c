"""Signals: rows of the support card that the data propose, each with its evidence.

DOMAIN Ф-1: 1 ← vacancies, 2 ← low results in Russian or mathematics, 4 ← unmotivated pupils,
7 ← slow Internet, 8 ← children with ОВЗ; rows 3, 5, 6, 9, 10 are for people alone. The program
proposes, the school decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.domain import messages
from app.domain.answers import Answers
from app.domain.card import FROM_RESULTS
from app.domain.explanations import PERCENT, flag_sentence, wording
from app.domain.indices import Flag, IndexValue
from app.domain.methodology import Methodology

_LOW_SUBJECTS = ("russian", "math")


@dataclass(frozen=True, slots=True)
class Signal:
    """A proposal for one row of the card."""

    problem: str
    """«r1» … «r10»."""
    evidence: str
    """Russian sentences with the numbers and what weakens them."""
    procedure: str | None = None
    """Kind of the procedure it comes from: results of ВПР are shown with their caution."""


def signals(
    methodology: Methodology, answers: Mapping[str, Answers], values: Sequence[IndexValue]
) -> tuple[Signal, ...]:
    """Proposals for a school: `answers` by form code, `values` of this school."""
    found = [
        *_vacancies(answers),
        *_low_results(methodology, values),
        *_unmotivated(answers),
        *_internet(methodology, answers),
        *_special_needs(answers),
    ]
    return tuple(found)


def _count(answers: Mapping[str, Answers], form: str, field: str) -> int | None:
    value = answers.get(form, Answers()).values.get(field)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _vacancies(answers: Mapping[str, Answers]) -> Iterator[Signal]:
    posts = answers.get("staff", Answers()).values.get("vacancies_total")
    if isinstance(posts, Decimal) and posts > 0:
        yield Signal("r1", f"По сведениям о кадрах свободно ставок: {messages.number(posts)}.")


def _low_results(methodology: Methodology, values: Sequence[IndexValue]) -> Iterator[Signal]:
    limit = methodology.number("signal_low_share")
    for value in values:
        if value.index != "low_subject" or value.subject not in _LOW_SUBJECTS:
            continue
        if value.value is None or value.value < limit:
            continue
        told = (_low_told(value, limit), *_reservations(methodology, value))
        yield Signal(FROM_RESULTS, " ".join(told), value.procedure)


def _low_told(value: IndexValue, limit: Fraction) -> str:
    """«ВПР, русский язык, 5 класс: … — 100,0 % (5 из 5, участников мало), это не меньше 30 %.»"""
    subject = value.grounds.subject(value.subject or "").lower()
    few = ", участников мало" if Flag.SMALL_N.value in value.flags else ""
    title = f"{value.title[:1].lower()}{value.title[1:]}"
    top, whole = messages.number(Fraction(value.numerator or 0), 0), value.denominator
    return (
        f"{value.procedure_title}, {subject}, {value.grade} класс: {title} — "
        f"{messages.number(value.value)}{PERCENT} ({top} из {messages.number(whole)}{few}), "
        f"это не меньше {messages.number(limit, 0)}{PERCENT}."
    )


def _reservations(methodology: Methodology, value: IndexValue) -> Iterator[str]:
    """What to keep in mind about the result, as its explanation says it."""
    if not methodology.parameters["signal_low_share"].approved:
        limit = messages.number(methodology.number("signal_low_share"), 0)
        mark = wording(methodology.wordings, "default_mark")
        yield f"Граница {limit}{PERCENT}: {mark}."
    for flag in value.flags:
        if flag != Flag.SMALL_N.value:
            yield flag_sentence(flag, value)


def _unmotivated(answers: Mapping[str, Answers]) -> Iterator[Signal]:
    amount = _count(answers, "social_passport", "unmotivated")
    whole = _count(answers, "social_passport", "pupils_total")
    if amount and whole:
        share = messages.number(Fraction(100 * amount, whole))
        yield Signal("r4", f"Немотивированных обучающихся {amount} из {whole} ({share}{PERCENT}).")


def _internet(methodology: Methodology, answers: Mapping[str, Answers]) -> Iterator[Signal]:
    parameter = methodology.parameters["internet_norm"]
    value = answers.get("resources", Answers()).values.get("internet_mbps")
    norm = methodology.number("internet_norm")
    if value is None or Fraction(str(value)) >= norm:
        return
    told = wording(methodology.wordings, "default_mark")
    mark = "" if parameter.approved else f" ({told})"
    yield Signal(
        "r7",
        f"Скорость Интернета {messages.number(Fraction(str(value)), 0)} Мбит/с, "
        f"норма {messages.number(norm, 0)} Мбит/с{mark}.",
    )


def _special_needs(answers: Mapping[str, Answers]) -> Iterator[Signal]:
    amount = _count(answers, "social_passport", "disabilities")
    if amount:
        said = messages.count(amount, "ребёнок", "ребёнка", "детей")
        yield Signal("r8", f"С ограниченными возможностями здоровья (ОВЗ): {said}.")
