"""Everything there is to say about the data of a period."""

from __future__ import annotations

from collections import Counter

import pytest

from app.domain.issues import Severity
from app.domain.results import ProcedureKey
from app.services.checking import as_json, check
from app.services.context import Context
from tests.unit.services.bases import (
    DISTRICT,
    RIGHT,
    SCHOOL,
    SECOND,
    YEAR,
    Bases,
    fill_card,
    save,
)

RUSSIAN = ProcedureKey("vpr", YEAR, "russian", 5)


@pytest.fixture
def district(bases: Bases) -> Context:
    """A district of two schools."""
    return bases.make("district", DISTRICT, (SCHOOL, SECOND))


def test_a_school_that_has_begun_nothing_gets_only_notes(district: Context) -> None:
    issues = check(district, SCHOOL.uid)
    assert {(one.code, one.severity) for one in issues} == {("not_begun", Severity.NOTE)}
    assert {one.place.school for one in issues} == {"021301"}
    assert "Форма «Социальный паспорт" in " ".join(one.message for one in issues)


def test_errors_come_before_questions_and_school_by_school(district: Context) -> None:
    save(district, SECOND, "social_passport", {**RIGHT, "orphans": "двое"})
    save(district, SCHOOL, "social_passport", {"pupils_total": 10, "single_parent": 20})
    issues = check(district)
    places = [(one.place.school, one.severity) for one in issues]
    order = {"error": 0, "query": 1, "note": 2}
    assert places == sorted(places, key=lambda one: (one[0], order[one[1]]))
    errors = [(one.place.school, one.code) for one in issues if one.severity is Severity.ERROR]
    assert errors == [("021301", "part_above_whole"), ("021302", "not_a_number")]


def test_the_issues_of_one_school_are_its_part_of_all(district: Context) -> None:
    save(district, SCHOOL, "social_passport", {"pupils_total": 10, "single_parent": 20})
    save(
        district,
        SECOND,
        "results_totals",
        {"participants": 20, "grade_size": 19},
        procedure=RUSSIAN,
    )
    whole = Counter(check(district))
    parts = Counter(check(district, SCHOOL.uid)) + Counter(check(district, SECOND.uid))
    assert whole == parts
    assert any(one.place.form == "results_totals" for one in whole)


def test_results_that_contradict_each_other_are_found(district: Context) -> None:
    marks = {"mark_2": 5, "mark_3": 5, "mark_4": 5, "mark_5": 4}
    save(district, SCHOOL, "results_totals", {"participants": 20, **marks}, procedure=RUSSIAN)
    found = [one for one in check(district, SCHOOL.uid) if one.code == "v5_marks"]
    assert [(one.place.school, one.place.form) for one in found] == [("021301", "results_totals")]


def test_the_card_is_checked_as_a_whole(district: Context) -> None:
    fill_card(district, SCHOOL, deadline="до 20.12.2027")
    codes = [one.code for one in check(district, SCHOOL.uid)]
    assert "deadline_outside_year" in codes
    fill_card(district, SCHOOL, "district", state="confirmed")
    codes = [one.code for one in check(district, SCHOOL.uid)]
    assert "only_owner_confirms" in codes


def test_a_card_without_a_chosen_problem_is_an_error_only_once_begun(district: Context) -> None:
    assert "v10_none" not in [one.code for one in check(district, SCHOOL.uid)]
    save(district, SCHOOL, "support_card", {"internet_mbps": 8})
    assert "v10_none" in [one.code for one in check(district, SCHOOL.uid)]


def test_the_json_of_the_command_line_says_where_and_what(district: Context) -> None:
    save(district, SCHOOL, "social_passport", {"pupils_total": 10, "single_parent": 20})
    rows = as_json(check(district))["issues"]
    (row,) = [one for one in rows if one["severity"] == "error"]
    assert {name: row[name] for name in ("school", "form", "field", "code")} == {
        "school": "021301",
        "form": "social_passport",
        "field": "single_parent",
        "code": "part_above_whole",
    }


def test_a_programme_period_can_be_checked_too(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,), period="2020-2022")
    assert {one.code for one in check(context)} == {"not_begun"}


def test_nobody_is_reminded_to_begin_an_optional_form(district: Context) -> None:
    codes = {issue.place.form for issue in check(district) if issue.code == "not_begun"}
    optional = {code for code in district.forms.codes() if district.forms.form(code).optional}
    assert "school_statuses" in optional
    assert not codes & optional
    assert "support_card" in codes
