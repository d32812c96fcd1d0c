"""The median of points: the middle one, half the sum of two, nothing where it cannot be told."""

from __future__ import annotations

from fractions import Fraction
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from app.domain.indices import IndexValue
from app.domain.medians import median_told
from app.domain.results import SchoolResults, Totals
from app.services.calculating import shown_value
from app.services.totalling import totals_of
from tests.unit.analysis.results import METHODOLOGY, pupils, with_pupils, with_totals
from tests.unit.services.calculations import calculation, value_of


def told(*results: SchoolResults) -> IndexValue:
    return value_of(calculation(*results), "median", "russian")


def test_of_an_odd_number_it_is_the_middle_one() -> None:
    found = told(with_pupils("russian", pupils([20, 3, 12, 7, 24])))
    assert (found.value, found.n) == (Fraction(12), 5)
    assert "в середине стоит 3-й из 5, у него 12 баллов." in found.explanation
    assert "Среднее арифметическое: 13,2 балла." in found.explanation
    assert found.as_json()["mean"] == 13.2
    assert shown_value(found) == "12 баллов"


def test_of_an_even_number_it_is_half_the_sum_of_two() -> None:
    found = told(with_pupils("russian", pupils([20, 3, 12, 7])))
    assert found.value == Fraction(19, 2)
    assert "(7 + 12) / 2 = 9,5 балла." in found.explanation
    assert shown_value(found) == "9,5 балла"
    assert median_told((7, 7), 2) == "Расчёт: в середине стоят 1-й и 2-й из 2, у обоих 7 баллов."


def test_who_was_absent_or_has_a_mark_alone_does_not_count() -> None:
    rows = pupils([20, 3, None, 7, 24], marks=[5, 2, 4, 2, 5], statuses=[0, 0, 0, 0, 1])
    found = told(with_pupils("russian", rows))
    assert (found.value, found.n) == (Fraction(7), 3)


def test_a_sum_of_points_does_not_tell_the_middle() -> None:
    totals = Totals(participants=20, marks={2: 4, 3: 16, 4: 0, 5: 0}, sum_points=240)
    found = told(with_totals("russian", totals))
    assert found.value is None
    assert found.bounds is None
    assert "Нет данных: баллы каждого участника или распределение баллов" in found.explanation
    assert (
        value_of(calculation(with_totals("russian", totals)), "achievement", "russian").value == 50
    )


def test_impossible_points_give_no_median() -> None:
    found = told(with_pupils("russian", pupils([20, 30])))
    assert (found.value, found.flags) == (None, ("contradiction",))


@given(st.lists(st.lists(st.integers(0, 24), min_size=1, max_size=9), min_size=1, max_size=6))
def test_rows_and_their_distribution_have_the_same_median(schools: list[list[int]]) -> None:
    rows = [
        with_pupils("russian", pupils(points), school=f"04110{number + 1}")
        for number, points in enumerate(schools)
    ]
    sums = [
        SchoolResults(one.school, one.procedure, totals=totals_of(METHODOLOGY, one)) for one in rows
    ]
    for results in (rows, sums):
        found = [one for one in calculation(*results).values if one.index == "median"]
        assert [one.value for one in found] == [median(map(Fraction, one)) for one in schools]
