"""Values of one school in one work (F01–F04, F06, F19a) and over a procedure (F05, F07)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from tests.end_to_end.recount import worlds
from tests.end_to_end.recount.facts import Facts, Result, Scale, Work
from tests.end_to_end.recount.mass import grade_size, mass_subjects
from tests.end_to_end.recount.shares import Part, in_any
from tests.end_to_end.recount.values import Place, Rules, Value, Values, between, share

MASS_SUBJECTS = ("russian", "math")
MARKS = tuple(f"share_{mark}" for mark in (2, 3, 4, 5))
LEVELS = (*(f"level_{number}" for number in (1, 2, 3, 4, 5)), "share_basic_or_higher")
PROPERTIES: dict[str, worlds.Property] = {
    **{f"share_{mark}": worlds.marked(mark) for mark in (2, 3, 4, 5)},
    **{f"level_{number}": worlds.on_level(number) for number in (1, 2, 3, 4, 5)},
    "share_basic_or_higher": worlds.not_below_basic,
    "below_threshold": worlds.below,
    "low_subject": worlds.low,
    "mass": worlds.mass,
    "high_subject": worlds.high,
}


def of_subjects(facts: Facts, rules: Rules, year: str) -> Values:
    """All values of works of one year."""
    found: Values = {}
    for (school, work), result in facts.results.items():
        if work.year != year:
            continue
        scale = facts.scales[work]
        for index, one in PROPERTIES.items():
            flags = rules.marked(index) | own_flags(index, scale, result)
            counted = worlds.part(result, scale, one)
            found[place(school, index, work)] = share(counted, len(result.sat), flags)
        found[place(school, "achievement", work)] = achievement(result, scale, rules)
        found[place(school, "median", work)] = median(result, scale, rules)
        size = grade_size(facts, school, work)
        found[place(school, "participation", work)] = participation(result, size, rules)
    return found


def place(school: str, index: str, work: Work) -> Place:
    """Where a value about one work stands."""
    return Place(school, index, work.kind, work.year, work.subject, work.grade, work.level or None)


def scale_flags(scale: Scale) -> set[str]:
    """What to keep in mind about the scale."""
    marks = {"default_scale": scale.of_another_year, "test_scale": scale.test_points}
    return {flag for flag, holds in marks.items() if holds}


def own_flags(index: str, scale: Scale, result: Result) -> set[str]:
    """Which numbers behind a share no region approved."""
    if index in MARKS:
        drawn = any(one.mark is None and one.total is not None for one in result.sat)
        return scale_flags(scale) - {"test_scale"} if drawn else set()
    default = {
        "low_subject": ("default_delta", scale.delta is None),
        "mass": ("default_boundary", scale.mass_from is None and "mass" not in result.said),
        "high_subject": ("default_boundary", scale.high_from is None and "high" not in result.said),
    }
    flag, holds = default.get(index, ("default_boundary", index in LEVELS))
    return scale_flags(scale) | ({flag} if holds else set())


def points_of(result: Result) -> tuple[Fraction | None, int]:
    """Sum of points, and how many participants have points."""
    if result.points is not None:
        return result.points, len(result.sat)
    totals = [one.total for one in result.sat if one.total is not None]
    return (Fraction(sum(totals)), len(totals)) if totals else (None, 0)


def achievement(result: Result, scale: Scale, rules: Rules) -> Value:
    """УД = 100 · Σb / ΣB."""
    points, n = points_of(result)
    if points is None or not scale.most or not result.sat:
        return Value()
    flags = scale_flags(scale) | rules.marked("achievement")
    flags |= {"small_n"} if n < 11 else set()
    flags |= {"approximate_mean"} if result.rounded else set()
    whole = n * scale.most
    return Value(100 * points / whole, points, whole, flags=frozenset(flags))


def median(result: Result, scale: Scale, rules: Rules) -> Value:
    """The central one of the totals in order; of an even number half the sum of both."""
    totals = sorted(one.total for one in result.sat if one.total is not None)
    if not totals:
        return Value()
    middle = Fraction(totals[(len(totals) - 1) // 2] + totals[len(totals) // 2], 2)
    flags = rules.marked("median")
    flags |= {"test_scale"} if scale.test_points else set()
    flags |= {"small_n"} if len(totals) < 11 else set()
    more = {"mean": float(Fraction(sum(totals), len(totals)))}
    return Value(middle, flags=frozenset(flags), more=more)


def medians_together(facts: Facts, rules: Rules, left_out: set[tuple[str, Work]]) -> Values:
    """Of each work all participants of the base; where most of them have no total, nothing."""
    found: Values = {}
    for work in {work for _, work in facts.results if work.year == facts.year}:
        taken = [
            result
            for (school, one), result in facts.results.items()
            if one == work and (school, one) not in left_out
        ]
        sat = [one for result in taken for one in result.sat]
        whole = Result(tuple(one for one in sat if one.total is not None))
        is_known = 2 * len(whole.sat) >= len(sat) > 0
        value = median(whole, facts.scales[work], rules) if is_known else Value()
        found[place(facts.owner, "median", work)] = value
    return found


def participation(result: Result, size: int | None, rules: Rules) -> Value:
    """Participants of the pupils of the grade; more than there are cannot be."""
    n = len(result.sat)
    if not n or size is None or n > size:
        return Value()
    return share((n, n), size, rules.marked("participation"))


def of_procedures(facts: Facts, rules: Rules, year: str) -> Values:
    """Values of one year over all subjects of a procedure in a grade."""
    found: Values = {}
    for (school, kind, grade), works in _procedures(facts, year):
        results = [facts.results[school, work] for work in works]
        counted = {
            "low_procedure": _low(facts, results, works, rules),
            "mass": _mass(facts, results, works, rules),
            "high_procedure": _high(facts, results, works, rules),
        }
        for index, value in counted.items():
            found[Place(school, index, kind, year, None, grade)] = value
    return found


def _procedures(facts: Facts, year: str) -> Iterator[tuple[tuple[str, str, int], list[Work]]]:
    units = sorted(
        ((school, work.kind, work.grade), work)
        for school, work in facts.results
        if work.year == year
    )
    for key, group in groupby(units, key=lambda one: one[0]):
        yield key, [work for _, work in group]


def _mass(facts: Facts, results: list[Result], works: list[Work], rules: Rules) -> Value:
    """By person-works."""
    flags = rules.marked("mass")
    low = high = n = 0
    for work, result in zip(works, results, strict=True):
        least, most = worlds.part(result, facts.scales[work], worlds.mass)
        low, high, n = low + least, high + most, n + len(result.sat)
        flags |= own_flags("mass", facts.scales[work], result)
    return share((low, high), n, flags)


def _low(facts: Facts, results: list[Result], works: list[Work], rules: Rules) -> Value:
    mass = _mass_of(facts, works[0], rules)
    if None in [mass.get(work.subject, False) for work in works]:
        return Value()
    counted = [n for n, work in enumerate(works) if mass.get(work.subject)]
    flags = rules.marked("low_procedure")
    for n in counted:
        flags |= own_flags("low_subject", facts.scales[works[n]], results[n])
    return _in_any(facts, results, works, counted, worlds.low, flags)


def _mass_of(facts: Facts, one: Work, rules: Rules) -> dict[str, bool | None]:
    """Subject → whether it is a mass one, for the procedure and grade of `one`."""
    if rules.mass_share is None:
        return dict.fromkeys(MASS_SUBJECTS, True)
    return mass_subjects(facts, one.year, one.kind, one.grade, rules.mass_share)


def _high(facts: Facts, results: list[Result], works: list[Work], rules: Rules) -> Value:
    flags = rules.marked("high_procedure")
    for work, result in zip(works, results, strict=True):
        flags |= own_flags("high_subject", facts.scales[work], result)
    return _in_any(facts, results, works, list(range(len(works))), worlds.high, flags)


def _in_any(
    facts: Facts,
    results: list[Result],
    works: list[Work],
    counted: list[int],
    of: worlds.Property,
    flags: set[str],
) -> Value:
    """Pupils with the property in at least one of the counted subjects."""
    if not counted:
        return Value(denominator=max(len(one.sat) for one in results))
    scales = [facts.scales[work] for work in works]
    if len(works) == 1:
        return share(worlds.part(results[0], scales[0], of), len(results[0].sat), flags)
    if all(one.has_codes and not one.said for one in results):
        return _joined(results, scales, counted, of, flags)
    parts: list[tuple[int, Part]] = [
        (len(results[n].sat), worlds.part(results[n], scales[n], of)) for n in counted
    ]
    others = [len(one.sat) for n, one in enumerate(results) if n not in counted]
    told = [one.grade_size for one in results if one.grade_size]
    ends = in_any(parts, others, max(told, default=None))
    whole = max(len(one.sat) for one in results)
    small = {"small_n"} if whole < 11 else set()
    return between(ends, whole, frozenset(flags | small)) if ends else Value()


def _joined(
    results: list[Result],
    scales: list[Scale],
    counted: list[int],
    of: worlds.Property,
    flags: set[str],
) -> Value:
    pupils: dict[str, list[bool | None]] = {}
    for n, result in enumerate(results):
        for sat in result.sat:
            seen = pupils.setdefault(sat.code, [])
            if n in counted:
                seen.append(worlds.verdict(sat, scales[n], of))
    found = [True if True in one else None if None in one else False for one in pupils.values()]
    return share(worlds.count(found), len(pupils), flags)
