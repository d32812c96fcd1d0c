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
from app.domain.class_words import WHERE
from app.domain.classes import Looked, low_results, takes_part
from app.domain.compositions import Compose, composer
from app.domain.conditions import Region, all_of, with_main_type
from app.domain.counts import SubjectCounts
from app.domain.dynamics import previous_year
from app.domain.expectation import expectation_row
from app.domain.indices import ClassRow, Grounds, State
from app.domain.low_clusters import low_cluster
from app.domain.low_years import Pair, low_two_years, of_both_signs, pairs_of
from app.domain.lowest import lowest_group
from app.domain.methodology import Methodology, Statistic
from app.domain.methodology_names import classes_of_rule
from app.domain.paradoxes import odd_classes
from app.domain.population import compares, not_compared, outside_row
from app.domain.reference import Reference
from app.domain.school_facts import SchoolAnswers
from app.domain.to_check import Lists, about_lists, to_check_row
from app.domain.type_grounds import with_grounds
from app.services.calculating_results import ResultValues
from app.services.school_values import ByIndex, Residuals
from app.services.steadying import (
    steady_both,
    steady_expected,
    steady_low,
    steady_lowest,
    steady_types,
    steady_years,
)

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
    where: str = WHERE[0]
    """Whose schools the base holds, in the genitive."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Answer of a checklist → its words."""

    @property
    def small_n(self) -> int:
        """Below this number of children a decision is told as unsteady."""
        return int(self.methodology.number("small_n"))


def class_rows(inputs: ClassInputs) -> Rows:
    """All rows, the main type of each school marked."""
    rows: Rows = {}
    apart = not_compared(inputs.methodology, inputs.answers)
    compared = _without(inputs, apart)
    waiting = list(inputs.methodology.classes)
    while waiting:
        rule = next(one for one in waiting if classes_of_rule(one) <= set(rows))
        found = _of_rule(compared if compares(rule) else inputs, rule, rows)
        rows[rule.code] = {row.school: row for row in found}
        if compares(rule):
            rows[rule.code] |= {
                school: outside_row(rule, school, inputs.grounds) for school in apart
            }
        waiting.remove(rule)
    judged = [code for code in inputs.schools if code not in apart]
    for row in odd_classes(inputs.methodology, rows, judged):
        rows[row.class_code][row.school] = row
    return _with_types(inputs, rows)


def _without(inputs: ClassInputs, apart: frozenset[str]) -> ClassInputs:
    """The same without schools that are not compared with the others."""
    if not apart:
        return inputs
    return replace(
        inputs,
        schools=[code for code in inputs.schools if code not in apart],
        answers={code: own for code, own in inputs.answers.items() if code not in apart},
        values={
            index: {code: one for code, one in values.items() if code not in apart}
            for index, values in inputs.values.items()
        },
    )


def region_of(inputs: ClassInputs, rows: Rows) -> Region:
    """What conditions look at."""
    reference = inputs.reference
    return Region(
        inputs.methodology,
        inputs.grounds,
        inputs.answers,
        inputs.values,
        reference.thresholds if reference else None,
        dict(rows),  # as decided so far; the live mapping would hold rows that hold the region
        inputs.where,
        _composer(inputs),
    )


def _composer(inputs: ClassInputs) -> Compose:
    weights = inputs.reference.weights if inputs.reference else {}
    return composer(inputs.methodology, inputs.answers, weights)


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
    region = region_of(inputs, rows)
    found = all_of(rule, inputs.schools, region)
    of = of_both_signs(rule, inputs.methodology.classes)
    if of is not None:
        return [_both(inputs, of, row) for row in found]
    return [_with_grounds(inputs, rule, row) for row in steady_types(rule, found, region)]


def _with_grounds(inputs: ClassInputs, rule: AllOf, row: ClassRow) -> ClassRow:
    answers = inputs.answers.get(row.school, {})
    return with_grounds(rule, row, answers, inputs.labels, inputs.grounds)


def _lowest(inputs: ClassInputs, rule: LowestShare) -> list[ClassRow]:
    thresholds: Mapping[str, Fraction] = inputs.reference.thresholds if inputs.reference else {}
    method, compose = region_of(inputs, {}).method, _composer(inputs)
    values = inputs.values[rule.index]
    rows = lowest_group(
        rule,
        values,
        inputs.grounds,
        thresholds.get(rule.code),
        method,
        inputs.where,
        compose,
    )
    return [steady_lowest(row, values[row.school], compose, inputs.small_n) for row in rows]


def _looked(
    inputs: ClassInputs,
    rule: LowShare,
    school: str,
    every: Sequence[SubjectCounts],
) -> Looked:
    """Pairs whose results have to be checked take no part and are named apart."""
    statistics = {index.statistic for index in inputs.methodology.indices}
    if Statistic.OBJECTIVITY_LISTS not in statistics:
        return Looked()
    left_out = tuple(
        one for one in every if inputs.results.waits(school, one.key) and takes_part(rule, one)
    )
    return Looked(inputs.reference is None, left_out, _doubt(inputs, school))


def _doubt(inputs: ClassInputs, school: str) -> str:
    """Why objectivity was not looked at; empty where it was."""
    year = inputs.results.year
    if year.judgement.is_judged(school):
        return ""
    why = next((one.reason for one in year.judged(school) if one.reason), "нет эталона региона")
    return f"Объективность этих результатов не проверялась: {why}."


def _low(inputs: ClassInputs, rule: LowShare, school: str) -> ClassRow:
    judged = inputs.results.judged_units(school)
    looked = _looked(inputs, rule, school, inputs.results.units(school))
    row = low_results(rule, school, judged, inputs.grounds, inputs.small_n, looked)
    return steady_low(row, rule, judged, inputs.grounds, inputs.small_n)


def _two_years(inputs: ClassInputs, rule: LowTwoYears, school: str) -> ClassRow:
    of = next(one for one in inputs.methodology.classes if one.code == rule.of)
    if not isinstance(of, LowShare):
        raise ValueError(rule.of)
    units, before = inputs.results.units(school), _year_before(inputs, school)
    looked = _looked(inputs, of, school, [*units, *before])
    pairs = _pairs(inputs, of, school)
    row = low_two_years(rule, of, school, pairs, inputs.grounds, inputs.small_n, looked)
    return steady_years(row, of, pairs, inputs.small_n)


def _year_before(inputs: ClassInputs, school: str) -> list[SubjectCounts]:
    """Procedures of the year before those the school has now."""
    years = {previous_year(unit.key.year) for unit in inputs.results.units(school)}
    return [one for one in inputs.results.earlier(school) if one.key.year in years]


def _pairs(inputs: ClassInputs, of: LowShare, school: str) -> list[Pair]:
    """The same procedures in both years that conclusions may be drawn from."""
    waits = inputs.results.waits
    before = [one for one in _year_before(inputs, school) if not waits(school, one.key)]
    return pairs_of(of, inputs.results.judged_units(school), before, inputs.grounds)


def _both(inputs: ClassInputs, of: LowShare, row: ClassRow) -> ClassRow:
    now, pairs = inputs.results.judged_units(row.school), _pairs(inputs, of, row.school)
    return steady_both(row, of, now, pairs, inputs.grounds, inputs.small_n)


def _cluster(inputs: ClassInputs, rule: LowCluster, rows: Rows, school: str) -> ClassRow:
    judged = inputs.results.judged_units(school)
    return low_cluster(rule, school, judged, rows, inputs.methodology, inputs.grounds)


def _expected(inputs: ClassInputs, rule: Expectation) -> list[ClassRow]:
    found = inputs.residuals[rule.index]
    rows = []
    for school in inputs.schools:
        outcome, value = found.outcomes.get(school), found.values[school]
        row = expectation_row(rule, school, value, found.line, inputs.methodology, outcome)
        rows.append(steady_expected(row, rule, value, outcome, inputs.small_n))
    return rows


def _to_check(inputs: ClassInputs, rule: ToCheck) -> list[ClassRow]:
    year = inputs.results.year
    states, common = year.judgement.states, about_lists(rule, inputs.methodology, inputs.grounds)
    rows = []
    for school in inputs.schools:
        state = states.get(school, State.UNDETERMINED)
        lists = Lists(partial(year.lists, school), partial(year.judged, school))
        rows.append(to_check_row(rule, school, state, lists, inputs.grounds, common))
    return rows


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
