"""Values and classes of a period: which schools, which order, which reference."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calculations import CalculationInputs
from app.domain.errors import Cancelled, WrongUsage
from app.domain.indices import IndexValue
from app.domain.organisations import OrganisationKind, organisation_uid
from app.domain.periods import parse_period, results_year
from app.domain.reading import RawAnswers
from app.domain.reference import Reference
from app.domain.school_rows import Values
from app.services.calculating import (
    INDICES_HEADINGS,
    as_json,
    calculate,
    calculate_from,
    shown_value,
)
from app.services.editing import Subject, save_record
from app.services.opening import Setup, create_base, open_base
from app.services.tabulating import value_cells
from app.store import procedures, results
from tests.unit.analysis.results import SCHOOL, pupils, with_pupils
from tests.unit.services.calculations import (
    METHODOLOGY,
    PERIOD,
    calculation,
    passport,
    school,
    value_of,
)


def test_the_whole_calculation_is_one_json_object() -> None:
    found = calculation(with_pupils("math", pupils([9])))
    whole = json.loads(json.dumps(as_json(found), ensure_ascii=False))
    assert set(whole) == {"period", "methodology", "values", "classes", "caution"}
    assert (whole["period"], whole["methodology"]) == ("2025/2026", "kbr-2020")
    assert len(whole["classes"]) == len(METHODOLOGY.classes)
    for row in whole["classes"]:
        own = {"school", "class", "state", "provisional", "because", "explanation"}
        own |= {"source", "methodology", "reference", "thresholds"}
        assert own <= set(row) <= own | {"threshold", "main"}


def test_a_school_without_any_data_has_a_reason_and_undetermined_classes() -> None:
    found = calculation()
    assert [value.index for value in found.values][:3] == ["isb", "isbsh", "residual"]
    assert all(value.value is None and value.reason for value in found.values)
    assert {row.state for row in found.classes} == {"undetermined"}
    assert len(found.classes) == len(METHODOLOGY.classes)


def test_only_schools_that_were_open_in_the_period_are_computed() -> None:
    organisations = (
        school("1"),
        school("2", kind=OrganisationKind.DISTRICT),
        school("3", valid_to=date(2025, 8, 1)),
        school("4", valid_from=date(2026, 9, 1)),
        school("5", valid_to=date(2025, 12, 31)),
    )
    found = calculation(organisations=organisations)
    assert [value.school for value in found.values if value.index == "isb"] == ["1", "5"]


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
    assert alone.as_json()["classes"] == whole.of_school("01").as_json()["classes"]


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
    lowest = [row for row in found.classes if row.class_code == "lowest_group"]
    assert [row.provisional for row in lowest] == [True] * 4


def test_values_and_classes_stand_in_the_order_of_codes_and_nobody_is_ranked() -> None:
    found = calculation(passports=FOUR, organisations=tuple(map(school, reversed(FOUR))))
    assert list(dict.fromkeys(value.school for value in found.values)) == sorted(FOUR)
    assert list(dict.fromkeys(row.school for row in found.classes)) == sorted(FOUR)
    words = json.dumps(as_json(found), ensure_ascii=False)
    assert not re.search(r"рейтинг|\bместо\b|\bрангу?\b|лучш|худш", words)


def test_a_methodology_words_its_marks_in_its_own_way() -> None:
    wordings = {"default_mark": "значение программы", "provisional": "до эталона"}
    own = replace(METHODOLOGY, wordings=wordings)
    found = calculation(with_pupils("math", pupils([9])), passports=FOUR, methodology=own)
    assert (
        "Добавка к порогу (δ): значение программы."
        in value_of(found, "low_subject", "math").explanation
    )
    (row,) = [
        one for one in found.classes if (one.school, one.class_code) == ("01", "lowest_group")
    ]
    assert row.because.endswith("До эталона.")


def test_the_rows_of_each_school_are_found_in_one_pass() -> None:
    found = calculation(passports=FOUR, organisations=tuple(map(school, FOUR)))
    told = {code: own.as_json() for code, own in found.by_school()}
    assert told == {code: found.of_school(code).as_json() for code in FOUR}


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
    rows = [value_cells(one) for one in found.values]
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


def test_without_vpr_its_caution_asks_for_no_value() -> None:
    def nobody(code: str) -> tuple[IndexValue, ...]:
        raise AssertionError(code)

    rows = pupils([10, 15, 24, 0, 7])
    for kind, is_cautioned in (("oge", False), ("vpr", True)):
        found = calculation(with_pupils("russian", rows, kind=kind, grade=9))
        assert bool(found.caution) is is_cautioned
        unasked = replace(found, values=Values(found.values.codes, nobody))
        if is_cautioned:
            with pytest.raises(AssertionError):
                unasked.head()
        else:
            assert "caution" not in unasked.head()


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
            procedures.put(connection, held.procedure)
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
        assert not calculate(context, PERIOD, {"999999"}).values
    finally:
        context.close()
