"""Results entered both ways: a question where they differ, and nothing computed from them."""

from __future__ import annotations

import pytest

from app.domain.issues import Severity
from app.domain.results import ProcedureKey
from app.services.both_ways import NOTHING, entered
from app.services.calculating import calculate
from app.services.checking import check
from app.services.context import Context
from tests.unit.services.bases import DISTRICT, SCHOOL, YEAR, Bases, save

RUSSIAN = ProcedureKey("vpr", YEAR, "russian", 5)
ROWS = [{"code": str(5000 + n), "total": 10 + n, "mark": 3} for n in range(5)]


@pytest.fixture
def district(bases: Bases) -> Context:
    made = bases.make("district", DISTRICT, (SCHOOL,))
    save(made, SCHOOL, "results_pupils", {}, {"pupils": ROWS}, procedure=RUSSIAN)
    return made


def totals(context: Context, **values: int) -> None:
    save(context, SCHOOL, "results_totals", values, procedure=RUSSIAN)


def test_pupils_alone_give_the_totals_the_form_shows(district: Context) -> None:
    found = entered(district, SCHOOL.uid, RUSSIAN)
    assert (found.has_totals, found.pupils, found.differences) == (False, 5, ())
    assert found.counted is not None
    assert found.counted.values["participants"] == 5
    assert found.counted.values["mark_3"] == 5
    assert "grade_size" not in found.counted.values


def test_the_typed_size_of_the_grade_is_no_totals(district: Context) -> None:
    totals(district, grade_size=30)
    found = entered(district, SCHOOL.uid, RUSSIAN)
    assert not found.has_totals
    assert found.counted is not None
    assert found.counted.values["grade_size"] == 30


def test_nothing_entered_is_nothing(district: Context) -> None:
    assert entered(district, SCHOOL.uid, ProcedureKey("vpr", YEAR, "math", 5)) == NOTHING


def test_totals_that_agree_change_nothing(district: Context) -> None:
    before = [one.as_json() for one in calculate(district, district.period).values]
    totals(district, participants=5, mark_3=5)
    assert entered(district, SCHOOL.uid, RUSSIAN).differences == ()
    assert [one.as_json() for one in calculate(district, district.period).values] == before
    assert not [one for one in check(district) if one.code == "entered_both_ways"]


def test_totals_that_differ_are_asked_about_and_nothing_is_computed(district: Context) -> None:
    totals(district, participants=7)
    assert entered(district, SCHOOL.uid, RUSSIAN).differences == (
        "участвовало 7, а по участникам 5",
    )
    [asked] = [one for one in check(district) if one.code == "entered_both_ways"]
    assert asked.severity is Severity.QUERY
    assert asked.place.school == SCHOOL.code
    assert "участвовало 7, а по участникам 5" in asked.message
    values = [one for one in calculate(district, district.period).values if one.procedure]
    of_work = [one for one in values if one.subject == "russian" and one.index == "share_2"]
    assert of_work
    for one in of_work:
        assert one.value is None
        assert one.flags == ("contradiction",)
        assert "участвовало 7" in (one.reason or "")
