"""The control share «не ниже базового» (DOMAIN F02, S3 п. 8)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.levels import basic_or_higher
from app.domain.results import Totals
from app.domain.shares import Part, exactly
from tests.unit.analysis.results import pupils, with_pupils, with_totals
from tests.unit.services.calculations import calculation, value_of


def test_it_is_the_sum_of_the_three_upper_levels() -> None:
    found = calculation(with_pupils("math", pupils([0, 5, 9, 10, 16, 21, 24])))
    value = value_of(found, "share_basic_or_higher", "math")
    levels = [value_of(found, f"level_{level}", "math").value or 0 for level in (3, 4, 5)]
    assert value.value == sum(levels)
    assert (value.numerator, value.denominator) == (4, 7)
    assert value.interval is not None
    assert "default_boundary" in value.flags


def test_marks_alone_tell_it_though_they_do_not_part_the_lower_levels() -> None:
    totals = Totals(marks={2: 3, 3: 4, 4: 2, 5: 1})
    found = calculation(with_totals("math", totals))
    assert value_of(found, "level_1", "math").value is None
    assert value_of(found, "share_basic_or_higher", "math").value == 70


def test_nothing_known_of_levels_is_nothing() -> None:
    assert basic_or_higher({}, 10) is None
    some = {1: Part(0, 3), 2: Part(0, 3), 3: exactly(4), 4: exactly(2), 5: exactly(1)}
    assert basic_or_higher(some, 10) == exactly(7)


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_with_the_two_lower_levels_it_makes_the_whole(totals: list[int]) -> None:
    found = calculation(with_pupils("math", pupils(totals)))
    lower = [value_of(found, f"level_{level}", "math").value or 0 for level in (1, 2)]
    upper = value_of(found, "share_basic_or_higher", "math").value
    assert upper is not None
    assert sum(lower) + upper == 100
