"""The group of the schools with the lowest values of an index (DOMAIN F10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from app.domain.apart import gap_told
from app.domain.class_about import About, Bound, TakenFrom, Text, capital, written
from app.domain.class_rules import LowestShare
from app.domain.class_words import WHERE, about, percent, schools_of
from app.domain.compositions import (
    Compose,
    Composition,
    children_told,
    nothing_known,
    one_child,
)
from app.domain.explanations import as_sentence
from app.domain.holding import is_among, state_of
from app.domain.indices import ClassRow, Grounds, IndexValue, State
from app.domain.messages import number
from app.domain.quantiles import lowest_threshold


@dataclass(frozen=True, slots=True)
class LowestGroup:
    """What all schools are held against, and what their rows share."""

    rule: LowestShare
    threshold: Fraction | None
    """None where too few schools are known."""
    basis: str
    """«порога региона {} (эталон …)», the number to be put in."""
    provisional: bool
    about: About

    def state(self, value: IndexValue) -> State:
        """Whether a school belongs to the group; without a value it cannot be told."""
        return state_of(is_among(value, self.threshold))


def lowest_group(
    rule: LowestShare,
    values: Mapping[str, IndexValue],
    grounds: Grounds,
    threshold: Fraction | None,
    method: str = "ceil",
    where: str = WHERE[0],
) -> LowestGroup:
    """The group among these schools.

    `values`: school → its index. `threshold`: T of the region's reference; None where there is
    none, then T is taken from these values and every row is provisional. Schools without a value
    are undetermined and are not counted in N. `method`: how T is found in these values
    (quantiles.lowest_threshold). `where`: whose schools they are, in the genitive.
    """
    provisional, basis = threshold is None, ""
    if threshold is not None:
        basis = f"порога региона {{}} (эталон {grounds.reference_name})"
    else:
        known = [value.value for value in values.values() if value.value is not None]
        if len(known) >= rule.least_schools:
            threshold = lowest_threshold(known, rule.share, method)
            schools = schools_of(len(known), where)
            basis = f"порога {{}} (наименьшие {percent(rule.share)} значений {schools})"
    short = next((value.definition.short for value in values.values()), rule.index)
    formula = (
        f"В группу входят школы, у которых {short} не больше порога; порог отделяет "
        f"{percent(rule.share)} школ с наименьшими значениями, равные порогу входят."
    )
    shared = about(rule, grounds, formula, _bounds(rule, short, threshold, provisional))
    return LowestGroup(rule, threshold, basis, provisional, shared)


def _bounds(
    rule: LowestShare, short: str, threshold: Fraction | None, provisional: bool
) -> tuple[Bound, ...]:
    if threshold is None:
        return ()
    title = f"{short}, порог наименьших {percent(rule.share)} школ"
    taken_from = TakenFrom.BASE if provisional else TakenFrom.REFERENCE
    return (Bound(rule.code, title, threshold, "балл", taken_from),)


def lowest_row(group: LowestGroup, value: IndexValue, compose: Compose = nothing_known) -> ClassRow:
    """The row of one school; `compose`: tells what its index is made of."""
    threshold = group.threshold
    change: Text = ""
    parts: Text = ""
    reference = None if group.provisional else value.grounds.reference
    told: Text = partial(_unknown, group, value)
    if value.value is not None and threshold is not None:
        told = partial(compared_told, value.definition.short, value.value, threshold, group.basis)
        change = partial(_change, group, value, compose, value.value, threshold)
        parts = partial(_parts, value, compose)
    return ClassRow(
        value.school,
        group.rule.code,
        group.state(value),
        told,
        group.provisional,
        reference,
        threshold,
        parts=parts,
        change=change,
        about=group.about,
    )


def _unknown(group: LowestGroup, value: IndexValue) -> str:
    short = value.definition.short
    if value.value is None:
        return f"{short} не рассчитан. {as_sentence(value.reason)}"
    return (
        f"{short} = {number(value.value)}. Чтобы узнать, входит ли школа в группу, нужен "
        f"эталон региона: школ с {short} в этой базе меньше {group.rule.least_schools}."
    )


def compared_told(short: str, own: Fraction, threshold: Fraction, basis: str) -> str:
    """«ИСБ = 66,6, это больше порога … Выше порога на 3,2.»"""
    apart = gap_told(own, threshold)
    relation = "не больше" if own <= threshold else "больше"
    said = f"{short} = {apart.own}, это {relation} {basis.format(apart.bound)}."
    if own == threshold:
        return f"{said} Значение равно порогу."
    side = "Ниже" if own < threshold else "Выше"
    return f"{said} {side} порога на {apart.gap}."


def _parts(value: IndexValue, compose: Compose) -> str:
    made = compose(value)
    return made.told if made else written(value.basis)


def _change(
    group: LowestGroup, value: IndexValue, compose: Compose, own: Fraction, threshold: Fraction
) -> str:
    made, short = compose(value), value.definition.short
    return change_told(short, own, threshold, made, "группу", group.provisional)


def change_told(
    short: str,
    own: Fraction,
    threshold: Fraction,
    made: Composition | None,
    into: str,
    provisional: bool,
) -> str:
    """How many children, term by term, would carry the school to the other side.

    A threshold out of the base itself (`provisional`) would move with the school: it is told that
    it has to stay.
    """
    inside = own <= threshold
    verdict = f"школа не входила бы в {into}" if inside else f"школа вошла бы в {into}"
    lead = unmoved(verdict, provisional)
    if made is None:
        side = "больше" if inside else "не больше"
        return f"{lead} при {short} {side} {gap_told(own, threshold).bound}."
    steps = children_told(made, threshold)
    if steps:
        return f"{lead}, если бы изменилось хотя бы одно: {steps}."
    return (
        f"Одним слагаемым вывод не изменить: до порога {gap_told(own, threshold).gap}, а один "
        f"ребёнок меняет {short} не больше чем на {number(one_child(made), 2)}."
    )


def unmoved(told: str, provisional: bool) -> str:
    """The words as a sentence begins with them."""
    return f"При прежнем пороге {told}" if provisional else capital(told)
