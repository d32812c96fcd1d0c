"""Levels and sub-conditions over pupil rows, and over totals (DOMAIN F02, 9.6)."""

from __future__ import annotations

from array import array
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.counting import count_results
from app.analysis.totals import histogram_of
from app.domain.counts import Counts
from app.domain.levels import LEVELS
from app.domain.results import Scale, SchoolResults, Totals
from app.domain.shares import Part, exactly
from tests.unit.analysis.results import (
    METHODOLOGY,
    SCALE,
    counts,
    pupils,
    with_pupils,
    with_totals,
)
from tests.unit.older_scales import scales_before_2026

OWN = replace(SCALE, levels=(4, 9, 15, 20))
ROWS = st.lists(st.tuples(st.integers(-1, 24), st.integers(-1, 5)), min_size=1, max_size=30)


def test_one_pupil_on_each_level() -> None:
    found = counts(with_pupils("math", pupils([4, 5, 10, 16, 21])))
    assert found.levels == {level: exactly(1) for level in LEVELS}


def test_bounds_of_their_own_are_told_by_points_alone() -> None:
    rows = pupils([3, 4, 9, 15, 20, None], marks=[5, 5, 2, 2, 2, 3])
    found = counts(with_pupils("math", rows, scale=OWN))
    assert found.levels == {level: Part(1, 2) for level in LEVELS}


def test_the_entered_mark_tells_the_level() -> None:
    # 12 points are a «3» by the scale; the entered «2» stands: the upper half of it
    found = counts(with_pupils("math", pupils([12, 12], marks=[2, 3])))
    assert (found.levels[2], found.levels[3]) == (exactly(1), exactly(1))


def test_a_two_without_points_is_low_or_reduced() -> None:
    found = counts(with_pupils("math", pupils([None, 3, 20], marks=[2, 2, 4])))
    assert (found.levels[1], found.levels[2]) == (Part(1, 2), Part(0, 1))
    assert found.levels[4] == exactly(1)


def test_nothing_known_is_no_level() -> None:
    assert counts(with_pupils("math", pupils([9, 10]), scale=Scale(24))).levels == {}
    assert counts(with_totals("math", Totals(participants=5))).levels == {}


def test_marks_alone_leave_the_halves_of_a_two_open() -> None:
    totals = Totals(participants=10, marks={2: 3, 3: 4, 4: 2, 5: 1})
    found = counts(with_totals("math", totals))
    assert (found.levels[1], found.levels[2]) == (Part(0, 3), Part(0, 3))
    assert [found.levels[level].exact for level in (3, 4, 5)] == [4, 2, 1]


def test_a_school_measured_by_points_does_not_disturb_one_measured_by_marks() -> None:
    results = [
        with_pupils("math", pupils([3, 10]), school="1", scale=OWN),
        with_pupils("math", pupils([4, 5, 21]), school="2"),
        with_pupils("math", pupils([]), school="3"),
    ]
    first, second, _ = count_results(results, METHODOLOGY)
    assert first.subjects[0].unit.counts.levels == {
        1: exactly(1), 2: exactly(0), 3: exactly(1), 4: exactly(0), 5: exactly(0),
    }  # fmt: skip
    assert second.subjects[0].unit.counts.levels == {
        1: exactly(1), 2: exactly(1), 3: exactly(0), 4: exactly(0), 5: exactly(1),
    }  # fmt: skip


def _counted(rows: list[tuple[int, int]], scale: Scale) -> Counts:
    totals = [None if total < 0 else total for total, _ in rows]
    marks = [None if mark < 2 else mark for _, mark in rows]
    return counts(with_pupils("math", pupils(totals, marks), scale=scale))


@given(ROWS, st.sampled_from([SCALE, OWN, Scale(24), replace(SCALE, levels=(3, 10, 16, 21))]))
def test_levels_hold_everybody_between_their_bounds(
    rows: list[tuple[int, int]], scale: Scale
) -> None:
    found = _counted(rows, scale)
    if not found.levels:
        return
    least = sum(part.least for part in found.levels.values())
    assert least <= found.n <= sum(part.most for part in found.levels.values())
    if all(part.exact is not None for part in found.levels.values()):
        assert least == found.n  # 100 % by counts


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30), st.sampled_from([SCALE, OWN]))
def test_levels_of_a_histogram_are_those_of_the_pupils(totals: list[int], scale: Scale) -> None:
    rows = pupils(totals)
    of_totals = counts(with_totals("math", Totals(histogram=histogram_of(rows)), scale=scale))
    assert of_totals.levels == counts(with_pupils("math", rows, scale=scale)).levels


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_bounds_of_levels_from_marks_hold_what_the_pupils_say(totals: list[int]) -> None:
    of_pupils = counts(with_pupils("math", pupils(totals)))
    marks = {mark: part.least for mark, part in of_pupils.marks.items()}
    of_totals = counts(with_totals("math", Totals(participants=len(totals), marks=marks)))
    for level in LEVELS:
        part = of_totals.levels[level]
        assert part.least <= of_pupils.levels[level].least <= part.most


def oge(subject: str, totals: list[int], marks: list[int | None], subs: list[int]) -> Counts:
    rows = replace(pupils(totals, marks), sub_points=array("b", subs))
    one = with_pupils(subject, rows, kind="oge", grade=9, scale=Scale())
    return _by_directory(one)


def _by_directory(one: SchoolResults) -> Counts:
    (found,) = count_results([one], METHODOLOGY, scales_before_2026())
    return found.subjects[0].unit.counts


def test_no_mark_of_mathematics_is_derived_without_the_points_of_geometry() -> None:
    found = oge("math", [12, 12, 12, 7], [None] * 4, [2, 1, -1, -1])
    assert found.marks[2] == Part(2, 3)
    assert found.marks[3] == Part(1, 2)


def test_a_derived_mark_of_russian_needs_literacy() -> None:
    found = oge("russian", [25, 25, 31, 31], [None] * 4, [3, 4, 5, 3])
    # 25 with 3 is a «3»; 31 with 5 a «4»; 31 with 3 the source leaves open
    assert found.marks[3] == Part(1, 2)
    assert found.marks[4] == Part(2, 3)
    assert found.marks[5] == Part(0, 1)


def test_an_entered_mark_stands_whatever_the_sub_points_say() -> None:
    found = oge("math", [12, 20], [3, 4], [0, 0])
    assert [found.marks[mark].exact for mark in (2, 3, 4, 5)] == [0, 1, 1, 0]


def test_a_histogram_gives_bounds_where_marks_need_points_of_their_own() -> None:
    histogram = (*(0,) * 5, 2, *(0,) * 6, 3)
    one = with_totals("math", Totals(histogram=histogram), kind="oge", grade=9, scale=Scale())
    found = _by_directory(one)
    assert found.marks[2] == Part(2, 5)
    assert found.marks[3] == Part(0, 3)
    assert found.marks[4] == exactly(0)
