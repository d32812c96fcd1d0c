"""The level of a school by its УД, only where the region set bounds for it (DOMAIN F02)."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from app.domain.explanations import PERCENT
from app.domain.levels import LEVEL_TITLES
from app.domain.messages import number
from app.domain.methodology import Methodology, ParameterValue

ACHIEVEMENT_LEVELS = "achievement_levels"
"""Parameter: four percents from which the levels 2 to 5 begin, ["30", "45", "65", "85"]."""
_NUMBER = re.compile(r"\d{1,3}([.,]\d{1,3})?")


def starts_of(value: ParameterValue) -> tuple[Fraction, ...]:
    """The four percents; empty when the value is not four growing numbers from 0 to 100."""
    if not isinstance(value, tuple) or not all(_NUMBER.fullmatch(one) for one in value):
        return ()
    starts = tuple(Fraction(one.replace(",", ".")) for one in value)
    grows = all(low < high for low, high in pairwise(starts))
    if len(starts) != len(LEVEL_TITLES) - 1 or not grows:
        return ()
    return starts if starts[0] > 0 and starts[-1] <= 100 else ()


def level_starts(methodology: Methodology) -> tuple[Fraction, ...]:
    """The region's bounds; empty where it set none."""
    known = methodology.parameters.get(ACHIEVEMENT_LEVELS)
    return starts_of(known.value) if known else ()


def school_level(percent: Fraction, starts: tuple[Fraction, ...]) -> int:
    """1…5; a bound belongs to the level above it."""
    return 1 + sum(percent >= start for start in starts)


def level_told(level: int, starts: tuple[Fraction, ...]) -> str:
    """«Уровень школы по УД: базовый (от 45,0 до 65,0 %).»"""
    low = starts[level - 2] if level > 1 else None
    high = starts[level - 1] if level <= len(starts) else None
    ends = [f"от {number(low)}"] if low is not None else []
    ends += [f"до {number(high)}"] if high is not None else []
    return f"Уровень школы по УД: {LEVEL_TITLES[level - 1]} ({' '.join(ends)}{PERCENT})."
