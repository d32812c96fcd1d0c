"""Works where a «2» may come from points of another kind (geometry in the ОГЭ, DOMAIN 9.6)."""

from __future__ import annotations

from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.counting import count_results
from app.domain.counts import Counts
from app.domain.results import MARKS, PupilResults, Scale, SchoolResults, Totals
from app.domain.shares import Part, exactly
from app.services.scales import shipped_scales
from tests.unit.analysis.results import METHODOLOGY, procedure, pupils

OGE = {"kind": "oge", "grade": 9}
MATH = procedure("math", Scale(), **OGE)
"""The directory has its scale: «3» from 8 of 31 points, two of them for geometry."""

works = st.lists(st.tuples(st.integers(0, 31), st.integers(0, 4)), min_size=1, max_size=30)


def counts(**results: PupilResults | Totals) -> Counts:
    one = SchoolResults("041101", MATH, **results)  # type: ignore[arg-type]
    (found,) = count_results([one], METHODOLOGY, shipped_scales())
    return found.subjects[0].unit.counts


def rows(drawn: list[tuple[int, int]]) -> PupilResults:
    sub_points = array("b", [min(total, geometry) for total, geometry in drawn])
    return replace(pupils([total for total, _ in drawn]), sub_points=sub_points)


def marks_of(of_rows: Counts) -> dict[int, int]:
    return {mark: of_rows.marks[mark].least for mark in MARKS}


def test_a_two_for_geometry_says_nothing_about_the_points() -> None:
    twelve_points = counts(pupils=rows([(12, 0)] * 5 + [(20, 4)] * 15))
    assert (twelve_points.marks[2], twelve_points.below) == (exactly(5), exactly(0))
    by_marks = counts(totals=Totals(marks={2: 5, 3: 15, 4: 0, 5: 0}))
    assert by_marks.marks[2] == exactly(5)
    assert by_marks.below == Part(0, 5)
    assert by_marks.low is not None
    assert by_marks.low.least == 0
    only_marks = counts(pupils=pupils([None] * 20, marks=[2] * 5 + [3] * 15))
    assert only_marks.below == Part(0, 5)


@given(works)
def test_totals_by_marks_hold_what_the_rows_say(drawn: list[tuple[int, int]]) -> None:
    of_rows = counts(pupils=rows(drawn))
    of_totals = counts(totals=Totals(participants=len(drawn), marks=marks_of(of_rows)))
    assert of_totals.marks == of_rows.marks
    for name in ("below", "low", "mass", "high"):
        exact, told = getattr(of_rows, name), getattr(of_totals, name)
        assert told.least <= exact.least <= exact.most <= told.most, name


@pytest.mark.parametrize("best", [24, None])
def test_more_points_than_the_work_is_worth_are_a_contradiction(best: int | None) -> None:
    held = procedure("math", Scale(best, 10, 16, 21))
    one = SchoolResults("041101", held, pupils=pupils([24, 25, 40]))
    (found,) = count_results([one], METHODOLOGY)
    told = found.subjects[0].unit.counts.contradiction
    expected = "у 2 участников баллов больше, чем можно набрать за работу (24 балла)"
    assert told == (expected if best else "")


def test_a_base_that_holds_an_impossible_scale_is_still_counted() -> None:
    # from before such scales were refused
    held = procedure("math", Scale(40_000, 10, 16, 39_999))
    one = SchoolResults("041101", held, pupils=pupils([9, 20]))
    (found,) = count_results([one], METHODOLOGY)
    assert found.subjects[0].unit.counts.below == exactly(1)
