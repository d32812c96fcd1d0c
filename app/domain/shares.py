"""Statistics of shares: Wilson's interval, and bounds where only totals are known (Fréchet)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Part:
    """How many of a whole have a property: between `least` and `most`, equal when it is known."""

    least: int
    most: int

    @property
    def exact(self) -> int | None:
        """The number, when it is known."""
        return self.least if self.least == self.most else None


def exactly(number: int) -> Part:
    """A part that is known."""
    return Part(number, number)


@dataclass(frozen=True, slots=True)
class Group:
    """One subject of a procedure as totals know it: participants, and how many have a property."""

    n: int
    part: Part
    counts: bool = True
    """False: its participants belong to the whole, its property does not matter (F05)."""


def quantile(confidence: Fraction) -> float:
    """z of a two-sided interval: 1,96 for 95 %."""
    return NormalDist().inv_cdf((1 + float(confidence)) / 2)


def wilson(part: int, whole: int, z: float) -> tuple[float, float]:
    """Wilson's interval of the share part/whole, in percent; `whole` is above zero.

    With the quantile of 95 %, 0 of 20 gives [0; 16,11], 3 of 10 gives [10,78; 60,32] (DOMAIN F08).
    """
    share, square = part / whole, z * z
    middle = share + square / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 100 / (1 + square / whole)
    # the ends are exactly 0 and 100 where the share is; floats only come close
    low = 0.0 if part == 0 else max((middle - reach) * scale, 0.0)
    high = 100.0 if part == whole else min((middle + reach) * scale, 100.0)
    return low, high


def in_any_bounds(
    groups: Iterable[Group], grade_size: int | None = None
) -> tuple[Fraction, Fraction] | None:
    """Fréchet bounds, in percent, of the share that has the property in at least one group.

    Groups of equal size are taken to be the same pupils (DOMAIN F05: N=20, 4 and 6 low give
    [30; 50]); otherwise the number of different pupils lies between the largest group and
    min(Σ n, grade size), and the bounds hold for each of these numbers. None without participants.
    """
    taken = [group for group in groups if group.n]
    if not taken:
        return None
    sizes = [group.n for group in taken]
    fewest, most = max(sizes), sum(sizes)
    if min(sizes) == fewest:
        most = fewest
    elif grade_size is not None:
        most = max(fewest, min(most, grade_size))
    counted = [group for group in taken if group.counts]
    largest = max((group.part.least for group in counted), default=0)
    least = sum(group.part.least for group in counted)
    # with u different pupils at least (Σ least − (Σ n − u)) have the property: each further group
    # a pupil sits in can repeat the property once
    turn = min(max(sum(sizes) - least + largest, fewest), most)
    low = min(Fraction(max(largest, least - sum(sizes) + u), u) for u in {fewest, turn, most})
    high = Fraction(min(fewest, sum(group.part.most for group in counted)), fewest)
    return 100 * low, 100 * high
