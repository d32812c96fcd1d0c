"""Places in a distribution of schools: lowest group, decile, mean; exact, ties kept together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

_LARGEST_DENOMINATOR = 10**12
"""Of a mean over many schools; where all schools are equal the mean stays exactly their value."""


def lowest_threshold(
    values: Sequence[Fraction], share: Fraction, method: str = "ceil"
) -> Fraction | None:
    """T: all values not above it belong to the group (DOMAIN F10); None when nobody does.

    «ceil»: the ⌈share · N⌉-th lowest value; «floor»: the ⌊share · N⌋-th; «linear»: the quantile
    between neighbours, as spreadsheets have it.
    """
    if not values:
        return None
    numbers, _ = _over_one(values)
    # whole numbers are sorted twenty times faster than fractions
    ordered = [values[place] for place in sorted(range(len(values)), key=numbers.__getitem__)]
    if method == "linear":
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])
    product = share * len(ordered)
    rank = -(-product.numerator // product.denominator) if method == "ceil" else int(product)
    return ordered[rank - 1] if rank else None


def rank_value(values: Sequence[Fraction], share: Fraction) -> Fraction | None:
    """The value of rank ⌈share · N⌉ from below: D9 for 0,9 (DOMAIN F11)."""
    return lowest_threshold(values, share)


def mean(values: Sequence[Fraction]) -> Fraction | None:
    """The unweighted mean over schools (DOMAIN F11); None without schools."""
    if not values:
        return None
    numbers, whole = _over_one(values)
    exact = Fraction(sum(numbers), whole * len(values))
    return exact.limit_denominator(_LARGEST_DENOMINATOR)


def _over_one(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """Numerators of the values over one denominator, and that denominator."""
    whole = lcm(*(value.denominator for value in values))
    return [value.numerator * (whole // value.denominator) for value in values], whole


def weighted_mean(parts: Iterable[tuple[int, int]]) -> Fraction | None:
    """100 · Σ part / Σ whole over schools: the mean of children (DOMAIN F11); None without any."""
    given = list(parts)
    whole = sum(amount for _, amount in given)
    return Fraction(100 * sum(part for part, _ in given), whole) if whole else None
