"""Classes of schools that meet several conditions: types of table 1, sites (DOMAIN F12, F13).

Three answers are told apart: yes, no, and «cannot be told»; one sure «no» settles the matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
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
from app.domain.class_words import about, default_mark, of_parameter, percent
from app.domain.findings import Finding, above, among, fewer, in_class, place, said
from app.domain.holding import (
    inside,
    is_above,
    is_among,
    is_fewer,
    is_place,
    is_said,
    state_of_all,
)
from app.domain.indices import ClassRow, State
from app.domain.methodology import Methodology
from app.domain.region_thresholds import NOT_FOUND, Region, Threshold
from app.domain.school_facts import SchoolAnswers

_MIDDLES = {
    Middle.DECILE: "девятый дециль",
    Middle.MEAN: "среднее по школам",
    Middle.WEIGHTED: "среднее по всем детям",
}
States = Mapping[str, Mapping[str, State]]
"""Class → school → whether it belongs to it."""


def all_of_states(
    rule: AllOf, schools: Sequence[str], region: Region, states: States
) -> dict[str, State]:
    """The class of each school; `states`: classes decided before."""
    holds = [
        list(_holds(condition, threshold, schools, region, states))
        for condition, threshold in region.bounds(rule)
    ]
    every = map(state_of_all, zip(*holds, strict=True))
    return dict(zip(schools, every, strict=True))


def _holds(
    condition: Condition,
    threshold: Threshold,
    schools: Iterable[str],
    region: Region,
    states: States,
) -> Iterator[bool | None]:
    """What one condition says about each school."""
    answers = (region.answers.get(school, {}) for school in schools)
    match condition:
        case InClass(code=code):
            decided = states[code]
            return (inside(decided[school]) for school in schools)
        case AmongLowest(index=index):
            values = region.values.get(index, {})
            return (is_among(values.get(school), threshold.value) for school in schools)
        case ShareAbove():
            parts = region.parts(condition)
            return (is_above(parts.get(school), threshold.value) for school in schools)
        case Place():
            return (is_place(condition, own) for own in answers)
        case Said():
            return (is_said(condition, own) for own in answers)
        case FewerThan(parameter=parameter):
            bound = region.methodology.number(parameter)
            return (is_fewer(condition, bound, own) for own in answers)


def all_of_row(rule: AllOf, school: str, region: Region, rows: Mapping[str, ClassRow]) -> ClassRow:
    """The row of one school; `rows`: its classes decided before."""
    shared = _about(rule, region, rows)
    findings = [
        finding_of(condition, school, region, threshold, rows)
        for condition, threshold in region.bounds(rule)
    ]
    settled = next((one for one in findings if one.holds is False and one.settles), None)
    state = state_of_all(one.holds for one in findings)
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


def _about(rule: AllOf, region: Region, rows: Mapping[str, ClassRow]) -> About:
    leaned = [rows[one.code].about for one in rule.conditions if isinstance(one, InClass)]
    known = about(rule, region.grounds, partial(_formula, rule, region))
    bounds = [bound for one in leaned for bound in one.bounds]
    bounds += [
        bound
        for condition, threshold in region.bounds(rule)
        if (bound := _bound(condition, threshold, region)) is not None
    ]
    marks = [known.not_approved] + [
        f"Правило группы «{one.title}»: {default_mark(region.grounds.wordings)}."
        for one in leaned
        if one.not_approved
    ]
    once = tuple({bound.code: bound for bound in bounds}.values())
    return replace(known, bounds=once, not_approved=sentences(*marks))


def _bound(condition: Condition, known: Threshold, region: Region) -> Bound | None:
    """The number a condition holds a school against, if it has one of its own."""
    if isinstance(condition, FewerThan):
        return of_parameter(region.methodology, condition.parameter)
    if not isinstance(condition, AmongLowest | ShareAbove) or known.value is None:
        return None
    made = TakenFrom.BASE if known.provisional else TakenFrom.REFERENCE
    if isinstance(condition, AmongLowest):
        title = f"{_short(condition, region)}, порог наименьших {percent(condition.share)} школ"
        return Bound(known.code, title, known.value, "балл", made)
    return Bound(
        known.code, f"{condition.label}, {_MIDDLES[condition.middle]}", known.value, "%", made
    )


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
    return _of_answers(condition, {}, region, NOT_FOUND).name


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
    condition: Condition,
    school: str,
    region: Region,
    threshold: Threshold,
    rows: Mapping[str, ClassRow],
) -> Finding:
    """What a condition says about a school; `rows`: its classes decided before."""
    answers = region.answers.get(school, {})
    match condition:
        case InClass(code=code):
            return in_class(rows[code], _title(code, region))
        case AmongLowest():
            value = region.values.get(condition.index, {}).get(school)
            return among(condition, value, threshold, region.compose)
    return _of_answers(condition, answers, region, threshold)


def _of_answers(
    condition: Condition, answers: SchoolAnswers, region: Region, threshold: Threshold
) -> Finding:
    match condition:
        case Place():
            return place(condition, answers)
        case Said():
            return said(condition, answers)
        case FewerThan(parameter=parameter):
            return fewer(condition, region.methodology.number(parameter), answers)
        case ShareAbove():
            return above(condition, answers, threshold)
    raise ValueError(condition)


def _title(code: str, region: Region) -> str:
    return next(rule.title for rule in region.methodology.classes if rule.code == code)


def with_main_type(rows: Sequence[ClassRow], methodology: Methodology) -> Iterator[ClassRow]:
    """The rows of one school; of its confirmed types the first by priority is marked as main."""
    types = [one.code for one in methodology.classes if isinstance(one, AllOf) and one.is_type]
    named = "type_priority" in methodology.parameters
    order = dict.fromkeys((*(methodology.words("type_priority") if named else ()), *types))
    confirmed = {
        row.class_code for row in rows if row.state is State.IN and row.class_code in types
    }
    main = next((code for code in order if code in confirmed), None)
    for row in rows:
        if row.class_code == main:
            yield row.noting("Это основной тип школы.", main=True)
        else:
            yield row
