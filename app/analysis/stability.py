"""How often a class would change if as many pupils sat again: small schools, shown beside a class.

Each count of a unit is taken as binomial with the share (k + ½) / (n + 1), so that 0 of 3 is not
mistaken for certainty (docs/decisions/0036).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_GRID = 2_000_000
"""Outcomes that are looked at one by one; beyond it a seeded sample is drawn."""
_DRAWS = 200_000


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


def low_results_stability(units: Sequence[Counted], share: Fraction, least: int) -> float:
    """Percent of resamplings in which the class of the rule of 30 % is another one; exact.

    `share`, `least`: a unit is low from this share of «2», the class begins at so many low units.
    Units are resampled independently of each other.
    """
    is_in = sum(_is_low(unit.part, unit.whole, share) for unit in units) >= least
    low = np.array([1.0])
    for unit in units:
        chances = _binomial(unit)
        lows = np.array([_is_low(part, unit.whole, share) for part in range(unit.whole + 1)])
        chance = float(chances[lows].sum())
        low = np.convolve(low, [1 - chance, chance])
    inside = float(low[least:].sum())
    return 100 * min(max(1 - inside if is_in else inside, 0.0), 1.0)


def lowest_group_stability(index: LinearIndex, threshold: Fraction, seed: int = 0) -> float:
    """Percent of resamplings in which the school is on the other side of the threshold.

    Exact while the outcomes can be looked at one by one, else a sample drawn with `seed`. The
    threshold itself does not move.
    """
    values, chances = _outcomes(index, seed)
    # compared as whole numbers: value ≤ T where Σ weight · part ≤ (T − constant) · whole
    scale = np.lcm.reduce([weight.denominator for weight in index.weights] or [1])
    bound = (threshold - index.constant) * index.whole * int(scale)
    is_in = values <= bound.numerator // bound.denominator
    own = sum(w * part for w, part in zip(index.weights, index.parts, strict=True))
    now = own <= (threshold - index.constant) * index.whole
    inside = float(chances[is_in].sum())
    return 100 * min(max(1 - inside if now else inside, 0.0), 1.0)


def _is_low(part: int, whole: int, share: Fraction) -> bool:
    return whole > 0 and part * share.denominator >= share.numerator * whole


def _share(unit: Counted) -> float:
    return (unit.part + 0.5) / (unit.whole + 1)


def _binomial(unit: Counted) -> Floats:
    """Chances of 0…whole, by running products in logarithms: large schools do not underflow."""
    n, p = unit.whole, _share(unit)
    steps = np.arange(1, n + 1, dtype="f8")
    ratios = np.log(n + 1 - steps) - np.log(steps) + np.log(p) - np.log1p(-p)
    logs = n * np.log1p(-p) + np.concatenate([[0.0], np.cumsum(ratios)])
    chances: Floats = np.exp(logs)
    return chances


def _outcomes(index: LinearIndex, seed: int) -> tuple[npt.NDArray[np.int64], Floats]:
    """Σ weight · part as whole numbers (times the common denominator), and their chances."""
    scale = int(np.lcm.reduce([weight.denominator for weight in index.weights] or [1]))
    weights = [int(weight * scale) for weight in index.weights]
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
