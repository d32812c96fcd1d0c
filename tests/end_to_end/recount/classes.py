"""Which schools belong to which class (F10–F13, F20), by which thresholds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.end_to_end.recount import steadiness, worlds
from tests.end_to_end.recount.answers import (
    isb,
    lowest,
    non_native_shares,
    registered_shares,
    social,
)
from tests.end_to_end.recount.facts import Facts, Result, School, Work, year_before
from tests.end_to_end.recount.region import Line, Lists, Pair, outcomes, works_of
from tests.end_to_end.recount.region import lists as lists_of
from tests.end_to_end.recount.shares import Part
from tests.end_to_end.recount.steadiness import Unit
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
    stability: Fraction | None = None
    main: bool = False


Rows = dict[tuple[str, str], Row]


def class_rows(facts: Facts, rules: Rules, values: Values, line: Line | None, lists: Lists) -> Rows:
    """All classes of all schools."""
    rows: Rows = {}
    before = lists_of(facts, year_before(facts.year)).listed
    for code, school in facts.schools.items():
        rows.update(_low_rows(facts, code, lists.listed, before))
        rows[code, "not_objective"] = Row(STATES[_to_check(lists, code)])
        for one, way in (("above_expected", 1), ("below_expected", -1)):
            rows[code, one] = _expected(facts, values, code, line, lists.listed, way)
        rows.update(_social_rows(facts, rules, school))
        rows[code, "internship_site"] = _site(facts, rules, school, rows[code, "above_expected"])
    return rows


def thresholds(facts: Facts, rules: Rules, line: Line | None) -> dict[str, Fraction]:
    """Every number a class row may name, by its code."""
    values = social(facts, rules.lowest_of)
    registered, foreign = registered_shares(facts), non_native_shares(facts)
    found: dict[str, Fraction | None] = {
        "low_results": 100 * SHARE,
        "low_results_least": Fraction(LEAST),
        "cluster_procedures": Fraction(CLUSTER),
        "small_school": Fraction(100),
        "residual_c": Fraction(1),
        "confidence": Fraction(95, 100),
        "small_n": Fraction(SMALL),
        "objectivity_signs": Fraction(3),
        "objectivity_participation": Fraction(90),
    }
    if len(values) >= LEAST_SCHOOLS:
        found["lowest_group"] = lowest(values, rules.lowest_share)
        found["internship_site"] = lowest(values, Fraction(1, 5))
    if rules.lowest_of != "isb":
        found["lowest_isb"] = lowest(social(facts, "isb"), Fraction(1, 4))
    if len(registered) >= LEAST_SCHOOLS:
        found["deviance"] = lowest(registered, Fraction(9, 10))
    if len(foreign) >= LEAST_SCHOOLS:
        found["mixed_language"] = sum(foreign.values(), Fraction(0)) / len(foreign)
    if line:
        found |= {"above_expected": line.sigma, "below_expected": -line.sigma}
    return {code: one for code, one in found.items() if one is not None}


def all_of(conditions: Iterable[bool | None]) -> bool | None:
    """One sure «no» settles it; one «cannot be told» leaves it open."""
    found = list(conditions)
    return False if False in found else None if None in found else True


def _told(row: Row) -> bool | None:
    return {"in": True, "out": False}.get(row.state)


def _social_rows(facts: Facts, rules: Rules, school: School) -> Rows:
    """The lowest group and the six types, the main one marked."""
    if not school.is_compared:
        extra = ("lowest_isb",) if rules.lowest_of != "isb" else ()
        return {(school.code, code): Row("out") for code in ("lowest_group", *extra, *TYPES)}
    known = thresholds(facts, rules, None)
    registered, foreign = registered_shares(facts), non_native_shares(facts)
    bound, quarter = known.get("lowest_group"), "lowest_group"
    group = social(facts, rules.lowest_of).get(school.code)
    rows: Rows = {}
    if rules.lowest_of != "isb":
        # the types lean on the quarter of ИСБ all the same
        bound, quarter = known.get("lowest_isb"), "lowest_isb"
        rows[school.code, "lowest_group"] = Row(
            STATES[_not_above(group, known.get("lowest_group"))]
        )
    low = _not_above(isb(school), bound)
    also: dict[str, list[bool | None]] = {
        quarter: [],
        "deprived_rural": [school.rural],
        "deprived_urban": [None if school.rural is None else not school.rural],
        "small_rural": [school.rural, None if school.pupils is None else school.pupils < 100],
        "remote": [school.remote],
        "deviance": [_above(registered.get(school.code), known.get("deviance"))],
        "mixed_language": [_above(foreign.get(school.code), known.get("mixed_language"))],
    }
    states = {code: all_of([low, *conditions]) for code, conditions in also.items()}
    held = [one for one in PRIORITY if states[one]]
    main = held[0] if held else "deprived_urban"
    for code, state in states.items():
        changes = _social_changes(school, known, quarter, code, all_of(also[code]), now=state)
        is_main = code == main and code in TYPES and bool(state)
        rows[school.code, code] = Row(STATES[state], changes, main=is_main)
    return rows


def _not_above(value: Fraction | None, bound: Fraction | None) -> bool | None:
    return None if value is None or bound is None else value <= bound


def _above(value: Fraction | None, bound: Fraction | None) -> bool | None:
    return None if value is None or bound is None else value > bound


def _social_changes(
    school: School,
    known: dict[str, Fraction],
    quarter: str,
    code: str,
    also: bool | None,
    *,
    now: bool | None,
) -> Fraction | None:
    """Nothing but counts of pupils moves; what is not known is no «no»."""
    if now is None or quarter not in known:
        return None
    bound, n = known[quarter], school.pupils or 0
    shares = {"deviance": school.any_register, "mixed_language": school.non_native}
    part = shares.get(code)
    more = Fraction(also is not False)
    if part is not None and code in known and n < SMALL:
        more = steadiness.above(part, n, known[code])
    low = steadiness.lowest(school, bound, lambda _: True)
    if low is None:
        # nobody can tell about ИСБ, so only the share may move
        return _changes(more, now) if part is not None and code in known and n < SMALL else None
    if code == "deviance" and school.any_register is None:
        # the very same pupils stand in ИСБ and in the share
        edge = known["deviance"] * n
        return _changes(steadiness.lowest(school, bound, lambda k: 100 * k > edge), now)
    if code == "deviance" and school.any_register is not None:
        others = school.any_register - (school.registered or 0)
        edge = known["deviance"] * n / 100
        return _changes(steadiness.with_others(school, bound, others, edge), now)
    return _changes(low * more, now)


def _changes(inside: Fraction | None, now: bool | None) -> Fraction | None:
    """Percent of drawings with another answer."""
    if inside is None or now is None:
        return None
    return 100 * (1 - inside if now else inside)


def _site(facts: Facts, rules: Rules, school: School, above: Row) -> Row:
    """In the lowest fifth and above what is expected; the chances of both are multiplied."""
    if not school.is_compared:
        return Row("out")
    values = social(facts, rules.lowest_of)
    bound = lowest(values, Fraction(1, 5)) if len(values) >= LEAST_SCHOOLS else None
    parts = [_not_above(values.get(school.code), bound), _told(above)]
    state, chances = all_of(parts), [Fraction(part is not False) for part in parts]
    few = False
    if bound is not None and rules.lowest_of == "isb":
        low = steadiness.lowest(school, bound, lambda _: True)
        few = low is not None
        chances[0] = chances[0] if low is None else low
    if above.stability is not None:
        few, changed = True, above.stability / 100
        chances[1] = 1 - changed if parts[1] else changed
    return Row(STATES[state], _changes(chances[0] * chances[1], state) if few else None)


def _expected(
    facts: Facts, values: Values, code: str, line: Line | None, left_out: set[Pair], way: int
) -> Row:
    if not facts.schools[code].is_compared:
        return Row("out")
    residual = values[Place(code, "residual")].value
    if residual is None or line is None:
        return Row("undetermined")
    found = way * residual > line.sigma
    percent = outcomes(facts, line.kind, left_out)[code]
    works = works_of(facts, line.kind, left_out, code)
    if works >= SMALL:
        return Row(STATES[found])
    edge = percent - residual + way * line.sigma
    return Row(STATES[found], _changes(steadiness.expected(percent, works, edge, way), found))


def _to_check(lists: Lists, code: str) -> bool | None:
    states = [on for (school, _), on in lists.judged.items() if school == code]
    if True in states:
        return True
    return None if not states or None in states else False


def _low_rows(facts: Facts, code: str, left_out: set[Pair], left_out_before: set[Pair]) -> Rows:
    now = _low_units(facts, code, facts.year, left_out)
    before = _low_units(facts, code, year_before(facts.year), left_out_before)
    found, low, unknown = _rule_of_thirty(now)
    earlier = [before.get(work._replace(year=year_before(facts.year))) for work in now]
    pairs = [(unit, one) for unit, one in zip(now.values(), earlier, strict=True) if one]
    both = [all_of([_is_low(*unit), _is_low(*other)]) for unit, other in pairs]
    twice = True if True in both else None if not both or None in both else False
    together = all_of([found, twice])
    first, second = _clusters(found, together, low, unknown)
    units, years = list(now.values()), [unit for pair in pairs for unit in pair]
    chance = steadiness.low_results(units, SHARE, LEAST) if steadiness.are_few(units) else None
    again = steadiness.two_years(pairs, SHARE) if steadiness.are_few(years) else None
    few = steadiness.are_few([*units, *years])
    at_once = steadiness.both(units, earlier, SHARE, LEAST) if few else None
    apart = steadiness.clusters(units, earlier, SHARE, LEAST, CLUSTER) if few else (None, None)
    return {
        (code, "low_results"): Row(STATES[found], _changes(chance, found)),
        (code, "low_results_two_years"): Row(STATES[twice], _changes(again, twice)),
        (code, "low_results_both"): Row(STATES[together], _changes(at_once, together)),
        (code, "low_cluster_first"): Row(STATES[first], _changes(apart[0], first)),
        (code, "low_cluster_second"): Row(STATES[second], _changes(apart[1], second)),
    }


def low_state(facts: Facts, code: str, year: str, left_out: set[Pair]) -> bool | None:
    """The rule of 30 % in a year."""
    return _rule_of_thirty(_low_units(facts, code, year, left_out))[0]


def _rule_of_thirty(units: dict[Work, Unit]) -> tuple[bool | None, int, int]:
    """Two low works, or not, or too little known; how many are low, how many cannot be told."""
    states = [_is_low(*unit) for unit in units.values()]
    low, unknown = states.count(True), states.count(None)
    if low >= LEAST:
        return True, low, unknown
    if len(states) - unknown < LEAST or low + unknown >= LEAST:
        return None, low, unknown
    return False, low, unknown


def _clusters(
    found: bool | None, together: bool | None, low: int, unknown: int
) -> tuple[bool | None, bool | None]:
    """Two parts of the schools with low results: many low works, or both signs; all others."""
    if not found:
        return found, found
    many = True if low >= CLUSTER else None if low + unknown >= CLUSTER else False
    first = True if True in (many, together) else None if None in (many, together) else False
    return first, None if first is None else not first


def _low_units(facts: Facts, code: str, year: str, left_out: set[Pair]) -> dict[Work, Unit]:
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
