"""The median of a whole region or district: all participants of a work together."""

from __future__ import annotations

from fractions import Fraction
from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.indices import IndexValue
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.results import SchoolResults, Totals
from app.services.totalling import totals_of
from tests.unit.analysis.results import METHODOLOGY, pupils, with_pupils, with_totals
from tests.unit.services.calculations import calculation

REGION = Organisation(organisation_uid("83", "83"), "83", "Регион", OrganisationKind.REGION)


def of_region(*results: SchoolResults, **parts: Any) -> list[IndexValue]:
    found = calculation(*results, **{"own": REGION, "whole_region": True, **parts})
    return [one for one in found.values if (one.school, one.index) == ("83", "median")]


@given(st.lists(st.lists(st.integers(0, 24), min_size=1, max_size=9), min_size=1, max_size=6))
def test_all_participants_count_alike_rows_and_distributions_mixed(
    schools: list[list[int]],
) -> None:
    rows = [
        with_pupils("russian", pupils(points), school=f"0411{number + 1:02}")
        for number, points in enumerate(schools)
    ]
    mixed = [
        SchoolResults(one.school, one.procedure, totals=totals_of(METHODOLOGY, one))
        if number % 2
        else one
        for number, one in enumerate(rows)
    ]
    points = [Fraction(one) for of_school in schools for one in of_school]
    (value,) = of_region(*mixed)
    assert (value.value, value.n) == (median(points), len(points))
    assert value.as_json()["mean"] == float(sum(points) / len(points))
    assert value.as_json()["schools"] == len(schools)
    assert f"Взяты результаты: {len(schools)} школ" in value.explanation


def test_schools_without_a_distribution_are_named_and_a_majority_of_them_ends_it() -> None:
    rows = with_pupils("russian", pupils([3, 12, 20, 20, 24]))
    few = with_totals("russian", Totals(participants=5, sum_points=60), school="041102")
    many = with_totals("russian", Totals(participants=6, sum_points=60), school="041102")
    (value,) = of_region(rows, few)
    assert (value.value, value.n) == (Fraction(20), 5)
    assert "Без распределения баллов: 1 школа." in value.explanation
    (value,) = of_region(rows, many)
    assert value.value is None
    assert "меньше чем у половины участников" in (value.reason or "")


def test_each_work_has_its_own_and_nobody_alone_has_one() -> None:
    works = [
        with_pupils("russian", pupils([3, 12, 20])),
        with_pupils("math", pupils([5, 7])),
        with_pupils("math", pupils([9]), grade=6),
    ]
    found = {(one.subject, one.grade): one.value for one in of_region(*works)}
    assert found == {("russian", 5): 12, ("math", 5): 6, ("math", 6): 9}
    school = Organisation(organisation_uid("83", "041101"), "041101", "Школа")
    values = calculation(*works, own=school).values
    assert len([one for one in values if one.index == "median"]) == 3  # of its works, no more
    assert of_region() == []


def test_impossible_results_are_left_out() -> None:
    good = with_pupils("russian", pupils([3, 12, 20]))
    bad = with_pupils("russian", pupils([30, 30, 30]), school="041102")
    (value,) = of_region(good, bad)
    assert (value.value, value.n) == (Fraction(12), 3)
