"""How steady the classes drawn from results are: said where few pupils wrote a work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.class_rules import Expectation, LowCluster, LowShare
from app.domain.classes import LowUnit
from app.domain.indices import ClassRow, IndexValue, State
from app.domain.low_years import Pair
from app.domain.outcomes import Outcome
from app.domain.steadiness import steadied, steadied_by_works

if TYPE_CHECKING:
    from app.analysis.stability import Counted


def steady_low(
    row: ClassRow,
    rule: LowShare,
    units: Sequence[LowUnit],
    small_n: int,
) -> ClassRow:
    """The row of the rule of 30 % with its stability, where one of the procedures is small."""
    from app.analysis.stability import low_results_chance

    if not _hangs_on_few(row, units, small_n):
        return row
    return steadied(
        row, low_results_chance([_counted(one) for one in units], rule.share, rule.least)
    )


def steady_years(row: ClassRow, of: LowShare, pairs: Sequence[Pair], small_n: int) -> ClassRow:
    """The row of the two-year rule with its stability, where a procedure was small in a year."""
    from app.analysis.stability import two_years_chance

    every = [unit for pair in pairs for unit in (pair.now, pair.before)]
    if not _hangs_on_few(row, every, small_n):
        return row
    counted = [(_counted(pair.now), _counted(pair.before)) for pair in pairs]
    return steadied(row, two_years_chance(counted, of.share))


def steady_both(
    row: ClassRow,
    of: LowShare,
    units: Sequence[LowUnit],
    pairs: Sequence[Pair],
    small_n: int,
) -> ClassRow:
    """The row of both signs at once with its stability: they look at the very same works."""
    from app.analysis.stability import both_signs_chance

    if not _hangs_on_few(row, [*units, *(pair.before for pair in pairs)], small_n):
        return row
    return steadied(row, both_signs_chance(_with_before(units, pairs), of.share, of.least))


def steady_cluster(
    row: ClassRow,
    rule: LowCluster,
    of: LowShare,
    units: Sequence[LowUnit],
    pairs: Sequence[Pair],
    small_n: int,
) -> ClassRow:
    """The row of a cluster with its stability; its class and both signs look at the same works.

    `pairs`: the works of both years where they may put the school into the first cluster.
    """
    from app.analysis.stability import cluster_chance

    if row.threshold is None:
        return row
    if not _hangs_on_few(row, [*units, *(pair.before for pair in pairs)], small_n):
        return row
    many = int(row.threshold)
    works = _with_before(units, pairs)
    return steadied(
        row, cluster_chance(works, of.share, least=of.least, many=many, first=rule.first)
    )


def steady_expected(
    row: ClassRow,
    rule: Expectation,
    value: IndexValue,
    outcome: Outcome | None,
    small_n: int,
) -> ClassRow:
    """The row of an expectation with its stability, where few works were written.

    Of every work only its share of points is known, so one work is resampled as all or nothing, and
    the sentence says so.
    """
    from app.analysis.stability import mean_chance

    bound, own = row.threshold, value.value
    if outcome is None or bound is None or own is None or not 0 < outcome.works < small_n:
        return row
    # the residual is УД less what is expected, so the boundary of УД lies there
    edge = outcome.percent - own + bound
    chance = mean_chance(outcome.percent, outcome.works, edge, above=rule.above)
    return steadied_by_works(row, chance, outcome.works)


def _hangs_on_few(row: ClassRow, units: Sequence[LowUnit], small_n: int) -> bool:
    """Whether the decision rests on a small work, and all of them were counted exactly."""
    is_known = all(unit.twos.exact is not None for unit in units)
    is_small = any(unit.n < small_n for unit in units)
    return row.state is not State.UNDETERMINED and is_small and is_known


def _counted(unit: LowUnit) -> Counted:
    from app.analysis.stability import Counted

    return Counted(unit.twos.least, unit.n)


def _with_before(
    units: Sequence[LowUnit], pairs: Sequence[Pair]
) -> list[tuple[Counted, Counted | None]]:
    """Each work of this year with the same work a year before, where there is one."""
    before = {pair.now.key: _counted(pair.before) for pair in pairs}
    return [(_counted(unit), before.get(unit.key)) for unit in units]
