"""How often a class of a small school would change if as many pupils sat again (decision 0036).

Every count k of n is drawn anew as binomial with the share (k + ½) / (n + 1); nothing else moves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from math import comb, prod

from tests.end_to_end.recount.facts import School
from tests.end_to_end.recount.shares import Part
from tests.end_to_end.recount.values import SMALL

Unit = tuple[Part, int]
"""How many «2», of how many participants."""


def binomial(part: Fraction | int, whole: int) -> list[Fraction]:
    """Chances of 0…whole."""
    p = (Fraction(part) + Fraction(1, 2)) / (whole + 1)
    return [comb(whole, k) * p**k * (1 - p) ** (whole - k) for k in range(whole + 1)]


def low_chance(unit: Unit, share: Fraction) -> Fraction:
    """That a work has so many «2» again."""
    (part, _), n = unit
    chances = enumerate(binomial(part, n))
    return sum((chance for k, chance in chances if k >= share * n), Fraction(0))


def are_few(units: Sequence[Unit]) -> bool:
    """Whether the conclusion hangs on few pupils, all of whom are known."""
    known = all(part[0] == part[1] for part, _ in units)
    return known and any(n < SMALL for _, n in units)


def low_results(now: Sequence[Unit], share: Fraction, least: int) -> Fraction:
    """Chance of so many low works, work by work."""
    chances = [Fraction(1)]
    for unit in now:
        low = low_chance(unit, share)
        shifted = zip([*chances, Fraction(0)], [Fraction(0), *chances], strict=True)
        chances = [same * (1 - low) + one_less * low for same, one_less in shifted]
    return sum(chances[least:], Fraction(0))


def two_years(pairs: Sequence[tuple[Unit, Unit]], share: Fraction) -> Fraction:
    """Chance that some work is low both years."""
    never = Fraction(1)
    for now, before in pairs:
        never *= 1 - low_chance(now, share) * low_chance(before, share)
    return 1 - never


def both(
    now: Sequence[Unit], before: Sequence[Unit | None], share: Fraction, least: int
) -> Fraction:
    """Chance of both signs at once: they look at the very same works."""
    lows = [low_chance(unit, share) for unit in now]
    again = [low_chance(unit, share) if unit else Fraction(0) for unit in before]
    found = Fraction(0)
    for drawn in product((True, False), repeat=len(now)):
        chance = prod(one if low else 1 - one for one, low in zip(lows, drawn, strict=True))
        never = prod(1 - one for one, low in zip(again, drawn, strict=True) if low)
        if sum(drawn) >= least:
            found += chance * (1 - never)
    return found


def expected(percent: Fraction, works: int, edge: Fraction, way: int) -> Fraction:
    """Chance that the mean lies beyond the edge, a work being all or nothing."""
    chances = enumerate(binomial(percent * works / 100, works))
    return sum(
        (chance for k, chance in chances if way * Fraction(100 * k, works) > way * edge),
        Fraction(0),
    )


@cache
def within(counts: tuple[int, int, int], n: int, bound: Fraction) -> tuple[Fraction, ...]:
    """Number of registered pupils → chance that it is drawn and ИСБ is not above the bound."""
    up, down, minus = (binomial(one, n) for one in counts)
    found = [Fraction(0)] * (n + 1)
    for (j, higher), (k, single) in product(enumerate(up), enumerate(down)):
        for registered in range(n + 1):
            if 85 + Fraction(100 * (j - k - registered), n) <= bound:
                found[registered] += higher * single
    return tuple(chance * one for chance, one in zip(found, minus, strict=True))


def clusters(
    now: Sequence[Unit], before: Sequence[Unit | None], share: Fraction, least: int, many: int
) -> tuple[Fraction, Fraction]:
    """Chances of the first cluster (many low works, or one low before too) and of the second."""
    lows = [low_chance(unit, share) for unit in now]
    again = [low_chance(unit, share) if unit else Fraction(0) for unit in before]
    first = second = Fraction(0)
    for drawn in product((True, False), repeat=len(now)):
        if sum(drawn) < least:
            continue
        chance = prod(one if low else 1 - one for one, low in zip(lows, drawn, strict=True))
        never = prod(1 - one for one, low in zip(again, drawn, strict=True) if low)
        in_second = Fraction(0) if sum(drawn) >= many else never
        first, second = first + chance * (1 - in_second), second + chance * in_second
    return first, second


def with_others(school: School, bound: Fraction, others: int, edge: Fraction) -> Fraction | None:
    """Chance that ИСБ is not above the bound and those on any register are above the edge.

    `others`: those on a register, but not on the school's own; drawn from all but the latter.
    """
    n, registered = school.pupils or 0, school.registered or 0
    if lowest(school, bound, lambda _: True) is None:
        return None
    p, found = (others + Fraction(1, 2)) / (n - registered + 1), Fraction(0)
    for one in range(n + 1):
        low = lowest(school, bound, lambda k, one=one: k == one)  # type: ignore[misc]
        left = n - one
        more = (
            comb(left, k) * p**k * (1 - p) ** (left - k) for k in range(left + 1) if one + k > edge
        )
        found += (low or 0) * sum(more, Fraction(0))
    return found


def lowest(school: School, bound: Fraction, registered: Callable[[int], bool]) -> Fraction | None:
    """Chance that ИСБ is not above the bound and the number of registered pupils is such a one."""
    n, counts = school.pupils or 0, (school.higher, school.single, school.registered)
    known = tuple(one for one in counts if one is not None)
    if not 0 < n < SMALL or len(known) < len(counts):
        return None
    chances = enumerate(within((known[0], known[1], known[2]), n, bound))
    return sum((chance for k, chance in chances if registered(k)), Fraction(0))


def above(part: int, n: int, bound: Fraction) -> Fraction:
    """Chance that a share is strictly above the bound (percent)."""
    chances = enumerate(binomial(part, n))
    return sum((chance for k, chance in chances if Fraction(100 * k, n) > bound), Fraction(0))
