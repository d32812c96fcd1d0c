"""Values over results of several years, with scales, participation and objectivity (issue 3)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers, Row
from app.domain.calculations import CalculationInputs
from app.domain.indices import Grounds
from app.domain.organisations import organisation_uid
from app.domain.regional_shares import Pooled, RegionalShare, Work
from app.domain.results import Scale, SchoolResults, Totals
from app.services.calculating_results import ResultValues
from app.services.scales import shipped_scales
from tests.unit.analysis.results import SCHOOL, pupils, with_pupils, with_totals
from tests.unit.older_scales import scales_before_2026
from tests.unit.services.calculations import (
    METHODOLOGY,
    PERIOD,
    calculation,
    reference_of,
    school,
    value_of,
)

LAST, BEFORE_LAST = "2024/2025", "2023/2024"
LEVELS = [f"level_{level}" for level in range(1, 6)]


def test_five_levels_add_up_to_all_participants() -> None:
    found = calculation(with_pupils("math", pupils([0, 5, 9, 10, 16, 21, 24])))
    values = [value_of(found, index, "math") for index in LEVELS]
    assert [value.numerator for value in values] == [1, 2, 1, 1, 2]
    assert sum(value.value or 0 for value in values) == 100
    assert all("default_boundary" in value.flags for value in values)
    assert "«2» ниже 5 баллов — низкий" in values[0].explanation


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_levels_always_add_up_to_a_hundred_percent(totals: list[int]) -> None:
    found = calculation(with_pupils("math", pupils(totals)))
    values = [value_of(found, index, "math").value for index in LEVELS]
    assert sum(value for value in values if value is not None) == 100


def test_marks_alone_give_the_upper_levels_and_bounds_of_the_lower_ones() -> None:
    totals = Totals(marks={2: 3, 3: 4, 4: 2, 5: 1})
    found = calculation(with_totals("math", totals))
    assert [value_of(found, index, "math").value for index in LEVELS] == [None, None, 40, 20, 10]
    low = value_of(found, "level_1", "math")
    assert low.bounds == (Fraction(0), Fraction(30))
    assert low.reason == "нет данных: баллы всех участников, по одним отметкам «2» не разделить"


def test_levels_that_a_region_set_carry_no_mark() -> None:
    scale = Scale(24, 10, 16, 21, levels=(4, 9, 15, 20), source="приказ региона")
    value = value_of(
        calculation(with_pupils("math", pupils([4, 9]), scale=scale)), "level_3", "math"
    )
    assert value.numerator == 1
    assert "default_boundary" not in value.flags
    assert "пониженный от 4, базовый от 9" in value.explanation


def test_participation_takes_the_protocol_when_nothing_else_is_known() -> None:
    rows = pupils([9, 10, None, 20], statuses=[0, 0, 1, 0])
    value = value_of(calculation(with_pupils("math", rows)), "participation", "math")
    assert (value.numerator, value.denominator) == (3, 4)
    assert "по протоколу, включая отсутствовавших" in value.explanation


def test_participation_takes_the_grade_of_the_social_passport() -> None:
    passport = Answers({}, {"grades": (Row("g5", {"pupils": 20}),)})
    results = with_pupils("math", pupils([9, 10, 11]))
    found = calculation(results, passports={SCHOOL: passport})
    value = value_of(found, "participation", "math")
    assert (value.numerator, value.denominator) == (3, 20)
    assert "из социального паспорта" in value.explanation


def test_participation_of_an_unknown_grade_has_a_reason() -> None:
    value = value_of(
        calculation(with_totals("math", Totals(marks={2: 1, 3: 2, 4: 0, 5: 0}))),
        "participation",
        "math",
    )
    assert value.value is None
    assert value.reason == "нет данных: сколько обучающихся в параллели 5 класса"
    more = with_totals("math", Totals(participants=21, grade_size=20))
    value = value_of(calculation(more), "participation", "math")
    assert value.value is None
    assert value.flags == ("contradiction",)


def test_a_procedure_without_a_scale_takes_that_of_the_directory_and_says_so() -> None:
    one = with_pupils("physics", pupils([10, 11, 35]), kind="oge", grade=9, scale=Scale())
    bare = calculation(one)
    assert value_of(bare, "below_threshold", "physics").value is None
    found = calculation(one, scales=scales_before_2026())
    value = value_of(found, "below_threshold", "physics")
    assert value.numerator == 1
    assert "default_scale" in value.flags
    assert "шкалы ОГЭ 2023/24 учебного года" in value.explanation
    assert "её можно заменить своей" in value.explanation
    assert value_of(found, "share_5", "physics").numerator == 1


def test_test_scores_of_the_ege_are_told_apart() -> None:
    one = with_pupils("physics", pupils([35, 36, 80]), kind="ege", grade=11, scale=Scale(100))
    value = value_of(calculation(one, scales=shipped_scales()), "achievement", "physics")
    assert value.value == Fraction(15100, 300)
    assert "test_scale" in value.flags
    assert "по тестовой шкале" in value.explanation


def test_last_year_gives_dynamics() -> None:
    now = with_pupils("math", pupils([24] * 12))
    last = with_pupils("math", pupils([12] * 12), year=LAST)
    found = calculation(now, earlier=(last,))
    assert value_of(found, "dynamics_achievement", "math").value == 50
    assert not [one for one in calculation(now).values if one.index.startswith("dynamics")]


def test_three_small_years_stand_beside_the_value() -> None:
    works = [with_pupils("math", pupils([9, 20, 20]), year=year) for year in (LAST, BEFORE_LAST)]
    found = calculation(with_pupils("math", pupils([20, 20])), earlier=tuple(works))
    value = value_of(found, "share_2", "math")
    assert value.value == 0
    assert value.as_json()["pooled"]["numerator"] == 2
    assert value.as_json()["pooled"]["denominator"] == 8


BRILLIANT = Totals(participants=50, grade_size=60, marks={2: 0, 3: 5, 4: 15, 5: 30}, below=0)
PLAIN = Totals(participants=50, grade_size=52, marks={2: 8, 3: 20, 4: 17, 5: 5}, below=15)
REGIONAL = {
    Work("vpr", "math", 5): RegionalShare(
        Pooled(15, 100), Pooled(30, 100), Pooled(60, 100), Pooled(10, 100), Pooled(95, 100), 40
    )
}


def inputs(*results: SchoolResults) -> CalculationInputs:
    codes = sorted({one.school for one in results})
    return CalculationInputs(
        PERIOD, METHODOLOGY, tuple(school(code) for code in codes), results=results
    )


def test_a_work_to_be_checked_is_marked_and_left_out_of_conclusions() -> None:
    given_ = inputs(with_totals("math", BRILLIANT, "1"), with_totals("math", PLAIN, "2"))
    grounds = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot(), "83-2025-1")
    found = ResultValues(given_, {"1", "2"}, grounds, reference_of(REGIONAL))
    assert found.judged_units("1") == []
    assert len(found.judged_units("2")) == 1
    marked, plain = (
        ["not_objective" in v.flags for v in found.of_school(code) if v.subject] for code in "12"
    )
    assert {*marked} == {True}
    assert {*plain} == {False}
    lists = {
        v.school: v.value
        for s in "12"
        for v in found.of_school(s)
        if v.index == "objectivity_lists"
    }
    assert lists == {"1": 1, "2": 0}
    told = next(v for v in found.of_school("1") if v.index == "share_5").explanation
    assert "в выводах о школе и в средних региона не учитываются" in told


def test_the_second_pass_is_counted_without_the_excluded_pairs() -> None:
    given_ = inputs(with_totals("math", BRILLIANT, "1"), with_totals("math", PLAIN, "2"))
    grounds = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
    found = ResultValues(given_, {"1", "2"}, grounds, reference_of(REGIONAL))
    work = Work("vpr", "math", 5)
    assert found.year.shares()[work].below == Pooled(8, 100)
    assert found.year.shares(found.excluded)[work].below == Pooled(8, 50)


def test_a_school_gets_the_same_lists_alone_as_in_its_region() -> None:
    grounds = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
    works = [with_totals("math", BRILLIANT, "1"), with_totals("math", PLAIN, "2")]
    whole = inputs(*works)
    together = ResultValues(replace(whole, whole_region=True), {"1", "2"}, grounds)
    published = reference_of(together.year.shares())
    for one in works:
        alone = ResultValues(inputs(one), {one.school}, grounds, published)
        own, there = alone.of_school(one.school), together.of_school(one.school)
        assert [v.as_json() for v in own] == [v.as_json() for v in there]


def test_the_passport_of_a_school_is_found_by_its_uid() -> None:
    # a passport of somebody else must not size this school's grades
    other = Answers({}, {"grades": (Row("g5", {"pupils": 20}),)})
    answers = {(organisation_uid("83", "other"), "social_passport"): other}
    found = calculation(with_pupils("math", pupils([9, 10])), answers=answers)
    found_share = value_of(found, "participation", "math")
    assert found_share.value is None
    assert found_share.reason == "нет данных: сколько обучающихся в параллели 5 класса"
