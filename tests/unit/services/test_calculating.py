"""Values and classes of a period: shapes, reasons, flags, explanations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers
from app.domain.calculations import Calculation, CalculationInputs
from app.domain.errors import Cancelled, WrongUsage
from app.domain.indices import IndexValue
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers
from app.domain.reference import Reference
from app.domain.results import SchoolResults, Totals
from app.services.calculating import (
    INDICES_HEADINGS,
    as_json,
    calculate,
    calculate_from,
    indices_table,
    results_year,
    shown_value,
)
from app.services.editing import Subject, save_record
from app.services.methodologies import MethodologyCatalogue
from app.services.opening import Setup, create_base, open_base
from app.store import results
from tests.unit.analysis.results import SCALE, SCHOOL, pupils, with_pupils, with_totals

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
PERIOD = parse_period("2025/2026")
SUBJECTS = {"russian": "Русский язык", "math": "Математика"}


def school(code: str, **parts: Any) -> Organisation:
    return Organisation(organisation_uid("83", code), code, f"Школа {code}", **parts)


def passport(pupils_total: int, *counts: int) -> Answers:
    names = ("parents_higher", "single_parent", "registered_school")
    return Answers({"pupils_total": pupils_total, **dict(zip(names, counts, strict=True))})


def calculation(
    *results: SchoolResults,
    passports: Mapping[str, Answers] | None = None,
    organisations: tuple[Organisation, ...] | None = None,
    **parts: Any,
) -> Calculation:
    passports = passports or {}
    codes = sorted({SCHOOL, *passports, *(one.school for one in results)})
    inputs = {
        "period": PERIOD,
        "methodology": METHODOLOGY,
        "organisations": organisations or tuple(school(code) for code in codes),
        "answers": {
            (organisation_uid("83", code), "social_passport"): answers
            for code, answers in passports.items()
        },
        "results": results,
        "subjects": SUBJECTS,
        **parts,
    }
    return calculate_from(CalculationInputs(**inputs))


def value_of(found: Calculation, index: str, subject: str | None = None) -> IndexValue:
    (value,) = [one for one in found.values if (one.index, one.subject) == (index, subject)]
    return value


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


def test_the_whole_calculation_is_one_json_object() -> None:
    found = calculation(with_pupils("math", pupils([9])))
    whole = json.loads(json.dumps(as_json(found), ensure_ascii=False))
    assert set(whole) == {"period", "methodology", "values", "classes"}
    assert (whole["period"], whole["methodology"]) == ("2025/2026", "kbr-2020")
    assert set(whole["classes"][0]) == {"school", "class", "state", "provisional", "because"}


def test_a_school_without_any_data_has_a_reason_and_undetermined_classes() -> None:
    found = calculation()
    (value,) = found.values
    assert (value.index, value.value) == ("isb", None)
    assert [row.state for row in found.classes] == ["undetermined", "undetermined"]


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
    assert "Величина δ: по умолчанию, регионом не утверждено." in low.explanation
    assert "default_boundary" in mass.flags
    assert "Граница: по умолчанию, регионом не утверждено." in mass.explanation


def test_boundaries_of_the_procedure_carry_no_flag() -> None:
    scale = replace(SCALE, delta=1, mass_from=12, high_from=22, source="протокол школы")
    found = calculation(with_pupils("math", pupils([9, 22] * 10), scale=scale))
    for index in ("low_subject", "mass", "high_subject"):
        value = value_of(found, index, "math")
        assert value.flags == ()
        assert "Шкала: протокол школы." in value.explanation
    assert "Высокий результат: от 22 баллов." in value_of(found, "high_subject", "math").explanation


def test_few_participants_are_flagged_from_ten_down() -> None:
    few = calculation(with_pupils("math", pupils([20] * 10)))
    enough = calculation(with_pupils("math", pupils([20] * 11)))
    assert "small_n" in value_of(few, "share_2", "math").flags
    assert "small_n" not in value_of(enough, "share_2", "math").flags
    assert "вывод неустойчив" in value_of(few, "share_2", "math").explanation


def test_nobody_took_part_is_no_share_of_zero() -> None:
    found = calculation(with_pupils("math", pupils([None, None], statuses=[1, 1])))
    for value in found.values:
        if value.subject:
            assert value.value is None
            assert value.reason == "нет участников с результатом"


def test_contradictory_totals_say_why_nothing_is_computed() -> None:
    found = calculation(with_totals("math", Totals(participants=5, marks={2: 3, 3: 3})))
    for value in found.values:
        if value.procedure:
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


def test_only_schools_that_were_open_in_the_period_are_computed() -> None:
    organisations = (
        school("1"),
        school("2", kind=OrganisationKind.DISTRICT),
        school("3", valid_to=date(2025, 8, 1)),
        school("4", valid_from=date(2026, 9, 1)),
        school("5", valid_to=date(2025, 12, 31)),
    )
    found = calculation(organisations=organisations)
    assert [value.school for value in found.values] == ["1", "5"]


FOUR = {f"0{n}": passport(100, 10 * n, 0, 0) for n in range(1, 5)}


def test_one_school_is_placed_within_the_whole_base() -> None:
    inputs = CalculationInputs(
        period=PERIOD,
        methodology=METHODOLOGY,
        organisations=tuple(school(code) for code in FOUR),
        answers={
            (organisation_uid("83", code), "social_passport"): one for code, one in FOUR.items()
        },
    )
    alone = calculate_from(inputs, {"01"})
    whole = calculate_from(inputs)
    assert {value.school for value in alone.values} == {"01"}
    assert alone.classes[0].state == "in"
    assert alone.classes == whole.of_school("01").classes


def test_a_reference_of_the_period_makes_the_class_final() -> None:
    reference = Reference(
        "83-2025-1", "83", "2025/2026", "kbr-2020", 1, 1, date(2025, 10, 20), 250,
        {"lowest_group": Fraction(115)},
    )  # fmt: skip
    found = calculation(passports=FOUR, organisations=tuple(map(school, FOUR)), reference=reference)
    rows = [row for row in found.classes if row.class_code == "lowest_group"]
    assert [row.state for row in rows] == ["in", "in", "in", "out"]
    assert not any(row.provisional for row in rows)
    older = replace(reference, period="2024/2025")
    found = calculation(passports=FOUR, organisations=tuple(map(school, FOUR)), reference=older)
    assert all(row.provisional for row in found.classes if row.class_code == "lowest_group")


def test_values_and_classes_stand_in_the_order_of_codes_and_nobody_is_ranked() -> None:
    found = calculation(passports=FOUR, organisations=tuple(map(school, reversed(FOUR))))
    assert [value.school for value in found.values] == sorted(FOUR)
    assert [row.school for row in found.classes] == sorted([*FOUR, *FOUR])
    words = json.dumps(as_json(found), ensure_ascii=False)
    assert not re.search(r"рейтинг|\bместо\b|\bрангу?\b|лучш|худш", words)


def test_what_the_region_has_not_approved_is_said_at_every_value() -> None:
    altai = MethodologyCatalogue().methodology("altai-2020")
    found = calculation(with_pupils("math", pupils([9])), methodology=altai)
    assert all("default_method" in one.flags for one in found.values)


def test_every_value_names_its_source_and_methodology() -> None:
    found = calculation(
        with_pupils("math", pupils([9, 20])), passports={SCHOOL: passport(87, 12, 25, 3)}
    )
    for value in found.values:
        assert f"Источник: {value.source}." in value.explanation
        assert "Методика: kbr-2020, версия 1." in value.explanation
        assert "DOMAIN" not in value.explanation
        assert value.grounds.parameters["delta"] == "2"


def test_a_methodology_words_its_marks_in_its_own_way() -> None:
    wordings = {"default_mark": "значение программы", "provisional": "до эталона"}
    own = replace(METHODOLOGY, wordings=wordings)
    found = calculation(with_pupils("math", pupils([9])), passports=FOUR, methodology=own)
    assert "Величина δ: значение программы." in value_of(found, "low_subject", "math").explanation
    (row,) = [
        one for one in found.classes if (one.school, one.class_code) == ("01", "lowest_group")
    ]
    assert row.because.endswith("До эталона.")


def test_the_rows_of_each_school_are_found_in_one_pass() -> None:
    found = calculation(passports=FOUR, organisations=tuple(map(school, FOUR)))
    assert dict(found.by_school()) == {code: found.of_school(code) for code in FOUR}


def test_cancelling_stops_the_work() -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    inputs = CalculationInputs(PERIOD, METHODOLOGY, (school("1"),))
    with pytest.raises(Cancelled):
        calculate_from(inputs, progress=cancel)


def test_results_of_a_calendar_year_are_those_of_its_spring() -> None:
    assert results_year(PERIOD) == "2025/2026"
    assert results_year(parse_period("2026")) == "2025/2026"
    with pytest.raises(WrongUsage, match="Показатели считаются за год"):
        results_year(parse_period("2020-2022"))


def test_the_table_for_a_workbook_has_a_cell_under_every_heading() -> None:
    found = calculation(
        with_pupils("math", pupils([9, 20])), passports={SCHOOL: passport(87, 12, 25, 3)}
    )
    rows = list(indices_table(found))
    assert {len(row) for row in rows} == {len(INDICES_HEADINGS)}
    assert rows[0][:6] == (
        SCHOOL, "Индекс социального благополучия (ИСБ)", None, None, None, 5795 / 87
    )  # fmt: skip
    assert rows[1][2:5] == ("ВПР", "Математика", 5)


def test_values_are_shown_rounded_half_up_and_a_missing_one_as_a_dash() -> None:
    found = calculation(with_pupils("math", pupils([10, 15, 24, 0, 7])))
    assert shown_value(value_of(found, "achievement", "math")) == "46,7\u00a0%"
    assert shown_value(value_of(found, "isb")) == "—"


@given(st.lists(st.integers(0, 24), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_whatever_the_order_of_results_the_values_are_the_same(
    totals: list[int], random: Any
) -> None:
    results = [
        with_pupils(subject, pupils(totals), school=code, grade=grade)
        for subject in ("russian", "math", "physics")
        for code in ("1", "2")
        for grade in (4, 5)
    ]
    shuffled = list(results)
    random.shuffle(shuffled)
    assert as_json(calculation(*results)) == as_json(calculation(*shuffled))


@given(st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), min_size=1, max_size=30))
def test_shares_stay_in_order_and_within_a_hundred(pairs: list[tuple[int, int]]) -> None:
    russian, math = ([pair[place] for pair in pairs] for place in (0, 1))
    found = calculation(with_pupils("russian", pupils(russian)), with_pupils("math", pupils(math)))
    for one in found.values:
        if one.procedure:
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


def test_a_base_is_computed_as_it_stands(tmp_path: Path) -> None:
    own = school(SCHOOL)
    create_base(tmp_path / "base.sqlite", Setup("school", "kbr-2020", own, period=PERIOD))
    context = open_base(tmp_path / "base.sqlite")
    try:
        answers = {"pupils_total": "87", "parents_higher": "12", "single_parent": "25"}
        subject = Subject(own.uid, "social_passport", PERIOD.key)
        save_record(context, subject, RawAnswers({**answers, "registered_school": "90"}))
        held = with_pupils("russian", pupils([10, 15, 24, 0, 7]))
        with context.database.transaction() as connection:
            results.put_procedure(connection, held.procedure)
            stamp = context.stamp("import")
            rows = held.pupils or pupils([])
            results.put_pupils(connection, own.uid, held.procedure.key, rows, stamp)
        found = calculate(context, PERIOD)
        isb = value_of(found, "isb")
        assert isb.value is None
        assert "внутришкольном учёте (введено «90», это не принято)" in (isb.reason or "")
        assert value_of(found, "achievement", "russian").value == Fraction(140, 3)
        save_record(context, subject, RawAnswers({**answers, "registered_school": "3"}))
        assert value_of(calculate(context, PERIOD, {SCHOOL}), "isb").value == Fraction(5795, 87)
        assert calculate(context, PERIOD, {"999999"}).values == ()
    finally:
        context.close()
