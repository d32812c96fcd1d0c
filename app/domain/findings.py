"""What one condition of a class says about one school: yes, no, or «cannot be told»."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from app.domain.apart import told_apart
from app.domain.class_about import Text, capital, inside, written
from app.domain.class_rules import AmongLowest, FewerThan, Middle, Place, Said, ShareAbove
from app.domain.class_words import percent, schools_of
from app.domain.compositions import Compose
from app.domain.explanations import PERCENT, as_sentence
from app.domain.holding import inside as is_inside
from app.domain.holding import is_above, is_among, is_fewer, is_place, is_said
from app.domain.indices import ClassRow, IndexValue
from app.domain.lowest import change_told, compared_told, unmoved
from app.domain.messages import count, number
from app.domain.region_thresholds import Threshold
from app.domain.school_facts import (
    PartOfPupils,
    SchoolAnswers,
    locality,
    part_of_pupils,
    whole_number,
)

_MIDDLES = {
    Middle.DECILE: "девятого дециля",
    Middle.MEAN: "среднего",
    Middle.WEIGHTED: "среднего по всем детям",
}
_PLACES = {"rural": "в сельской местности", "urban": "в городе"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition says about one school."""

    holds: bool | None
    name: str
    """The condition in a few words."""
    told: Text
    threshold: Fraction | None = None
    provisional: bool = False
    settles: Text = ""
    """Said instead of everything else when the condition does not hold."""
    change: Text = ""
    """What would turn it over."""


def in_class(row: ClassRow, title: str) -> Finding:
    """The school belongs to another class."""
    return Finding(
        is_inside(row.state),
        f"группа «{title}»",
        row.told,
        row.threshold,
        row.provisional,
        partial(_outside, row, title),
        partial(_leaned_change, row, title),
    )


def _leaned_change(row: ClassRow, title: str) -> str:
    told = written(row.change)
    return f"Группа «{title}»: {inside(told)}" if told else ""


def _outside(row: ClassRow, title: str) -> str:
    return f"Не присваивается: школа не входит в группу «{title}». {written(row.told)}"


def place(condition: Place, answers: SchoolAnswers) -> Finding:
    """In the country or in a town."""
    name = f"школа находится {_PLACES.get(condition.locality, condition.locality)}"
    found, known_from = locality(answers)
    if found is None:
        return Finding(None, name, "Неизвестно, где находится школа: в селе или в городе.")
    told = f"Школа находится {_PLACES.get(found, found)} ({known_from})."
    return Finding(is_place(condition, answers), name, told)


def said(condition: Said, answers: SchoolAnswers) -> Finding:
    """A yes-or-no question."""
    given, label = is_said(condition, answers), condition.label
    if given is None:
        return Finding(None, label, f"Неизвестно: {label}.")
    return Finding(given, label, f"{capital(label)}: {'да' if given else 'нет'}.")


def fewer(condition: FewerThan, bound: Fraction, answers: SchoolAnswers) -> Finding:
    """A number strictly less than a parameter."""
    own, label = whole_number(answers, condition.answer), condition.label
    name = f"{label} меньше {number(bound, 0)}"
    if own is None:
        return Finding(None, name, f"Неизвестно: {label}.", bound)
    told = partial(_fewer_told, label, own, bound)
    change = partial(_fewer_change, label, own, bound)
    return Finding(is_fewer(condition, bound, answers), name, told, bound, change=change)


def _fewer_told(label: str, own: int, bound: Fraction) -> str:
    relation = "меньше" if own < bound else "не меньше"
    return f"{capital(label)}: {number(own)}, это {relation} {number(bound, 0)}."


def _fewer_change(label: str, own: int, bound: Fraction) -> str:
    first_above = -(-bound.numerator // bound.denominator)
    if own < bound:
        more = number(first_above - own)
        return f"Условие не выполнялось бы, если бы {label} было на {more} больше."
    less = number(own - first_above + 1)
    return f"Условие выполнялось бы, если бы {label} было на {less} меньше."


def among(
    condition: AmongLowest,
    value: IndexValue | None,
    threshold: Threshold,
    compose: Compose,
) -> Finding:
    """Among the lowest of an index."""
    short = value.definition.short if value else condition.index
    name = f"{short} среди наименьших {percent(condition.share)}"
    if value is None or value.value is None:
        why = value.reason if value else "нет данных"
        told = f"Показатель не рассчитан. {as_sentence(why)}"
        return Finding(None, name, told, threshold.value)
    if threshold.value is None:
        return Finding(None, name, _no_threshold(short, threshold, condition.least_schools))
    whose = threshold.where
    if threshold.provisional:
        whose = f"наименьшие {percent(condition.share)} значений {_schools(threshold)}"
    own = value.value
    return Finding(
        is_among(value, threshold.value),
        name,
        partial(compared_told, short, own, threshold.value, f"порога {{}} ({whose})"),
        threshold.value,
        threshold.provisional,
        change=partial(_among_change, value, own, threshold, compose),
    )


def _among_change(value: IndexValue, own: Fraction, threshold: Threshold, compose: Compose) -> str:
    bound = own if threshold.value is None else threshold.value
    short, into = value.definition.short, "число школ с наименьшими значениями"
    return change_told(short, own, bound, compose(value), into, threshold.provisional)


def above(condition: ShareAbove, answers: SchoolAnswers, threshold: Threshold) -> Finding:
    """A share of pupils above a statistic of the region's schools."""
    part = part_of_pupils(condition, answers)
    name = f"{condition.label}, — больше {_middle(condition)}"
    if part is None:
        missing = f"Нет данных: {condition.label}."
        return Finding(None, name, missing, threshold.value, threshold.provisional)
    if threshold.value is None:
        told = _no_threshold(condition.label, threshold, condition.least_schools)
        return Finding(None, name, told)
    return Finding(
        is_above(part, threshold.value),
        name,
        partial(_above_told, condition, part, threshold.value, threshold),
        threshold.value,
        threshold.provisional,
        change=partial(_above_change, condition, part, threshold.value, threshold.provisional),
    )


def _middle(condition: ShareAbove) -> str:
    return _MIDDLES[condition.middle]


def _above_told(
    condition: ShareAbove, part: PartOfPupils, bound: Fraction, threshold: Threshold
) -> str:
    own, shown = told_apart(part.percent, bound)
    relation = "больше" if part.percent > bound else "не больше"
    by = f"значений {_schools(threshold)}" if threshold.provisional else "по региону"
    return (
        f"{capital(condition.label)}: {own}{PERCENT} ({number(part.part)} из "
        f"{number(part.whole)}), это {relation} {_middle(condition)} {by}: {shown}{PERCENT}."
    )


def children_across(part: PartOfPupils, bound: Fraction) -> int:
    """Children more (or fewer, negative) that carry the share to the other side of the bound."""
    most = bound * part.whole / 100
    highest_below = most.numerator // most.denominator
    if part.percent > bound:
        return highest_below - part.part
    return highest_below + 1 - part.part


def _above_change(
    condition: ShareAbove, part: PartOfPupils, bound: Fraction, provisional: bool
) -> str:
    step = children_across(part, bound)
    if not 0 <= part.part + step <= part.whole:
        return ""
    verb, word = ("выполнялось", "больше") if step > 0 else ("не выполнялось", "меньше")
    told = unmoved(f"условие {verb} бы", provisional)
    return (
        f"{capital(condition.label)}: {inside(told)}, если бы таких детей было на "
        f"{number(abs(step))} {word}."
    )


def _schools(threshold: Threshold) -> str:
    return schools_of(threshold.schools, threshold.where)


def _no_threshold(what: str, threshold: Threshold, least: int) -> str:
    schools = count(threshold.schools, "школе", "школам", "школам")
    return (
        f"{capital(what)}: чтобы сравнить с регионом, нужен его эталон "
        f"(здесь известно по {schools}, нужно не меньше {least})."
    )
