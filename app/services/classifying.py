"""The rows of one school's classes, made when somebody looks at the school."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial

from app.domain.class_about import About
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
from app.domain.classes import Looked, LowUnit, low_results, low_units, takes_part
from app.domain.conditions import States, all_of_row, with_main_type
from app.domain.counts import SubjectCounts
from app.domain.dynamics import previous_year
from app.domain.expectation import expectation_row
from app.domain.indices import ClassRow, State
from app.domain.low_clusters import divided_by, leans_on_both_years, low_cluster
from app.domain.low_years import Pair, low_two_years, of_both_signs, pairs_of
from app.domain.lowest import lowest_row
from app.domain.methodology import Statistic
from app.domain.paradoxes import odd_classes
from app.domain.population import compares, outside_row
from app.domain.to_check import Lists, about_lists, to_check_row
from app.domain.type_grounds import with_grounds
from app.services.class_inputs import ClassFacts
from app.services.class_states import states_of
from app.services.steadying import (
    steady_both,
    steady_cluster,
    steady_expected,
    steady_low,
    steady_years,
)
from app.services.steadying_types import steady_lowest, steady_type


class ClassRows:
    """Every school's classes: which ones, at once; why, school by school."""

    def __init__(self, facts: ClassFacts) -> None:
        self._facts = facts
        self._lists: dict[str, About] = {}

    @cached_property
    def states(self) -> States:
        """Class → school → state."""
        return states_of(self._facts)

    def of(self, school: str) -> list[ClassRow]:
        """The rows of one school in the methodology's order, its main type marked."""
        facts, rows = self._facts, dict[str, ClassRow]()
        works, is_apart = _Works(facts, school), school in facts.apart
        for rule in facts.rules:
            if is_apart and compares(rule):
                rows[rule.code] = outside_row(rule, school, facts.inputs.grounds)
            else:
                rows[rule.code] = self._row(rule, school, works, rows)
        methodology = facts.inputs.methodology
        if not is_apart:
            rows |= {row.class_code: row for row in odd_classes(methodology, rows)}
        ordered = [rows[rule.code] for rule in methodology.classes]
        return list(with_main_type(ordered, methodology))

    def _row(
        self, rule: ClassRule, school: str, works: _Works, rows: dict[str, ClassRow]
    ) -> ClassRow:
        inputs = self._facts.inputs
        grounds, small_n = inputs.grounds, inputs.small_n
        match rule:
            case LowestShare():
                return self._lowest(rule, school)
            case LowShare():
                units = works.judged(rule)
                row = low_results(rule, school, units, grounds, small_n, works.looked(rule))
                return steady_low(row, rule, units, small_n)
            case LowTwoYears():
                of = divided_by(rule, inputs.methodology)
                looked, pairs = works.looked(of, is_before=True), works.pairs(of)
                found = low_two_years(rule, of, school, pairs, grounds, small_n, looked)
                return steady_years(found, of, pairs, small_n)
            case LowCluster():
                return self._cluster(rule, school, works, rows)
            case Expectation():
                return self._expected(rule, school)
            case ToCheck():
                return self._to_check(rule, school)
            case AllOf():
                return self._all_of(rule, school, works, rows)

    def _lowest(self, rule: LowestShare, school: str) -> ClassRow:
        inputs, compose = self._facts.inputs, self._facts.region(rule).compose
        value = inputs.values[rule.index][school]
        row = lowest_row(self._facts.lowest(rule), value, compose)
        return steady_lowest(row, value, compose, inputs.small_n)

    def _cluster(
        self, rule: LowCluster, school: str, works: _Works, rows: dict[str, ClassRow]
    ) -> ClassRow:
        inputs = self._facts.inputs
        methodology, small_n = inputs.methodology, inputs.small_n
        of = divided_by(rule, methodology)
        units = works.judged(of)
        row = low_cluster(rule, school, units, rows, methodology, inputs.grounds)
        if not rule.or_class:
            return steady_cluster(row, rule, of, units, (), small_n)
        if not leans_on_both_years(rule, methodology):
            return row
        return steady_cluster(row, rule, of, units, works.pairs(of), small_n)

    def _expected(self, rule: Expectation, school: str) -> ClassRow:
        inputs = self._facts.inputs
        found = inputs.residuals[rule.index]
        outcome, value = found.outcomes.get(school), found.value(school)
        row = expectation_row(rule, school, value, found.line, inputs.methodology, outcome)
        return steady_expected(row, rule, value, outcome, inputs.small_n)

    def _to_check(self, rule: ToCheck, school: str) -> ClassRow:
        inputs = self._facts.inputs
        year, grounds = inputs.results.year, inputs.grounds
        if rule.code not in self._lists:
            self._lists[rule.code] = about_lists(rule, inputs.methodology, grounds)
        state = year.judgement.states.get(school, State.UNDETERMINED)
        lists = Lists(partial(year.lists, school), partial(year.judged, school))
        return to_check_row(rule, school, state, lists, grounds, self._lists[rule.code])

    def _all_of(
        self, rule: AllOf, school: str, works: _Works, rows: dict[str, ClassRow]
    ) -> ClassRow:
        inputs, region = self._facts.inputs, self._facts.region(rule)
        row = all_of_row(rule, school, region, rows)
        of = of_both_signs(rule, inputs.methodology.classes)
        if of is not None:
            return steady_both(row, of, works.judged(of), works.pairs(of), inputs.small_n)
        row = steady_type(row, rule, region, rows)
        answers = inputs.answers.get(school, {})
        return with_grounds(rule, row, answers, inputs.labels, inputs.grounds)


class _Works:
    """What the rules over results look at in one school; each work is judged once."""

    def __init__(self, facts: ClassFacts, school: str) -> None:
        self._inputs, self._school = facts.inputs, school
        self._judged: dict[str, list[LowUnit]] = {}
        self._pairs: dict[str, list[Pair]] = {}

    def judged(self, of: LowShare) -> list[LowUnit]:
        """Of this year, without what has to be checked first."""
        if of.code not in self._judged:
            units = self._inputs.results.judged_units(self._school)
            self._judged[of.code] = low_units(of, units, self._inputs.grounds)
        return self._judged[of.code]

    def pairs(self, of: LowShare) -> list[Pair]:
        """The same procedures in both years."""
        if of.code not in self._pairs:
            before = self._inputs.results.judged_earlier(self._school)
            self._pairs[of.code] = pairs_of(
                self.judged(of), low_units(of, before, self._inputs.grounds)
            )
        return self._pairs[of.code]

    def looked(self, of: LowShare, *, is_before: bool = False) -> Looked:
        """Works whose results have to be checked take no part and are named apart."""
        inputs, school = self._inputs, self._school
        statistics = {index.statistic for index in inputs.methodology.indices}
        if Statistic.OBJECTIVITY_LISTS not in statistics:
            return Looked()
        every = inputs.results.units(school)
        every = [*every, *self._year_before(every)] if is_before else every
        left_out = tuple(
            one for one in every if inputs.results.waits(school, one.key) and takes_part(of, one)
        )
        return Looked(inputs.reference is None, left_out, self._doubt())

    def _year_before(self, units: Sequence[SubjectCounts]) -> list[SubjectCounts]:
        """Works of the year before those the school has now."""
        years = {previous_year(unit.key.year) for unit in units}
        return [one for one in self._inputs.results.earlier(self._school) if one.key.year in years]

    def _doubt(self) -> str:
        """Why objectivity was not looked at; empty where it was."""
        year = self._inputs.results.year
        if year.judgement.is_judged(self._school):
            return ""
        reasons = (one.reason for one in year.judged(self._school) if one.reason)
        why = next(reasons, "нет эталона региона")
        return f"Объективность этих результатов не проверялась: {why}."
