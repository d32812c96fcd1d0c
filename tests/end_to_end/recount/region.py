"""What only all schools together tell: lists to check (F08), the line of F13."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from tests.end_to_end.recount import worlds
from tests.end_to_end.recount.facts import Facts, Work
from tests.end_to_end.recount.mass import grade_size
from tests.end_to_end.recount.shares import Part, wilson
from tests.end_to_end.recount.subjects import MASS_SUBJECTS, points_of
from tests.end_to_end.recount.values import SMALL, Place, Rules, Value, Values

SIGNS, PARTICIPATION = 3, Fraction(90, 100)
LEAST_SCHOOLS = 30
KINDS = ("oge", "vpr", "ege")
"""The order in which procedures are asked for the line."""
Pair = tuple[str, Work]


@dataclass(frozen=True)
class Lists:
    """Which works of a school stand on a list; None: it cannot be told."""

    judged: dict[Pair, bool | None]

    @property
    def listed(self) -> set[Pair]:
        """Left out of conclusions."""
        return {pair for pair, on in self.judged.items() if on}


def lists(facts: Facts, year: str) -> Lists:
    """Five signs against the region's first pass; only a base of a region has one of its own."""
    if facts.role != "region":
        return Lists({})
    now = {pair: one for pair, one in facts.results.items() if pair[1].year == year}
    parts = {
        (*pair, of): worlds.part(one, facts.scales[pair[1]], of)
        for pair, one in now.items()
        for of in (worlds.below, worlds.low, worlds.mass, worlds.high)
    }
    judged: dict[Pair, bool | None] = {}
    for (school, work), one in now.items():
        if len(one.sat) < SMALL:
            continue
        found: list[bool | None] = []
        for of in (worlds.below, worlds.low, worlds.mass, worlds.high):
            same = [(parts[s, w, of], len(other.sat)) for (s, w), other in now.items() if w == work]
            own = parts[school, work, of]
            found.append(_sign(own, len(one.sat), same, less=of in (worlds.below, worlds.low)))
        found.append(_stayed_away(facts, school, work, len(one.sat)))
        judged[school, work] = _on_list(found)
    return Lists(judged)


def _sign(own: Part, n: int, same: list[tuple[Part, int]], *, less: bool) -> bool | None:
    """A share known exactly of fewer than half of all participants is not the region's."""
    known = [(part[0], size) for part, size in same if part[0] == part[1]]
    whole = sum(size for _, size in known)
    if not whole or 2 * whole < sum(size for _, size in same):
        return None
    region = 100 * Fraction(sum(part for part, _ in known), whole)
    answers = {
        wilson(part, n)[1] < region if less else wilson(part, n)[0] > region
        for part in range(own[0], own[1] + 1)
    }
    return answers.pop() if len(answers) == 1 else None


def _stayed_away(facts: Facts, school: str, work: Work, n: int) -> bool | None:
    """Of a subject some choose, or split by levels, the size of the grade says nothing."""
    if work.subject not in MASS_SUBJECTS or work.level:
        return False
    size = grade_size(facts, school, work)
    return None if size is None or size < n else Fraction(n, size) < PARTICIPATION


def _on_list(found: list[bool | None]) -> bool | None:
    sure, perhaps = found.count(True), found.count(None)
    if sure >= SIGNS:
        return True
    return None if sure + perhaps >= SIGNS else False


def k_values(facts: Facts, rules: Rules, found: Lists) -> Values:
    """K of every school that sat anything this year."""
    values: Values = {}
    for school in {s for s, work in facts.results if work.year == facts.year}:
        states = {work: on for (s, work), on in found.judged.items() if s == school}
        sure = sum(on is True for on in states.values())
        perhaps = sum(on is None for on in states.values())
        names = sorted(
            f"{w.kind}:{w.year}:{w.subject}:{w.grade}:{w.level}" for w, on in states.items() if on
        )
        flags, more = frozenset(rules.marked("objectivity_lists")), {"procedures": names}
        if not states:
            value = Value(more=more)
        elif perhaps:
            ends = Fraction(sure), Fraction(sure + perhaps)
            value = Value(denominator=len(states), bounds=ends, flags=flags, more=more)
        else:
            value = Value(Fraction(sure), sure, len(states), flags=flags, more=more)
        values[Place(school, "objectivity_lists", year=facts.year)] = value
    return values


@dataclass(frozen=True)
class Line:
    """y = a + b·x and the spread around it, in decimals of six places."""

    kind: str
    a: Fraction
    b: Fraction
    sigma: Fraction


def line(facts: Facts, social: dict[str, Fraction], left_out: set[Pair]) -> Line | None:
    """Least squares over the first kind of procedure that enough schools have."""
    for kind in KINDS:
        results = outcomes(facts, kind, left_out)
        pairs = [(social[s], results[s]) for s in social if s in results]
        if len(pairs) >= LEAST_SCHOOLS:
            return _fitted(kind, pairs)
    return None


def outcomes(facts: Facts, kind: str, left_out: set[Pair]) -> dict[str, Fraction]:
    """School → УД over Russian and mathematics of one kind of procedure."""
    sums: dict[str, tuple[Fraction, int]] = {}
    for school, points, whole, _ in _agreed(facts, kind, left_out):
        before = sums.get(school, (Fraction(0), 0))
        sums[school] = before[0] + points, before[1] + whole
    return {school: 100 * points / whole for school, (points, whole) in sums.items()}


def works_of(facts: Facts, kind: str, left_out: set[Pair], code: str) -> int:
    """How many works of pupils stand behind the outcome of a school."""
    return sum(n for school, _, _, n in _agreed(facts, kind, left_out) if school == code)


def _agreed(
    facts: Facts, kind: str, left_out: set[Pair]
) -> Iterator[tuple[str, Fraction, int, int]]:
    for (school, work), result in facts.results.items():
        points, n = points_of(result)
        most = facts.scales[work].most
        agreed = work.kind == kind and work.subject in MASS_SUBJECTS and work.year == facts.year
        if agreed and points is not None and most and (school, work) not in left_out:
            yield school, points, n * most, n


def _fitted(kind: str, pairs: list[tuple[Fraction, Fraction]]) -> Line:
    n = len(pairs)
    none = Fraction(0)
    mean_x, mean_y = sum((x for x, _ in pairs), none) / n, sum((y for _, y in pairs), none) / n
    spread = sum(((x - mean_x) ** 2 for x, _ in pairs), none)
    b = sum(((x - mean_x) * (y - mean_y) for x, y in pairs), none) / spread
    a = mean_y - b * mean_x
    variance = sum(((y - a - b * x) ** 2 for x, y in pairs), none) / (n - 2)
    return Line(kind, _six_places(a), _six_places(b), _six_places(_root(variance)))


def _six_places(number: Fraction) -> Fraction:
    return Fraction(round(number * 10**6), 10**6)


def _root(number: Fraction) -> Fraction:
    """Right to thirty places."""
    scale = 10**60
    return Fraction(isqrt(number.numerator * scale // number.denominator), 10**30)


def residuals(
    facts: Facts, rules: Rules, social: dict[str, Fraction], found: Line | None, left_out: set[Pair]
) -> Values:
    """Own result less the expected one; nothing without a line, an index or a result."""
    results = outcomes(facts, found.kind, left_out) if found else {}
    values: Values = {}
    for school in facts.schools:
        value = Value()
        if found and school in social and school in results:
            expected = found.a + found.b * social[school]
            flags = frozenset({"provisional", *rules.marked("residual")})
            more = {"kind": found.kind, "expected": float(expected)}
            value = Value(results[school] - expected, flags=flags, more=more)
        values[Place(school, "residual")] = value
    return values
