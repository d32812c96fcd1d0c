"""What a region gets out of one reading is what it gets by the published reference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.indices import State
from app.services.calculating import calculate
from app.services.publishing import publish_year
from tests.unit.services.regions import KEY, PERIOD, put_totals, region, schools, totals


@pytest.mark.parametrize("methodology", ["kbr-2020", "irkutsk-2018"])
def test_nothing_counted_before_the_reference_differs_by_it(
    tmp_path: Path, methodology: str
) -> None:
    with region(tmp_path, methodology=methodology) as context:
        for n, one in enumerate(schools(40), 1):
            put_totals(context, one, replace(KEY, year="2024/2025"), totals(n + 3))
        year = publish_year(context)
        again = calculate(context, PERIOD)
        assert again.reference == year.reference
        assert year.calculation.as_json() == again.as_json()
        assert len(year.calculation.classes) == 40 * len(context.methodology.classes)


def test_groups_say_how_many_schools_and_name_none(tmp_path: Path) -> None:
    with region(tmp_path) as context:
        year = publish_year(context)
    rows = list(year.calculation.classes)
    for group in year.groups():
        states = [row.state for row in rows if row.class_code == group.code]
        assert group.inside == states.count(State.IN)
        assert group.open == states.count(State.UNDETERMINED)
        assert set(group.as_json()) == {"class", "in", "undetermined"}
    assert any(group.inside for group in year.groups())
