"""Goal 6: all counts behind the result indices over a million rows, against the plain numpy kernel.

The kernel is handed ready flat arrays with integer keys and does nothing but sort and bincount;
ours starts from the columns of 1 500 schools as the base gives them, with codes of pupils as texts,
and ends with the counts of each school and procedure. A B A B in one process; CPU time. What values
and classes cost on top is told by benchmarks.region.
Run: python -m benchmarks.indices [ROWS]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np

from app.analysis.counting import count_results
from app.domain.methodology import Methodology
from app.domain.results import SchoolResults
from app.services.methodologies import MethodologyCatalogue
from benchmarks import _made_up_region as made_up_region
from benchmarks._made_up_region import SUBJECTS, Flat

GOAL_RATIO = 2.0
_ROUNDS = 5
_LOW, _DELTA = 17, 2


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of CPU."""

    rows: int
    ours: float
    yardstick: float

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick


def measure(rows: int = 1_000_000) -> Figures:
    results, flat = made_up_region.results(rows), made_up_region.flat(rows)
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    _check(results, flat)
    ours, yardstick = [], []
    for _ in range(_ROUNDS):
        yardstick.append(_seconds(lambda: _kernel(flat)))
        ours.append(_seconds(lambda: _counted(results, methodology)))
    return Figures(len(flat.totals), min(ours), min(yardstick))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for size in (rows // 10, rows // 3, rows):
        one = measure(size)
        print(
            f"{one.rows:9,} rows  ours {one.ours:6.3f} s  kernel {one.yardstick:6.3f} s  "
            f"ratio {one.ratio:5.2f} (goal {GOAL_RATIO})"
        )


def _counted(results: list[SchoolResults], methodology: Methodology) -> None:
    """All counts, those over pupils joined between subjects too."""
    join = count_results(results, methodology).join
    assert join is not None
    join()


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def _kernel(flat: Flat) -> dict[str, Any]:
    """Sorted keys and bincount, nothing else."""
    units = int(flat.units[-1]) + 1
    order = np.argsort(flat.pupils, kind="stable")
    sorted_pupils = flat.pupils[order]
    starts = np.flatnonzero(np.diff(sorted_pupils, prepend=-1))
    low, high = flat.totals < _LOW, flat.marks >= 5
    groups = flat.groups[order][starts]
    counted = {
        "n": np.bincount(flat.units, minlength=units),
        "points": np.bincount(flat.units, weights=flat.totals, minlength=units),
        "marks": np.bincount(flat.units * 8 + flat.marks, minlength=units * 8),
        "below": np.bincount(flat.units[flat.totals < _LOW - _DELTA], minlength=units),
        "low": np.bincount(flat.units[low], minlength=units),
        "mass": np.bincount(flat.units[flat.marks >= 3], minlength=units),
        "high": np.bincount(flat.units[high], minlength=units),
    }
    for name, found in (("any_low", low), ("any_high", high)):
        any_of = np.logical_or.reduceat(found[order], starts)
        counted[name] = np.bincount(groups[any_of], minlength=units // len(SUBJECTS))
    return counted


def _check(results: list[SchoolResults], flat: Flat) -> None:
    """Both must count the same, or the ratio means nothing."""
    kernel = _kernel(flat)
    counted = count_results(results, MethodologyCatalogue().methodology("kbr-2020"))
    low = [subject.unit.counts.low for one in counted for subject in one.subjects]
    assert [part.least for part in low if part] == kernel["low"].tolist()
    joined = [one.joined.low.least for one in counted if one.joined and one.joined.low]
    assert joined == kernel["any_low"].tolist()


if __name__ == "__main__":
    main()
