"""Classes of schools that meet several conditions: types of table 1, sites (DOMAIN F12, F13).

Three answers are told apart: yes, no, and «cannot be told»; one sure «no» settles the matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from app.domain.class_rules import (
    AllOf,
    AmongLowest,
    Condition,
    FewerThan,
    InClass,
    Middle,
    Place,
    Said,
    ShareAbove,
)
from app.domain.classes import told_apart
from app.domain.explanations import PERCENT, wording
from app.domain.indices import ClassRow, Grounds, IndexValue, State, Text, written
from app.domain.messages import count, number
from app.domain.methodology import Methodology
from app.domain.quantiles import lowest_threshold, mean, rank_value
from app.domain.school_facts import (
    PartOfPupils,
    SchoolAnswers,
    answer,
    locality,
    part_of_pupils,
    whole_number,
)

_PLACES = {"rural": "в сельской местности", "urban": "в городе"}


@dataclass(frozen=True, slots=True)
class Region:
    """What all conditions look at."""

    methodology: Methodology
    grounds: Grounds
    answers: Mapping[str, SchoolAnswers]
    """School → its answers; schools without any have an empty mapping."""
    values: Mapping[str, Mapping[str, IndexValue]]
    """Index → school → value."""
    reference: Mapping[str, Fraction] | None = None
    """Thresholds of the region; None: there is no reference."""
    rows: Mapping[str, Mapping[str, ClassRow]] = field(default_factory=dict)
    """Class → school → row, of classes decided before."""

    @property
    def method(self) -> str:
        """How the boundary of a lowest group is found; ⌈qN⌉ where nothing else is said."""
        known = self.methodology.parameters.get("lowest_method")
        return str(known.value) if known else "ceil"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value of the region's distribution."""

    value: Fraction | None
    schools: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What one condition says about one school."""

    holds: bool | None
    told: Text
    threshold: Fraction | None = None
    provisional: bool = False
    settles: Text = ""
    """Said instead of everything else when the condition does not hold."""


def threshold_code(rule: AllOf, condition: Condition) -> str:
    """Name of a condition's threshold in the reference: the class, numbered from the second on."""
    regional = [one for one in rule.conditions if isinstance(one, AmongLowest | ShareAbove)]
    place = regional.index(condition) if isinstance(condition, AmongLowest | ShareAbove) else 0
    return rule.code if place == 0 else f"{rule.code}_{place + 1}"


def thresholds_of(rule: AllOf, region: Region) -> dict[str, Threshold]:
    """Thresholds of a rule by code: the reference's, else those of the schools at hand."""
    return {
        threshold_code(rule, one): _threshold(rule, one, region)
        for one in rule.conditions
        if isinstance(one, AmongLowest | ShareAbove)
    }


def _threshold(rule: AllOf, condition: AmongLowest | ShareAbove, region: Region) -> Threshold:
    code = threshold_code(rule, condition)
    if region.reference is not None and code in region.reference:
        return Threshold(region.reference[code], 0, provisional=False)
    known = _distribution(condition, region)
    if len(known) < condition.least_schools:
        return Threshold(None, len(known), provisional=True)
    if isinstance(condition, AmongLowest):
        value = lowest_threshold(known, condition.share, region.method)
    elif condition.middle is Middle.DECILE:
        value = rank_value(known, region.methodology.number("decile_rank"))
    else:
        value = mean(known)
    return Threshold(value, len(known), provisional=True)


def _distribution(condition: AmongLowest | ShareAbove, region: Region) -> list[Fraction]:
    """The known values of all schools, in no order that matters."""
    if isinstance(condition, AmongLowest):
        values = region.values.get(condition.index, {}).values()
        return [one.value for one in values if one.value is not None]
    parts = (part_of_pupils(condition, answers) for answers in region.answers.values())
    return [part.percent for part in parts if part is not None]


def all_of(rule: AllOf, schools: Sequence[str], region: Region) -> list[ClassRow]:
    """One row a school, in the given order."""
    thresholds = thresholds_of(rule, region)
    return [_row(rule, school, region, thresholds) for school in schools]


def _row(rule: AllOf, school: str, region: Region, thresholds: Mapping[str, Threshold]) -> ClassRow:
    findings = [
        _finding(one, school, region, thresholds.get(threshold_code(rule, one)))
        for one in rule.conditions
    ]
    settled = next((one for one in findings if one.holds is False and one.settles), None)
    states = [one.holds for one in findings]
    state = State.OUT if False in states else State.UNDETERMINED if None in states else State.IN
    deciding = [settled] if settled else findings
    provisional = any(one.provisional for one in deciding)
    numbers = [one.threshold for one in findings if one.threshold is not None]
    return ClassRow(
        school,
        rule.code,
        state,
        partial(_told, rule, findings, settled, provisional, region.grounds),
        provisional,
        None if provisional else region.grounds.reference,
        threshold=numbers[-1] if numbers else None,
    )


def _told(
    rule: AllOf,
    findings: Sequence[Finding],
    settled: Finding | None,
    provisional: bool,
    grounds: Grounds,
) -> str:
    if settled:
        because = written(settled.settles)
    else:
        because = " ".join(written(one.told) for one in findings)
    if provisional:
        # the classes a rule leans on have said it too; once is enough
        mark = f" {wording(grounds.wordings, 'provisional').capitalize()}."
        because = because.replace(mark, "") + mark
    elif any(isinstance(one, AmongLowest | ShareAbove) for one in rule.conditions) and not settled:
        because = f"{because} {grounds.reference_words}".rstrip()
    if not rule.approved:
        because += f" Правило: {wording(grounds.wordings, 'default_mark')}."
    return because


def _finding(
    condition: Condition, school: str, region: Region, threshold: Threshold | None
) -> Finding:
    answers = region.answers.get(school, {})
    match condition:
        case InClass(code=code):
            return _in_class(code, school, region)
        case Place(locality=wanted):
            return _place(wanted, answers)
        case Said(answer=path, label=label):
            said = answer(answers, path)
            if not isinstance(said, bool):
                return Finding(None, f"Неизвестно: {label}.")
            return Finding(said, f"{_capital(label)}: {'да' if said else 'нет'}.")
        case FewerThan():
            return _fewer(condition, answers, region.methodology)
        case AmongLowest() if threshold is not None:
            return _among(condition, region.values.get(condition.index, {}).get(school), threshold)
        case ShareAbove() if threshold is not None:
            return _above(condition, answers, threshold)
    raise ValueError(condition)


def _in_class(code: str, school: str, region: Region) -> Finding:
    row = region.rows[code][school]
    holds = {State.IN: True, State.OUT: False}.get(row.state)
    title = next(rule.title for rule in region.methodology.classes if rule.code == code)
    return Finding(
        holds,
        row.told,
        row.threshold,
        row.provisional,
        lambda: f"Не присваивается: школа не входит в группу «{title}». {row.because}",
    )


def _place(wanted: str, answers: SchoolAnswers) -> Finding:
    found, known_from = locality(answers)
    if found is None:
        return Finding(None, "Неизвестно, где находится школа: в селе или в городе.")
    return Finding(found == wanted, f"Школа находится {_PLACES.get(found, found)} ({known_from}).")


def _fewer(condition: FewerThan, answers: SchoolAnswers, methodology: Methodology) -> Finding:
    own, bound = whole_number(answers, condition.answer), methodology.number(condition.parameter)
    if own is None:
        return Finding(None, f"Неизвестно: {condition.label}.")
    return Finding(own < bound, partial(_fewer_told, condition.label, own, bound), bound)


def _fewer_told(label: str, own: int, bound: Fraction) -> str:
    relation = "меньше" if own < bound else "не меньше"
    return f"{_capital(label)}: {number(own)}, это {relation} {number(bound, 0)}."


def _among(condition: AmongLowest, value: IndexValue | None, threshold: Threshold) -> Finding:
    if value is None or value.value is None:
        why = value.reason if value else "нет данных"
        return Finding(None, f"Показатель не рассчитан: {why}.", threshold.value)
    short = value.definition.short
    if threshold.value is None:
        return Finding(None, _no_threshold(short, threshold, condition.least_schools))
    told = partial(_among_told, condition, short, value.value, threshold.value)
    holds = value.value <= threshold.value
    return Finding(holds, told, threshold.value, threshold.provisional)


def _among_told(condition: AmongLowest, short: str, value: Fraction, threshold: Fraction) -> str:
    own, bound = told_apart(value, threshold)
    percent = number(100 * condition.share, 0) + PERCENT
    relation = "не больше" if value <= threshold else "больше"
    return f"{short} = {own}, это {relation} порога {bound} (наименьшие {percent} региона)."


def _above(condition: ShareAbove, answers: SchoolAnswers, threshold: Threshold) -> Finding:
    part = part_of_pupils(condition, answers)
    if part is None:
        missing = f"Нет данных: {condition.label}."
        return Finding(None, missing, threshold.value, threshold.provisional)
    if threshold.value is None:
        return Finding(None, _no_threshold(condition.label, threshold, condition.least_schools))
    told = partial(_above_told, condition, part, threshold.value)
    holds = part.percent > threshold.value
    return Finding(holds, told, threshold.value, threshold.provisional)


def _above_told(condition: ShareAbove, part: PartOfPupils, threshold: Fraction) -> str:
    own, bound = told_apart(part.percent, threshold)
    middle = "девятого дециля" if condition.middle is Middle.DECILE else "среднего"
    relation = "больше" if part.percent > threshold else "не больше"
    return (
        f"{_capital(condition.label)}: {own}{PERCENT} ({number(part.part)} из "
        f"{number(part.whole)}), это {relation} {middle} по региону {bound}{PERCENT}."
    )


def _no_threshold(what: str, threshold: Threshold, least: int) -> str:
    schools = count(threshold.schools, "школе", "школам", "школам")
    return (
        f"{_capital(what)}: чтобы сравнить с регионом, нужен его эталон "
        f"(здесь известно по {schools}, нужно не меньше {least})."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def with_main_type(
    rows: Sequence[ClassRow], priority: Sequence[str], types: Sequence[str]
) -> Iterator[ClassRow]:
    """The same rows; of each school's confirmed types the first by priority is marked as main."""
    ordered = dict.fromkeys((*priority, *types))
    order = {code: place for place, code in enumerate(ordered)}
    first: dict[str, str] = {}
    for row in rows:
        if row.class_code not in types or row.state is not State.IN:
            continue
        before = first.get(row.school)
        if before is None or order[row.class_code] < order[before]:
            first[row.school] = row.class_code
    for row in rows:
        if first.get(row.school) == row.class_code:
            yield row.saying("Это основной тип школы.", main=True)
        else:
            yield row
