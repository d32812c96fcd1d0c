"""What a package tells of joined pupils is used where it was counted from the very same works."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.counting import count_results
from app.domain.results import SchoolResults, SentCount
from app.domain.sent_counts import HIGH, LOW, MASS_ALL, MASS_ANY, joined_as_sent, sent_counts
from app.services.totalling import totals_of
from tests.unit.analysis.results import METHODOLOGY, SCALE, counted, pupils, with_pupils

BY_PUPILS = replace(
    METHODOLOGY,
    parameters={
        **METHODOLOGY.parameters,
        "mass_rule": replace(METHODOLOGY.parameters["mass_rule"], value="any"),
    },
)
SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 24), min_size=1)


def works(**subjects: dict[str, int]) -> list[SchoolResults]:
    """Subject → pupil → total."""
    return [
        with_pupils(subject, pupils(list(given_.values()), codes=list(given_)))
        for subject, given_ in subjects.items()
    ]


def sent(home: list[SchoolResults]) -> dict[str, SentCount]:
    (one,) = counted(*home)
    assert one.joined is not None
    return dict(sent_counts(one.joined, one.subjects))


def travelled(
    home: list[SchoolResults], told: dict[str, SentCount] | None = None
) -> list[SchoolResults]:
    """The same works as their receiver knows them."""
    told = sent(home) if told is None else told
    return [
        replace(one, pupils=None, totals=totals_of(METHODOLOGY, one), sent=told) for one in home
    ]


HOME = works(
    russian={"a": 3, "b": 22, "c": 14, "d": 12},
    math={"a": 5, "b": 15, "c": 11, "d": 20},
    history={"a": 1, "b": 23, "e": 24},
)


def test_a_package_tells_each_work_beside_the_pupils_counted_once() -> None:
    assert sent(HOME) == {
        LOW: SentCount(2, 2, 5, "history:3;math:4:2;russian:4:1"),
        HIGH: SentCount(2, 2, 5, "history:3:2;math:4:0;russian:4:1"),
    }


@given(SCORES, SCORES, SCORES)
def test_the_receiver_counts_what_the_school_counted(
    russian: dict[str, int], math: dict[str, int], history: dict[str, int]
) -> None:
    home = works(russian=russian, math=math, history=history)
    (here,), (there,) = counted(*home), counted(*travelled(home))
    assert here.joined is not None
    assert there.joined == replace(here.joined, sent=True)


def test_other_totals_or_boundaries_make_it_a_count_of_something_else() -> None:
    told = sent(HOME)
    newer = works(russian={"a": 3, "b": 22, "c": 14, "d": 9}, math={"a": 5, "b": 15, "c": 11})
    (one,) = counted(*travelled([*newer, HOME[2]], told))
    assert one.joined is None
    strict = [
        replace(one, procedure=replace(one.procedure, scale=replace(SCALE, delta=4)))
        for one in travelled(HOME, told)
    ]
    (one,) = counted(*strict)
    assert one.joined is not None
    assert (one.joined.low, one.joined.high) == (None, HOME_HIGH)


HOME_HIGH = next(iter(counted(*HOME))).joined.high  # type: ignore[union-attr]


def test_another_mass_subject_makes_it_a_count_of_something_else() -> None:
    more = [
        replace(one, procedure=replace(one.procedure, mass_subject=True)) for one in travelled(HOME)
    ]
    (one,) = counted(*more)
    assert one.joined is not None
    assert one.joined.low is None


@pytest.mark.parametrize("pupils_told", [3, 12])
def test_a_count_of_more_or_fewer_pupils_than_can_be_is_not_used(pupils_told: int) -> None:
    (here,) = counted(*HOME)
    told = {name: replace(one, pupils=pupils_told) for name, one in sent(HOME).items()}
    assert joined_as_sent(here.group, here.subjects, told) is None
    told = {name: replace(one, least=4, most=4) for name, one in sent(HOME).items()}
    assert joined_as_sent(here.group, here.subjects, told) is None


@pytest.mark.parametrize("what", [LOW, HIGH])
@pytest.mark.parametrize("told", [(0, 0), (1, 1), (1, 2), (2, 4)])
def test_a_count_that_the_totals_leave_no_room_for_is_not_used(
    what: str, told: tuple[int, int]
) -> None:
    """Two of mathematics are low, two of history high: of any work there are two, or one more."""
    (here,) = counted(*HOME)
    least, most = told
    spoilt = {what: replace(sent(HOME)[what], least=least, most=most)}
    assert joined_as_sent(here.group, here.subjects, spoilt) is None
    possible = {what: replace(sent(HOME)[what], least=3, most=3)}
    assert joined_as_sent(here.group, here.subjects, possible) is not None


def test_counts_of_different_pupils_over_the_same_works_are_not_used() -> None:
    (here,) = counted(*HOME)
    told = sent(HOME)
    told[HIGH] = replace(told[HIGH], pupils=6)
    assert joined_as_sent(here.group, here.subjects, told) is None
    assert joined_as_sent(here.group, here.subjects, {HIGH: told[HIGH]}) is not None


@given(SCORES, SCORES, SCORES)
def test_mass_results_by_pupils_travel_as_they_were_counted(
    russian: dict[str, int], math: dict[str, int], history: dict[str, int]
) -> None:
    home = works(russian=russian, math=math, history=history)
    (here,) = count_results(home, BY_PUPILS)
    assert here.joined is not None
    told = dict(sent_counts(here.joined, here.subjects))
    assert {MASS_ANY, MASS_ALL} <= set(told)
    (there,) = count_results(travelled(home, told), BY_PUPILS)
    assert there.joined == replace(here.joined, sent=True)


def test_of_pupils_good_in_every_work_there_are_as_many_as_both_totals_allow() -> None:
    """Below are two in Russian and one in mathematics: of four pupils at most two, at least one."""
    home = works(
        russian={"a": 3, "b": 22, "c": 9, "d": 12}, math={"a": 5, "b": 15, "c": 11, "d": 20}
    )
    (here,) = count_results(home, BY_PUPILS)
    assert here.joined is not None
    told = dict(sent_counts(here.joined, here.subjects))[MASS_ALL]
    assert told == SentCount(2, 2, 4, "math:4:3;russian:4:2")
    possible = [
        many
        for many in range(5)
        if joined_as_sent(
            here.group, here.subjects, {MASS_ALL: replace(told, least=many, most=many)}
        )
    ]
    assert possible == [1, 2]
