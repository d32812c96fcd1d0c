"""Five levels of preparation: where they begin, and how many stand on each (DOMAIN F02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.results import Scale
from app.domain.scales import SubCondition, marks_of_total
from app.domain.shares import Part, exactly

LEVELS = (1, 2, 3, 4, 5)
"""Низкий, пониженный, базовый, повышенный, высокий."""
LEVEL_TITLES = ("низкий", "пониженный", "базовый", "повышенный", "высокий")


@dataclass(frozen=True, slots=True)
class LevelBounds:
    """Where the levels of one procedure begin."""

    starts: tuple[int, ...]
    """Least totals of the levels 2…5; only that of level 2, or none, where marks tell the rest."""
    by_marks: bool
    """«3», «4», «5» are the levels 3, 4, 5; only a «2» is told by its total."""
    is_default: bool
    """Drawn from marks, because nobody set bounds."""


BY_MARKS = LevelBounds((), by_marks=True, is_default=True)
"""Marks alone; how a «2» is parted is not known."""


def level_bounds(scale: Scale) -> LevelBounds:
    """The bounds of the procedure, else those that marks draw.

    By default the points of a «2» are halved: a total b is low when 2·b < min_3.
    """
    own = scale.five_levels
    if own:
        by_marks = own[1:] == (scale.min_3, scale.min_4, scale.min_5)
        return LevelBounds(own, by_marks, is_default=False)
    half = () if scale.min_3 is None else (-(-scale.min_3 // 2),)
    return LevelBounds(half, by_marks=True, is_default=True)


def levels_of_histogram(histogram: Sequence[int], bounds: LevelBounds) -> dict[int, Part]:
    """Participants on each level by their totals; all four bounds must be known."""
    edges = (0, *bounds.starts, max(len(histogram), bounds.starts[-1]))
    return {level: exactly(sum(histogram[edges[level - 1] : edges[level]])) for level in LEVELS}


def basic_or_higher(levels: Mapping[int, Part], n: int) -> Part | None:
    """Participants on the levels 3 to 5 of `n`; what is known of 1 and 2 narrows it too."""
    if not levels:
        return None
    upper, lower = [levels[level] for level in LEVELS[2:]], [levels[level] for level in LEVELS[:2]]
    return Part(
        max(sum(part.least for part in upper), n - sum(part.most for part in lower)),
        min(sum(part.most for part in upper), n - sum(part.least for part in lower)),
    )


def levels_of_marks(
    marks: Mapping[int, Part], histogram: Sequence[int], bounds: LevelBounds
) -> dict[int, Part]:
    """Participants on each level by marks; the «2» are parted by the histogram where there is one.

    Without it both halves are only known to be no more than all the «2» (Fréchet).
    """
    twos = marks[2]
    levels = {level: marks[level] for level in LEVELS[2:]}
    if not histogram or not bounds.starts:
        return {1: Part(0, twos.most), 2: Part(0, twos.most), **levels}
    lower = sum(histogram[: bounds.starts[0]])
    above = sum(histogram[bounds.starts[0] :])
    low = Part(max(0, twos.least - above), min(twos.most, lower))
    if twos.exact is not None and lower <= twos.least:
        # a total in the lower half is a «2» whatever other points a mark may need
        low = exactly(lower)
    return {1: low, 2: Part(max(0, twos.least - low.most), max(0, twos.most - low.least)), **levels}


def marks_of_histogram(
    histogram: Sequence[int], scale: Scale, sub: SubCondition | None
) -> dict[int, Part]:
    """Marks that totals stand for; bounds where a mark needs points the histogram does not know."""
    least, most = dict.fromkeys((2, 3, 4, 5), 0), dict.fromkeys((2, 3, 4, 5), 0)
    for total, pupils in enumerate(histogram):
        may_be = marks_of_total(scale, sub, total)
        for mark in may_be:
            most[mark] += pupils
            least[mark] += pupils if len(may_be) == 1 else 0
    return {mark: Part(least[mark], most[mark]) for mark in least}
