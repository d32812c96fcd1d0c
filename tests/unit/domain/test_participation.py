"""How many of a grade took part, and where the grade's size comes from (DOMAIN F19a)."""

from __future__ import annotations

from app.domain.answers import Answers, Row
from app.domain.counts import Counts
from app.domain.participation import GradeSize, grade_sizes, size_of, too_many


def test_the_passport_gives_the_grades_it_answered() -> None:
    rows = (Row("g4", {"pupils": 20}), Row("g5", {"pupils": 0}), Row("g6", {"classes": 1}))
    assert grade_sizes(Answers({}, {"grades": rows})) == {4: 20}
    assert grade_sizes(None) == {}


def test_what_was_reported_with_the_results_goes_before_passport_and_protocol() -> None:
    passport = {5: 30}
    assert size_of(Counts(20, grade_size=25, listed=22), 5, passport) == GradeSize(
        25, "введена вместе с результатами"
    )
    assert size_of(Counts(20, listed=22), 5, passport) == GradeSize(
        30, "из социального паспорта школы"
    )
    found = size_of(Counts(20, listed=22), 6, passport)
    assert found is not None
    assert found.pupils == 22
    assert size_of(Counts(20), 6, passport) is None


def test_a_protocol_without_absent_pupils_does_not_size_its_grade() -> None:
    assert size_of(Counts(12, listed=12), 5, {}) is None
    assert size_of(Counts(12, listed=12), 5, {5: 15}) == GradeSize(
        15, "из социального паспорта школы"
    )


def test_more_participants_than_pupils_is_a_question_and_no_value() -> None:
    assert "проверьте численность" in too_many(Counts(21), GradeSize(20, "по протоколу"))
    assert too_many(Counts(20), GradeSize(20, "по протоколу")) == ""
