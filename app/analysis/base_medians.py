"""How the totals of all schools of a base are distributed in each work (F19n of a region)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from app.analysis.columns import Ints, as_list
from app.analysis.counting import CountedResults
from app.analysis.medians import middle_of
from app.analysis.whole_region import Works, excluded_rows
from app.domain.medians import Together
from app.domain.regional_shares import Excluded
from app.domain.results import ProcedureKey

_NOWHERE = -1


def together(counted: CountedResults, works: Works, excluded: Excluded) -> list[Together]:
    """Each work of the base, in the order of keys. `excluded`: pairs that wait for a check."""
    keys = sorted(set(works.keys))
    of_key = _numbers(works, {key: place for place, key in enumerate(keys)})
    out = works.usable & excluded_rows(works, excluded)
    of_place = np.full(len(counted.results), _NOWHERE, dtype="i8")
    of_place[works.places] = np.where(works.usable & ~out, of_key, _NOWHERE)
    charts, known = _charts(counted, of_place, len(keys))
    taken = works.usable & ~out
    everybody = np.bincount(of_key[taken], works.n[taken], minlength=len(keys))
    schools = np.bincount(of_key[taken], minlength=len(keys))
    waiting = np.bincount(of_key[out], minlength=len(keys))
    numbers = np.stack([everybody, known, schools, waiting], axis=1).astype("i8").tolist()
    first = as_list(np.unique(of_key, return_index=True)[1])
    in_test_scores = [counted.bounds_of(works.places[row]).test_scale for row in first]
    told = zip(keys, charts, numbers, in_test_scores, strict=True)
    return [_together(key, chart, many, is_test) for key, chart, many, is_test in told]


def _together(key: ProcedureKey, chart: Ints, numbers: Sequence[int], test_scale: bool) -> Together:
    everybody, known, schools, waiting = numbers
    return Together(
        key,
        n=everybody,
        scored=int(chart.sum()),
        sum_points=int(chart @ np.arange(len(chart))),
        middle=middle_of(tuple(as_list(chart))),
        schools=known,
        unknown=schools - known,
        waiting=waiting,
        test_scale=test_scale,
    )


def _numbers(works: Works, rows: Mapping[ProcedureKey, int]) -> Ints:
    """Row of each work; schools share the object, and hashing a key costs more than looking."""
    seen: dict[int, int] = {}
    for key in works.keys:
        if id(key) not in seen:
            seen[id(key)] = rows[key]
    return np.array([seen[id(key)] for key in works.keys], dtype="i8")


def _charts(counted: CountedResults, of_place: Ints, rows: int) -> tuple[Ints, Ints]:
    """Work × total → participants; and of how many schools these are."""
    parts = [_of_totals(counted, of_place, rows)]
    if counted.tally is not None:
        of_unit = np.full(len(counted.tally.n), _NOWHERE, dtype="i8")
        places, units = list(counted.units), list(counted.units.values())
        of_unit[units] = of_place[places]
        parts.append(counted.tally.middles.charts(of_unit, rows))
    width = max(chart.shape[1] for chart, _ in parts)
    charts, known = np.zeros((rows, width), dtype="i8"), np.zeros(rows, dtype="i8")
    for chart, schools in parts:
        charts[:, : chart.shape[1]] += chart
        known += schools
    return charts, known


def _of_totals(counted: CountedResults, of_place: Ints, rows: int) -> tuple[Ints, Ints]:
    """Distributions that schools told instead of pupils."""
    told = {
        place: one.totals.histogram
        for place, one in enumerate(counted.results)
        if one.totals and one.totals.histogram and place not in counted.units
    }
    taken = {place: chart for place, chart in told.items() if of_place[place] >= 0}
    width = max((len(chart) for chart in taken.values()), default=1)
    charts, known = np.zeros((rows, width), dtype="i8"), np.zeros(rows, dtype="i8")
    for place, chart in taken.items():
        charts[of_place[place], : len(chart)] += np.array(chart)
        known[of_place[place]] += 1
    return charts, known
