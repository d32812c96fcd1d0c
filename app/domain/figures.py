"""What the share of one subject is made of: the part, what is missing, the flags it bears."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.domain.boundaries import Boundaries, Level
from app.domain.counts import Counts
from app.domain.indices import Flag
from app.domain.levels import basic_or_higher
from app.domain.methodology import LEVEL_OF, OF_LEVELS, Statistic
from app.domain.shares import Part

MARK_OF = {
    Statistic.SHARE_2: 2,
    Statistic.SHARE_3: 3,
    Statistic.SHARE_4: 4,
    Statistic.SHARE_5: 5,
}
"""Shares by mark."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a share is made of; a part that is None is not known at all."""

    n: int
    part: Part | None
    missing: str
    """What would have to be known, for «нет данных: …»."""
    basis: str = ""
    flags: tuple[str, ...] = ()
    contradiction: str = ""
    bounds: tuple[Fraction, Fraction] | None = None
    """Bounds that replace those of `part` (Fréchet)."""


def part_of(statistic: Statistic, counts: Counts) -> Part | None:
    """What is counted."""
    if statistic in MARK_OF:
        return counts.marks.get(MARK_OF[statistic])
    if statistic in LEVEL_OF:
        return counts.levels.get(LEVEL_OF[statistic])
    match statistic:
        case Statistic.BASIC_OR_HIGHER:
            return basic_or_higher(counts.levels, counts.n)
        case Statistic.BELOW_THRESHOLD:
            return counts.below
        case Statistic.LOW_SUBJECT:
            return counts.low
        case Statistic.MASS:
            return counts.mass
    return counts.high


def figures_of(statistic: Statistic, counts: Counts, bounds: Boundaries, basis: str) -> Figures:
    """What the share of one subject is made of."""
    why, scale, part = counts.contradiction, scale_flags(bounds), part_of(statistic, counts)
    if statistic in MARK_OF:
        doubtful = counts.derived_marks and counts.other_year_scale
        other = (Flag.DEFAULT_SCALE.value,) if doubtful else ()
        return Figures(counts.n, part, "отметки участников", basis, other, why)
    if statistic in OF_LEVELS:
        missing = missing_boundary(counts, bounds, _levels_missing(bounds, part))
        drawn = (Flag.DEFAULT_BOUNDARY.value,) if bounds.levels.is_default else ()
        return Figures(counts.n, part, missing, basis, (*drawn, *scale), why)
    match statistic:
        case Statistic.BELOW_THRESHOLD:
            return Figures(counts.n, part, _threshold_missing(bounds, part), basis, scale, why)
        case Statistic.LOW_SUBJECT:
            flags = (*delta_flags(bounds), *scale)
            missing = "сколько участников ниже границы с учётом δ (нужны баллы, а не отметки)"
            return Figures(counts.n, part, missing, basis, flags, why)
    level, name = (bounds.mass, "mass") if statistic is Statistic.MASS else (bounds.high, "high")
    missing = missing_boundary(counts, bounds, "баллы или отметки", level)
    flags = (*level_flags(level, name, counts), *scale)
    return Figures(counts.n, part, missing, basis, flags, why)


def _threshold_missing(bounds: Boundaries, part: Part | None) -> str:
    if part is not None and bounds.sub is not None and not bounds.mark_2_is_below:
        return f"баллы участников, ведь «2» бывает и из-за другого условия ({bounds.sub.title})"
    return "порог и баллы участников либо их отметки"


def _levels_missing(bounds: Boundaries, part: Part | None) -> str:
    if part is None or not bounds.levels.by_marks:
        return "границы уровней и баллы участников либо их отметки"
    return "баллы всех участников, по одним отметкам «2» не разделить"


def missing_boundary(
    counts: Counts, bounds: Boundaries, otherwise: str, level: Level | None = None
) -> str:
    """What is missing where totals are known and no boundary or mark tells what they are worth.

    `level`: None for the five levels; `otherwise`: what is missing in all other cases.
    """
    in_points = not bounds.levels.by_marks if level is None else level.points is not None
    if not counts.scored or counts.marks or in_points:
        return otherwise
    if bounds.test_scale:
        return "граница для тестовых баллов не задана"
    return "граница в баллах не задана, а отметок нет"


def delta_flags(bounds: Boundaries) -> tuple[str, ...]:
    """The mark «δ по умолчанию»."""
    return (Flag.DEFAULT_DELTA.value,) if bounds.default_delta else ()


def scale_flags(bounds: Boundaries) -> tuple[str, ...]:
    """The marks «шкала другого года» and «по тестовой шкале»."""
    default = (Flag.DEFAULT_SCALE.value,) if bounds.default_scale else ()
    return (*default, Flag.TEST_SCALE.value) if bounds.test_scale else default


def total_flags(bounds: Boundaries) -> tuple[str, ...]:
    """The same of what needs no more of the scale than its greatest total (УД)."""
    found = scale_flags(bounds)
    return tuple(one for one in found if one != Flag.DEFAULT_SCALE or not bounds.most_entered)


def level_flags(level: Level, name: str, counts: Counts) -> tuple[str, ...]:
    """The mark «граница по умолчанию», unless the school reported the count itself."""
    if level.is_default and name not in counts.reported:
        return (Flag.DEFAULT_BOUNDARY.value,)
    return ()
