"""Numbers beside each other: the reader who subtracts finds what is printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.apart import gap_told, told_apart

SHARES = st.fractions(-150, 150, max_denominator=900)


def read(shown: str) -> Decimal:
    return Decimal(shown.replace("−", "-").replace(",", "."))


@given(SHARES, SHARES)
def test_what_is_printed_can_be_subtracted(own: Fraction, bound: Fraction) -> None:
    found = gap_told(own, bound)
    assert abs(read(found.own) - read(found.bound)) == read(found.gap)
    assert (own == bound) is (read(found.gap) == 0)
    assert abs(Fraction(read(found.gap)) - abs(own - bound)) <= Fraction(1, 20)


@given(SHARES, SHARES)
def test_different_numbers_look_different(own: Fraction, bound: Fraction) -> None:
    shown = told_apart(own, bound)
    assert (shown[0] == shown[1]) is (own == bound)


@pytest.mark.parametrize(
    ("own", "bound", "said"),
    [
        (Fraction(220, 3), Fraction(200, 3), ("73,33", "66,67", "6,66")),
        (Fraction(733, 10), Fraction(667, 10), ("73,3", "66,7", "6,6")),
        (Fraction(7334, 100), Fraction(6666, 100), ("73,34", "66,66", "6,68")),
        (Fraction(9001, 200), Fraction(45), ("45,01", "45,00", "0,01")),
    ],
)
def test_more_places_are_taken_only_where_fewer_disagree(
    own: Fraction, bound: Fraction, said: tuple[str, str, str]
) -> None:
    found = gap_told(own, bound)
    assert (found.own, found.bound, found.gap) == said


def test_the_noise_of_floats_is_not_printed() -> None:
    assert told_apart(Fraction(0.1) + Fraction(1, 10**17), Fraction(0.1)) == (
        "0,100000000",
        "0,100000000",
    )
