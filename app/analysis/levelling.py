"""Which of the five levels pupil rows stand on, for all units at once (F02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.columns import UNKNOWN, Columns, Ints, as_list
from app.domain.boundaries import Boundaries
from app.domain.levels import LEVELS
from app.domain.shares import Part

_NOT_KNOWN = 0


@dataclass(frozen=True, slots=True)
class LevelTally:
    """What has to be counted beside marks."""

    low: list[int]
    """Of each unit: «2» in the lower half."""
    unparted: list[int]
    """Of each unit: «2» of which the half is not known."""
    by_points: dict[int, list[int]]
    """Unit whose levels have bounds of their own → not known, and the five levels."""

    def of(self, unit: int, marks: Mapping[int, Part]) -> dict[int, Part]:
        """Level → participants of one unit; empty when no participant's level is known."""
        if unit in self.by_points:
            unknown, *known = self.by_points[unit]
            parts = [Part(amount, amount + unknown) for amount in known]
            return dict(zip(LEVELS, parts, strict=True)) if any(known) else {}
        if not marks:
            return {}
        twos, low, either = marks[2], self.low[unit], self.unparted[unit]
        reduced = twos.least - low - either
        more = either + twos.most - twos.least
        halves = {1: Part(low, low + more), 2: Part(reduced, reduced + more)}
        return {**halves, **{level: marks[level] for level in LEVELS[2:]}}


def level_tally(columns: Columns, marks: Ints, bounds: Sequence[Boundaries]) -> LevelTally:
    """Count the levels; `marks`: of each row, as entered or derived, below 2 when not known."""
    starts = [one.levels.starts[0] if one.levels.starts else UNKNOWN for one in bounds]
    twos = columns.present & (marks == 2)
    parted = columns.scored
    if UNKNOWN in starts:
        parted = parted & (columns.spread(starts) >= 0)
    low = twos & parted & (columns.totals < columns.spread(starts))
    unparted = twos & ~parted
    return LevelTally(
        low=columns.per_unit(low),
        unparted=columns.per_unit(unparted) if unparted.any() else [0] * len(columns.lengths),
        by_points=_by_points(columns, bounds),
    )


def _by_points(columns: Columns, bounds: Sequence[Boundaries]) -> dict[int, list[int]]:
    """Units whose levels have bounds of their own: there totals alone tell."""
    own = np.array([not one.levels.by_marks for one in bounds])[columns.measures]
    units = np.flatnonzero(own)
    if not len(units):
        return {}
    rows = np.flatnonzero(np.repeat(own, columns.lengths) & columns.present)
    starts = np.array([(*one.levels.starts, 0, 0, 0, 0)[:4] for one in bounds])
    levels = 1 + (columns.totals[rows, None] >= starts[columns.measures_of(rows)]).sum(axis=1)
    levels[~columns.scored[rows]] = _NOT_KNOWN
    width = len(LEVELS) + 1
    unit_of_row = np.repeat(np.arange(len(columns.lengths)), columns.lengths)[rows]
    counted = np.bincount(unit_of_row * width + levels, minlength=len(columns.lengths) * width)
    table = counted.reshape(-1, width)
    return {int(unit): as_list(table[unit]) for unit in units}
