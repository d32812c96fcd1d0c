"""Values of the whole base: coverage (F15–F17) and the share of identified schools year by year."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from tests.end_to_end.recount.classes import Rows, low_state
from tests.end_to_end.recount.facts import Facts, year_before
from tests.end_to_end.recount.region import lists
from tests.end_to_end.recount.values import Place, Rules, Value, Values

States = Mapping[str, bool | None]
SILENT = (
    *(("coverage_focus", base, 11) for base in ("identified", "all")),
    *(("coverage_municipal", base, 52) for base in ("participating", "all")),
)
"""What statuses and districts would have to answer, and how many percent are wanted."""


def base_values(facts: Facts, rules: Rules, rows: Rows) -> Values:
    """Without statuses and answers of districts nothing is known: silence is no «no»."""
    of_whom = "all" if rules.code == "kbr-2020" else "identified"
    asked = [*SILENT, ("coverage_programmes", of_whom, 100)]
    if rules.yearly:
        asked.append(("coverage_monitoring", "all", 100))
    found = {
        Place(facts.owner, index, base=base): Value(more={"target": float(percent)})
        for index, base, percent in asked
    }
    if not rules.yearly:
        return found
    found[Place(facts.owner, "coverage_analysis", base="all")] = _analysed(facts, rules)
    found[Place(facts.owner, "identified_adverse", base="all")] = _adverse(facts, rules, rows)
    found[Place(facts.owner, "identified_low", base="all")] = _identified(facts, rules, rows)
    return found


def _analysed(facts: Facts, rules: Rules) -> Value:
    """Schools with results of the year and a social passport."""
    known = {school for school, work in facts.results if work.year == facts.year}
    part, whole = len(known & facts.schools.keys()), len(facts.schools)
    more = {"target": 100.0, "needed": whole, "reached": part == whole}
    flags = frozenset(rules.marked("coverage_analysis"))
    return Value(Fraction(100 * part, whole), part, whole, flags=flags, more=more)


def _adverse(facts: Facts, rules: Rules, rows: Rows) -> Value:
    """The region's group of the lowest; nobody gave a status, and the year before is not known."""
    states = {"in": True, "out": False}
    now = {school: states.get(rows[school, "lowest_group"].state) for school in facts.schools}
    flags = frozenset(rules.marked("identified_adverse"))
    ends = _ends(now)
    if ends is None:
        return Value(flags=flags)
    more = {"previous": None, "previous_bounds": None, "reached": None}
    sure = sum(one is True for one in now.values())
    if None in now.values():
        return Value(None, sure, len(now), bounds=ends, flags=flags, more=more)
    return Value(ends[0], sure, len(now), flags=flags, more=more)


def _identified(facts: Facts, rules: Rules, rows: Rows) -> Value:
    """Surely and perhaps of low results; beside it the same a year before."""
    states = {"in": True, "out": False}
    now = {school: states.get(rows[school, "low_results"].state) for school in facts.schools}
    last = year_before(facts.year)
    left_out = lists(facts, last).listed
    before: dict[str, bool | None] = {
        school: low_state(facts, school, last, left_out) for school in facts.schools
    }
    ends, earlier = _ends(now), _ends(before)
    flags = frozenset(rules.marked("identified_low"))
    if ends is None:
        return Value(flags=flags)
    reached = None
    if earlier and ends[1] < earlier[0]:
        reached = True
    elif earlier and ends[0] >= earlier[1]:
        reached = False
    more = {
        "previous": float(earlier[0]) if earlier and None not in before.values() else None,
        "previous_bounds": [float(end) for end in earlier] if earlier else None,
        "reached": reached,
    }
    sure = sum(one is True for one in now.values())
    if None in now.values():
        return Value(None, sure, len(now), bounds=ends, flags=flags, more=more)
    return Value(ends[0], sure, len(now), flags=flags, more=more)


def _ends(states: States) -> tuple[Fraction, Fraction] | None:
    """Percent, at least and at most; nothing where nobody can be told."""
    found = list(states.values())
    if found.count(None) == len(found):
        return None
    least, most = found.count(True), len(found) - found.count(False)
    return Fraction(100 * least, len(found)), Fraction(100 * most, len(found))
