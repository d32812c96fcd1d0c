"""The median of points in words (DOMAIN F19n): the middle one, of an even number half their sum."""

from __future__ import annotations

from fractions import Fraction

from app.domain.messages import count, number

NO_DISTRIBUTION = (
    "нет данных: баллы каждого участника или распределение баллов; по одной сумме, среднему баллу "
    "или отметкам середину не найти"
)


def median_of(middle: tuple[int, int]) -> Fraction:
    """Half the sum of the two middle totals; an odd number of totals has the same one twice."""
    return Fraction(sum(middle), 2)


def points_told(value: Fraction) -> str:
    """«12 баллов», «12,5 балла»."""
    if value.denominator == 1:
        return count(int(value), "балл", "балла", "баллов")
    return f"{number(value)} балла"


def median_told(middle: tuple[int, int], n: int) -> str:
    """Who stands in the middle of `n` participants and what they scored."""
    if n % 2:
        place = f"{number((n + 1) // 2)}-й"
        return f"Расчёт: в середине стоит {place} из {number(n)}, у него {_scored(middle[0])}."
    places = f"{number(n // 2)}-й и {number(n // 2 + 1)}-й"
    head = f"Расчёт: в середине стоят {places} из {number(n)}, у них {number(middle[0])} и "
    half = points_told(median_of(middle))
    return f"{head}{_scored(middle[1])}; ({middle[0]} + {middle[1]}) / 2 = {half}."


def _scored(total: int) -> str:
    return count(total, "балл", "балла", "баллов")


def mean_told(sum_points: Fraction, n: int) -> str:
    """The mean beside it."""
    return f"Среднее арифметическое: {points_told(sum_points / n)}."
