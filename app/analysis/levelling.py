"""Which of the five levels each pupil row stands on, for all units at once (F02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.columns import UNKNOWN, Columns, Ints, as_list
from app.domain.boundaries import Boundaries
from app.domain.levels import LEVELS
from app.domain.shares import Part

_LOW_OR_REDUCED = 6
_ANY = 7
_KINDS = 8


@dataclass(frozen=True, slots=True)
class LevelTally:
    """Units × kinds: who takes no part (0), the five levels, «1 or 2» (6), not known at all (7)."""

    rows: Ints

    def of(self, unit: int) -> dict[int, Part]:
        """Level → participants of one unit; empty when no participant's level is known."""
        _, *known, either, unknown = as_list(self.rows[unit])
        if unknown and not any(known) and not either:
            return {}
        return {
            level: Part(amount, amount + unknown + (either if level <= 2 else 0))
            for level, amount in zip(LEVELS, known, strict=True)
        }


def level_tally(columns: Columns, marks: Ints, bounds: Sequence[Boundaries]) -> LevelTally:
    """Count the levels; `marks`: of each row, as entered or derived, below 2 when not known."""
    kinds = np.where(marks >= 3, marks, _ANY).astype("i1")
    starts = columns.spread([_first(one) for one in bounds])
    known = columns.scored & (starts >= 0)
    twos = marks == 2
    kinds[twos] = _LOW_OR_REDUCED
    halves = twos & known
    kinds[halves] = 2 - (columns.totals[halves] < starts[halves])
    _by_points(columns, kinds, bounds)
    kinds[~columns.present] = 0
    units = np.repeat(np.arange(len(columns.lengths)) * _KINDS, columns.lengths)
    counted = np.bincount(units + kinds, minlength=len(columns.lengths) * _KINDS)
    rows: Ints = counted.reshape(-1, _KINDS)
    return LevelTally(rows)


def _first(bounds: Boundaries) -> int:
    return bounds.levels.starts[0] if bounds.levels.starts else UNKNOWN


def _by_points(columns: Columns, kinds: Ints, bounds: Sequence[Boundaries]) -> None:
    """Where the levels have bounds of their own, totals alone tell."""
    own = np.array([not one.levels.by_marks for one in bounds])
    if not own.any():
        return
    rows = np.flatnonzero(np.repeat(own[columns.measures], columns.lengths))
    starts = np.array([(*one.levels.starts, 0, 0, 0, 0)[:4] for one in bounds])
    levels = 1 + (columns.totals[rows, None] >= starts[columns.measures_of(rows)]).sum(axis=1)
    kinds[rows] = np.where(columns.scored[rows], levels, _ANY)
