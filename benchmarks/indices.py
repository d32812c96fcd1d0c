"""Goal 6: all counts behind the result indices over a million rows, against the plain numpy kernel.

The kernel is handed ready flat arrays with integer keys and does nothing but sort and bincount;
ours starts from the columns of 1 500 schools as the base gives them, with codes of pupils as texts,
and ends with the counts of each school and procedure. A B A B in one process; CPU time. The last
line shows what every value with its interval, and every class, costs on top.
Run: python -m benchmarks.indices [ROWS]
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np

from app.analysis.counting import count_results
from app.domain.calculations import CalculationInputs
from app.domain.organisations import Organisation, organisation_uid
from app.domain.periods import parse_period
from app.domain.results import (
    MISSING,
    Procedure,
    ProcedureKey,
    PupilResults,
    Scale,
    SchoolResults,
)
from app.services.calculating import calculate_from
from app.services.methodologies import MethodologyCatalogue

GOAL_RATIO = 2.0
_ROUNDS = 5
_SCHOOLS = 1_500
_GRADES = (4, 5, 6, 7, 8)
_SUBJECTS = ("math", "russian")
_SCALE = Scale(max_points=34, min_3=15, min_4=22, min_5=28)
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
    results, flat = _region(rows), _flat(rows)
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    _check(results, flat)
    ours, yardstick = [], []
    for _ in range(_ROUNDS):
        yardstick.append(_seconds(lambda: _kernel(flat)))
        ours.append(_seconds(lambda: count_results(results, methodology)))
    return Figures(len(flat.totals), min(ours), min(yardstick))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for size in (rows // 10, rows // 3, rows):
        one = measure(size)
        print(
            f"{one.rows:9,} rows  ours {one.ours:6.3f} s  kernel {one.yardstick:6.3f} s  "
            f"ratio {one.ratio:5.2f} (goal {GOAL_RATIO})"
        )
    region = _region(rows)
    print(f"with every value and class: {_seconds(lambda: _calculate(region)):6.2f} s")


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


@dataclass(frozen=True, slots=True)
class _Flat:
    """The same results with integer keys; rows lie school by school, grade, subject, pupil."""

    units: np.ndarray[Any, Any]
    pupils: np.ndarray[Any, Any]
    groups: np.ndarray[Any, Any]
    """Procedure in a grade of a school, per row."""
    totals: np.ndarray[Any, Any]
    marks: np.ndarray[Any, Any]


def _per_grade(rows: int) -> int:
    return max(1, rows // (_SCHOOLS * len(_GRADES) * len(_SUBJECTS)))


def _flat(rows: int) -> _Flat:
    n = _per_grade(rows)
    units = np.repeat(np.arange(_SCHOOLS * len(_GRADES) * len(_SUBJECTS)), n)
    groups = units // len(_SUBJECTS)
    pupils = groups * n + np.tile(np.arange(n), len(units) // n)
    totals = np.random.default_rng(11).integers(0, 35, len(units)).astype("i2")
    marks = (2 + (totals >= 15) + (totals >= 22) + (totals >= 28)).astype("i1")
    return _Flat(units, pupils, groups, totals, marks)


def _region(rows: int) -> list[SchoolResults]:
    n, flat = _per_grade(rows), _flat(rows)
    results = []
    keys = [
        ProcedureKey("vpr", "2025/2026", subject, grade)
        for grade in _GRADES
        for subject in _SUBJECTS
    ]
    procedures = [Procedure(key, _SCALE) for key in keys]
    codes = tuple(str(5001 + number) for number in range(n))
    for unit in range(len(flat.units) // n):
        school, procedure = divmod(unit, len(procedures))
        part = slice(unit * n, unit * n + n)
        none = array("b", [MISSING]) * n
        pupils = PupilResults(
            # texts of their own, as a base gives them: equal, not the same
            codes=tuple(bytes(code, "ascii").decode() for code in codes),
            classes=("",) * n,
            statuses=array("b", bytes(n)),
            totals=array("h", flat.totals[part].tobytes()),
            marks=array("b", flat.marks[part].tobytes()),
            previous_marks=none,
            variants=none,
        )
        results.append(SchoolResults(f"{school:06}", procedures[procedure], pupils))
    return results


def _kernel(flat: _Flat) -> dict[str, Any]:
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
        counted[name] = np.bincount(groups[any_of], minlength=units // len(_SUBJECTS))
    return counted


def _check(results: list[SchoolResults], flat: _Flat) -> None:
    """Both must count the same, or the ratio means nothing."""
    kernel = _kernel(flat)
    counted = count_results(results, MethodologyCatalogue().methodology("kbr-2020"))
    low = [subject.unit.counts.low for one in counted for subject in one.subjects]
    assert [part.least for part in low if part] == kernel["low"].tolist()
    joined = [one.joined.low.least for one in counted if one.joined]
    assert joined == kernel["any_low"].tolist()


def _calculate(results: list[SchoolResults]) -> None:
    schools = {one.school for one in results}
    calculate_from(
        CalculationInputs(
            period=parse_period("2025/2026"),
            methodology=MethodologyCatalogue().methodology("kbr-2020"),
            organisations=tuple(
                Organisation(organisation_uid("83", code), code, code) for code in sorted(schools)
            ),
            results=results,
        )
    )


if __name__ == "__main__":
    main()
