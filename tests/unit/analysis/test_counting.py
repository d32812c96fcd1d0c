"""Counting pupil rows and totals; every worked example of DOMAIN F01, F04 and F05."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.analysis.counting import CountedProcedure, count_results
from app.analysis.totals import histogram_of
from app.domain.boundaries import Boundaries, boundaries_of
from app.domain.counts import Counts
from app.domain.results import MARKS, PupilResults, Scale, SchoolResults, Totals
from app.domain.shares import Part, exactly
from app.services.methodologies import MethodologyCatalogue
from tests.unit.analysis.results import SCALE, procedure, pupils, with_pupils, with_totals

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")


def counted(*results: SchoolResults) -> list[CountedProcedure]:
    return list(count_results(results, METHODOLOGY))


def counts(one: SchoolResults) -> Counts:
    (procedure_,) = counted(one)
    (subject,) = procedure_.subjects
    return subject.unit.counts


def test_points_of_five_pupils_add_up_as_in_the_worked_example() -> None:
    found = counts(with_pupils("russian", pupils([10, 15, 24, 0, 7])))
    assert (found.n, found.scored) == (5, 5)
    assert found.sum_points == 56


def test_exactly_the_threshold_is_not_below_it() -> None:
    # threshold 10, δ 2 of the methodology: 9 is below, 10 and 11 are low, 12 is not
    found = counts(with_pupils("russian", pupils([9, 10, 11, 12])))
    assert found.below == exactly(1)
    assert found.low == exactly(3)


def test_the_own_delta_of_a_procedure_goes_before_that_of_the_methodology() -> None:
    scale = replace(SCALE, delta=0)
    found = counts(with_pupils("russian", pupils([9, 10, 11, 12]), scale=scale))
    assert found.low == found.below == exactly(1)


def test_absent_and_annulled_pupils_do_not_take_part() -> None:
    rows = pupils([20, 3, None, 5], statuses=[0, 2, 1, 1])
    found = counts(with_pupils("russian", rows))
    assert (found.n, found.scored) == (1, 1)
    assert found.sum_points == 20


def test_a_present_pupil_without_total_and_mark_does_not_take_part() -> None:
    assert counts(with_pupils("russian", pupils([None, 12]))).n == 1


def test_the_entered_mark_is_the_truth() -> None:
    # ОГЭ in mathematics: enough points, but no geometry
    found = counts(with_pupils("math", pupils([12, 20], marks=[2, 4])))
    assert found.marks[2] == exactly(1)
    assert found.below == exactly(0)


def test_a_missing_mark_follows_from_a_whole_scale() -> None:
    found = counts(with_pupils("math", pupils([9, 10, 16, 21])))
    assert [found.marks[mark] for mark in MARKS] == [exactly(1)] * 4


def test_a_mark_is_not_guessed_from_a_scale_known_in_part() -> None:
    found = counts(with_pupils("math", pupils([9, 10]), scale=Scale(24, min_3=10)))
    assert found.marks == {}
    assert found.below == exactly(1)


def test_marks_known_of_some_give_bounds() -> None:
    rows = pupils([None, 9, 9], marks=[5, None, 2])
    found = counts(with_pupils("math", rows, scale=Scale(24)))
    assert found.marks[2] == Part(1, 2)
    assert found.marks[5] == Part(1, 2)


def test_marks_alone_tell_the_threshold_but_not_delta() -> None:
    found = counts(with_pupils("math", pupils([None] * 4, marks=[2, 3, 4, 5])))
    assert found.below == exactly(1)
    assert found.low == Part(1, 2)  # «3» may be below 12; «4» starts at 16
    assert found.sum_points is None


def test_boundaries_in_points_go_before_marks() -> None:
    scale = replace(SCALE, mass_from=12, high_from=22)
    found = counts(with_pupils("math", pupils([11, 12, 21, 22]), scale=scale))
    assert (found.mass, found.high) == (exactly(3), exactly(1))


def test_without_boundaries_in_points_marks_tell_the_levels() -> None:
    found = counts(with_pupils("math", pupils([9, 10, 20, 21])))
    assert (found.mass, found.high) == (exactly(3), exactly(1))


def test_totals_are_taken_from_the_pupils_where_there_are_any() -> None:
    rows = with_pupils("math", pupils([9, 10]))
    both = replace(rows, totals=Totals(participants=50, grade_size=3))
    (found,) = counted(both)
    assert found.subjects[0].unit.counts.n == 2
    assert found.grade_size == 3


def test_pupils_are_joined_between_subjects_by_their_codes() -> None:
    russian = pupils([9, 20, 20, None], codes=["a", "b", "c", "d"], statuses=[0, 0, 0, 1])
    math = pupils([20, 9, 20], codes=["c", "b", "e"])
    (found,) = counted(with_pupils("russian", russian), with_pupils("math", math))
    assert found.joined is not None
    assert found.joined.pupils == 4  # a, b, c, e; d was absent everywhere
    assert found.joined.low == exactly(2)  # a in Russian, b in mathematics


def test_only_mass_subjects_make_a_pupil_low_but_every_subject_a_high_one() -> None:
    russian = pupils([20, 20])
    physics = pupils([3, 24])
    (found,) = counted(with_pupils("russian", russian), with_pupils("physics", physics))
    assert found.joined is not None
    assert found.joined.low == exactly(0)
    assert found.joined.high == exactly(1)


def test_a_procedure_may_say_itself_that_its_subject_is_taken_by_the_masses() -> None:
    physics = with_pupils("physics", pupils([3, 24]), mass_subject=True)
    (found,) = counted(with_pupils("russian", pupils([20, 20])), physics)
    assert found.joined is not None
    assert found.joined.low == exactly(1)


def test_codes_that_are_not_shared_are_not_joined() -> None:
    own = with_pupils("math", pupils([3, 24], shared_codes=False))
    (found,) = counted(with_pupils("russian", pupils([20, 20])), own)
    assert found.joined is None


def test_a_code_that_stands_twice_or_is_missing_forbids_joining() -> None:
    for codes in (["a", "a"], ["a", ""]):
        other = with_pupils("math", pupils([3, 24], codes=codes))
        (found,) = counted(with_pupils("russian", pupils([20, 20], codes=["a", "b"])), other)
        assert found.joined is None


def test_schools_grades_and_years_are_not_mixed_when_joining() -> None:
    results = [
        with_pupils(subject, pupils([9, 20]), school=school, grade=grade, year=year)
        for subject in ("russian", "math")
        for school in ("2", "1")
        for grade in (5, 6)
        for year in ("2024/2025", "2025/2026")
    ]
    found = counted(*results)
    assert [one.joined.low for one in found if one.joined] == [exactly(1)] * 8
    assert [one.group.school for one in found] == ["1"] * 4 + ["2"] * 4


def test_a_school_whose_list_is_empty_does_not_shift_the_others() -> None:
    found = counted(
        with_pupils("russian", pupils([9, 9]), school="1"),
        with_pupils("russian", pupils([]), school="2"),
        with_pupils("russian", pupils([9, 20]), school="3"),
    )
    below = [one.subjects[0].unit.counts.below for one in found]
    assert below == [exactly(2), exactly(0), exactly(1)]


# ---- totals


def test_totals_by_marks_give_exact_shares_and_levels() -> None:
    totals = Totals(participants=10, marks={2: 3, 3: 4, 4: 2, 5: 1})
    found = counts(with_totals("math", totals))
    assert found.marks == {2: exactly(3), 3: exactly(4), 4: exactly(2), 5: exactly(1)}
    assert (found.below, found.mass, found.high) == (exactly(3), exactly(7), exactly(1))
    assert found.low == Part(3, 7)
    assert found.sum_points is None


def test_a_mark_that_was_not_reported_is_not_zero() -> None:
    found = counts(with_totals("math", Totals(participants=10, marks={2: 3, 3: 4})))
    assert found.marks[2] == Part(3, 6)
    assert found.marks[5] == Part(0, 3)


def test_a_mean_is_marked_as_rounded_and_a_sum_is_not() -> None:
    mean = counts(with_totals("math", Totals(participants=10, mean_points=Decimal("13.4"))))
    assert mean.sum_points == 134
    assert mean.approximate is True
    exact = counts(with_totals("math", Totals(participants=10, sum_points=134)))
    assert exact.sum_points == 134
    assert exact.approximate is False


def test_a_reported_count_below_the_boundary_counts() -> None:
    totals = Totals(participants=10, marks={2: 3, 3: 4, 4: 2, 5: 1}, below=5, mass=6)
    found = counts(with_totals("math", totals, scale=replace(SCALE, mass_from=12)))
    assert found.low == exactly(5)
    assert found.mass == exactly(6)
    assert found.reported == {"low", "mass"}


def test_totals_that_cannot_be_true_are_not_computed() -> None:
    for totals in (
        Totals(participants=5, marks={2: 3, 3: 3}),
        Totals(participants=5, below=6),
        Totals(participants=2, sum_points=49),
        Totals(participants=2, histogram=(1, 0, 3)),
    ):
        assert counts(with_totals("math", totals)).contradiction


def test_totals_without_participants_are_left_out() -> None:
    assert counted(with_totals("math", Totals(grade_size=20))) == []


def test_participants_follow_from_all_four_marks() -> None:
    assert counts(with_totals("math", Totals(marks={2: 1, 3: 1, 4: 0, 5: 2}))).n == 4


# ---- properties

POINTS = st.one_of(st.none(), st.integers(0, 24))
MARK = st.one_of(st.none(), st.sampled_from(MARKS))
SCALES = st.builds(
    lambda bounds, whole, threshold, delta, mass, high: Scale(
        24,
        bounds[0],
        bounds[1] if whole else None,
        bounds[2] if whole else None,
        threshold=threshold,
        delta=delta,
        mass_from=mass,
        high_from=high,
    ),
    st.lists(st.integers(1, 24), min_size=3, max_size=3).map(sorted),
    st.booleans(),
    st.one_of(st.none(), st.integers(1, 20)),
    st.one_of(st.none(), st.integers(0, 4)),
    st.one_of(st.none(), st.integers(0, 24)),
    st.one_of(st.none(), st.integers(0, 24)),
)
ROWS = st.lists(st.tuples(POINTS, MARK, st.sampled_from([0, 0, 0, 1, 2])), max_size=12)


def _rows(drawn: list[tuple[Any, Any, int]]) -> PupilResults:
    totals, marks, statuses = ([one[place] for one in drawn] for place in range(3))
    return pupils(totals, marks, statuses)


def _plain(drawn: list[tuple[Any, Any, int]], bounds: Boundaries) -> dict[str, tuple[int, int]]:
    """The same counts one pupil at a time: (surely, perhaps)."""
    found = {name: [0, 0] for name in ("n", "below", "low", "mass", "high", "2", "3", "4", "5")}
    for total, entered, status in drawn:
        if status or (total is None and entered is None):
            continue
        mark = entered or (None if total is None else bounds.scale.mark(total))
        by_mark = 3 if bounds.threshold_is_mark_3 else 6
        never_low = by_mark if bounds.delta == 0 else 6
        if bounds.mark_4_is_never_low:
            never_low = min(never_low, 4)
        told = {
            "n": True,
            "below": _told_below(total, mark, bounds.threshold, by_mark, bounds),
            "low": _told_below(total, mark, bounds.low, never_low, bounds),
            "mass": _told_from(total, mark, bounds.mass),
            "high": _told_from(total, mark, bounds.high),
            **{str(one): None if mark is None else mark == one for one in MARKS},
        }
        for name, truth in told.items():
            found[name][0] += truth is True
            found[name][1] += truth is not False
    return {name: (least, most) for name, (least, most) in found.items()}


def _told_below(
    total: int | None, mark: int | None, points: int | None, above_from: int, bounds: Boundaries
) -> bool | None:
    if total is not None and points is not None:
        return total < points
    if mark == 2 and bounds.threshold_is_mark_3:
        return True
    return False if mark is not None and mark >= above_from else None


def _told_from(total: int | None, mark: int | None, level: Any) -> bool | None:
    if total is not None and level.points is not None:
        return bool(total >= level.points)
    if mark is None or level.mark is None:
        return None
    return bool(mark >= level.mark)


@given(st.lists(ROWS, max_size=4), SCALES)
def test_arrays_count_what_one_would_count_by_hand(
    schools: list[list[tuple[Any, Any, int]]], scale: Scale
) -> None:
    results = [
        with_pupils("russian", _rows(drawn), school=str(number), scale=scale)
        for number, drawn in enumerate(schools)
    ]
    bounds = boundaries_of(procedure(scale=scale), METHODOLOGY)
    for drawn, one in zip(schools, counted(*results), strict=True):
        found, plain = one.subjects[0].unit.counts, _plain(drawn, bounds)
        assert found.n == plain["n"][0]
        assert found.below == Part(*plain["below"])
        assert found.low == Part(*plain["low"])
        assert found.mass == Part(*plain["mass"])
        assert found.high == Part(*plain["high"])
        for mark, part in found.marks.items():
            assert part == Part(*plain[str(mark)])


@given(ROWS, SCALES)
def test_fewer_are_below_the_threshold_than_below_threshold_and_delta(
    drawn: list[tuple[Any, Any, int]], scale: Scale
) -> None:
    found = counts(with_pupils("russian", _rows(drawn), scale=scale))
    assert found.below is not None
    assert found.low is not None
    assert 0 <= found.below.least <= found.low.most <= found.n
    assert found.below.least <= found.low.least


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_pupils_does_not_matter(
    drawn: list[tuple[Any, Any, int]], random: Any
) -> None:
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert counts(with_pupils("math", _rows(drawn))) == counts(with_pupils("math", _rows(shuffled)))


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(*[st.lists(st.integers(0, 24), min_size=n, max_size=n)] * 3)
    )
)
def test_a_procedure_is_at_least_as_low_as_its_lowest_subject(lists: tuple[list[int], ...]) -> None:
    names = ("math", "physics", "russian")
    results = [with_pupils(name, pupils(one)) for name, one in zip(names, lists, strict=True)]
    (found,) = counted(*results)
    assert found.joined is not None
    lows = [one.unit.counts.low for one in found.subjects if one.bounds.is_mass_subject]
    parts = [part.least for part in lows if part]
    assert max(parts) <= found.joined.low.least <= min(found.joined.pupils, sum(parts))


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_totals_with_a_histogram_agree_with_the_pupils(totals: list[int]) -> None:
    rows = pupils(totals)
    of_pupils = counts(with_pupils("math", rows))
    of_totals = counts(with_totals("math", Totals(histogram=histogram_of(rows))))
    assert of_totals == of_pupils


@given(st.lists(st.integers(0, 24), min_size=1, max_size=30))
def test_bounds_from_marks_hold_what_the_pupils_say(totals: list[int]) -> None:
    of_pupils = counts(with_pupils("math", pupils(totals)))
    marks = {mark: part.least for mark, part in of_pupils.marks.items()}
    of_totals = counts(with_totals("math", Totals(participants=len(totals), marks=marks)))
    assert of_totals.low is not None
    assert of_pupils.low is not None
    assert of_totals.low.least <= of_pupils.low.least <= of_totals.low.most
