"""Entered marks against a recomputation (V8) and summaries for questions."""

from __future__ import annotations

from array import array
from dataclasses import replace

from app.analysis.mark_checks import mark_issues
from app.analysis.work_summaries import work_summary
from app.domain.issues import Severity
from app.domain.results import PupilResults, Scale, SchoolResults, Totals
from app.domain.scales import ScaleEntry, Scales, Standing
from tests.unit.analysis.results import pupils, with_pupils, with_totals
from tests.unit.older_scales import scales_before_2026

SCALES = scales_before_2026()
SUBJECTS = {"math": "Математика", "russian": "Русский язык"}


def work(subject: str, rows: list[tuple[int, int, int]]) -> SchoolResults:
    totals, marks, subs = zip(*rows, strict=True)
    given = replace(pupils(totals, marks), sub_points=array("b", subs))
    return with_pupils(subject, given, kind="oge", grade=9, scale=Scale())


def test_enough_points_without_geometry_are_a_two() -> None:
    assert mark_issues(work("math", [(12, 2, 1), (12, 3, 2), (7, 2, 0)]), SCALES) == []


def test_a_mark_that_cannot_stand_is_asked_about_and_stays() -> None:
    (issue,) = mark_issues(work("math", [(12, 3, 1), (12, 3, 2)]), SCALES, SUBJECTS)
    assert issue.severity is Severity.QUERY
    assert issue.code == "mark_differs"
    assert "ОГЭ, Математика, 9 класс: у 1 участника" in issue.message
    assert "5001 (12 баллов, из них особых 1: стоит «3», по шкале «2»)" in issue.message
    assert "Введённая отметка остаётся в силе" in issue.message


def test_two_readings_of_the_source_are_both_right() -> None:
    assert mark_issues(work("russian", [(30, 4, 3), (30, 3, 3)]), SCALES) == []
    assert len(mark_issues(work("russian", [(30, 5, 3)]), SCALES)) == 1


def test_unknown_sub_points_allow_every_mark_they_could_give() -> None:
    assert mark_issues(work("math", [(12, 2, -1), (12, 3, -1)]), SCALES) == []
    assert len(mark_issues(work("math", [(12, 4, -1)]), SCALES)) == 1


def test_many_pupils_are_counted_and_five_named() -> None:
    (issue,) = mark_issues(work("math", [(3, 5, 0)] * 9), SCALES)
    assert "у 9 участников" in issue.message
    assert "и ещё 4" in issue.message


def test_without_a_scale_or_pupils_nothing_is_asked() -> None:
    assert mark_issues(with_pupils("math", pupils([3], [5]), scale=Scale(24)), SCALES) == []
    assert mark_issues(with_totals("math", Totals(marks={5: 3})), SCALES) == []


def test_a_scale_of_another_year_is_no_reason_to_doubt_a_mark() -> None:
    given = pupils([3, 20], [5, 2])
    for kind, subject, grade in (("vpr", "math", 8), ("oge", "physics", 9)):
        one = with_pupils(subject, given, kind=kind, grade=grade, scale=Scale())
        assert mark_issues(one, SCALES) == []


def quarter(rows: PupilResults, marks: list[int]) -> PupilResults:
    return replace(rows, previous_marks=array("b", marks))


def test_a_summary_counts_what_questions_are_asked_from() -> None:
    rows = quarter(pupils([10, 20, None, 5], [3, 4, 5, 2], [0, 0, 0, 1]), [2, 4, 6, 5])
    rows = replace(rows, classes=("5А", "5Б", "5А", "5А"))
    found = work_summary(with_pupils("math", rows))
    assert (found.raised, found.lowered, found.same) == (1, 1, 1)
    assert found.classes == {"5А": (1, 10), "5Б": (1, 20)}
    assert (found.scored, found.points) == (2, 30)


def test_totals_give_a_summary_of_their_histogram() -> None:
    found = work_summary(with_totals("math", Totals(histogram=(1, 0, 2))))
    assert (found.scored, found.points) == (3, 4)
    assert work_summary(with_totals("math", Totals(participants=3))).scored == 0


def test_a_condition_of_another_year_takes_nothing_from_the_scale_a_region_gave() -> None:
    one = work("math", [(12, 3, 1), (12, 4, 1)])
    given = ScaleEntry(
        one.procedure.key, Scale(31, 8, 15, 22, source="приказ"), standing=Standing.GIVEN
    )
    (issue,) = mark_issues(one, Scales((given,)).over(SCALES), SUBJECTS)
    assert "у 1 участника" in issue.message
    assert "стоит «4», по шкале «2» или «3»" in issue.message


def test_a_scale_entered_with_the_work_is_asked_by_with_the_condition_and_its_year_named() -> None:
    given = replace(pupils([12], [3]), sub_points=array("b", [1]))
    own = Scale(31, 8, 15, 22, source="протокол")
    one = with_pupils("math", given, kind="oge", grade=9, scale=own)
    (issue,) = mark_issues(one, SCALES, SUBJECTS)
    assert "(другого года)" in issue.message
