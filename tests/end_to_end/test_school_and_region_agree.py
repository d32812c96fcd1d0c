"""With the region's reference a school or district gets the very numbers that the region has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from app.domain.calculations import Calculation
from app.domain.indices import IndexValue
from app.services.calculating import calculate
from app.services.demonstrating import demonstrate
from app.services.opening import open_base
from app.services.publishing import publish
from app.services.referencing import install

LEFT_OUT = "021374"
"""The example's school with an error in its data: it is not sent."""
JOINED = ("low_procedure", "high_procedure")
"""Counted over pupils by their codes, which stay at home; their counts travel."""


@dataclass(frozen=True, repr=False)
class Both:
    """Not written out by pytest when a test fails: that would take minutes and gigabytes."""

    home: Calculation
    """What the district computes with the region's reference."""
    region: Calculation


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("agree") / "demo"
    demonstrate(folder, lambda _done, _total, _what: None)
    with ExitStack() as until_done:
        district = open_base(folder / "base.sqlite")
        until_done.callback(district.close)
        region = open_base(folder / "region" / "base.sqlite")
        until_done.callback(region.close)
        install(district, publish(region))
        yield Both(calculate(district, district.period), calculate(region, region.period))


def test_every_class_is_the_same_at_the_school_and_at_the_region(
    both: Both,
) -> None:
    home, region = (
        {
            (row.school, row.class_code): row.as_json()
            for row in found.classes
            if row.school != LEFT_OUT
        }
        for found in (both.home, both.region)
    )
    assert len({school for school, _ in home}) == 11
    assert set(home) == set(region)
    assert not [place for place, row in home.items() if row != region.get(place)]
    # the very case that was found: 3 children of 58, dropped on the way before
    assert home["021360", "mixed_language"]["state"] == "out"
    assert "5,2\N{NO-BREAK SPACE}% (3 из 58)" in region["021360", "mixed_language"]["because"]


def test_every_value_of_a_school_is_the_same_at_the_region(
    both: Both,
) -> None:
    home, region = _values(both.home), _values(both.region)
    assert set(home) == set(region)
    assert len(home) > 600
    assert not [
        place for place, value in home.items() if _numbers(value) != _numbers(region[place])
    ]


def test_what_was_joined_by_codes_came_from_the_school_and_says_so(both: Both) -> None:
    home, region = _values(both.home), _values(both.region)
    told = [
        place
        for place, value in region.items()
        if value.index in JOINED and "в её пакете" in value.explanation
    ]
    assert len(told) == 20
    assert all(region[place].value is not None for place in told)
    assert not any("в её пакете" in home[place].explanation for place in told)


def _values(found: Calculation) -> dict[tuple[object, ...], IndexValue]:
    """Values of the schools that were sent."""
    schools = {row.school for row in found.classes} - {LEFT_OUT}
    return {
        (one.school, one.index, one.procedure, one.subject, one.grade, one.level): one
        for one in found.values
        if one.school in schools
    }


def _numbers(value: IndexValue) -> dict[str, Any]:
    """All but the sentence: it also tells where a number came from, from pupils or in a package."""
    return {name: part for name, part in value.as_json().items() if name != "explanation"}
