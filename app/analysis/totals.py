"""Counts out of a school's totals: exact where they tell, bounds where they do not (F01–F06)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from app.analysis.columns import as_list
from app.analysis.medians import middle_of
from app.domain.boundaries import Boundaries, Level
from app.domain.counts import Counts
from app.domain.levels import levels_of_histogram, levels_of_marks, marks_of_histogram
from app.domain.messages import number
from app.domain.results import MARKS, PupilResults, Status, Totals
from app.domain.shares import Part, exactly


def participants_of(totals: Totals) -> int | None:
    """Participants as reported, else as the histogram or the four marks add up; None if unknown."""
    if totals.participants is not None:
        return totals.participants
    if totals.histogram:
        return sum(totals.histogram)
    return sum(totals.marks.values()) if len(totals.marks) == len(MARKS) else None


def counts_of(totals: Totals, bounds: Boundaries) -> Counts | None:
    """The counts of one unit; None when not even the participants are known."""
    n = participants_of(totals)
    if n is None:
        return None
    contradiction = _contradiction(totals, n, bounds)
    if contradiction:
        return Counts(n, contradiction=contradiction)
    marks = _marks(totals, n, bounds)
    points, approximate = _points(totals, n)
    low, low_reported = _low(totals, n, marks, bounds)
    mass, mass_reported = _not_below(totals, n, marks, bounds.mass, totals.mass)
    high, high_reported = _not_below(totals, n, marks, bounds.high, totals.high)
    derived = bool(marks) and not totals.marks
    told = {"low": low_reported, "mass": mass_reported, "high": high_reported}
    return Counts(
        n=n,
        scored=None if points is None else n,
        sum_points=points,
        middle=middle_of(totals.histogram),
        marks=marks,
        below=_below(totals, marks, bounds),
        low=low,
        mass=mass,
        high=high,
        approximate=approximate,
        reported=frozenset(name for name, reported in told.items() if reported),
        levels=_levels(totals, marks, bounds),
        grade_size=totals.grade_size,
        derived_marks=derived,
        other_year_scale=bounds.doubtful_marks and (derived or not marks),
    )


def _contradiction(totals: Totals, n: int, bounds: Boundaries) -> str:
    """Why the totals cannot all be true; empty when they can."""
    marked, charted = sum(totals.marks.values()), sum(totals.histogram)
    if marked > n:
        return f"отметок {number(marked)}, а участников {number(n)}"
    if totals.histogram and charted != n:
        return f"в распределении баллов {number(charted)} участников, а всего их {number(n)}"
    parts = {"ниже границы": totals.below, "не ниже средних": totals.mass, "высоких": totals.high}
    for name, part in parts.items():
        if part is not None and part > n:
            return f"результатов {name} {number(part)}, а участников {number(n)}"
    best = bounds.scale.max_points
    points, _ = _points(totals, n)
    if best is not None and points is not None and points > n * best:
        return f"сумма баллов больше наибольшей возможной ({number(n)} · {number(best)})"
    return ""


def _points(totals: Totals, n: int) -> tuple[Fraction | None, bool]:
    """Σb and whether it comes from a rounded mean."""
    if totals.sum_points is not None:
        return Fraction(totals.sum_points), False
    if totals.histogram:
        weighted = (points * pupils for points, pupils in enumerate(totals.histogram))
        return Fraction(sum(weighted)), False
    if totals.mean_points is not None:
        return Fraction(totals.mean_points) * n, True
    return None, False


def _marks(totals: Totals, n: int, bounds: Boundaries) -> dict[int, Part]:
    """Mark → participants; those without a reported mark may have any."""
    known: Mapping[int, int] = totals.marks
    if not known and totals.histogram and bounds.scale.mark(0) is not None:
        return marks_of_histogram(totals.histogram, bounds.scale, bounds.sub)
    if not known:
        return {}
    rest = n - sum(known.values())
    return {mark: Part(known.get(mark, 0), known.get(mark, 0) + rest) for mark in MARKS}


def _levels(totals: Totals, marks: Mapping[int, Part], bounds: Boundaries) -> dict[int, Part]:
    """F02: by own bounds of the levels where totals are known, else by marks."""
    if not bounds.levels.by_marks:
        return levels_of_histogram(totals.histogram, bounds.levels) if totals.histogram else {}
    return levels_of_marks(marks, totals.histogram, bounds.levels) if marks else {}


def _below(totals: Totals, marks: Mapping[int, Part], bounds: Boundaries) -> Part | None:
    """НМГ: by the histogram, else «2» says the same, else a reported count with δ = 0."""
    if totals.histogram and bounds.threshold is not None:
        return exactly(sum(totals.histogram[: bounds.threshold]))
    if totals.below is not None and bounds.delta == 0 and not bounds.mark_2_is_below:
        return exactly(totals.below)
    if marks and bounds.threshold_is_mark_3:
        return _twos_below(marks, bounds)
    if totals.below is not None and bounds.delta == 0:
        return exactly(totals.below)
    return None


def _twos_below(marks: Mapping[int, Part], bounds: Boundaries) -> Part:
    """How many «2» stand below the threshold: all, unless other points can make a «2» as well."""
    return marks[2] if bounds.mark_2_is_below else Part(0, marks[2].most)


def _low(
    totals: Totals, n: int, marks: Mapping[int, Part], bounds: Boundaries
) -> tuple[Part | None, bool]:
    """ИНРп: by the histogram, else as reported, else what marks tell; and whether reported."""
    if totals.histogram and bounds.low is not None:
        return exactly(sum(totals.histogram[: bounds.low])), False
    if totals.below is not None:
        return exactly(totals.below), True
    if not marks or not bounds.threshold_is_mark_3:
        return None, False
    twos = _twos_below(marks, bounds)
    if bounds.delta == 0:
        return twos, False
    never = marks[4].least + marks[5].least if bounds.mark_4_is_never_low else 0
    return Part(twos.least, n - never), False


def _not_below(
    totals: Totals, n: int, marks: Mapping[int, Part], level: Level, reported: int | None
) -> tuple[Part | None, bool]:
    """ИМР, ИВРп: by points where set, else by marks, else as reported; and whether reported."""
    if totals.histogram and level.points is not None:
        return exactly(sum(totals.histogram[level.points :])), False
    if level.points is not None and reported is not None:
        return exactly(reported), True
    if marks and level.mark is not None:
        least = sum(part.least for mark, part in marks.items() if mark >= level.mark)
        under = sum(part.least for mark, part in marks.items() if mark < level.mark)
        return Part(least, n - under), False
    return (None, False) if reported is None else (exactly(reported), True)


def replaced_by_marks(totals: Totals, bounds: Boundaries) -> dict[str, tuple[int, Part]]:
    """Reported numbers of F03 and F06 that what is counted from marks or points replaces.

    Name of the number → what was reported and what is counted; only where they differ.
    """
    n = participants_of(totals)
    if n is None or _contradiction(totals, n, bounds):
        return {}
    marks = _marks(totals, n, bounds)
    found = {}
    for name, level, reported in (
        ("mass", bounds.mass, totals.mass),
        ("high", bounds.high, totals.high),
    ):
        counted, is_reported = _not_below(totals, n, marks, level, reported)
        if reported is None or counted is None or is_reported:
            continue
        if not counted.least <= reported <= counted.most:
            found[name] = (reported, counted)
    return found


def histogram_of(pupils: PupilResults) -> tuple[int, ...]:
    """Number of participants at each total 0…greatest; empty when nobody has a total."""
    totals = np.frombuffer(pupils.totals, dtype="i2")
    present = np.frombuffer(pupils.statuses, dtype="i1") == Status.PRESENT
    scored = totals[present & (totals >= 0)]
    return tuple(as_list(np.bincount(scored))) if len(scored) else ()
