"""Changes between two years and their significance (DOMAIN F18)."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.dynamics import dynamics_values, is_significant, previous_year, z_squared
from app.domain.explanations import shown
from app.domain.indices import Grounds, IndexValue
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.result_indices import ResultIndices
from app.domain.results import Scale, SchoolResults, Totals
from tests.unit.analysis.results import METHODOLOGY, counted, pupils, with_pupils, with_totals

GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
INDICES = ResultIndices(METHODOLOGY, GROUNDS)
Z = Fraction(196, 100)
LAST = "2024/2025"


def subjects(*results: SchoolResults) -> list[SubjectOfProcedure]:
    return [subject for one in counted(*results) for subject in one.subjects]


def changes(now: list[SchoolResults], before: list[SchoolResults]) -> dict[str, IndexValue]:
    found = dynamics_values(INDICES, subjects(*now), subjects(*before))
    return {value.index: value for value in found}


def marked(twos: int, others: int, **parts: str) -> SchoolResults:
    marks = {2: twos, 3: others, 4: 0, 5: 0}
    return with_totals("math", Totals(marks=marks), **parts)


def test_the_test_of_two_shares_is_the_textbook_one() -> None:
    # 40 of 100 against 20 of 100: joint share 0,3; z² = 0,04 / (0,21 · 0,02)
    found = z_squared(Fraction(2, 5), 100, Fraction(1, 5), 100)
    assert found == Fraction(4, 100) / (Fraction(21, 100) * Fraction(2, 100))
    assert is_significant(Fraction(2, 5), 100, Fraction(1, 5), 100, Z)
    assert not is_significant(Fraction(2, 5), 10, Fraction(1, 5), 10, Z)


def test_two_years_without_any_two_are_not_told_apart() -> None:
    assert z_squared(Fraction(0), 20, Fraction(0), 30) is None
    assert not is_significant(Fraction(1), 20, Fraction(1), 30, Z)


def test_a_share_of_twos_that_halved_is_significantly_lower() -> None:
    value = changes([marked(20, 80)], [marked(40, 60, year=LAST)])["dynamics_share_2"]
    assert value.value == -20
    assert "significant_down" in value.flags
    assert (value.numerator, value.denominator, value.interval) == (None, None, None)
    assert value.as_json()["n"] == value.as_json()["n_before"] == 100
    assert shown(value.value, value.definition) == "−20,0\u00a0п.п."
    assert "разность −20,0\u00a0п.п." in value.explanation
    assert "|z| = 3,09" in value.explanation
    assert "Снижение больше погрешности." in value.explanation


def test_the_same_change_among_few_lies_within_the_error() -> None:
    value = changes([marked(4, 6)], [marked(2, 8, year=LAST)])["dynamics_share_2"]
    assert value.value == 20
    assert "not_significant" in value.flags
    assert "small_n" in value.flags
    assert "Без изменений в пределах погрешности." in value.explanation


def test_achievement_takes_a_pupil_for_one_trial() -> None:
    now = with_pupils("math", pupils([24] * 30))
    before = with_pupils("math", pupils([12] * 30), year=LAST)
    value = changes([now], [before])["dynamics_achievement"]
    assert value.value == 50
    assert "significant_up" in value.flags
    assert value.n == 30


def test_a_cohort_is_compared_with_itself_a_grade_lower() -> None:
    now = [with_pupils("math", pupils([12] * 20)), with_pupils("math", pupils([6] * 20), grade=6)]
    before = [with_pupils("math", pupils([18] * 20), year=LAST)]
    found = dynamics_values(INDICES, subjects(*now), subjects(*before))
    cohorts = {v.grade: v for v in found if v.index == "dynamics_cohort"}
    assert cohorts[6].value == -50
    assert 5 not in cohorts  # nobody sat anything in grade 4


def test_a_school_without_last_year_has_no_rows_but_a_missing_subject_has_a_reason() -> None:
    assert changes([marked(1, 9)], []) == {}
    other = with_pupils("russian", pupils([9]), year=LAST)
    assert changes([marked(1, 9)], [other])["dynamics_low"].reason
    long_ago = marked(1, 9, year="2023/2024")
    assert changes([marked(1, 9)], [long_ago]) == {}


def test_marks_that_do_not_tell_delta_give_bounds_of_the_change() -> None:
    value = changes([marked(2, 8)], [marked(1, 9, year=LAST)])["dynamics_low"]
    # δ 2: «3» may be low or not, in both years
    assert value.value is None
    assert value.bounds == (Fraction(-80), Fraction(90))
    assert "лежит от −80,0 до +90,0\u00a0п.п." in value.explanation


def test_test_scores_are_not_compared_with_primary_points() -> None:
    now = with_pupils("russian", pupils([60]), kind="ege", grade=11, scale=Scale(100))
    before = with_pupils("russian", pupils([30]), kind="ege", grade=11, scale=Scale(50), year=LAST)
    value = changes([now], [before])["dynamics_achievement"]
    assert value.value is None
    assert value.reason == "тестовые и первичные баллы не сравниваются"


def test_the_year_before_is_the_one_before() -> None:
    assert previous_year("2025/2026") == "2024/2025"


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_changing_the_order_of_years_turns_the_sign(a: int, b: int, c: int, d: int) -> None:
    forth = changes([marked(a, b)], [marked(c, d, year=LAST)])["dynamics_share_2"]
    back = changes([marked(c, d)], [marked(a, b, year=LAST)])["dynamics_share_2"]
    assert forth.value is not None
    assert back.value is not None
    assert forth.value == -back.value
    assert ("not_significant" in forth.flags) == ("not_significant" in back.flags)


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_more_pupils_with_the_same_shares_never_lose_significance(
    n: int, part: int, m: int, other: int
) -> None:
    one, two = Fraction(min(part, n), n), Fraction(min(other, m), m)
    if is_significant(one, n, two, m, Z):
        assert is_significant(one, 2 * n, two, 2 * m, Z)
