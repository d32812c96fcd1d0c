"""School years, calendar years and programmes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import WrongUsage
from app.domain.periods import PeriodKind, parse_period, school_year_of


@pytest.mark.parametrize("text", ["2025/2026", "2025/26", " 2025 / 2026 "])
def test_a_school_year_runs_from_september_to_august(text: str) -> None:
    period = parse_period(text)
    assert (period.key, period.kind) == ("2025/2026", PeriodKind.SCHOOL_YEAR)
    assert (period.start, period.end) == (date(2025, 9, 1), date(2026, 8, 31))
    assert period.title == "2025/2026 учебный год"


def test_the_turn_of_the_century_is_a_school_year_too() -> None:
    assert parse_period("1999/00").key == "1999/2000"


def test_programmes_and_calendar_years_know_what_came_before() -> None:
    assert parse_period("2020–2022").previous().key == "2017-2019"
    assert parse_period("2026").previous().key == "2025"
    assert parse_period("2025/2026").previous().key == "2024/2025"
    assert parse_period("2020-2022").title == "2020–2022 годы"


@pytest.mark.parametrize(
    "text", ["", "2025/2027", "2025/2025", "0000", "2022-2020", "год", "20265", "٢٠٢٥"]
)
def test_an_unclear_period_is_refused_with_advice(text: str) -> None:
    with pytest.raises(WrongUsage, match="непонятен") as caught:
        parse_period(text)
    assert "2025/2026" in caught.value.advice


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_day_lies_in_its_school_year(day: date) -> None:
    period = school_year_of(day)
    assert period.holds(day)
    assert not period.previous().holds(day)
    assert parse_period(period.key) == period
