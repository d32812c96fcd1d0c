"""The median of points in words (DOMAIN F19n): the middle one, of an even number half their sum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from app.domain.messages import count, number
from app.domain.results import ProcedureKey

NO_DISTRIBUTION = (
    "нет данных: баллы каждого участника или распределение баллов; по одной сумме, среднему баллу "
    "или отметкам середину не найти"
)
MINORITY = "нет данных: распределение баллов известно меньше чем у половины участников"


@dataclass(frozen=True, slots=True)
class Together:
    """The participants of one work in all schools, without those whose work waits for a check."""

    key: ProcedureKey
    n: int
    """All participants."""
    scored: int
    """Those whose totals are known, one by one or as a distribution."""
    sum_points: int
    middle: tuple[int, int] | None
    """The two totals in the middle of these."""
    schools: int
    """Schools they are of."""
    unknown: int
    """Schools with participants whose totals are not known so."""
    waiting: int
    """Schools whose work waits for a check."""
    test_scale: bool = False
    """Totals are test scores of the ЕГЭ."""

    @property
    def is_whole(self) -> bool:
        """Known of at least half of the participants: a minority is no region (F08)."""
        return self.middle is not None and 2 * self.scored >= self.n > 0

    @property
    def told(self) -> str:
        """The mean, and whose results these are."""
        schools = {
            "Взяты результаты": self.schools,
            "Без распределения баллов": self.unknown,
            "Ждут проверки и не взяты": self.waiting,
        }
        whose = [
            f"{words}: {count(many, 'школа', 'школы', 'школ')}."
            for words, many in schools.items()
            if many
        ]
        return " ".join((mean_told(Fraction(self.sum_points), self.scored), *whose))


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
    head = f"Расчёт: в середине стоят {places} из {number(n)}, у"
    if middle[0] == middle[1]:
        return f"{head} обоих {_scored(middle[0])}."
    half = points_told(median_of(middle))
    both = f"них {number(middle[0])} и {_scored(middle[1])}"
    return f"{head} {both}; ({middle[0]} + {middle[1]}) / 2 = {half}."


def _scored(total: int) -> str:
    return count(total, "балл", "балла", "баллов")


def mean_told(sum_points: Fraction, n: int) -> str:
    """The mean beside it."""
    return f"Среднее арифметическое: {points_told(sum_points / n)}."
