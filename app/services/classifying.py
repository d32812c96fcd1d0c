"""Classes of schools, rule by rule: each rule after those it leans on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial

from app.domain.class_rules import (
    AllOf,
    ClassRule,
    Expectation,
    LowCluster,
    LowestShare,
    LowShare,
    LowTwoYears,
    ToCheck,
)
from app.domain.classes import low_results, lowest_group, takes_part
from app.domain.conditions import Region, all_of, with_main_type
from app.domain.dynamics import previous_year
from app.domain.expectation import expectation_row
from app.domain.indices import ClassRow, Grounds, State
from app.domain.low_clusters import low_cluster
from app.domain.low_years import low_two_years
from app.domain.methodology import Methodology
from app.domain.methodology_names import classes_of_rule
from app.domain.objectivity import lists_told
from app.domain.reference import Reference
from app.domain.school_facts import SchoolAnswers
from app.services.calculating_results import ResultValues
from app.services.school_values import ByIndex, Residuals
from app.services.steadying import steady_low, steady_rows

Rows = dict[str, dict[str, ClassRow]]
"""Class → school → row."""


@dataclass(frozen=True, slots=True)
class ClassInputs:
    """What classes are decided by."""

    methodology: Methodology
    grounds: Grounds
    schools: Sequence[str]
    """Whose rows are wanted, in order of codes."""
    answers: Mapping[str, SchoolAnswers]
    """Of all schools of the base: distributions look at the whole."""
    values: ByIndex
    """Of all schools, indices over answers."""
    results: ResultValues
    residuals: Mapping[str, Residuals] = field(default_factory=dict)
    reference: Reference | None = None


def class_rows(inputs: ClassInputs) -> Rows:
    """All rows, the main type of each school marked."""
    rows: Rows = {}
    waiting = list(inputs.methodology.classes)
    while waiting:
        rule = next(one for one in waiting if classes_of_rule(one) <= set(rows))
        rows[rule.code] = {row.school: row for row in _of_rule(inputs, rule, rows)}
        waiting.remove(rule)
    return _with_types(inputs, rows)


def region_of(inputs: ClassInputs, rows: Rows) -> Region:
    """What conditions look at."""
    thresholds = inputs.reference.thresholds if inputs.reference else None
    return Region(
        inputs.methodology, inputs.grounds, inputs.answers, inputs.values, thresholds, rows
    )


def _of_rule(inputs: ClassInputs, rule: ClassRule, rows: Rows) -> list[ClassRow]:
    match rule:
        case LowestShare():
            return _lowest(inputs, rule)
        case LowShare():
            return [_low(inputs, rule, school) for school in inputs.schools]
        case LowTwoYears():
            return [_two_years(inputs, rule, school) for school in inputs.schools]
        case LowCluster():
            return [_cluster(inputs, rule, rows, school) for school in inputs.schools]
        case Expectation():
            return _expected(inputs, rule)
        case ToCheck():
            return _to_check(inputs, rule)
    return all_of(rule, inputs.schools, region_of(inputs, rows))


def _lowest(inputs: ClassInputs, rule: LowestShare) -> list[ClassRow]:
    thresholds: Mapping[str, Fraction] = inputs.reference.thresholds if inputs.reference else {}
    method = region_of(inputs, {}).method
    values = inputs.values[rule.index]
    rows = lowest_group(rule, values, inputs.grounds, thresholds.get(rule.code), method)
    return steady_rows(rule, rows, values, inputs.answers, inputs.methodology)


def _low(inputs: ClassInputs, rule: LowShare, school: str) -> ClassRow:
    """Pairs whose results have to be checked take no part and are named apart."""
    small_n = int(inputs.methodology.number("small_n"))
    judged = inputs.results.judged_units(school)
    row = low_results(rule, school, judged, inputs.grounds, small_n)
    left_out = [unit for unit in inputs.results.left_out(school) if takes_part(rule, unit)]
    row = steady_low(row, rule, judged, inputs.grounds, small_n)
    row = replace(row, threshold=100 * rule.share)
    if not left_out:
        return row
    names = ", ".join(
        f"{inputs.grounds.subject(unit.key.subject)}, {unit.key.grade} класс" for unit in left_out
    )
    return row.saying(f"Не учтено, пока не проверено: {names}.")


def _two_years(inputs: ClassInputs, rule: LowTwoYears, school: str) -> ClassRow:
    of = next(one for one in inputs.methodology.classes if one.code == rule.of)
    if not isinstance(of, LowShare):
        raise ValueError(rule.of)
    now = inputs.results.judged_units(school)
    years = {previous_year(unit.key.year) for unit in now}
    before = [one for one in inputs.results.judged_before(school) if one.key.year in years]
    return low_two_years(rule, of, school, now, before, inputs.grounds)


def _cluster(inputs: ClassInputs, rule: LowCluster, rows: Rows, school: str) -> ClassRow:
    judged = inputs.results.judged_units(school)
    return low_cluster(rule, school, judged, rows, inputs.methodology, inputs.grounds)


def _expected(inputs: ClassInputs, rule: Expectation) -> list[ClassRow]:
    found = inputs.residuals[rule.index]
    return [
        expectation_row(rule, school, found.values[school], found.line, inputs.methodology)
        for school in inputs.schools
    ]


def _to_check(inputs: ClassInputs, rule: ToCheck) -> list[ClassRow]:
    provisional = inputs.reference is None
    reference = None if provisional else inputs.grounds.reference
    states = inputs.results.year.judgement.states
    rows = []
    for school in inputs.schools:
        state = states.get(school, State.UNDETERMINED)
        is_guess = provisional and state is not State.UNDETERMINED
        told = partial(_to_check_told, inputs, school)
        rows.append(ClassRow(school, rule.code, state, told, is_guess, reference))
    return rows


def _to_check_told(inputs: ClassInputs, school: str) -> str:
    lists = inputs.results.year.lists(school)
    return lists_told(lists) if lists else "Результатов процедур в базе нет."


def _with_types(inputs: ClassInputs, rows: Rows) -> Rows:
    types = [
        rule.code for rule in inputs.methodology.classes if isinstance(rule, AllOf) and rule.is_type
    ]
    named = "type_priority" in inputs.methodology.parameters
    priority = inputs.methodology.words("type_priority") if named else ()
    flat = [rows[code][school] for school in inputs.schools for code in types]
    for row in with_main_type(flat, priority, types):
        rows[row.class_code][row.school] = row
    return rows
