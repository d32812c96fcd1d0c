"""This year against the last one (F18), and three years together beside small numbers (R4)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.end_to_end.recount import worlds
from tests.end_to_end.recount.facts import Facts, Work, year_before
from tests.end_to_end.recount.region import Pair, lists
from tests.end_to_end.recount.shares import wilson
from tests.end_to_end.recount.subjects import (
    of_procedures,
    of_subjects,
    place,
    points_of,
    scale_flags,
)
from tests.end_to_end.recount.values import CHANGES, SMALL, WHOLE, Place, Rules, Value, Values

CRITICAL = Fraction(196, 100)
Known = tuple[int, Fraction, Fraction, set[str]]
"""Participants, least and greatest share, what to keep in mind."""


def changes(facts: Facts, rules: Rules) -> Values:
    """Rows of every school with some result of the year before."""
    found: Values = {}
    before = year_before(facts.year)
    for school, work in facts.results:
        if work.year != facts.year or not facts.works(school, before):
            continue
        for index in CHANGES:
            other = work._replace(year=before)
            if index == "dynamics_cohort":
                other = other._replace(grade=work.grade - 1)
                sat = {(w.kind, w.grade) for w in facts.works(school, before)}
                if (other.kind, other.grade) not in sat:
                    continue
            found[place(school, index, work)] = _change(facts, rules, index, school, work, other)
    return found


def _change(facts: Facts, rules: Rules, index: str, school: str, work: Work, other: Work) -> Value:
    n = len(facts.results[school, work].sat)
    if (school, other) not in facts.results:
        return Value(more={"n": n, "n_before": None})
    shares = [_known(facts, index, school, one) for one in (work, other)]
    now, old = shares
    if now is None or old is None or _points_differ(facts, work, other):
        return Value(more={"n": n, "n_before": len(facts.results[school, other].sat)})
    flags = rules.marked(index) | now[3] | old[3]
    flags |= {"small_n"} if min(now[0], old[0]) < SMALL else set()
    more = {"n": now[0], "n_before": old[0]}
    if now[1] < now[2] or old[1] < old[2]:
        ends = 100 * (now[1] - old[2]), 100 * (now[2] - old[1])
        says_nothing = ends == (-WHOLE[1], WHOLE[1])
        bounds = None if says_nothing else ends
        return Value(bounds=bounds, flags=frozenset(flags), more=more)
    change = now[1] - old[1]
    flags.add(_verdict(change, now, old))
    return Value(100 * change, flags=frozenset(flags), more=more)


def _points_differ(facts: Facts, work: Work, other: Work) -> bool:
    return facts.scales[work].test_points != facts.scales[other].test_points


def _known(facts: Facts, index: str, school: str, work: Work) -> Known | None:
    result, scale = facts.results[school, work], facts.scales[work]
    n = len(result.sat)
    if not n:
        return None
    if index in ("dynamics_low", "dynamics_share_2"):
        of = worlds.low if index == "dynamics_low" else worlds.marked(2)
        least, most = worlds.part(result, scale, of)
        flags = scale_flags(scale) if index == "dynamics_low" else set()
        if index == "dynamics_low" and scale.delta is None:
            flags |= {"default_delta"}
        if (least, most) == (0, n) and all(one.mark is None for one in result.sat):
            return None
        return n, Fraction(least, n), Fraction(most, n), flags
    points, n = points_of(result)
    if points is None or not scale.most:
        return None
    flags = scale_flags(scale) | ({"approximate_mean"} if result.rounded else set())
    return n, points / (n * scale.most), points / (n * scale.most), flags


def _verdict(change: Fraction, now: Known, old: Known) -> str:
    """|z| of two shares with their joint variance, a pupil one trial."""
    together = (now[1] * now[0] + old[1] * old[0]) / (now[0] + old[0])
    variance = together * (1 - together) * (Fraction(1, now[0]) + Fraction(1, old[0]))
    if not variance or change**2 < CRITICAL**2 * variance:
        return "not_significant"
    return "significant_up" if change > 0 else "significant_down"


def of_year(facts: Facts, rules: Rules, year: str) -> Values:
    """All values of works and procedures of one year, those that wait for a check marked."""
    values = of_subjects(facts, rules, year)
    return marked({**values, **of_procedures(facts, rules, year)}, lists(facts, year).listed)


def marked(values: Values, listed: set[Pair]) -> Values:
    """Values of a listed work keep their numbers and say so."""
    pairs = {(s, w.kind, w.subject, w.grade, w.level or None) for s, w in listed}
    return {
        at: value.flagged("not_objective")
        if (at.school, at.kind, at.subject, at.grade, at.level) in pairs
        else value
        for at, value in values.items()
    }


def with_three_years(facts: Facts, rules: Rules, values: Values) -> Values:
    """Few pupils, or none this year: the pupils of up to two years before beside them."""
    years = [year_before(year_before(facts.year)), year_before(facts.year)]
    earlier = {year: of_year(facts, rules, year) for year in years}
    found: Values = {}
    for at, value in values.items():
        if at.code not in (*CHANGES, "median") and _has_few(facts, at, value):
            before = {year: earlier[year].get(at._replace(year=year)) for year in years}
            value = _pooled(value, {year: one for year, one in before.items() if one}, facts.year)
        found[at] = value
    return found


def _has_few(facts: Facts, at: Place, value: Value) -> bool:
    """A work that waits for a check is put together with nothing."""
    if "not_objective" in value.flags:
        return False
    if value.value is not None:
        return "small_n" in value.flags
    sat = [
        len(result.sat)
        for (school, work), result in facts.results.items()
        if (school, work.kind, work.year, work.grade) == (at.school, at.kind, at.year, at.grade)
        and at.subject in (None, work.subject)
        and (at.subject is None or (at.level or "") == work.level)
    ]
    return sum(sat) == 0


def _pooled(value: Value, before: dict[str, Value], year: str) -> Value:
    """Σ numerators / Σ denominators; primary points and test scores are not put together."""
    same_points = [
        name
        for name, one in before.items()
        if one.value is not None
        and "not_objective" not in one.flags
        and (value.value is None or ("test_scale" in one.flags) == ("test_scale" in value.flags))
    ]
    if not same_points:
        return value
    together = {name: before[name] for name in same_points}
    together |= {} if value.value is None else {year: value}
    part = sum((Fraction(one.numerator or 0) for one in together.values()), Fraction(0))
    whole = sum(one.denominator or 0 for one in together.values())
    pooled = {
        "years": sorted(together),
        "value": float(100 * part / whole),
        "numerator": int(part) if part.denominator == 1 else float(part),
        "denominator": whole,
    }
    if all(one.interval for one in together.values()):
        pooled["interval"] = list(wilson(int(part), whole))
    if any("default_scale" in one.flags for one in together.values()):
        value = value.flagged("default_scale")
    return replace(value.flagged("pooled_3_years"), more={**value.more, "pooled": pooled})
