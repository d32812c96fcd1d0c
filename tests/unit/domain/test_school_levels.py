"""The level of a school by УД stands only where the region set bounds (DOMAIN F02)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.methodology import Parameter
from app.domain.school_levels import school_level, starts_of
from tests.unit.analysis.results import pupils, with_pupils
from tests.unit.services.calculations import METHODOLOGY, calculation, value_of

STARTS = tuple(Fraction(value) for value in (30, 45, 65, 85))


@pytest.mark.parametrize(
    ("percent", "level"), [(0, 1), (29, 1), (30, 2), (45, 3), (64, 3), (65, 4), (85, 5), (100, 5)]
)
def test_a_bound_belongs_to_the_level_above_it(percent: int, level: int) -> None:
    assert school_level(Fraction(percent), STARTS) == level


@pytest.mark.parametrize(
    "value",
    ["30", Fraction(30), (), ("30", "45", "65"), ("30", "45", "45", "85"), ("a", "b", "c", "d"),
     ("30", "45", "65", "101"), ("0", "45", "65", "85")],
)  # fmt: skip
def test_bounds_are_four_growing_percents(value: str | Fraction | tuple[str, ...]) -> None:
    assert starts_of(value) == ()


def test_without_bounds_of_the_region_no_level_is_given() -> None:
    works = with_pupils("math", pupils([10, 15, 24, 0, 7]))
    bare = value_of(calculation(works), "achievement", "math")
    assert "school_level" not in bare.as_json()
    assert "Уровень школы" not in bare.explanation
    own = Parameter(
        "achievement_levels", "Границы уровней", ("30", "45", "65", "85"), "%", "приказ"
    )
    parameters = {**METHODOLOGY.parameters, own.code: own}
    found = calculation(works, methodology=replace(METHODOLOGY, parameters=parameters))
    value = value_of(found, "achievement", "math")
    assert value.value == Fraction(5600, 120)
    assert value.as_json()["school_level"] == 3
    assert "Уровень школы по УД: базовый (от 45,0 до 65,0\u00a0%)." in value.explanation
