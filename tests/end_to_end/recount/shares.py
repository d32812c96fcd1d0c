"""Shares: Wilson's interval as the roots of its equation, Fréchet bounds by trying all cases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt

Z = 1.959963984540054
"""Quantile of 97,5 %."""
Ends = tuple[float, float]
Part = tuple[int, int]
"""At least so many, at most so many."""


def wilson(part: int, whole: int) -> Ends:
    """Percent: both p with (p − part/whole)² = z² · p(1 − p) / whole."""
    square = Z * Z
    a = 1 + square / whole
    b = -(2 * part / whole + square / whole)
    c = (part / whole) ** 2
    root = sqrt(max(b * b - 4 * a * c, 0.0))
    return 100 * (-b - root) / (2 * a), 100 * (-b + root) / (2 * a)


def in_any(
    subjects: Sequence[tuple[int, Part]], others: Sequence[int], grade_size: int | None
) -> tuple[Fraction, Fraction] | None:
    """Percent of pupils with a property in at least one subject, known from totals alone.

    `subjects`: participants and how many have it; `others`: participants of subjects whose
    property does not matter, who belong to the whole all the same.
    """
    sizes = [n for n, _ in subjects if n] + [n for n in others if n]
    if not sizes:
        return None
    largest = max(sizes)
    # as many in each subject: the same pupils
    most = largest if set(sizes) == {largest} else sum(sizes)
    if grade_size is not None:
        most = max(largest, min(most, grade_size))
    ends = []
    for pupils in range(largest, most + 1):
        # every place beyond one a pupil can hide one repetition
        repeated = sum(sizes) - pupils
        sure = [low for _, (low, _) in subjects]
        low = max([0, *sure, sum(sure) - repeated])
        high = min(pupils, sum(high for _, (_, high) in subjects))
        ends.append((Fraction(100 * low, pupils), Fraction(100 * high, pupils)))
    return min(low for low, _ in ends), max(high for _, high in ends)
