"""The greatest total of a work as a row states it."""

from __future__ import annotations

import pytest

from app.domain.results import Scale
from app.spreadsheets.titles import with_most_points

ABOVE = Scale(max_points=24)


@pytest.mark.parametrize(("text", "most"), [("1", 1), ("16", 16), ("1000", 1000), ("", 24)])
def test_what_a_work_may_be_worth_is_taken(text: str, most: int) -> None:
    found = with_most_points(text, ABOVE)
    assert found is not None
    assert found.max_points == most


@pytest.mark.parametrize("text", ["0", "1001", "40000", "9" * 5000])
def test_what_no_work_is_worth_is_refused(text: str) -> None:
    assert with_most_points(text, ABOVE) is None
