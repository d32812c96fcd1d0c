"""Questions to a school before it sends: worded as questions, asked only when worth it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.issues import Severity
from app.domain.results import ProcedureKey, Scale
from app.domain.school_questions import WorkSummary, at_least, questions

SCALE = Scale(max_points=24, min_3=10, min_4=16, min_5=21)
KEY = ProcedureKey("vpr", "2025/2026", "math", 5)
SUBJECTS = {"math": "Математика"}


def summary(bars: dict[int, int], **parts: object) -> WorkSummary:
    histogram = tuple(bars.get(total, 0) for total in range(25))
    return replace(WorkSummary("041101", KEY, SCALE, histogram), **parts)  # type: ignore[arg-type]


SPIKE = summary({8: 2, 9: 0, 10: 12, 11: 3, 18: 6})
QUARTER = summary({12: 20}, raised=9, lowered=0, same=11)
APART = summary({6: 15, 18: 15}, classes={"5А": (15, 90), "5Б": (15, 270)})
JUMP = summary({22: 25})
LAST = summary({8: 25}, key=ProcedureKey("vpr", "2024/2025", "math", 5))


def codes(*now: WorkSummary, before: tuple[WorkSummary, ...] = ()) -> list[str]:
    return [issue.code for issue in questions(now, before, SUBJECTS, fewest=11)]


def test_a_coin_is_fair() -> None:
    assert at_least(0, 5) == 1
    assert at_least(5, 5) == Fraction(1, 32)


def test_a_spike_at_the_first_total_of_a_mark_is_asked_about() -> None:
    assert codes(SPIKE) == ["spike_at_mark"]
    (issue,) = questions([SPIKE], (), SUBJECTS, fewest=11)
    assert issue.message.startswith("ВПР, Математика, 5 класс: ровно 10 баллов")
    assert issue.place.school == "041101"


def test_a_slope_is_no_spike() -> None:
    assert codes(summary({8: 1, 9: 2, 10: 12, 11: 14, 12: 10})) == []
    assert codes(summary({8: 9, 9: 8, 10: 10, 11: 7})) == []


def test_marks_that_moved_one_way_since_the_quarter_are_asked_about() -> None:
    assert codes(QUARTER) == ["quarter_marks"]
    assert codes(replace(QUARTER, raised=5, lowered=4)) == []
    assert codes(replace(QUARTER, raised=0, lowered=9)) == ["quarter_marks"]


def test_a_jump_between_years_is_asked_about() -> None:
    assert codes(JUMP, before=(LAST,)) == ["jump_between_years"]
    assert codes(JUMP) == []
    assert codes(JUMP, before=(replace(LAST, school="041102"),)) == []


def test_two_classes_far_apart_are_asked_about() -> None:
    assert codes(APART) == ["classes_apart"]
    near = summary({12: 15, 14: 15}, classes={"5А": (15, 180), "5Б": (15, 210)})
    assert codes(near) == []


def test_a_handful_of_pupils_is_not_asked_about() -> None:
    few = summary({10: 9}, raised=9, classes={"5А": (5, 20), "5Б": (5, 110)})
    assert codes(few, before=(LAST,)) == []


def test_the_region_says_how_many_pupils_are_few() -> None:
    assert [one.code for one in questions([SPIKE], fewest=23)] == ["spike_at_mark"]
    assert questions([SPIKE], fewest=24) == []


EGE = ProcedureKey("ege", "2025/2026", "russian", 11)
SCORES = Scale(max_points=100, threshold=24)


def scored(bars: dict[int, int], scores: tuple[int, ...] = ()) -> WorkSummary:
    histogram = tuple(bars.get(total, 0) for total in range(101))
    return WorkSummary("041101", EGE, SCORES, histogram, scores=scores)


def test_a_spike_at_the_threshold_of_the_ege_is_asked_about() -> None:
    asked = scored({20: 1, 24: 12, 27: 2, 60: 9})
    (issue,) = questions([asked], fewest=11)
    assert issue.code == "spike_at_mark"
    assert "ровно 24 балла (это нижний порог)" in issue.message
    assert "ступенью ниже (20) — 1" in issue.message
    assert codes(scored({24: 8, 60: 3})) == ["spike_at_mark"]


def test_gaps_between_test_scores_are_no_spike() -> None:
    # 23 points nobody can get: the step below 24 is 22
    slope = {20: 4, 22: 9, 24: 10, 26: 9, 60: 9}
    assert codes(scored(slope)) == []
    assert codes(scored(slope, (0, 10, 20, 22, 24, 26, 28))) == []
    assert codes(scored({20: 9, 24: 10, 26: 2}, (0, 20, 22, 24, 26))) == ["spike_at_mark"]


def test_a_threshold_that_is_the_first_total_of_a_mark_is_asked_about_once() -> None:
    assert codes(replace(SPIKE, scale=replace(SCALE, threshold=10))) == ["spike_at_mark"]


def test_without_a_scale_nothing_is_asked() -> None:
    assert codes(replace(SPIKE, scale=Scale()), replace(APART, scale=Scale())) == []


@pytest.mark.parametrize("one", [SPIKE, QUARTER, APART, JUMP])
def test_a_question_asks_and_reproaches_nobody(one: WorkSummary) -> None:
    asked = list(questions([one], [LAST], SUBJECTS, fewest=11))
    assert asked
    for issue in asked:
        assert issue.severity is Severity.QUERY
        assert "?" in issue.message
        assert "оясн" in issue.message
        for word in ("наруш", "завыш", "подозр", "списыв", "необъектив", "учител", "плохо"):
            assert word not in issue.message.lower()
