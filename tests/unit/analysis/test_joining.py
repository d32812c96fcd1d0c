"""Joining pupils between the subjects of a procedure (DOMAIN F05, F07)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.shares import exactly
from tests.unit.analysis.results import (
    counted,
    pupils,
    with_pupils,
)


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
    assert found.joined.low is not None
    lows = [one.unit.counts.low for one in found.subjects if one.bounds.is_mass_subject]
    parts = [part.least for part in lows if part]
    assert max(parts) <= found.joined.low.least <= min(found.joined.pupils, sum(parts))
