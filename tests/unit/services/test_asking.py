"""What a school is asked about its results before sending."""

from __future__ import annotations

from array import array
from dataclasses import replace

from app.domain.issues import Severity
from app.domain.results import Scale
from app.services.asking import results_questions
from tests.unit.analysis.results import pupils, with_pupils


def test_marks_and_jumps_are_asked_about_in_one_list() -> None:
    rows = replace(pupils([12] * 15, [4] * 15), sub_points=array("b", [3] * 15))
    now = with_pupils("math", rows, kind="oge", grade=9, scale=Scale())
    last = with_pupils(
        "math", pupils([30] * 15), kind="oge", grade=9, scale=Scale(), year="2024/2025"
    )
    issues = results_questions([now], [last])
    assert [issue.code for issue in issues] == ["mark_differs", "jump_between_years"]
    assert {issue.severity for issue in issues} == {Severity.QUERY}
    assert all(issue.message.startswith("ОГЭ, Математика, 9 класс: ") for issue in issues)


def test_ordinary_results_raise_no_question() -> None:
    rows = pupils([3, 8, 9, 11, 12, 13, 14, 17, 18, 19, 22, 23])
    assert results_questions([with_pupils("math", rows)], []) == []
