"""Totals and pupils of one procedure: what both tell must be the same."""

from __future__ import annotations

from fractions import Fraction

from app.domain.counts import Counts
from app.domain.entered_twice import differences, disagreement, has_totals
from app.domain.results import Totals
from app.domain.shares import Part, exactly

COUNTED = Counts(5, 5, Fraction(60), {2: exactly(1), 3: exactly(2), 4: exactly(2), 5: exactly(0)})


def test_equal_numbers_are_no_disagreement() -> None:
    totals = Totals(participants=5, marks={2: 1, 3: 2, 4: 2, 5: 0}, sum_points=60)
    assert differences(totals, COUNTED) == []
    assert disagreement(totals, COUNTED) == ""


def test_every_different_number_is_named() -> None:
    totals = Totals(participants=7, marks={2: 3}, sum_points=61)
    assert differences(totals, COUNTED) == [
        "участвовало 7, а по участникам 5",
        "отметок «2» 3, а по участникам 1",
        "сумма баллов 61, а по участникам 60",
    ]
    assert "участвовало 7" in disagreement(totals, COUNTED)


def test_what_pupils_do_not_tell_exactly_is_not_held_against_totals() -> None:
    open_marks = Counts(5, 4, Fraction(60), {2: Part(1, 3)})
    assert differences(Totals(participants=5, marks={2: 2}, sum_points=99), open_marks) == []


def test_the_size_of_the_grade_belongs_to_pupils_too() -> None:
    assert not has_totals(Totals(grade_size=30))
    assert has_totals(Totals(grade_size=30, participants=7))
    assert disagreement(Totals(grade_size=30), COUNTED) == ""


def test_a_contradiction_inside_the_pupils_keeps_its_own_reason() -> None:
    wrong = Counts(5, contradiction="баллов больше, чем стоит работа")
    assert disagreement(Totals(participants=7), wrong) == ""
