"""Which schools belong to which class (F10–F13, F20), and how steady that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, comb

from tests.end_to_end.recount import worlds
from tests.end_to_end.recount.answers import (
    lowest,
    non_native_shares,
    registered_shares,
    social,
)
from tests.end_to_end.recount.facts import Facts, Result, School, Work, year_before
from tests.end_to_end.recount.region import Line, Lists, Pair
from tests.end_to_end.recount.shares import Part
from tests.end_to_end.recount.values import SMALL, TYPES, Place, Rules, Values

LEAST_SCHOOLS = 4
"""Fewer have no quarter of their own."""
PRIORITY = ("remote", "small_rural", "deviance", "mixed_language", "deprived_rural")
GRADES = {"vpr": (4, 5, 6, 7, 8), "oge": (9, 10), "ege": (11, 12)}
SHARE, LEAST, CLUSTER = Fraction(3, 10), 2, 4
"""Low works that make a school of low results, and one of those who need help first."""
STATES = {True: "in", False: "out", None: "undetermined"}


@dataclass(frozen=True)
class Row:
    """One school and one class."""

    state: str
    threshold: Fraction | None = None
    """Compared where it is named."""
    stability: Fraction | None = None
    main: bool = False


Rows = dict[tuple[str, str], Row]


def class_rows(facts: Facts, rules: Rules, values: Values, line: Line | None, lists: Lists) -> Rows:
    """All classes of all schools."""
    rows: Rows = {}
    for code, school in facts.schools.items():
        rows.update(_low_rows(facts, code, lists.listed))
        rows[code, "not_objective"] = Row(STATES[_to_check(lists, code)])
        for one, way in (("above_expected", 1), ("below_expected", -1)):
            rows[code, one] = _expected(values, code, line, way)
        states = _conditions(facts, rules, school)
        rows[code, "lowest_group"] = _lowest_row(facts, rules, school, states["lowest_group"])
        site = [_among_fifth(facts, rules, code), _told(rows[code, "above_expected"])]
        rows[code, "internship_site"] = Row(STATES[all_of(site)])
        held = [one for one in PRIORITY if states[one]]
        main = held[0] if held else "deprived_urban"
        for one in TYPES:
            rows[code, one] = Row(STATES[states[one]], main=one == main and bool(states[one]))
    return rows


def all_of(conditions: Iterable[bool | None]) -> bool | None:
    """One sure «no» settles it; one «cannot be told» leaves it open."""
    found = list(conditions)
    return False if False in found else None if None in found else True


def _told(row: Row) -> bool | None:
    return {"in": True, "out": False}.get(row.state)


def _among(value: Fraction | None, threshold: Fraction | None, known: int) -> bool | None:
    if value is None or threshold is None or known < LEAST_SCHOOLS:
        return None
    return value <= threshold


def _above(value: Fraction | None, bound: Fraction | None) -> bool | None:
    return None if value is None or bound is None else value > bound


def _conditions(facts: Facts, rules: Rules, school: School) -> dict[str, bool | None]:
    values = social(facts, rules.lowest_of)
    bound = lowest(values, rules.lowest_share)
    low = _among(values.get(school.code), bound, len(values))
    registered, foreign = registered_shares(facts), non_native_shares(facts)
    enough = len(registered) >= LEAST_SCHOOLS, len(foreign) >= LEAST_SCHOOLS
    decile = sorted(registered.values())[ceil(Fraction(9 * len(registered), 10)) - 1]
    mean = sum(foreign.values(), Fraction(0)) / len(foreign)
    few = None if school.pupils is None else school.pupils < 100
    town = None if school.rural is None else not school.rural
    deviant = _above(registered.get(school.code), decile if enough[0] else None)
    mixed = _above(foreign.get(school.code), mean if enough[1] else None)
    return {
        "lowest_group": low,
        "deprived_rural": all_of([low, school.rural]),
        "deprived_urban": all_of([low, town]),
        "small_rural": all_of([low, school.rural, few]),
        "remote": all_of([low, school.remote]),
        "deviance": all_of([low, deviant]),
        "mixed_language": all_of([low, mixed]),
    }


def _among_fifth(facts: Facts, rules: Rules, code: str) -> bool | None:
    values = social(facts, rules.lowest_of)
    return _among(values.get(code), lowest(values, Fraction(1, 5)), len(values))


def _lowest_row(facts: Facts, rules: Rules, school: School, found: bool | None) -> Row:
    values = social(facts, rules.lowest_of)
    bound = lowest(values, rules.lowest_share) if len(values) >= LEAST_SCHOOLS else None
    steady = None
    if found is not None and bound is not None and rules.lowest_of == "isb":
        steady = _lowest_changes(school, bound, now=found)
    return Row(STATES[found], bound, steady)


def _lowest_changes(school: School, bound: Fraction, *, now: bool) -> Fraction | None:
    n = school.pupils or 0
    if not 0 < n < SMALL:
        return None
    chances = [binomial(one or 0, n) for one in (school.higher, school.single, school.registered)]
    changed = Fraction(0)
    for up, down, minus in product(range(n + 1), repeat=3):
        inside = 85 + Fraction(100 * (up - down - minus), n) <= bound
        if inside != now:
            changed += chances[0][up] * chances[1][down] * chances[2][minus]
    return 100 * changed


def binomial(part: int, whole: int) -> list[Fraction]:
    """Chances of 0…whole when as many sit again; the share is (k + ½) / (n + 1)."""
    p = Fraction(2 * part + 1, 2 * (whole + 1))
    return [comb(whole, k) * p**k * (1 - p) ** (whole - k) for k in range(whole + 1)]


def _expected(values: Values, code: str, line: Line | None, way: int) -> Row:
    residual = values[Place(code, "residual")].value
    if residual is None or line is None:
        return Row("undetermined")
    return Row(STATES[way * residual > line.sigma], way * line.sigma)


def _to_check(lists: Lists, code: str) -> bool | None:
    states = [on for (school, _), on in lists.judged.items() if school == code]
    if True in states:
        return True
    return None if not states or None in states else False


def _low_rows(facts: Facts, code: str, left_out: set[Pair]) -> Rows:
    now = _low_units(facts, code, facts.year, left_out)
    before = _low_units(facts, code, year_before(facts.year), set())
    states = [_is_low(part, n) for part, n in now.values()]
    low, unknown = states.count(True), states.count(None)
    found: bool | None = False
    if low >= LEAST:
        found = True
    elif len(states) - unknown < LEAST or low + unknown >= LEAST:
        found = None
    both = [
        all_of([_is_low(*unit), _is_low(*before[other])])
        for work, unit in now.items()
        if (other := work._replace(year=year_before(facts.year))) in before
    ]
    twice = True if True in both else None if not both or None in both else False
    together = all_of([found, twice])
    first, second = _clusters(found, together, low, unknown)
    return {
        (code, "low_results"): Row(STATES[found], 100 * SHARE, _low_changes(now, found)),
        (code, "low_results_two_years"): Row(STATES[twice], 100 * SHARE),
        (code, "low_results_both"): Row(STATES[together]),
        (code, "low_cluster_first"): Row(STATES[first]),
        (code, "low_cluster_second"): Row(STATES[second]),
    }


def _clusters(
    found: bool | None, together: bool | None, low: int, unknown: int
) -> tuple[bool | None, bool | None]:
    """Two parts of the schools with low results: many low works, or both signs; all others."""
    if not found:
        return found, found
    many = True if low >= CLUSTER else None if low + unknown >= CLUSTER else False
    first = True if True in (many, together) else None if None in (many, together) else False
    return first, None if first is None else not first


def _low_units(
    facts: Facts, code: str, year: str, left_out: set[Pair]
) -> dict[Work, tuple[Part, int]]:
    """Works the rule looks at, with the number of «2» (without marks: below the threshold)."""
    found = {}
    for work in facts.works(code, year):
        result = facts.results[code, work]
        agreed = work.subject in ("russian", "math") and work.grade in GRADES.get(work.kind, ())
        if agreed and result.sat and (code, work) not in left_out:
            found[work] = _twos(facts, work, result), len(result.sat)
    return found


def _twos(facts: Facts, work: Work, result: Result) -> Part:
    scale = facts.scales[work]
    if all(one.mark is None and scale.starts is None for one in result.sat):
        return worlds.part(result, scale, worlds.below)
    return worlds.part(result, scale, worlds.marked(2))


def _is_low(part: Part, n: int) -> bool | None:
    if part[0] >= SHARE * n:
        return True
    return None if part[1] >= SHARE * n else False


def _low_changes(units: dict[Work, tuple[Part, int]], now: bool | None) -> Fraction | None:
    """Percent of resamplings with another answer; only where some work has few pupils."""
    known = all(part[0] == part[1] for part, _ in units.values())
    if now is None or not known or all(n >= SMALL for _, n in units.values()):
        return None
    low = [Fraction(1)]
    for (part, _), n in units.values():
        chance = sum(
            (one for k, one in enumerate(binomial(part, n)) if k >= SHARE * n), Fraction(0)
        )
        low = [
            (low[k] if k < len(low) else 0) * (1 - chance) + (low[k - 1] if k else 0) * chance
            for k in range(len(low) + 1)
        ]
    inside = sum(low[LEAST:], Fraction(0))
    return 100 * (1 - inside if now else inside)
