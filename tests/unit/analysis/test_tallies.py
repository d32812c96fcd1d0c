"""Counting pupil rows; every worked example of DOMAIN F01 and F04."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.boundaries import Boundaries, boundaries_of
from app.domain.results import MARKS, PupilResults, Scale, Totals
from app.domain.shares import Part, exactly
from tests.unit.analysis.results import (
    METHODOLOGY,
    SCALE,
    counted,
    counts,
    procedure,
    pupils,
    with_pupils,
)


def test_points_of_five_pupils_add_up_as_in_the_worked_example() -> None:
    found = counts(with_pupils("russian", pupils([10, 15, 24, 0, 7])))
    assert (found.n, found.scored) == (5, 5)
    assert found.sum_points == 56


def test_exactly_the_threshold_is_not_below_it() -> None:
    # threshold 10, δ 2 of the methodology: 9 is below, 10 and 11 are low, 12 is not
    found = counts(with_pupils("russian", pupils([9, 10, 11, 12])))
    assert found.below == exactly(1)
    assert found.low == exactly(3)


def test_the_own_delta_of_a_procedure_goes_before_that_of_the_methodology() -> None:
    scale = replace(SCALE, delta=0)
    found = counts(with_pupils("russian", pupils([9, 10, 11, 12]), scale=scale))
    assert found.low == found.below == exactly(1)


def test_absent_and_annulled_pupils_do_not_take_part() -> None:
    rows = pupils([20, 3, None, 5], statuses=[0, 2, 1, 1])
    found = counts(with_pupils("russian", rows))
    assert (found.n, found.scored) == (1, 1)
    assert found.sum_points == 20


def test_a_present_pupil_without_total_and_mark_does_not_take_part() -> None:
    assert counts(with_pupils("russian", pupils([None, 12]))).n == 1


def test_the_entered_mark_is_the_truth() -> None:
    # ОГЭ in mathematics: enough points, but no geometry
    found = counts(with_pupils("math", pupils([12, 20], marks=[2, 4])))
    assert found.marks[2] == exactly(1)
    assert found.below == exactly(0)


def test_a_missing_mark_follows_from_a_whole_scale() -> None:
    found = counts(with_pupils("math", pupils([9, 10, 16, 21])))
    assert [found.marks[mark] for mark in MARKS] == [exactly(1)] * 4


def test_a_mark_is_not_guessed_from_a_scale_known_in_part() -> None:
    found = counts(with_pupils("math", pupils([9, 10]), scale=Scale(24, min_3=10)))
    assert found.marks == {}
    assert found.below == exactly(1)


def test_marks_known_of_some_give_bounds() -> None:
    rows = pupils([None, 9, 9], marks=[5, None, 2])
    found = counts(with_pupils("math", rows, scale=Scale(24)))
    assert found.marks[2] == Part(1, 2)
    assert found.marks[5] == Part(1, 2)


def test_marks_alone_tell_the_threshold_but_not_delta() -> None:
    found = counts(with_pupils("math", pupils([None] * 4, marks=[2, 3, 4, 5])))
    assert found.below == exactly(1)
    assert found.low == Part(1, 2)  # «3» may be below 12; «4» starts at 16
    assert found.sum_points is None


def test_boundaries_in_points_go_before_marks() -> None:
    scale = replace(SCALE, mass_from=12, high_from=22)
    found = counts(with_pupils("math", pupils([11, 12, 21, 22]), scale=scale))
    assert (found.mass, found.high) == (exactly(3), exactly(1))


def test_without_boundaries_in_points_marks_tell_the_levels() -> None:
    found = counts(with_pupils("math", pupils([9, 10, 20, 21])))
    assert (found.mass, found.high) == (exactly(3), exactly(1))


def test_totals_are_taken_from_the_pupils_where_there_are_any() -> None:
    rows = with_pupils("math", pupils([9, 10]))
    both = replace(rows, totals=Totals(participants=50, grade_size=3))
    (found,) = counted(both)
    assert found.subjects[0].unit.counts.n == 2
    assert found.grade_size == 3


def test_a_school_whose_list_is_empty_does_not_shift_the_others() -> None:
    found = counted(
        with_pupils("russian", pupils([9, 9]), school="1"),
        with_pupils("russian", pupils([]), school="2"),
        with_pupils("russian", pupils([9, 20]), school="3"),
    )
    below = [one.subjects[0].unit.counts.below for one in found]
    assert below == [exactly(2), exactly(0), exactly(1)]


POINTS = st.one_of(st.none(), st.integers(0, 24))
MARK = st.one_of(st.none(), st.sampled_from(MARKS))
SCALES = st.builds(
    lambda bounds, whole, threshold, delta, mass, high: Scale(
        24,
        bounds[0],
        bounds[1] if whole else None,
        bounds[2] if whole else None,
        threshold=threshold,
        delta=delta,
        mass_from=mass,
        high_from=high,
    ),
    st.lists(st.integers(1, 24), min_size=3, max_size=3).map(sorted),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 20)),
    st.one_of(st.none(), st.integers(0, 4)),
    st.one_of(st.none(), st.integers(0, 24)),
    st.one_of(st.none(), st.integers(0, 24)),
)
ROWS = st.lists(st.tuples(POINTS, MARK, st.sampled_from([0, 0, 0, 1, 2])), max_size=12)


def _rows(drawn: list[tuple[Any, Any, int]]) -> PupilResults:
    totals, marks, statuses = ([one[place] for one in drawn] for place in range(3))
    return pupils(totals, marks, statuses)


def _plain(drawn: list[tuple[Any, Any, int]], bounds: Boundaries) -> dict[str, tuple[int, int]]:
    """The same counts one pupil at a time: (surely, perhaps)."""
    found = {name: [0, 0] for name in ("n", "below", "low", "mass", "high", "2", "3", "4", "5")}
    for total, entered, status in drawn:
        if status or (total is None and entered is None):
            continue
        mark = entered or (None if total is None else bounds.scale.mark(total))
        by_mark = 3 if bounds.threshold_is_mark_3 else 6
        never_low = by_mark if bounds.delta == 0 else 6
        if bounds.mark_4_is_never_low:
            never_low = min(never_low, 4)
        told = {
            "n": True,
            "below": _told_below(total, mark, bounds.threshold, by_mark, bounds),
            "low": _told_below(total, mark, bounds.low, never_low, bounds),
            "mass": _told_from(total, mark, bounds.mass),
            "high": _told_from(total, mark, bounds.high),
            **{str(one): None if mark is None else mark == one for one in MARKS},
        }
        for name, truth in told.items():
            found[name][0] += truth is True
            found[name][1] += truth is not False
    return {name: (least, most) for name, (least, most) in found.items()}


def _told_below(
    total: int | None, mark: int | None, points: int | None, above_from: int, bounds: Boundaries
) -> bool | None:
    if total is not None and points is not None:
        return total < points
    if mark == 2 and bounds.threshold_is_mark_3:
        return True
    return False if mark is not None and mark >= above_from else None


def _told_from(total: int | None, mark: int | None, level: Any) -> bool | None:
    if total is not None and level.points is not None:
        return bool(total >= level.points)
    if mark is None or level.mark is None:
        return None
    return bool(mark >= level.mark)


@given(st.lists(ROWS, max_size=4), SCALES)
def test_arrays_count_what_one_would_count_by_hand(
    schools: list[list[tuple[Any, Any, int]]], scale: Scale
) -> None:
    results = [
        with_pupils("russian", _rows(drawn), school=str(number), scale=scale)
        for number, drawn in enumerate(schools)
    ]
    bounds = boundaries_of(procedure(scale=scale), METHODOLOGY)
    for drawn, one in zip(schools, counted(*results), strict=True):
        found, plain = one.subjects[0].unit.counts, _plain(drawn, bounds)
        assert found.n == plain["n"][0]
        assert found.below == Part(*plain["below"])
        assert found.low == Part(*plain["low"])
        assert found.mass == Part(*plain["mass"])
        assert found.high == Part(*plain["high"])
        for mark, part in found.marks.items():
            assert part == Part(*plain[str(mark)])


@given(ROWS, SCALES)
def test_fewer_are_below_the_threshold_than_below_threshold_and_delta(
    drawn: list[tuple[Any, Any, int]], scale: Scale
) -> None:
    found = counts(with_pupils("russian", _rows(drawn), scale=scale))
    assert found.below is not None
    assert found.low is not None
    assert 0 <= found.below.least <= found.low.most <= found.n
    assert found.below.least <= found.low.least


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_pupils_does_not_matter(
    drawn: list[tuple[Any, Any, int]], random: Any
) -> None:
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert counts(with_pupils("math", _rows(drawn))) == counts(with_pupils("math", _rows(shuffled)))
