"""The median of a whole base in each work, beside its coverage (F19n of a district or region)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from app.domain.calculations import CalculationInputs
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.medians import MINORITY, Together, median_of, median_told
from app.domain.methodology import IndexDefinition, Statistic
from app.domain.result_indices import NO_PARTICIPANTS
from app.services.calculating_results import ResultValues


def base_medians(
    inputs: CalculationInputs, results: ResultValues, grounds: Grounds, code: str
) -> Iterator[IndexValue]:
    """Under the owner's `code`; works that wait for a check are left out, as of the means."""
    from app.analysis.base_medians import together

    index = next((i for i in inputs.methodology.indices if i.statistic is Statistic.MEDIAN), None)
    year = results.year
    if index is None or not year.counted.results:
        return
    fewest = int(inputs.methodology.number("small_n"))
    for one in together(year.counted, year.works, results.excluded):
        yield _value(index, grounds, code, one, fewest)


def _value(
    index: IndexDefinition, grounds: Grounds, code: str, one: Together, fewest: int
) -> IndexValue:
    key, flags = one.key, [] if index.approved else [Flag.DEFAULT_METHOD.value]
    flags += [Flag.SMALL_N.value] if one.scored < fewest else []
    flags += [Flag.TEST_SCALE.value] if one.test_scale else []
    value = IndexValue(
        code,
        index,
        grounds,
        None,
        n=one.n,
        subject=key.subject,
        grade=key.grade,
        procedure=key.kind,
        year=key.year,
        level=key.level,
    )
    if one.middle is None or not one.is_whole:
        return replace(value, reason=MINORITY if one.n else NO_PARTICIPANTS)
    return replace(
        value,
        value=median_of(one.middle),
        n=one.scored,
        flags=tuple(flags),
        basis=one.told,
        calculation=partial(median_told, one.middle, one.scored),
        extra={"mean": one.sum_points / one.scored, "schools": one.schools},
    )
