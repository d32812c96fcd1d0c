"""Scales: marks out of points, and bounds that contradict each other."""

from __future__ import annotations

import pytest

from app.domain.results import Scale

RUSSIAN = Scale(max_points=34, min_3=15, min_4=22, min_5=28)


@pytest.mark.parametrize(
    ("total", "mark"), [(0, 2), (14, 2), (15, 3), (21, 3), (22, 4), (27, 4), (28, 5), (34, 5)]
)
def test_a_total_at_the_bound_has_already_passed_it(total: int, mark: int) -> None:
    assert RUSSIAN.mark(total) == mark


def test_a_scale_that_is_not_known_whole_gives_no_marks() -> None:
    assert Scale(min_3=15, min_4=22).mark(30) is None


def test_the_lower_threshold_is_the_least_three_unless_told_otherwise() -> None:
    assert RUSSIAN.lower_bound == 15
    assert Scale(min_3=15, threshold=12).lower_bound == 12


@pytest.mark.parametrize(
    "scale",
    [
        Scale(min_3=22, min_4=15),
        Scale(max_points=20, min_5=28),
        Scale(min_3=-1),
        Scale(threshold=20, mass_from=18),
        Scale(min_3=20, mass_from=18),
        Scale(mass_from=30, high_from=25),
        Scale(max_points=20, high_from=25),
    ],
)
def test_bounds_that_contradict_each_other_are_noticed(scale: Scale) -> None:
    assert scale.faults()


def test_unknown_bounds_contradict_nothing() -> None:
    assert not Scale().faults()
    assert not RUSSIAN.faults()
    assert not Scale(max_points=34, threshold=15, high_from=28).faults()
