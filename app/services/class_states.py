"""Which schools belong to which classes: decided for all of them before a word is written."""

from __future__ import annotations

from collections.abc import Mapping

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
from app.domain.classes import Lows, low_state
from app.domain.conditions import States, all_of_states
from app.domain.expectation import expectation_bound, expectation_state
from app.domain.indices import State
from app.domain.low_clusters import cluster_state, divided_by
from app.domain.low_years import low_again, year_earlier, years_state
from app.domain.population import compares
from app.services.class_inputs import ClassFacts


def states_of(facts: ClassFacts) -> dict[str, dict[str, State]]:
    """Class → school → state, of the schools that are wanted.

    A school that is not compared with the others is outside of what compares schools.
    """
    states: dict[str, dict[str, State]] = {}
    for rule in facts.rules:
        schools = facts.inputs.schools
        outside = facts.apart if compares(rule) else ()
        found = _of_rule(facts, rule, [one for one in schools if one not in outside], states)
        states[rule.code] = {school: found.get(school, State.OUT) for school in schools}
    return states


def _of_rule(
    facts: ClassFacts, rule: ClassRule, schools: list[str], states: States
) -> Mapping[str, State]:
    inputs = facts.inputs
    match rule:
        case LowestShare(index=index):
            group, values = facts.lowest(rule), inputs.values[index]
            return {school: group.state(values[school]) for school in schools}
        case LowShare():
            lows = facts.lows(rule)
            return {school: low_state(rule, list(lows[school].values())) for school in schools}
        case LowTwoYears():
            return _two_years(facts, rule, schools)
        case LowCluster():
            return _clusters(facts, rule, schools, states)
        case Expectation(index=index):
            residuals = inputs.residuals[index]
            bound = expectation_bound(rule, residuals.line, inputs.methodology)
            return {one: expectation_state(rule, residuals.gap(one), bound) for one in schools}
        case ToCheck():
            judged = inputs.results.year.judgement.states
            return {school: judged.get(school, State.UNDETERMINED) for school in schools}
        case AllOf():
            return all_of_states(rule, schools, facts.region(rule), states)


def _two_years(facts: ClassFacts, rule: LowTwoYears, schools: list[str]) -> dict[str, State]:
    of = divided_by(rule, facts.inputs.methodology)
    now, before = facts.lows(of), facts.lows_before(of)
    return {school: years_state(_again(now[school], before[school])) for school in schools}


def _again(now: Lows, before: Lows) -> list[bool | None]:
    """Of each procedure the school had in both years: whether it was low in both."""
    if not before:
        return []
    earlier = {key: year_earlier(key) for key in now}
    return [low_again(now[key], before[then]) for key, then in earlier.items() if then in before]


def _clusters(
    facts: ClassFacts, rule: LowCluster, schools: list[str], states: States
) -> dict[str, State]:
    methodology = facts.inputs.methodology
    lows, divided = facts.lows(divided_by(rule, methodology)), states[rule.of]
    further = states[rule.or_class] if rule.or_class else {}
    return {
        school: cluster_state(
            rule,
            divided[school],
            list(lows[school].values()),
            further.get(school),
            methodology,
        )
        for school in schools
    }
