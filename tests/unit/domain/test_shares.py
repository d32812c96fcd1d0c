"""Wilson's interval (DOMAIN F08) and Fréchet bounds (F05)."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shares import Group, Part, exactly, in_any_bounds, quantile, wilson

Z = quantile(Fraction(19, 20))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 20, 0, 16.11),
        (0, 30, 0, 11.35),
        (3, 10, 10.78, 60.32),
        (6, 20, 14.55, 51.90),
        (30, 100, 21.89, 39.58),
        (1, 25, 0.71, 19.54),
    ],
)
def test_wilson_gives_the_worked_examples(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole, Z) == pytest.approx((low, high), abs=0.005)


@given(st.integers(1, 10_000), st.data())
def test_wilson_holds_the_share_and_stays_within_a_hundred(n: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, n))
    low, high = wilson(part, n, Z)
    assert 0 <= low <= 100 * part / n <= high <= 100
    mirrored = wilson(n - part, n, Z)
    assert mirrored == pytest.approx((100 - high, 100 - low), abs=1e-9)


def test_twenty_pupils_with_four_and_six_low_lie_between_thirty_and_fifty_percent() -> None:
    groups = [Group(20, exactly(4)), Group(20, exactly(6))]
    assert in_any_bounds(groups) == (Fraction(30), Fraction(50))


def test_subjects_that_do_not_matter_belong_to_the_whole_only() -> None:
    groups = [Group(20, exactly(4)), Group(20, exactly(15), counts=False)]
    assert in_any_bounds(groups) == (Fraction(20), Fraction(20))


def test_without_participants_there_are_no_bounds() -> None:
    assert in_any_bounds([]) is None
    assert in_any_bounds([Group(0, exactly(0))]) is None


def test_different_numbers_of_participants_widen_the_bounds() -> None:
    groups = [Group(20, exactly(4)), Group(18, exactly(6))]
    low, high = in_any_bounds(groups) or (0, 0)
    assert low < 30
    assert high == 50
    # the grade is not larger than 20, so nobody else can have taken part
    assert in_any_bounds(groups, grade_size=20) == (Fraction(30), Fraction(50))


def test_a_part_known_in_bounds_widens_them_too() -> None:
    groups = [Group(20, Part(4, 10)), Group(20, exactly(6))]
    assert in_any_bounds(groups) == (Fraction(30), Fraction(80))


def _subsets(grade: range) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(grade, size) for size in range(len(grade) + 1)))


@pytest.mark.parametrize("size", [2, 3])
def test_no_real_class_lies_outside_the_bounds(size: int) -> None:
    """Every way two subjects can be taken and failed by a small class."""
    subsets = _subsets(range(size))
    for taken_a, taken_b in product(subsets, subsets):
        for low_a, low_b in product(_subsets_of(taken_a), _subsets_of(taken_b)):
            groups = [
                Group(len(taken_a), exactly(len(low_a))),
                Group(len(taken_b), exactly(len(low_b))),
            ]
            took_part = {*taken_a, *taken_b}
            if not took_part or (len(taken_a) == len(taken_b) and taken_a != taken_b):
                continue  # equal numbers are taken to be the same pupils
            bounds = in_any_bounds(groups, grade_size=size)
            assert bounds is not None
            share = 100 * Fraction(len({*low_a, *low_b}), len(took_part))
            assert bounds[0] <= share <= bounds[1], (taken_a, taken_b, low_a, low_b)


def _subsets_of(taken: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [tuple(one) for size in range(len(taken) + 1) for one in combinations(taken, size)]
