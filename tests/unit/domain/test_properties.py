"""What must hold of results whatever the numbers: bounds, monotonicity, F04 and F05, pooling."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.domain.indices import Grounds, IndexValue
from app.domain.pooling import pooled_values
from app.domain.procedure_indices import procedure_values
from app.domain.result_indices import ResultIndices
from app.domain.results import Scale, SchoolResults, Totals
from app.domain.shares import Group, exactly, in_any_bounds, quantile, wilson
from tests.unit.analysis.results import (
    METHODOLOGY,
    SCALE,
    counted,
    pupils,
    with_pupils,
    with_totals,
)

GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
INDICES = ResultIndices(METHODOLOGY, GROUNDS)
Z = quantile(Fraction(19, 20))
MOST = SCALE.max_points or 0
TOTALS = st.lists(st.integers(0, MOST), min_size=1, max_size=25)
CLASS = st.lists(st.tuples(*[st.integers(0, MOST)] * 3), min_size=1, max_size=15)
SUBJECTS = ("russian", "math", "biology")
Values = dict[tuple[str, str | None], IndexValue]


def values_of(*results: SchoolResults) -> Values:
    (one,) = counted(*results)
    found = [
        value
        for subject in one.subjects
        for value in INDICES.of_subject(subject.unit, subject.bounds)
    ]
    found += procedure_values(INDICES, one.group, one.subjects, one.joined, one.grade_size)
    return {(value.index, value.subject): value for value in found}


def exact(found: Values, index: str, subject: str | None = None) -> Fraction:
    value = found[index, subject].value
    assert value is not None
    return value


def whole_class(rows: list[tuple[int, ...]], shared_codes: bool = True) -> list[SchoolResults]:
    """Everybody sat all three subjects."""
    return [
        with_pupils(subject, pupils([row[n] for row in rows], shared_codes=shared_codes))
        for n, subject in enumerate(SUBJECTS)
    ]


@given(TOTALS)
def test_every_share_lies_between_nought_and_a_hundred_and_inside_its_interval(
    totals: list[int],
) -> None:
    for value in values_of(with_pupils("math", pupils(totals))).values():
        if value.value is not None:
            assert 0 <= value.value <= 100
            low, high = value.interval or (0, 100)
            assert low <= value.value <= high


@given(TOTALS, st.data())
def test_a_point_more_never_lowers_achievement_nor_raises_low_results(
    totals: list[int], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(totals) - 1))
    better = [min(MOST, one + (n == place)) for n, one in enumerate(totals)]
    before, after = (values_of(with_pupils("math", pupils(one))) for one in (totals, better))
    for index in ("achievement", "mass", "high_subject"):
        assert exact(after, index, "math") >= exact(before, index, "math")
    for index in ("below_threshold", "low_subject", "share_2"):
        assert exact(after, index, "math") <= exact(before, index, "math")


@given(TOTALS, st.integers(0, 10), st.integers(0, 10))
def test_low_results_grow_with_delta_and_are_those_below_the_threshold_without_it(
    totals: list[int], one: int, more: int
) -> None:
    found = [
        values_of(
            with_pupils(
                "math",
                pupils(totals),
                scale=Scale(max_points=MOST, min_3=10, min_4=16, min_5=21, delta=delta),
            )
        )
        for delta in (0, one, one + more)
    ]
    low = [exact(each, "low_subject", "math") for each in found]
    assert low == sorted(low)
    assert low[0] == exact(found[0], "below_threshold", "math") <= low[-1]


@given(CLASS)
def test_a_procedure_lies_between_its_lowest_subject_and_all_of_them_together(
    rows: list[tuple[int, ...]],
) -> None:
    found = values_of(*whole_class(rows))
    low = [exact(found, "low_subject", subject) for subject in ("russian", "math")]
    assert max(low) <= exact(found, "low_procedure") <= min(Fraction(100), sum(low, Fraction(0)))
    high = [exact(found, "high_subject", subject) for subject in SUBJECTS]
    assert max(high) <= exact(found, "high_procedure") <= min(Fraction(100), sum(high, Fraction(0)))


@given(CLASS)
def test_totals_alone_give_bounds_that_hold_what_the_pupils_say(
    rows: list[tuple[int, ...]],
) -> None:
    joined, apart = (values_of(*whole_class(rows, shared)) for shared in (True, False))
    for index in ("low_procedure", "high_procedure"):
        low, high = apart[index, None].bounds or (0, 100)
        assert low <= exact(joined, index) <= high


@given(CLASS)
def test_whoever_sat_one_more_subject_is_not_high_less_often(rows: list[tuple[int, ...]]) -> None:
    everything = whole_class(rows)
    fewer, more = values_of(*everything[:2]), values_of(*everything)
    assert exact(fewer, "high_procedure") <= exact(more, "high_procedure")
    assert exact(fewer, "low_procedure") == exact(more, "low_procedure")


@given(CLASS, st.randoms(use_true_random=False))
def test_neither_the_order_of_pupils_nor_of_subjects_changes_a_value(
    rows: list[tuple[int, ...]], chance: Random
) -> None:
    straight = values_of(*whole_class(rows))
    codes = [str(5001 + n) for n in range(len(rows))]
    together = list(zip(codes, rows, strict=True))
    chance.shuffle(together)
    shuffled = [
        with_pupils(
            subject, pupils([row[n] for _, row in together], codes=[code for code, _ in together])
        )
        for n, subject in enumerate(SUBJECTS)
    ]
    again = values_of(*reversed(shuffled))
    assert {key: one.value for key, one in again.items()} == {
        key: one.value for key, one in straight.items()
    }


@given(TOTALS)
def test_totals_and_pupil_rows_agree_wherever_both_are_exact(totals: list[int]) -> None:
    rows = pupils(totals)
    of_rows = values_of(with_pupils("math", rows))
    marks = {mark: of_rows[f"share_{mark}", "math"].numerator for mark in (2, 3, 4, 5)}
    by_marks = Totals(
        marks={mark: int(n or 0) for mark, n in marks.items()}, sum_points=sum(totals)
    )
    for given_totals in (
        by_marks,
        Totals(histogram=tuple(totals.count(b) for b in range(MOST + 1))),
    ):
        of_totals = values_of(with_totals("math", given_totals))
        told = 0
        for key, value in of_totals.items():
            own = of_rows[key]
            if value.value is not None and own.value is not None:
                told += 1
                assert (value.value, value.numerator, value.denominator, value.interval) == (
                    own.value,
                    own.numerator,
                    own.denominator,
                    own.interval,
                )
            elif own.value is not None and value.bounds is not None:
                assert value.bounds[0] <= own.value <= value.bounds[1]
        assert told >= 10  # УД, shares of marks, НМГ, ИМР, ИВР, three levels at least


@given(st.integers(1, 400), st.data())
def test_one_more_of_them_moves_wilsons_interval_up(n: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, n - 1))
    (low, high), (next_low, next_high) = wilson(part, n, Z), wilson(part + 1, n, Z)
    assert low <= next_low
    assert high <= next_high


@given(st.integers(0, 40), st.integers(1, 40), st.integers(2, 9))
def test_more_pupils_with_the_same_share_make_the_interval_narrower(
    part: int, rest: int, times: int
) -> None:
    n = part + rest
    few, many = wilson(part, n, Z), wilson(times * part, times * n, Z)
    assert many[1] - many[0] < few[1] - few[0]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_the_bounds_of_the_same_pupils_are_reached(low: list[int]) -> None:
    """Nested, the low ones are the most of a subject; apart, all of them together."""
    n = 12
    groups = [Group(n, exactly(one)) for one in low]
    nested = {k for one in low for k in range(one)}
    apart = {k % n for k in range(min(n, sum(low)))}
    assert in_any_bounds(groups) == (
        Fraction(100 * len(nested), n),
        Fraction(100 * len(apart), n),
    )


YEARS = ("2023/2024", "2024/2025", "2025/2026")


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)).filter(any), min_size=3, max_size=3)
)
def test_three_years_together_lie_between_the_years_in_any_order(
    years: list[tuple[int, int]],
) -> None:
    yearly = [
        list(
            values_of(
                with_totals("math", Totals(marks={2: twos, 3: others, 4: 0, 5: 0}), year=year)
            ).values()
        )
        for year, (twos, others) in zip(YEARS, years, strict=True)
    ]
    before = [*yearly[0], *yearly[1]]
    together = list(pooled_values(yearly[2], before, Z))
    assert together == list(pooled_values(yearly[2], [*reversed(before)], Z))
    (value,) = [one for one in together if one.index == "share_2"]
    pooled = value.extra["pooled"]
    shares = [Fraction(100 * twos, twos + others) for twos, others in years]
    sums = sum(twos for twos, _ in years), sum(twos + others for twos, others in years)
    assert (pooled["numerator"], pooled["denominator"]) == sums
    assert float(min(shares)) <= pooled["value"] <= float(max(shares))
    assert tuple(pooled["interval"]) == wilson(*sums, Z)
