"""How steady the class of a small school is: said beside every decision drawn from few pupils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import prod

from app.domain.class_rules import (
    AllOf,
    AmongLowest,
    Condition,
    Expectation,
    InClass,
    LowShare,
    ShareAbove,
)
from app.domain.classes import LowUnit
from app.domain.compositions import Compose
from app.domain.conditions import finding_of
from app.domain.expectation import Outcome
from app.domain.explanations import PERCENT
from app.domain.indices import ClassRow, IndexValue, State
from app.domain.low_years import Pair
from app.domain.messages import number
from app.domain.region_thresholds import Region, Threshold
from app.domain.school_facts import part_of_pupils


def steady_low(
    row: ClassRow,
    rule: LowShare,
    looked_at: Sequence[LowUnit],
    small_n: int,
) -> ClassRow:
    """The row of the rule of 30 % with its stability, where one of the procedures is small."""
    from app.analysis.stability import Counted, low_results_stability

    is_small = any(unit.n < small_n for unit in looked_at)
    is_known = all(unit.twos.exact is not None for unit in looked_at)
    if row.state is State.UNDETERMINED or not is_small or not is_known:
        return row
    counted = [Counted(unit.twos.least, unit.n) for unit in looked_at]
    return _told(row, low_results_stability(counted, rule.share, rule.least))


def steady_years(row: ClassRow, of: LowShare, pairs: Sequence[Pair], small_n: int) -> ClassRow:
    """The row of the two-year rule with its stability, where a procedure was small in a year."""
    from app.analysis.stability import Counted, two_years_stability

    is_small = any(min(pair.now.n, pair.before.n) < small_n for pair in pairs)
    if row.state is State.UNDETERMINED or not is_small:
        return row
    if not all(pair.is_known for pair in pairs):
        return row
    counted = [
        (Counted(pair.now.twos.least, pair.now.n), Counted(pair.before.twos.least, pair.before.n))
        for pair in pairs
    ]
    return _told(row, two_years_stability(counted, of.share))


def steady_both(
    row: ClassRow,
    of: LowShare,
    units: Sequence[LowUnit],
    pairs: Sequence[Pair],
    small_n: int,
) -> ClassRow:
    """The row of both signs at once with its stability: they look at the very same works."""
    from app.analysis.stability import Counted, both_signs_chance

    every = [*units, *(pair.before for pair in pairs)]
    is_small = any(unit.n < small_n for unit in every)
    is_known = all(unit.twos.exact is not None for unit in every)
    if row.state is State.UNDETERMINED or not is_small or not is_known:
        return row
    before = {pair.now.key: Counted(pair.before.twos.least, pair.before.n) for pair in pairs}
    counted = [(Counted(unit.twos.least, unit.n), before.get(unit.key)) for unit in units]
    chance = both_signs_chance(counted, of.share, of.least)
    return _told(row, 100 * _other(row.state, chance))


def steady_lowest(row: ClassRow, value: IndexValue, compose: Compose, small_n: int) -> ClassRow:
    """The row of the lowest group with its stability, where the school is small."""
    chance = None
    if row.state is not State.UNDETERMINED and row.threshold is not None:
        chance = _lowest_chance(value, row.threshold, compose, small_n)
    return row if chance is None else _told(row, 100 * _other(row.state, chance))


def _lowest_chance(
    value: IndexValue, threshold: Fraction, compose: Compose, small_n: int
) -> float | None:
    """How likely the index stays within the threshold; None where the school is not small."""
    from app.analysis.stability import LinearIndex, lowest_group_chance

    if value.n is None or not 0 < value.n < small_n:
        return None
    made = compose(value)
    if made is None:
        return None
    weights = [part.weight for part in made.parts]
    counts = [part.counted for part in made.parts]
    return lowest_group_chance(LinearIndex(made.constant, weights, counts, made.whole), threshold)


def steady_expected(
    row: ClassRow,
    rule: Expectation,
    value: IndexValue,
    outcome: Outcome | None,
    small_n: int,
) -> ClassRow:
    """The row of an expectation with its stability, where few works were written.

    It is the most that few works allow: of every work only its share of points is known, and one
    work is resampled as all or nothing.
    """
    from app.analysis.stability import mean_chance

    bound, own = row.threshold, value.value
    if outcome is None or bound is None or own is None or not 0 < outcome.works < small_n:
        return row
    # the residual is УД less what is expected, so the boundary of УД lies there
    edge = outcome.percent - own + bound
    chance = mean_chance(outcome.percent, outcome.works, edge, above=rule.above)
    told = partial(_most_told, outcome.works, 100 * _other(row.state, chance))
    return row.noting(told, stability=100 * _other(row.state, chance))


def steady_type(
    row: ClassRow, rule: AllOf, region: Region, rows: Mapping[str, ClassRow]
) -> ClassRow:
    """The row of a rule of several conditions with its stability, where the school is small.

    `rows`: the school's classes decided before.
    """
    if row.state is State.UNDETERMINED:
        return row
    conditions = region.bounds(rule)
    chances = [_chance(one, row.school, region, bound, rows) for one, bound in conditions]
    if all(chance is None for chance in chances):
        return row
    held = [
        float(finding_of(one, row.school, region, bound, rows).holds is True)
        if chance is None
        else chance
        for (one, bound), chance in zip(conditions, chances, strict=True)
    ]
    return _told(row, 100 * _other(row.state, prod(held)))


def _chance(
    condition: Condition,
    school: str,
    region: Region,
    threshold: Threshold,
    rows: Mapping[str, ClassRow],
) -> float | None:
    """How likely a condition holds under resampling; None where it does not hang on few pupils."""
    from app.analysis.stability import Counted, share_chance

    small_n = int(region.methodology.number("small_n"))
    match condition:
        case InClass(code=code):
            row = rows[code]
            if row.stability is None:
                return None
            return _other(row.state, row.stability / 100)
        case AmongLowest() if threshold.value is not None:
            value = region.values.get(condition.index, {}).get(school)
            if value is None:
                return None
            return _lowest_chance(value, threshold.value, region.compose, small_n)
        case ShareAbove() if threshold.value is not None:
            part = part_of_pupils(condition, region.answers.get(school, {}))
            if part is None or part.whole >= small_n:
                return None
            return share_chance(Counted(part.part, part.whole), threshold.value)
    return None


def _other(state: State, chance: float) -> float:
    """Chance of the other state, where `chance` is that of being inside."""
    return min(max(1 - chance if state is State.IN else chance, 0.0), 1.0)


def _told(row: ClassRow, stability: float) -> ClassRow:
    return row.noting(partial(_stability_told, stability), stability=stability)


def _stability_told(stability: float) -> str:
    return (
        "Детей мало: если бы столько же детей учились или писали работы ещё раз, вывод "
        f"сменился бы {_rounded(stability)} случаев."
    )


def _most_told(works: int, stability: float) -> str:
    return (
        f"Работ мало ({number(works)}): если бы столько же работ писали ещё раз, вывод сменился бы "
        f"{_rounded(stability, 'не больше чем ')} случаев."
    )


def _rounded(stability: float, most: str = "") -> str:
    if stability < 1:
        return f"меньше чем в 1{PERCENT}"
    return f"{most}примерно в {number(Fraction(stability), 0)}{PERCENT}"
