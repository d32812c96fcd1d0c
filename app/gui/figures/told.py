"""A calculation in words: rows, explanations, groups. Runs in the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.domain import messages
from app.domain.indices import ClassRow, IndexValue, State
from app.domain.long_lists import LongList
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.reference_words import basis

if TYPE_CHECKING:
    from app.domain.calculations import Calculation
    from app.domain.methodology import Methodology, Parameter

HEADERS = ("Показатель", "О чём", "Значение", "От–до", "Из чего", "Пометки")
SHARES = (30, 22, 13, 14, 26, 20)
"""How the columns share the width."""
STATES = {
    State.IN: "относится",
    State.OUT: "не относится",
    State.UNDETERMINED: "пока нельзя определить",
}
FLAGS = {
    "provisional": "предварительно",
    "small_n": "мало участников",
    "default_delta": "δ по умолчанию",
    "default_boundary": "граница по умолчанию",
    "default_method": "способ по умолчанию",
    "approximate_mean": "по среднему баллу",
    "contradiction": "числа противоречат",
    "default_scale": "шкала не этого года",
    "test_scale": "по тестовой шкале",
    "significant_up": "рост",
    "significant_down": "снижение",
    "not_significant": "в пределах погрешности",
    "pooled_3_years": "есть значение за несколько лет",
    "not_objective": "стоит проверить",
}
"""Marks in a word or two; the explanation says them in full."""
NOT_APPROVED = "по умолчанию, регионом не утверждено"


@dataclass(frozen=True, slots=True)
class Group:
    """One group and one school."""

    title: str
    state: State
    provisional: bool
    main: bool
    because: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Values of one organisation or several: texts only."""

    rows: tuple[tuple[str, ...], ...]
    explanations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows of one school."""

    figures: Figures
    groups: tuple[Group, ...]
    """In the order of the methodology."""
    caution: str
    """How results of ВПР may be used."""
    basis: str
    """By which reference of the region."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What the page shows of a district or a region: its own values, groups by school."""

    figures: Figures
    titles: tuple[str, ...]
    """Of the groups."""
    inside: tuple[int, ...]
    """How many schools are in each of the groups."""
    schools: tuple[Organisation, ...]
    """In the order of codes: there is no other order and there are no places."""
    rows: Sequence[Sequence[ClassRow | None]]
    """School by school, group by group."""
    caution: str
    basis: str


def shown(calculation: Calculation, school: str) -> Shown:
    """Put one school's calculation into words."""
    own = calculation.of_school(school)
    titles = {rule.code: rule.title for rule in own.methodology.classes}
    groups = tuple(
        Group(
            titles[one.class_code],
            one.state,
            one.provisional,
            one.main,
            one.because,
            one.explanation,
        )
        for one in own.classes
    )
    return Shown(figures(own.values), groups, own.caution, basis(own.reference))


def whole(
    calculation: Calculation, known: Sequence[Organisation], own: Organisation | None
) -> Whole:
    """Put the calculation of a whole base into words; `known`: its organisations, by code."""
    rules = calculation.methodology.classes
    codes = [rule.code for rule in rules]
    computed = set(calculation.classes.codes)
    schools = tuple(
        one for one in known if one.kind is OrganisationKind.SCHOOL and one.code in computed
    )
    above = [one for one in known if one.kind is not OrganisationKind.SCHOOL]
    above.sort(key=lambda one: (own is None or one.uid != own.uid, one.code))
    parts = [figures(calculation.of_school(one.code).values, _whose(one, own)) for one in above]
    return Whole(
        Figures(
            tuple(row for part in parts for row in part.rows),
            tuple(words for part in parts for words in part.explanations),
        ),
        tuple(rule.title for rule in rules),
        tuple(_inside(calculation.states.get(code, {}), schools) for code in codes),
        schools,
        LongList(_in_columns(calculation.classes.of(one.code), codes) for one in schools),
        calculation.caution,
        basis(calculation.reference),
    )


def _inside(states: Mapping[str, State], schools: Iterable[Organisation]) -> int:
    return sum(states.get(one.code) is State.IN for one in schools)


def _in_columns(rows: Sequence[ClassRow], codes: Sequence[str]) -> tuple[ClassRow | None, ...]:
    """One school's rows, group by group."""
    by_code = {row.class_code: row for row in rows}
    return tuple(by_code.get(code) for code in codes)


def _whose(one: Organisation, own: Organisation | None) -> str:
    return "" if own is not None and one.uid == own.uid else one.title


def figures(values: Iterable[IndexValue], whose: str = "") -> Figures:
    """Rows and explanations of values; `whose`: the organisation, where it is not clear."""
    known = tuple(values)
    return Figures(
        tuple(_row(value, whose) for value in known), tuple(value.explanation for value in known)
    )


def _row(value: IndexValue, whose: str) -> tuple[str, ...]:
    from app.services.calculating import shown_value

    return (
        value.title,
        _about(value, whose),
        shown_value(value),
        _ends(value),
        _made_of(value),
        ", ".join(FLAGS.get(flag, flag) for flag in value.flags),
    )


def _about(value: IndexValue, whose: str) -> str:
    subject = value.grounds.subject(value.subject).lower() if value.subject else ""
    grade = f"{value.grade} класс" if value.grade else ""
    about = str(value.extra.get("about") or "")
    parts = (whose, value.procedure_title or "", subject, grade, value.level_title, about)
    return ", ".join(filter(None, parts))


def _ends(value: IndexValue) -> str:
    """The interval, or the bounds between which an unknown value lies: «1,9–11,6 %»."""
    ends = value.interval or value.bounds
    if ends is None:
        return ""
    low, high = (messages.number(Fraction(end), 1) for end in ends)
    return f"{low}–{high}{messages.NO_BREAK}%"


def _made_of(value: IndexValue) -> str:
    """«4 из 84»; for an index of several parts, the number of children they are shares of."""
    if value.value is None:
        return value.reason or ""
    if value.denominator is None:
        return "" if value.n is None else f"участников {messages.number(value.n)}"
    parts = messages.number(value.denominator)
    if value.definition.linear is not None:
        return f"по {parts} детям"
    return f"{messages.number(value.numerator)} из {parts}"


PARAMETER_HEADERS = ("Что задано", "Значение", "Кем", "Откуда")
PARAMETER_SHARES = (44, 18, 20, 44)


def parameters(methodology: Methodology) -> tuple[tuple[str, ...], ...]:
    """Every number (or word) a region may set, with its unit and source."""
    from app.services.calculating import subject_titles

    names = {**subject_titles(), **{rule.code: rule.title for rule in methodology.classes}}
    return tuple(
        (
            one.title,
            _told(one, names),
            "методикой" if one.approved else NOT_APPROVED,
            one.source or "источник не назван",
        )
        for one in methodology.parameters.values()
    )


def _told(one: Parameter, names: Mapping[str, str]) -> str:
    if isinstance(one.value, Fraction):
        exact = one.value.denominator == 1
        places = 0 if exact else 2
        return f"{messages.number(one.value, places)} {one.unit}".strip()
    codes = (one.value,) if isinstance(one.value, str) else one.value
    words = ", ".join(names.get(code, code) for code in codes)
    return f"{words} {one.unit}".strip()
