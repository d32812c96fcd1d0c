"""Classes of schools that meet several conditions: types of table 1, sites (DOMAIN F12, F13).

Three answers are told apart: yes, no, and «cannot be told»; one sure «no» settles the matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from app.domain.class_about import About, Bound, TakenFrom, sentences, written
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
from app.domain.class_words import WHERE, about, default_mark, of_parameter, percent
from app.domain.compositions import Compose, nothing_known
from app.domain.findings import Finding, Threshold, above, among, fewer, in_class, place, said
from app.domain.indices import ClassRow, Grounds, IndexValue, State
from app.domain.methodology import Methodology
from app.domain.quantiles import lowest_threshold, mean, rank_value, weighted_mean
from app.domain.school_facts import PartOfPupils, SchoolAnswers, part_of_pupils

_MIDDLES = {
    Middle.DECILE: "девятый дециль",
    Middle.MEAN: "среднее по школам",
    Middle.WEIGHTED: "среднее по всем детям",
}


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
    where: str = WHERE[0]
    """Whose schools these are, in the genitive."""
    compose: Compose = nothing_known
    """What a school's index is made of."""

    @property
    def method(self) -> str:
        """How the boundary of a lowest group is found; ⌈qN⌉ where nothing else is said."""
        known = self.methodology.parameters.get("lowest_method")
        return str(known.value) if known else "ceil"


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
        reference = f"эталон региона {region.grounds.reference_name}"
        return Threshold(region.reference[code], 0, False, reference)
    known = _distribution(condition, region)
    if len(known) < condition.least_schools:
        return Threshold(None, len(known), True, region.where)
    if isinstance(condition, AmongLowest):
        value = lowest_threshold(known, condition.share, region.method)
    elif condition.middle is Middle.DECILE:
        value = rank_value(known, region.methodology.number("decile_rank"))
    elif condition.middle is Middle.WEIGHTED:
        value = weighted_mean((part.part, part.whole) for part in _parts(condition, region))
    else:
        value = mean(known)
    return Threshold(value, len(known), True, region.where)


def _parts(condition: ShareAbove, region: Region) -> Iterator[PartOfPupils]:
    parts = (part_of_pupils(condition, answers) for answers in region.answers.values())
    return (part for part in parts if part is not None)


def _distribution(condition: AmongLowest | ShareAbove, region: Region) -> list[Fraction]:
    """The known values of all schools, in no order that matters."""
    if isinstance(condition, AmongLowest):
        values = region.values.get(condition.index, {}).values()
        return [one.value for one in values if one.value is not None]
    return [part.percent for part in _parts(condition, region)]


def all_of(rule: AllOf, schools: Sequence[str], region: Region) -> list[ClassRow]:
    """One row a school, in the given order."""
    thresholds = thresholds_of(rule, region)
    shared = _about(rule, region, thresholds)
    return [_row(rule, school, region, thresholds, shared) for school in schools]


def _about(rule: AllOf, region: Region, thresholds: Mapping[str, Threshold]) -> About:
    leaned = [_any_row(one.code, region) for one in rule.conditions if isinstance(one, InClass)]
    known = about(rule, region.grounds, partial(_formula, rule, region))
    bounds = [bound for row in leaned if row for bound in row.about.bounds]
    bounds += [
        bound
        for one in rule.conditions
        if (bound := _bound(rule, one, region, thresholds)) is not None
    ]
    marks = [known.not_approved] + [
        f"Правило группы «{row.about.title}»: {default_mark(region.grounds.wordings)}."
        for row in leaned
        if row and row.about.not_approved
    ]
    once = tuple({bound.code: bound for bound in bounds}.values())
    return replace(known, bounds=once, not_approved=sentences(*marks))


def _any_row(code: str, region: Region) -> ClassRow | None:
    return next(iter(region.rows[code].values()), None)


def _bound(
    rule: AllOf, condition: Condition, region: Region, thresholds: Mapping[str, Threshold]
) -> Bound | None:
    """The number a condition holds a school against, if it has one of its own."""
    if isinstance(condition, FewerThan):
        return of_parameter(region.methodology, condition.parameter)
    if not isinstance(condition, AmongLowest | ShareAbove):
        return None
    code = threshold_code(rule, condition)
    known = thresholds[code]
    if known.value is None:
        return None
    made = TakenFrom.BASE if known.provisional else TakenFrom.REFERENCE
    if isinstance(condition, AmongLowest):
        title = f"{_short(condition, region)}, порог наименьших {percent(condition.share)} школ"
        return Bound(code, title, known.value, "балл", made)
    return Bound(code, f"{condition.label}, {_MIDDLES[condition.middle]}", known.value, "%", made)


def _short(condition: AmongLowest, region: Region) -> str:
    known = (one.short for one in region.methodology.indices if one.code == condition.index)
    return next(known, condition.index)


def _formula(rule: AllOf, region: Region) -> str:
    """«Нужны все условия: …», without the numbers of any school."""
    names = "; ".join(_name(one, region) for one in rule.conditions)
    return f"Нужны все условия: {names}."


def _name(condition: Condition, region: Region) -> str:
    match condition:
        case InClass(code=code):
            return f"группа «{_title(code, region)}»"
        case AmongLowest(share=share):
            return f"{_short(condition, region)} среди наименьших {percent(share)} школ"
    return _of_answers(condition, {}, region, Threshold(None, 0, True)).name


def _row(
    rule: AllOf,
    school: str,
    region: Region,
    thresholds: Mapping[str, Threshold],
    shared: About,
) -> ClassRow:
    findings = [
        finding_of(one, school, region, thresholds.get(threshold_code(rule, one)))
        for one in rule.conditions
    ]
    settled = next((one for one in findings if one.holds is False and one.settles), None)
    states = [one.holds for one in findings]
    state = State.OUT if False in states else State.UNDETERMINED if None in states else State.IN
    deciding = [settled] if settled else findings
    provisional = any(one.provisional for one in deciding) and state is not State.UNDETERMINED
    return ClassRow(
        school,
        rule.code,
        state,
        partial(_told, findings, settled),
        provisional,
        None if provisional else region.grounds.reference,
        _deciding_threshold(state, deciding),
        change=partial(_change, state, findings),
        about=shared,
    )


def _deciding_threshold(state: State, findings: Sequence[Finding]) -> Fraction | None:
    """Of the condition that keeps the school out, or is open; else of the rule's own last one."""
    wanted = {State.OUT: False, State.UNDETERMINED: None, State.IN: True}[state]
    numbers = [
        one.threshold for one in findings if one.holds is wanted and one.threshold is not None
    ]
    return (numbers[-1] if state is State.IN else numbers[0]) if numbers else None


def _told(findings: Sequence[Finding], settled: Finding | None) -> str:
    if settled:
        return written(settled.settles)
    return sentences(*(one.told for one in findings))


def _change(state: State, findings: Sequence[Finding]) -> str:
    """The conditions that decide, and what would turn them over."""
    if state is State.IN:
        lead = "Школа не относилась бы к группе, если бы хотя бы одно условие не выполнялось."
        return sentences(lead, *(one.change for one in findings))
    unknown = "; ".join(one.name for one in findings if one.holds is None)
    missing = f"Неизвестно, выполнено ли: {unknown}." if unknown else ""
    failing = [one for one in findings if one.holds is False]
    if not failing:
        return missing
    lead = "Не выполнено условие" if len(failing) == 1 else "Не выполнены условия"
    named = f"{lead}: {'; '.join(one.name for one in failing)}."
    return sentences(named, missing, *(one.change for one in failing))


def finding_of(
    condition: Condition, school: str, region: Region, threshold: Threshold | None
) -> Finding:
    """What a condition says about a school; `threshold`: its own, where it has one."""
    answers = region.answers.get(school, {})
    match condition:
        case InClass(code=code):
            return in_class(region.rows[code][school], _title(code, region))
        case AmongLowest() if threshold is not None:
            value = region.values.get(condition.index, {}).get(school)
            return among(condition, value, threshold, region.compose)
    return _of_answers(condition, answers, region, threshold)


def _of_answers(
    condition: Condition, answers: SchoolAnswers, region: Region, threshold: Threshold | None
) -> Finding:
    match condition:
        case Place():
            return place(condition, answers)
        case Said():
            return said(condition, answers)
        case FewerThan(parameter=parameter):
            return fewer(condition, region.methodology.number(parameter), answers)
        case ShareAbove() if threshold is not None:
            return above(condition, answers, threshold)
    raise ValueError(condition)


def _title(code: str, region: Region) -> str:
    return next(rule.title for rule in region.methodology.classes if rule.code == code)


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
            yield row.noting("Это основной тип школы.", main=True)
        else:
            yield row
