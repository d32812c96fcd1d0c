"""Five levels of preparation by bounds, by marks, and by what totals tell (DOMAIN F02)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.levels import level_bounds, levels_of_histogram, levels_of_marks
from app.domain.results import Scale
from app.domain.shares import Part, exactly

SCALE = Scale(max_points=24, min_3=10, min_4=16, min_5=21)


def test_a_two_is_halved_by_its_points() -> None:
    assert level_bounds(SCALE).starts == (5,)
    # 15 points below «3»: a total b is low when 2·b < 15
    assert level_bounds(Scale(33, 15, 23, 29)).starts == (8,)
    assert level_bounds(SCALE).is_default


def test_bounds_of_a_region_carry_no_mark() -> None:
    bounds = level_bounds(Scale(24, 10, 16, 21, levels=(4, 9, 15, 20)))
    assert bounds.starts == (4, 9, 15, 20)
    assert not bounds.is_default
    assert not bounds.by_marks


def test_bounds_that_are_those_of_marks_are_told_by_marks() -> None:
    assert level_bounds(Scale(24, 10, 16, 21, levels=(3, 10, 16, 21))).by_marks


def test_without_a_scale_marks_still_tell_the_upper_three() -> None:
    bounds = level_bounds(Scale())
    marks = {2: exactly(3), 3: exactly(4), 4: exactly(2), 5: exactly(1)}
    assert levels_of_marks(marks, (), bounds) == {
        1: Part(0, 3), 2: Part(0, 3), 3: exactly(4), 4: exactly(2), 5: exactly(1),
    }  # fmt: skip


def test_a_bound_belongs_to_the_upper_level() -> None:
    bounds = level_bounds(Scale(5, levels=(1, 2, 3, 4)))
    assert levels_of_histogram((1, 2, 3, 4, 5, 6), bounds) == {
        1: exactly(1), 2: exactly(2), 3: exactly(3), 4: exactly(4), 5: exactly(11),
    }  # fmt: skip


def test_a_short_histogram_has_nobody_on_the_upper_levels() -> None:
    bounds = level_bounds(Scale(5, levels=(1, 2, 3, 4)))
    assert levels_of_histogram((2,), bounds)[5] == exactly(0)


def test_twos_with_enough_points_stand_in_the_upper_half() -> None:
    # ОГЭ in mathematics: three «2» with 12 points each, nothing in geometry
    bounds = level_bounds(Scale(31, 8, 15, 22))
    histogram = (0, 0, 1, *(0,) * 9, 3)
    marks = {2: exactly(4), 3: exactly(0), 4: exactly(0), 5: exactly(0)}
    found = levels_of_marks(marks, histogram, bounds)
    assert (found[1], found[2]) == (exactly(1), exactly(3))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=25))
def test_levels_of_a_histogram_add_up_to_everybody(histogram: list[int]) -> None:
    bounds = level_bounds(Scale(24, levels=(4, 9, 15, 20)))
    found = levels_of_histogram(histogram, bounds)
    assert sum(part.least for part in found.values()) == sum(histogram)
