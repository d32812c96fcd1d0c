"""Counts over pupil rows, for all units at once: marks, below, low, mass, high (F03–F07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.analysis.columns import UNKNOWN, Bools, Columns, Ints, as_list
from app.analysis.levelling import LevelTally, level_tally
from app.analysis.medians import Middles
from app.domain.boundaries import Boundaries, Level
from app.domain.messages import count
from app.domain.results import MARKS, MISSING, Scale
from app.domain.scales import SubCondition
from app.domain.shares import Part

_ANY = 32_767
"""The most points where nobody said how many there are."""

_NO_MARK = 6
"""Above every mark: no mark tells that a row stands above the boundary."""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows that surely have a property, and rows of which it cannot be told (None: no such)."""

    yes: Bools
    unknown: Bools | None


@dataclass(frozen=True, slots=True)
class Parts:
    """Of each unit: how many rows surely have a property, and how many may have it."""

    least: list[int]
    most: list[int]

    def of(self, unit: int) -> Part:
        """The part of one unit."""
        return Part(self.least[unit], self.most[unit])


@dataclass(frozen=True, slots=True)
class Tally:
    """What the rows of all units come to; `TalliedCounts` gives the counts of one."""

    low_rows: Found
    """Kept row by row for joining pupils between subjects (F05)."""
    high_rows: Found
    mass_rows: Found
    n: list[int]
    scored: list[int]
    points: list[int]
    marks: tuple[list[int], ...]
    """Participants with «2», «3», «4», «5»."""
    unmarked: list[int]
    below: Parts
    low: Parts
    mass: Parts
    high: Parts
    lengths: list[int]
    """Rows of each unit, those who were absent included."""
    middles: Middles
    levels: LevelTally | None = None
    contradictions: Mapping[int, str] = field(default_factory=dict)
    """Unit → why its rows cannot be true."""
    derived: frozenset[int] = frozenset()
    """Units in which some marks were taken from totals."""
    doubtful: frozenset[int] = frozenset()
    """Units for which such marks would rest on a scale of another year."""

    def twos_of(self, unit: int) -> Part | None:
        """The «2» of one unit alone: the rule of 30 % asks for nothing else."""
        amount, unmarked = self.marks[0][unit], self.unmarked[unit]
        if unmarked and not any(of_mark[unit] for of_mark in self.marks):
            return None
        return Part(amount, amount + unmarked)

    def marks_of(self, unit: int) -> dict[int, Part]:
        """Mark → participants of one unit; empty where no participant's mark is known."""
        amounts, unmarked = [of_mark[unit] for of_mark in self.marks], self.unmarked[unit]
        if unmarked and not any(amounts):
            return {}
        return {
            mark: Part(amount, amount + unmarked)
            for mark, amount in zip(MARKS, amounts, strict=True)
        }


def tally(columns: Columns, bounds: Sequence[Boundaries], with_levels: bool = True) -> Tally:
    """Look through the rows of all units once; `columns.measures` points into `bounds`.

    `with_levels`: whether the methodology asks for the five levels.
    """
    marks = _marks(columns, bounds)
    low = _below(columns, marks, bounds, _lows(bounds))
    high = _not_below(columns, marks, [one.high for one in bounds])
    mass = _not_below(columns, marks, [one.mass for one in bounds])
    return Tally(
        low_rows=low,
        high_rows=high,
        mass_rows=mass,
        n=columns.per_unit(columns.present),
        scored=columns.per_unit(columns.scored),
        points=as_list(columns.sums(columns.totals * columns.scored)),
        marks=tuple(columns.per_unit(columns.present & (marks == mark)) for mark in MARKS),
        unmarked=columns.per_unit(columns.present & (marks < 2)),
        below=_parts(columns, _below(columns, marks, bounds, _thresholds(bounds))),
        low=_parts(columns, low),
        mass=_parts(columns, mass),
        high=_parts(columns, high),
        lengths=as_list(columns.lengths),
        middles=Middles(columns),
        levels=level_tally(columns, marks, bounds) if with_levels else None,
        contradictions=_contradictions(columns, bounds),
        derived=_derived(columns, marks),
        doubtful=_doubtful(columns, bounds),
    )


def _derived(columns: Columns, marks: Ints) -> frozenset[int]:
    if marks is columns.marks:
        return frozenset()
    many = columns.per_unit(columns.scored & (columns.marks < 2) & (marks >= 2))
    return frozenset(unit for unit, amount in enumerate(many) if amount)


def _doubtful(columns: Columns, bounds: Sequence[Boundaries]) -> frozenset[int]:
    doubtful = np.array([one.doubtful_marks for one in bounds], dtype=np.bool_)
    return frozenset(as_list(np.flatnonzero(doubtful[columns.measures])))


def _contradictions(columns: Columns, bounds: Sequence[Boundaries]) -> dict[int, str]:
    """Units with more points than the work is worth (V6)."""
    best = [_ANY if one.scale.max_points is None else one.scale.max_points for one in bounds]
    beyond = columns.scored & (columns.totals > columns.spread(best))
    if not beyond.any():
        return {}
    many = columns.per_unit(beyond)
    places = as_list(columns.measures)
    return {
        unit: _beyond(amount, bounds[places[unit]]) for unit, amount in enumerate(many) if amount
    }


def _beyond(amount: int, bounds: Boundaries) -> str:
    who = count(amount, "участника", "участников", "участников")
    best = count(bounds.scale.max_points or 0, "балл", "балла", "баллов")
    advice = "; если работа была другой, введите её наибольший балл" if bounds.default_scale else ""
    return f"у {who} баллов больше, чем можно набрать за работу ({best}){advice}"


def _marks(columns: Columns, bounds: Sequence[Boundaries]) -> Ints:
    """Marks as entered; where there is a total and no mark, by the scale if it is known whole."""
    unmarked = np.flatnonzero(columns.scored & (columns.marks < 2))
    if not len(unmarked):
        return columns.marks
    totals, entered = columns.totals[unmarked], columns.marks[unmarked]
    starts = np.array([_starts(one.scale) for one in bounds])[columns.measures_of(unmarked)]
    derived = 2 + (totals[:, None] >= starts).sum(axis=1)
    marks = columns.marks.copy()
    marks[unmarked] = np.where(starts[:, 0] < 0, entered, derived)
    _without_guesses(columns, marks, unmarked, bounds)
    return marks


def _without_guesses(
    columns: Columns, marks: Ints, rows: Ints, bounds: Sequence[Boundaries]
) -> None:
    """Lower or take back derived marks that need sub-points as well (ОГЭ, DOMAIN 9.6)."""
    measures = columns.measures_of(rows)
    for place, one in enumerate(bounds):
        if one.sub is None:
            continue
        own = rows[(measures == place) & (marks[rows] >= 2)]
        pairs = np.stack([marks[own], columns.subs[own]], axis=1)
        different, which = np.unique(pairs, axis=0, return_inverse=True)
        settled = [_settled(one.sub, mark, points) for mark, points in different.tolist()]
        if settled:
            marks[own] = np.array(settled, dtype="i1")[which.ravel()]


def _settled(sub: SubCondition, mark: int, points: int) -> int:
    """The mark, when only one can stand; missing where it cannot be told."""
    may_be = sub.marks(mark, points if points >= 0 else None)
    return next(iter(may_be)) if len(may_be) == 1 else MISSING


def _starts(scale: Scale) -> tuple[int, int, int]:
    """Least totals of «3», «4», «5»; UNKNOWN when the scale is not known whole."""
    if scale.min_3 is None or scale.min_4 is None or scale.min_5 is None:
        return UNKNOWN, UNKNOWN, UNKNOWN
    return scale.min_3, scale.min_4, scale.min_5


@dataclass(frozen=True, slots=True)
class _Lower:
    """A lower boundary for each of the boundaries, and what a mark alone tells about it."""

    points: list[int]
    above_from: list[int]
    """Least mark that surely stands above it; NO_MARK when none does."""


def _thresholds(bounds: Sequence[Boundaries]) -> _Lower:
    """b_порог (НМГ)."""
    return _Lower(
        [UNKNOWN if one.threshold is None else one.threshold for one in bounds],
        [3 if one.threshold_is_mark_3 else _NO_MARK for one in bounds],
    )


def _lows(bounds: Sequence[Boundaries]) -> _Lower:
    """b_низ = b_порог + δ (F04)."""
    return _Lower(
        [UNKNOWN if one.low is None else one.low for one in bounds],
        [_surely_not_low(one) for one in bounds],
    )


def _surely_not_low(bounds: Boundaries) -> int:
    if bounds.delta == 0 and bounds.threshold_is_mark_3:
        return 3
    return 4 if bounds.mark_4_is_never_low else _NO_MARK


def _below(columns: Columns, marks: Ints, bounds: Sequence[Boundaries], lower: _Lower) -> Found:
    """Rows below a boundary: by total where both are known, else by mark as far as it can tell."""
    points = columns.spread(lower.points)
    by_total = columns.scored & (points >= 0)
    yes = by_total & (columns.totals < points)
    rest = np.flatnonzero(columns.present & ~by_total)
    if not len(rest):
        return Found(yes, None)
    measure = columns.measures_of(rest)
    mark = marks[rest]
    mark_2_is_below = np.array([one.mark_2_is_below for one in bounds])
    is_below = mark_2_is_below[measure] & (mark == 2)
    yes[rest] = is_below
    unknown = np.zeros(len(yes), dtype=np.bool_)
    unknown[rest] = ~is_below & (mark < np.array(lower.above_from)[measure])
    return Found(yes, unknown)


def _not_below(columns: Columns, marks: Ints, levels: Sequence[Level]) -> Found:
    """Rows at or above a level: by total where points are set, else by mark."""
    points = columns.spread([UNKNOWN if one.points is None else one.points for one in levels])
    least = columns.spread([_NO_MARK if one.mark is None else one.mark for one in levels], "i1")
    by_total = columns.scored & (points >= 0)
    by_mark = columns.present & ~by_total
    yes = (by_total & (columns.totals >= points)) | (by_mark & (marks >= least))
    unknown = by_mark & ((marks < 2) | (least == _NO_MARK))
    return Found(yes, unknown if unknown.any() else None)


def _parts(columns: Columns, found: Found) -> Parts:
    sure = columns.per_unit(found.yes)
    if found.unknown is None:
        return Parts(sure, sure)
    return Parts(sure, columns.per_unit(found.yes | found.unknown))
