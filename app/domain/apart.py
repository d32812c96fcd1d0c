"""Two numbers side by side: printed so that different ones look different and gaps add up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.domain.messages import number, rounded

_MOST_PLACES = 9
"""Beyond this a difference is the noise of floats."""


@dataclass(frozen=True, slots=True)
class Apart:
    """Two numbers and how far they lie apart, as people read them."""

    own: str
    bound: str
    gap: str


def told_apart(value: Fraction, threshold: Fraction, places: int = 1) -> tuple[str, str]:
    """Both numbers with so many places, `places` at least, that different ones look different."""
    places = _places(value, threshold, places)
    return number(value, places), number(threshold, places)


def gap_told(value: Fraction, threshold: Fraction, places: int | None = None) -> Apart:
    """Both numbers and their difference; who subtracts what is printed finds what is printed.

    `places`: how many to begin with; None: as many as tell the two apart.
    Two places more are tried. Thirds never agree, however many: there it is the difference of the
    numbers as they are printed.
    """
    first = _places(value, threshold, 1) if places is None else places
    agreeing = (
        many
        for many in range(first, first + 3)
        if rounded(abs(value - threshold), many) == _printed_gap(value, threshold, many)
    )
    many = next(agreeing, first + 1)
    gap = _printed_gap(value, threshold, many)
    return Apart(number(value, many), number(threshold, many), number(gap, many))


def _places(value: Fraction, threshold: Fraction, places: int) -> int:
    while (
        value != threshold
        and places < _MOST_PLACES
        and rounded(value, places) == rounded(threshold, places)
    ):
        places += 1
    return places


def _printed_gap(value: Fraction, threshold: Fraction, places: int) -> Fraction:
    return abs(rounded(value, places) - rounded(threshold, places))
