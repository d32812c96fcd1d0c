"""How often a class would change if as many pupils sat again: small schools, shown beside a class.

Each count of a unit is taken as binomial with the share (k + ½) / (n + 1), so that 0 of 3 is not
mistaken for certainty (docs/decisions/0036).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_GRID = 2_000_000
"""Outcomes that are looked at one by one; beyond it a seeded sample is drawn."""
_DRAWS = 200_000
_FINEST = 10**6
"""Weights are taken this fine: estimated ones have denominators no machine number holds."""


@dataclass(frozen=True, slots=True)
class Counted:
    """`part` of `whole` pupils."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class LinearIndex:
    """A linear index of one school: constant + Σ weight · part / whole, all of one whole."""

    constant: Fraction
    weights: Sequence[Fraction]
    """Points of the index for the whole school having the property (−100 … 100 for ИСБ)."""
    parts: Sequence[int]
    whole: int


def low_results_chance(units: Sequence[Counted], share: Fraction, least: int) -> float:
    """How likely a school belongs to the class of the rule of 30 %; exact.

    `share`, `least`: a unit is low from this share of «2», the class begins at so many low units.
    Units are resampled independently of each other.
    """
    low = np.array([1.0])
    for unit in units:
        chance = _low_chance(unit, share)
        low = np.convolve(low, [1 - chance, chance])
    return min(max(float(low[least:].sum()), 0.0), 1.0)


def two_years_chance(pairs: Sequence[tuple[Counted, Counted]], share: Fraction) -> float:
    """How likely a school belongs to the class of the two-year rule; exact.

    `pairs`: each procedure in both years. Years and procedures are resampled independently.
    """
    none_low = 1.0
    for now, before in pairs:
        none_low *= 1 - _low_chance(now, share) * _low_chance(before, share)
    return min(max(1 - none_low, 0.0), 1.0)


def both_signs_chance(
    units: Sequence[tuple[Counted, Counted | None]], share: Fraction, least: int
) -> float:
    """How likely at least `least` works are low this year, and one of them was low before; exact.

    `units`: each work of this year with the same work a year before, where there is one. Both
    signs look at the very same works, so they are no independent chances.
    """
    low, low_never_both = np.array([1.0]), np.array([1.0])
    for now, before in units:
        chance = _low_chance(now, share)
        again = _low_chance(before, share) if before is not None else 0.0
        low = np.convolve(low, [1 - chance, chance])
        low_never_both = np.convolve(low_never_both, [1 - chance, chance * (1 - again)])
    return min(max(float(low[least:].sum() - low_never_both[least:].sum()), 0.0), 1.0)


def cluster_chance(
    units: Sequence[tuple[Counted, Counted | None]],
    share: Fraction,
    *,
    least: int,
    many: int,
    first: bool,
) -> float:
    """How likely a school with `least` low works is in the first cluster, or in the second; exact.

    The first needs `many` low works, or one that was low before too. `units`: as for
    `both_signs_chance`; without works before where only the number decides.
    """
    # row: whether some work was low in both years; place: how many works are low now
    chances = np.array([[1.0], [0.0]])
    for now, before in units:
        low = _low_chance(now, share)
        again = _low_chance(before, share) if before is not None else 0.0
        never, ever = chances
        chances = np.array(
            [
                np.convolve(never, [1 - low, low * (1 - again)]),
                np.convolve(ever, [1 - low, low]) + np.convolve(never, [0.0, low * again]),
            ]
        )
    is_low = np.arange(chances.shape[1]) >= least
    is_first = (np.arange(chances.shape[1]) >= many) | np.array([[False], [True]])
    return min(max(float(chances[is_low & (is_first == first)].sum()), 0.0), 1.0)


def _low_chance(unit: Counted, share: Fraction) -> float:
    lows = np.array([_is_low(part, unit.whole, share) for part in range(unit.whole + 1)])
    return float(_binomial(unit)[lows].sum())


def share_chance(unit: Counted, percent: Fraction) -> float:
    """How likely a share of pupils, resampled, is strictly above `percent`; exact."""
    above = np.array([100 * part > percent * unit.whole for part in range(unit.whole + 1)])
    return float(_binomial(unit)[above].sum())


def mean_chance(percent: Fraction, works: int, edge: Fraction, *, above: bool) -> float:
    """How likely a mean share of points is strictly above (or below) `edge`, all in percent.

    Of each work only the mean is known, so a work counts as all or nothing: no other spread of
    points is wider. It is no bound: works of 49 % or 100 % with a mean of 60 % are below 50 % more
    often than that.
    """
    made = _of_share((float(percent) / 100 * works + 0.5) / (works + 1), works)
    means = [Fraction(100 * part, works) for part in range(works + 1)]
    beyond = np.array([mean > edge if above else mean < edge for mean in means])
    return float(made[beyond].sum())


def lowest_group_chance(index: LinearIndex, threshold: Fraction, seed: int = 0) -> float:
    """How likely the index, resampled, is not above the threshold.

    Exact while the outcomes can be looked at one by one, else a sample drawn with `seed`. The
    threshold itself does not move.
    """
    weights = [weight.limit_denominator(_FINEST) for weight in index.weights]
    scale = lcm(*(weight.denominator for weight in weights))
    if scale > _FINEST:
        weights = [Fraction(round(weight * _FINEST), _FINEST) for weight in weights]
        scale = _FINEST
    values, chances = _outcomes([int(weight * scale) for weight in weights], index, seed)
    # compared as whole numbers: value ≤ T where Σ weight · part ≤ (T − constant) · whole
    bound = (threshold - index.constant) * index.whole * scale
    return float(chances[values <= bound.numerator // bound.denominator].sum())


def lowest_and_above_chance(
    index: LinearIndex, threshold: Fraction, shared: int, others: int | None, percent: Fraction
) -> float:
    """How likely the index is not above the threshold and a share of pupils above `percent`.

    The share counts the pupils of the index's term `shared`, and `others` beside them (None:
    nobody else): these are no independent chances. Exact where `lowest_group_chance` is.
    """
    weight, counted = index.weights[shared], index.parts[shared]
    weights = [*index.weights[:shared], *index.weights[shared + 1 :]]
    parts = [*index.parts[:shared], *index.parts[shared + 1 :]]
    found = 0.0
    for part, chance in enumerate(_binomial(Counted(counted, index.whole))):
        constant = index.constant + weight * Fraction(part, index.whole)
        low = lowest_group_chance(LinearIndex(constant, weights, parts, index.whole), threshold)
        found += float(chance) * low * _above_with(part, index.whole, counted, others, percent)
    return min(max(found, 0.0), 1.0)


def _above_with(
    part: int, whole: int, counted: int, others: int | None, percent: Fraction
) -> float:
    """How likely `part` pupils and some of the rest are together above `percent` of the whole."""
    if others is None:
        return float(100 * part > percent * whole)
    chances = _of_share((others + 0.5) / (whole - counted + 1), whole - part)
    above = np.array(
        [100 * (part + more) > percent * whole for more in range(whole - part + 1)], dtype=np.bool_
    )
    return float(chances[above].sum())


def _is_low(part: int, whole: int, share: Fraction) -> bool:
    return whole > 0 and part * share.denominator >= share.numerator * whole


def _share(unit: Counted) -> float:
    return (unit.part + 0.5) / (unit.whole + 1)


def _binomial(unit: Counted) -> Floats:
    """Chances of 0…whole, by running products in logarithms: large schools do not underflow."""
    return _of_share(_share(unit), unit.whole)


def _of_share(p: float, n: int) -> Floats:
    steps = np.arange(1, n + 1, dtype="f8")
    ratios = np.log(n + 1 - steps) - np.log(steps) + np.log(p) - np.log1p(-p)
    logs = n * np.log1p(-p) + np.concatenate([[0.0], np.cumsum(ratios)])
    chances: Floats = np.exp(logs)
    return chances


def _outcomes(
    weights: Sequence[int], index: LinearIndex, seed: int
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Σ weight · part as whole numbers (times the common denominator), and their chances."""
    units = [Counted(part, index.whole) for part in index.parts]
    if (index.whole + 1) ** len(units) > _GRID:
        return _sampled(weights, units, seed)
    values, chances = np.zeros(1, dtype="i8"), np.ones(1)
    for weight, unit in zip(weights, units, strict=True):
        parts = weight * np.arange(unit.whole + 1, dtype="i8")
        values = np.add.outer(values, parts).ravel()
        chances = np.multiply.outer(chances, _binomial(unit)).ravel()
    return values, chances


def _sampled(
    weights: Sequence[int], units: Sequence[Counted], seed: int
) -> tuple[npt.NDArray[np.int64], Floats]:
    draw = np.random.default_rng(seed)
    values = np.zeros(_DRAWS, dtype="i8")
    for weight, unit in zip(weights, units, strict=True):
        values += weight * draw.binomial(unit.whole, _share(unit), _DRAWS)
    return values, np.full(_DRAWS, 1 / _DRAWS)
