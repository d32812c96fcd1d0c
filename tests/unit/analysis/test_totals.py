"""Counts out of totals: exact where they tell, bounds where they do not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.totals import histogram_of
from app.domain.results import Totals
from app.domain.shares import Part, exactly
from tests.unit.analysis.results import (
    SCALE,
    counted,
    counts,
    pupils,
    with_pupils,
    with_totals,
    written,
)


def test_totals_by_marks_give_exact_shares_and_levels() -> None:
    totals = Totals(participants=10, marks={2: 3, 3: 4, 4: 2, 5: 1})
    found = counts(with_totals("math", totals))
    assert found.marks == {2: exactly(3), 3: exactly(4), 4: exactly(2), 5: exactly(1)}
    assert (found.below, found.mass, found.high) == (exactly(3), exactly(7), exactly(1))
    assert found.low == Part(3, 7)
    assert found.sum_points is None


def test_a_mark_that_was_not_reported_is_not_zero() -> None:
    found = counts(with_totals("math", Totals(participants=10, marks={2: 3, 3: 4})))
    assert found.marks[2] == Part(3, 6)
    assert found.marks[5] == Part(0, 3)


def test_a_mean_is_marked_as_rounded_and_a_sum_is_not() -> None:
    mean = counts(with_totals("math", Totals(participants=10, mean_points=Decimal("13.4"))))
    assert mean.sum_points == 134
    assert mean.approximate is True
    exact = counts(with_totals("math", Totals(participants=10, sum_points=134)))
    assert exact.sum_points == 134
    assert exact.approximate is False


def test_a_reported_count_below_the_boundary_counts() -> None:
    totals = Totals(participants=10, marks={2: 3, 3: 4, 4: 2, 5: 1}, below=5, mass=6)
    found = counts(with_totals("math", totals, scale=replace(SCALE, mass_from=12)))
    assert found.low == exactly(5)
    assert found.mass == exactly(6)
    assert found.reported == {"low", "mass"}


def test_totals_that_cannot_be_true_are_not_computed() -> None:
    for totals in (
        Totals(participants=5, marks={2: 3, 3: 3}),
        Totals(participants=5, below=6),
        Totals(participants=2, sum_points=49),
        Totals(participants=2, histogram=(1, 0, 3)),
    ):
        assert counts(with_totals("math", totals)).contradiction


def test_totals_without_participants_are_left_out() -> None:
    assert counted(with_totals("math", Totals(grade_size=20))) == []


def test_participants_follow_from_all_four_marks() -> None:
    assert counts(with_totals("math", Totals(marks={2: 1, 3: 1, 4: 0, 5: 2}))).n == 4


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_totals_with_a_histogram_agree_with_the_pupils(totals: list[int]) -> None:
    rows = pupils(totals)
    of_pupils = written(counts(with_pupils("math", rows)))
    of_totals = counts(with_totals("math", Totals(histogram=histogram_of(rows))))
    # only a protocol lists those who were absent
    assert of_totals == replace(of_pupils, listed=None)


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_bounds_from_marks_hold_what_the_pupils_say(totals: list[int]) -> None:
    of_pupils = counts(with_pupils("math", pupils(totals)))
    marks = {mark: part.least for mark, part in of_pupils.marks.items()}
    of_totals = counts(with_totals("math", Totals(participants=len(totals), marks=marks)))
    assert of_totals.low is not None
    assert of_pupils.low is not None
    assert of_totals.low.least <= of_pupils.low.least <= of_totals.low.most
