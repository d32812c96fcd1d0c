"""Types of table 1 (DOMAIN F11, F12): strict inequalities, three answers, one main type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers
from app.domain.calculations import CalculationInputs
from app.domain.class_rules import AllOf, Middle, ShareAbove
from app.domain.indices import ClassRow, State
from app.domain.methodology import Methodology
from app.domain.organisations import organisation_uid
from app.domain.quantiles import lowest_threshold, mean, rank_value
from app.services.calculating import calculate_from
from tests.unit.services.calculations import METHODOLOGY, PERIOD, school

TYPES = ("deprived_rural", "deprived_urban", "small_rural", "remote", "deviance", "mixed_language")


def social(pupils: int, higher: int, **more: int) -> dict[str, Any]:
    given = {"single_parent": 0, "registered_school": 0, "non_native": 0, **more}
    return {"pupils_total": pupils, "parents_higher": higher, **given}


def rows(
    schools: Mapping[str, tuple[dict[str, Any], dict[str, Any]]],
    methodology: Methodology = METHODOLOGY,
) -> dict[tuple[str, str], ClassRow]:
    """(school, class) → row; each school is (social passport, passport)."""
    answers = {}
    for code, (passport_of_pupils, passport) in schools.items():
        uid = organisation_uid("83", code)
        answers[uid, "social_passport"] = Answers(passport_of_pupils)
        answers[uid, "passport"] = Answers(passport)
    inputs = CalculationInputs(
        PERIOD, methodology, tuple(school(code) for code in schools), answers
    )
    return {(row.school, row.class_code): row for row in calculate_from(inputs).classes}


VILLAGE = {"locality": "rural", "remote": False}
TOWN = {"locality": "urban", "remote": False}


def region(*first: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """The given schools, and ten well-off ones so that a quarter of all is three or four."""
    low = {f"0{n}": one for n, one in enumerate(first, 1)}
    return {**low, **{f"{n}": (social(200, 150 + n), TOWN) for n in range(21, 31)}}


def test_d9_is_the_value_of_the_ninth_rank_and_only_what_is_above_it_counts() -> None:
    values = [Fraction(value) for value in (0, 0, 1, 1, 2, 2, 3, 4, 5, 9)]
    d9 = rank_value(values, Fraction(9, 10))
    assert d9 == 5
    assert [value for value in values if value > d9] == [9]


@pytest.mark.parametrize(
    ("method", "threshold"), [("ceil", 40), ("floor", 38), ("linear", Fraction(40))]
)
def test_the_boundary_of_the_lowest_quarter_has_three_ways(
    method: str, threshold: Fraction | int
) -> None:
    values = [Fraction(value) for value in (31, 38, 40, 40, 40, 52, 60, 71, 80, 95)]
    assert lowest_threshold(values, Fraction(1, 4), method) == threshold
    linear = [Fraction(value) for value in (10, 20, 30, 40)]
    assert lowest_threshold(linear, Fraction(1, 4), "linear") == Fraction(35, 2)
    assert lowest_threshold(linear[:2], Fraction(1, 4), "floor") is None


@given(
    st.lists(st.fractions(0, 100, max_denominator=500), min_size=1, max_size=40),
    st.sampled_from([Fraction(1, 4), Fraction(1, 5), Fraction(9, 10)]),
    st.randoms(use_true_random=False),
)
def test_places_in_a_distribution_do_not_hang_on_the_order_of_schools(
    values: list[Fraction], share: Fraction, random: Any
) -> None:
    mixed = list(values)
    random.shuffle(mixed)
    threshold = lowest_threshold(values, share)
    assert threshold == lowest_threshold(mixed, share)
    assert threshold is not None
    assert sum(value <= threshold for value in values) >= share * len(values)
    assert sum(value < threshold for value in values) < share * len(values)
    middle = mean(values)
    assert middle == mean(mixed)
    assert middle is not None
    assert min(values) <= middle <= max(values)


@given(st.fractions(0, 100, max_denominator=300), st.integers(1, 50))
def test_a_mean_of_equal_schools_is_exactly_their_value(value: Fraction, schools: int) -> None:
    assert mean([value] * schools) == value


def test_types_overlap_and_the_main_one_goes_by_priority() -> None:
    remote = {"locality": "rural", "remote": True}
    found = rows(region((social(99, 1), remote), (social(100, 1), VILLAGE), (social(150, 2), TOWN)))
    states = {code: found["01", code].state for code in TYPES}
    assert states == {
        "deprived_rural": "in", "deprived_urban": "out", "small_rural": "in", "remote": "in",
        "deviance": "out", "mixed_language": "out",
    }  # fmt: skip
    mains = [code for code in TYPES if found["01", code].main]
    assert mains == ["remote"]
    assert found["01", "remote"].because.endswith("Это основной тип школы.")
    assert found["01", "remote"].as_json()["main"] is True
    # exactly one hundred is not «fewer than one hundred»
    assert found["02", "small_rural"].state == "out"
    assert found["02", "deprived_rural"].main
    assert found["03", "deprived_urban"].state == "in"


def test_outside_the_lowest_quarter_no_type_is_given_and_nothing_is_missing() -> None:
    found = rows({**region((social(100, 1), VILLAGE)), "40": (social(50, 50), {})})
    for code in TYPES:
        row = found["40", code]
        assert row.state is State.OUT
        assert row.because.startswith("Не присваивается: школа не входит в группу")


def test_what_is_not_known_leaves_a_type_undetermined_unless_something_else_settles_it() -> None:
    nothing_said = social(100, 1)
    del nothing_said["non_native"]
    found = rows(region((nothing_said, {}), (social(100, 1), {"oktmo": "83640440101"})))
    assert found["01", "deprived_rural"].state == "undetermined"
    assert found["01", "mixed_language"].state == "undetermined"
    assert "Неизвестно" in found["01", "deprived_rural"].because
    # the code of the place tells that it is a village; a hundred pupils are not fewer than that
    assert found["02", "deprived_rural"].state == "in"
    assert "по коду ОКТМО" in found["02", "deprived_rural"].because
    assert found["01", "small_rural"].state == "out"


def test_deviance_looks_at_any_register_when_it_was_entered_and_is_strict() -> None:
    some = [(social(100, 1, registered_school=n, registered_any=2 * n), TOWN) for n in (1, 2)]
    found = rows(region(*some))
    # of 12 schools D9 is the 11th value: 2 %, and only 4 % is above it
    assert found["01", "deviance"].state == "out"
    assert found["02", "deviance"].state == "in"
    assert found["02", "deviance"].threshold == 2
    assert found["02", "deviance"].as_json()["threshold"] == 2.0
    assert (
        "4,0\u00a0% (4 из 100), это больше девятого дециля значений 12 школ этой базы: 2,0\u00a0%"
    ) in found["02", "deviance"].because


def test_language_is_held_against_the_unweighted_mean_of_schools() -> None:
    found = rows(
        region((social(10, 0, non_native=6), TOWN), (social(1000, 0, non_native=50), TOWN))
    )
    # mean over 12 schools: (60 + 5) / 12 ≈ 5,4; weighted by pupils it would be below 2
    assert found["01", "mixed_language"].state == "in"
    assert found["02", "mixed_language"].state == "out"
    assert found["02", "mixed_language"].threshold == Fraction(65, 12)


def test_every_class_row_says_why_and_names_its_threshold() -> None:
    found = rows(region((social(100, 1), VILLAGE)))
    for row in found.values():
        assert row.because.endswith(".")
        assert "рейтинг" not in row.because.lower()
        assert row.because.count("Предварительно") == int(row.provisional)
    assert found["01", "lowest_group"].threshold is not None
    assert found["01", "lowest_group"].provisional


def test_a_region_may_compare_with_the_mean_of_children_instead_of_schools() -> None:
    # one large school with many such children moves the mean of children, not that of schools
    some = [(social(100, 1, non_native=9), TOWN), (social(1000, 20, non_native=300), TOWN)]
    schools = region(*some)
    by_schools = rows(schools)["01", "mixed_language"]
    children = [(one.get("non_native", 0), one["pupils_total"]) for one, _ in schools.values()]
    weighted = Fraction(100 * sum(part for part, _ in children), sum(n for _, n in children))
    (rule,) = [one for one in METHODOLOGY.classes if one.code == "mixed_language"]
    assert isinstance(rule, AllOf)
    mean_of_children = replace(
        rule,
        conditions=tuple(
            replace(one, middle=Middle.WEIGHTED) if isinstance(one, ShareAbove) else one
            for one in rule.conditions
        ),
    )
    classes = tuple(mean_of_children if one is rule else one for one in METHODOLOGY.classes)
    found = rows(schools, replace(METHODOLOGY, classes=classes))["01", "mixed_language"]
    assert (by_schools.state, found.state) == (State.IN, State.OUT)
    assert found.threshold == weighted
    assert "среднего по всем детям" in found.because
