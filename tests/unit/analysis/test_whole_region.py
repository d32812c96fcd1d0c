"""What columns decide over a region is what the plain rules say work by work (DOMAIN F08)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.counting import CountedResults, count_results
from app.analysis.whole_region import shares_of, sieved, wilson_of, works_of
from app.domain.objectivity import Settings, judge
from app.domain.participation import GradeSizes, size_of
from app.domain.regional_shares import Pooled, Regional, RegionalShare, Work
from app.domain.results import SchoolResults, Totals
from app.domain.shares import quantile, wilson
from tests.unit.analysis.results import METHODOLOGY, pupils, with_pupils, with_totals

Z = quantile(Fraction(95, 100))
WORK = Work("vpr", "math", 5)
BRILLIANT = Totals(participants=50, grade_size=60, marks={2: 0, 3: 5, 4: 15, 5: 30}, below=0)
PLAIN = Totals(participants=50, grade_size=52, marks={2: 8, 3: 20, 4: 17, 5: 5}, below=15)
NO_GRADES: dict[str, GradeSizes] = {}


def counted(*results: SchoolResults) -> CountedResults:
    return count_results(results, METHODOLOGY)


def shares(*results: SchoolResults) -> dict[Work, RegionalShare]:
    return shares_of(works_of(counted(*results), NO_GRADES))


def test_the_second_pass_leaves_the_excluded_pairs_out() -> None:
    both = counted(with_totals("math", BRILLIANT, "1"), with_totals("math", PLAIN, "2"))
    works = works_of(both, NO_GRADES)
    first = shares_of(works)[WORK]
    assert (first.below, first.schools) == (Pooled(8, 100), 2)
    assert first.participation == Pooled(100, 112)
    second = shares_of(works, {("1", works.keys[0])})[WORK]
    assert (second.below, second.schools) == (Pooled(8, 50), 1)


def test_schools_that_cannot_tell_a_share_do_not_dilute_it() -> None:
    unclear = with_totals("math", Totals(marks={2: 0, 3: 26, 4: 14, 5: 10}), "1")
    found = shares(unclear, with_totals("math", PLAIN, "2"))[WORK]
    assert found.low == Pooled(15, 50)
    assert found.mass == Pooled(50 + 42, 100)


def test_a_share_known_of_a_minority_is_no_share_of_the_region() -> None:
    # by marks alone low results are exact only where everybody got «2»: 100 % of the region
    all_low = with_totals("math", Totals(marks={2: 12, 3: 0, 4: 0, 5: 0}), "1")
    unclear = with_totals("math", Totals(marks={2: 3, 3: 26, 4: 14, 5: 10}), "2")
    found = shares(all_low, unclear)[WORK]
    assert found.low == Pooled()
    assert found.below == Pooled(15, 65)


def test_a_work_that_contradicts_itself_is_no_part_of_the_region() -> None:
    impossible = with_totals("math", Totals(participants=3, marks={2: 4}), "1")
    assert shares(impossible) == {}


works = st.lists(
    st.tuples(
        st.sampled_from(["math", "russian"]),
        st.one_of(
            st.lists(st.none() | st.integers(0, 24), min_size=1, max_size=40),
            st.tuples(*[st.integers(0, 30)] * 4),
        ),
    ),
    min_size=1,
    max_size=12,
)


def results_of(drawn: list[tuple[str, object]]) -> list[SchoolResults]:
    """Pupil rows where a list was drawn, totals by marks with a size of the grade otherwise."""
    found = []
    for number, (subject, given_) in enumerate(drawn):
        school = f"{number:03}"
        if isinstance(given_, list):
            statuses = [1 if one is None else 0 for one in given_]
            found.append(with_pupils(subject, pupils(given_, statuses=statuses), school))
        elif isinstance(given_, tuple):
            marks = dict(zip((2, 3, 4, 5), given_, strict=True))
            size = sum(given_) + number
            found.append(with_totals(subject, Totals(marks=marks, grade_size=size), school))
    return found


def plain_share(known: CountedResults, name: str, work: Work) -> Pooled:
    """The share added up work by work."""
    part = whole = everybody = 0
    for procedure in known:
        for subject in procedure.subjects:
            counts, key = subject.unit.counts, subject.unit.key
            if counts.n and Work(key.kind, key.subject, key.grade) == work:
                everybody += counts.n
                one = getattr(counts, name)
                if one is not None and one.exact is not None:
                    part, whole = part + one.exact, whole + counts.n
    return Pooled(part, whole) if 2 * whole >= everybody else Pooled()


@given(works)
def test_shares_in_columns_are_those_added_up_work_by_work(
    drawn: list[tuple[str, object]],
) -> None:
    known = counted(*results_of(drawn))
    for work, found in shares_of(works_of(known, NO_GRADES)).items():
        for name in ("below", "low", "mass", "high"):
            assert getattr(found, name) == plain_share(known, name, work), name


pooled = st.integers(1, 200).flatmap(lambda n: st.builds(Pooled, st.integers(0, n), st.just(n)))
regional_share = st.builds(
    RegionalShare,
    below=pooled | st.just(Pooled()),
    low=pooled,
    mass=pooled,
    high=pooled,
    participation=pooled,
    schools=st.just(40),
)


@given(works, regional_share, st.integers(1, 5), st.sampled_from([Fraction(90), Fraction(0)]))
def test_the_sieve_passes_over_no_school_with_a_listed_work(
    drawn: list[tuple[str, object]], share: RegionalShare, least: int, participation: Fraction
) -> None:
    settings = Settings(least, False, participation, 11, Z)
    regional: Regional = {WORK: share}
    known = counted(*results_of(drawn))
    sieve = sieved(works_of(known, NO_GRADES), regional, settings)
    places = [known.results[place] for place in sieve.perhaps]
    near = {(one.school, one.procedure.key) for one in places}
    for procedure in known:
        for subject in procedure.subjects:
            judged = judge(subject.unit, subject.bounds, regional, settings, {})
            school = subject.unit.school
            assert bool(judged.signs) == (school in sieve.judged)
            if judged.listed or (judged.signs and judged.listed is None):
                assert (school, subject.unit.key) in near


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_in_columns_are_those_of_the_formula(pair: tuple[int, int]) -> None:
    import numpy as np

    part, whole = pair
    low, high = wilson_of(np.array([part]), np.array([whole]), Z)
    assert (low[0], high[0]) == pytest.approx(wilson(part, whole, Z), abs=1e-9)


def test_sizes_of_grades_are_those_of_participation() -> None:
    one = with_totals("math", PLAIN, "1")
    known = counted(one)
    works_ = works_of(known, {"1": {5: 70}})
    (counts,) = known.counts()
    assert counts is not None
    size = size_of(counts, 5, {5: 70})
    assert size is not None
    assert works_.sizes.tolist() == [size.pupils]
