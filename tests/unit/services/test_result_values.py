"""Values over results: shapes, reasons, bounds, flags, explanations."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.results import Totals
from app.services.methodologies import MethodologyCatalogue
from tests.unit.analysis.results import SCALE, SCHOOL, pupils, with_pupils, with_totals
from tests.unit.services.calculations import (
    METHODOLOGY,
    calculation,
    passport,
    value_of,
)


def test_achievement_is_the_worked_example() -> None:
    value = value_of(
        calculation(with_pupils("russian", pupils([10, 15, 24, 0, 7]))), "achievement", "russian"
    )
    assert value.value == Fraction(140, 3)
    row = value.as_json()
    assert (row["numerator"], row["denominator"]) == (56, 120)
    assert row["value"] == pytest.approx(46.666_666_666)
    assert row["interval"] is None
    assert "Расчёт: 100 · 56 / 120 = 46,7" in row["explanation"]


def test_a_row_of_results_has_the_keys_scripts_rely_on() -> None:
    row = value_of(
        calculation(with_pupils("math", pupils([9, 20] * 10))), "share_2", "math"
    ).as_json()
    assert list(row) == [
        "school",
        "index",
        "subject",
        "grade",
        "procedure",
        "year",
        "value",
        "numerator",
        "denominator",
        "interval",
        "bounds",
        "flags",
        "reason",
        "explanation",
    ]
    assert (row["school"], row["index"], row["subject"]) == (SCHOOL, "share_2", "math")
    assert (row["procedure"], row["grade"], row["year"]) == ("vpr", 5, "2025/2026")
    assert (row["value"], row["numerator"], row["denominator"]) == (50.0, 10, 20)
    assert row["interval"] == [pytest.approx(29.93, abs=0.01), pytest.approx(70.07, abs=0.01)]
    assert row["bounds"] is row["reason"] is None
    assert row["flags"] == []


def test_a_row_about_a_school_has_no_subject() -> None:
    row = value_of(calculation(passports={SCHOOL: passport(87, 12, 25, 3)}), "isb").as_json()
    assert not {"subject", "grade", "procedure", "year"} & set(row)


def test_the_low_share_of_twenty_pupils_without_codes_lies_between_bounds() -> None:
    rows = {
        "russian": pupils([5] * 4 + [20] * 16, shared_codes=False),
        "math": pupils([5] * 6 + [20] * 14, shared_codes=False),
    }
    found = calculation(*(with_pupils(name, one) for name, one in rows.items()))
    value = value_of(found, "low_procedure")
    assert value.value is None
    assert value.bounds == (Fraction(30), Fraction(50))
    assert value.interval is None
    assert value.reason is not None
    assert value.reason.startswith("нет данных: коды обучающихся")
    assert "оно лежит от 30,0 до 50,0" in value.explanation


def test_totals_give_bounds_for_a_procedure_and_points_for_its_subjects() -> None:
    marks = {"russian": {2: 4, 3: 16, 4: 0, 5: 0}, "math": {2: 6, 3: 10, 4: 0, 5: 4}}
    scale = replace(SCALE, delta=0)
    found = calculation(
        *(
            with_totals(name, Totals(participants=20, marks=one), scale=scale)
            for name, one in marks.items()
        )
    )
    assert value_of(found, "share_2", "math").value == 30
    assert value_of(found, "low_subject", "math").value == 30
    assert value_of(found, "low_procedure").bounds == (Fraction(30), Fraction(50))
    assert value_of(found, "high_procedure").bounds == (Fraction(20), Fraction(20))
    assert value_of(found, "high_procedure").value is None


def test_totals_of_a_procedure_with_one_subject_are_exact() -> None:
    totals = Totals(participants=20, marks={2: 4, 3: 16, 4: 0, 5: 0})
    found = calculation(with_totals("math", totals, scale=replace(SCALE, delta=0)))
    assert value_of(found, "low_procedure").value == 20


def test_the_mass_index_of_a_procedure_adds_up_works() -> None:
    found = calculation(
        with_pupils("russian", pupils([5, 20, 20])), with_pupils("math", pupils([5, 5, 20]))
    )
    whole = value_of(found, "mass")
    assert (whole.numerator, whole.denominator) == (3, 6)
    assert value_of(found, "mass", "russian").value == Fraction(200, 3)


def test_marks_alone_leave_delta_open() -> None:
    totals = Totals(participants=10, marks={2: 1, 3: 5, 4: 3, 5: 1})
    value = value_of(calculation(with_totals("math", totals)), "low_subject", "math")
    assert value.value is None
    assert value.bounds == (Fraction(10), Fraction(60))
    assert "нужны баллы, а не отметки" in (value.reason or "")


def test_defaults_are_flagged_and_said_in_words() -> None:
    found = calculation(with_pupils("math", pupils([9, 20] * 10)))
    low, mass = value_of(found, "low_subject", "math"), value_of(found, "mass", "math")
    assert "default_delta" in low.flags
    assert "Нижняя граница: 12 (порог 10 + δ 2)." in low.explanation
    assert "Добавка к порогу (δ): по умолчанию, регионом не утверждено." in low.explanation
    assert "default_boundary" in mass.flags
    assert "Граница: по умолчанию, регионом не утверждено." in mass.explanation


def test_boundaries_of_the_procedure_carry_no_flag() -> None:
    scale = replace(SCALE, delta=1, mass_from=12, high_from=22, source="протокол школы")
    found = calculation(with_pupils("math", pupils([9, 22] * 10), scale=scale))
    for index in ("low_subject", "mass", "high_subject"):
        value = value_of(found, index, "math")
        assert value.flags == ()
        assert "Шкала — протокол школы." in value.explanation
    assert "Высокий результат: от 22 баллов." in value_of(found, "high_subject", "math").explanation


def test_few_participants_are_flagged_from_ten_down() -> None:
    few = calculation(with_pupils("math", pupils([20] * 10)))
    enough = calculation(with_pupils("math", pupils([20] * 11)))
    assert "small_n" in value_of(few, "share_2", "math").flags
    assert "small_n" not in value_of(enough, "share_2", "math").flags
    assert "вывод неустойчив" in value_of(few, "share_2", "math").explanation


def test_nobody_took_part_is_no_share_of_zero() -> None:
    found = calculation(with_pupils("math", pupils([None, None], statuses=[1, 1])))
    of_work = [value for value in found.values if value.subject]
    assert of_work
    for value in of_work:
        assert value.value is None
        assert value.reason == "нет участников с результатом"


def test_contradictory_totals_say_why_nothing_is_computed() -> None:
    found = calculation(with_totals("math", Totals(participants=5, marks={2: 3, 3: 3})))
    of_work = [value for value in found.values if value.procedure]
    assert of_work
    for value in of_work:
        assert value.value is None
        assert value.reason == "отметок 6, а участников 5"
        assert value.flags == ("contradiction",)


def test_a_mean_instead_of_a_sum_is_flagged() -> None:
    totals = Totals(participants=10, mean_points=Decimal("12.25"))
    value = value_of(calculation(with_totals("math", totals)), "achievement", "math")
    assert value.as_json()["numerator"] == 122.5
    assert value.flags == ("small_n", "approximate_mean")


def test_achievement_without_points_or_their_maximum_is_not_computed() -> None:
    marks = Totals(participants=4, marks={2: 1, 3: 1, 4: 1, 5: 1})
    points = Totals(participants=4, sum_points=40)
    no_points = value_of(calculation(with_totals("math", marks)), "achievement", "math")
    no_maximum = value_of(
        calculation(with_totals("math", points, scale=replace(SCALE, max_points=None))),
        "achievement",
        "math",
    )
    assert no_points.reason == "нет данных: баллы участников"
    assert no_maximum.reason == "нет данных: наибольший балл за работу"


def test_base_and_profile_of_one_subject_are_told_apart() -> None:
    found = calculation(
        with_pupils("math", pupils([9]), kind="ege", grade=11, level="base"),
        with_pupils("math", pupils([9]), kind="ege", grade=11, level="profile"),
    )
    rows = [one.as_json() for one in found.values if one.index == "share_2"]
    assert [row["level"] for row in rows] == ["base", "profile"]


def test_what_the_region_has_not_approved_is_said_at_every_value() -> None:
    altai = MethodologyCatalogue().methodology("altai-2020")
    found = calculation(with_pupils("math", pupils([9])), methodology=altai)
    known = [one for one in found.values if one.procedure and one.value is not None]
    assert {"default_method" in one.flags for one in known} == {True}


def test_every_value_names_its_source_and_methodology() -> None:
    found = calculation(
        with_pupils("math", pupils([9, 20])), passports={SCHOOL: passport(87, 12, 25, 3)}
    )
    assert {"isb", "share_2"} <= {value.index for value in found.values}
    for value in found.values:
        assert f"Источник: {value.source}." in value.explanation
        assert f"Методика: {METHODOLOGY.title} (версия 1)." in value.explanation
        assert "DOMAIN" not in value.explanation
        assert value.grounds.parameters["delta"] == "2"


@given(st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), min_size=1, max_size=30))
def test_shares_stay_in_order_and_within_a_hundred(pairs: list[tuple[int, int]]) -> None:
    russian, math = ([pair[place] for pair in pairs] for place in (0, 1))
    found = calculation(with_pupils("russian", pupils(russian)), with_pupils("math", pupils(math)))
    for one in found.values:
        if one.procedure and one.index != "participation":
            assert one.value is not None
            assert 0 <= one.value <= 100
    lows = [value_of(found, "low_subject", subject).value or 0 for subject in ("russian", "math")]
    below = [value_of(found, "below_threshold", subject).value for subject in ("russian", "math")]
    assert all(
        threshold is not None and threshold <= low
        for threshold, low in zip(below, lows, strict=True)
    )
    whole = value_of(found, "low_procedure").value
    assert whole is not None
    assert max(lows) <= whole <= sum(lows)
