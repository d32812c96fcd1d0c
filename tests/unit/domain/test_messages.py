"""Numbers and counts as Russians write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain import messages


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(Decimal("1234567.5"), None, "1\u00a0234\u00a0567,5"), (5, None, "5"), (None, None, "—"),
     (Fraction(5795, 87), None, "66,6"), (Fraction(1, 8), 2, "0,13"), (Fraction(-1, 4), 1, "−0,3"),
     (Decimal("0.125"), 2, "0,13"), (Decimal(-3), None, "−3"), (Fraction(2835, 26), 4, "109,0385")],
)  # fmt: skip
def test_numbers_have_commas_no_break_spaces_and_honest_rounding(
    value: Decimal | Fraction | int | None, places: int | None, text: str
) -> None:
    assert messages.number(value, places) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1, "1 школа"), (3, "3 школы"), (12, "12 школ"), (21, "21 школа"), (0, "0 школ")],
)
def test_counts_agree_with_their_nouns(amount: int, text: str) -> None:
    assert messages.count(amount, "школа", "школы", "школ") == text
