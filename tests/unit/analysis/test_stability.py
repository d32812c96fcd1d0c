"""How often a class would change under resampling, against outcomes counted one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.stability import (
    Counted,
    LinearIndex,
    both_signs_chance,
    low_results_stability,
    lowest_group_chance,
    lowest_group_stability,
    mean_chance,
    share_chance,
    two_years_stability,
)

THIRTY = Fraction(3, 10)
ISB = (Fraction(100), Fraction(-100), Fraction(-100))
UNITS = st.integers(1, 5).flatmap(lambda n: st.builds(Counted, st.integers(0, n), st.just(n)))


def chance(part: int, of: Counted) -> float:
    p = (of.part + 0.5) / (of.whole + 1)
    return comb(of.whole, part) * p**part * (1 - p) ** (of.whole - part)


def by_hand(units: list[Counted], least: int) -> float:
    """Every outcome of every unit, one by one."""

    def low(part: int, unit: Counted) -> bool:
        return 10 * part >= 3 * unit.whole

    inside = 0.0
    for parts in product(*(range(unit.whole + 1) for unit in units)):
        if sum(low(part, unit) for part, unit in zip(parts, units, strict=True)) >= least:
            weight = 1.0
            for part, unit in zip(parts, units, strict=True):
                weight *= chance(part, unit)
            inside += weight
    now = sum(low(unit.part, unit) for unit in units) >= least
    return 100 * (1 - inside if now else inside)


@given(st.lists(UNITS, max_size=3), st.integers(1, 2))
def test_the_rule_of_thirty_percent_agrees_with_every_outcome(
    units: list[Counted], least: int
) -> None:
    found = low_results_stability(units, THIRTY, least)
    assert isclose(found, by_hand(units, least), abs_tol=1e-9)
    assert -1e-9 <= found <= 100 + 1e-9


def test_three_of_ten_twice_is_far_from_sure() -> None:
    small = low_results_stability([Counted(3, 10), Counted(3, 10)], THIRTY, 2)
    large = low_results_stability([Counted(45, 100), Counted(45, 100)], THIRTY, 2)
    assert small > 40
    assert large < 1


def test_none_of_three_is_not_taken_for_certainty() -> None:
    assert low_results_stability([Counted(0, 3), Counted(0, 3)], THIRTY, 2) > 0


def test_without_procedures_nothing_can_change() -> None:
    assert low_results_stability([], THIRTY, 2) == 0


def test_large_cohorts_do_not_underflow() -> None:
    found = low_results_stability([Counted(900, 3000), Counted(900, 3000)], THIRTY, 2)
    assert 50 < found < 90


def isb_by_hand(index: LinearIndex, threshold: Fraction) -> float:
    units = [Counted(part, index.whole) for part in index.parts]

    def value(parts: tuple[int, ...]) -> Fraction:
        points = [w * p for w, p in zip(index.weights, parts, strict=True)]
        return index.constant + sum(points, Fraction(0)) / index.whole

    inside = 0.0
    for parts in product(range(index.whole + 1), repeat=len(units)):
        if value(parts) <= threshold:
            weight = 1.0
            for part, unit in zip(parts, units, strict=True):
                weight *= chance(part, unit)
            inside += weight
    now = value(tuple(index.parts)) <= threshold
    return 100 * (1 - inside if now else inside)


@pytest.mark.parametrize("threshold", [Fraction(29), Fraction(265, 9), Fraction(40), Fraction(85)])
def test_the_lowest_group_agrees_with_every_outcome(threshold: Fraction) -> None:
    index = LinearIndex(Fraction(85), ISB, (0, 4, 1), 9)
    found = lowest_group_stability(index, threshold)
    assert isclose(found, isb_by_hand(index, threshold), abs_tol=1e-9)


def test_a_school_far_from_the_threshold_stays() -> None:
    index = LinearIndex(Fraction(85), ISB, (10, 2, 0), 40)
    assert lowest_group_stability(index, Fraction(20)) < 0.1


def test_a_large_school_is_sampled_and_the_seed_repeats_it() -> None:
    index = LinearIndex(Fraction(85), ISB, (12, 60, 20), 300)
    threshold = Fraction(85) - Fraction(100 * 68, 300)
    first = lowest_group_stability(index, threshold, seed=3)
    assert first == lowest_group_stability(index, threshold, seed=3)
    assert 40 < first < 60


def test_weights_that_are_no_whole_numbers_are_exact() -> None:
    index = LinearIndex(Fraction(0), (Fraction(1, 3), Fraction(-2, 7)), (2, 1), 3)
    threshold = (2 * Fraction(1, 3) - Fraction(2, 7)) / 3
    found = lowest_group_stability(index, threshold)
    assert isclose(found, isb_by_hand(index, threshold), abs_tol=1e-9)


PAIRS = st.lists(st.tuples(UNITS, UNITS), max_size=2)


@given(PAIRS)
def test_the_two_year_rule_agrees_with_every_outcome(pairs: list[tuple[Counted, Counted]]) -> None:
    units = [unit for pair in pairs for unit in pair]

    def both(parts: tuple[int, ...]) -> bool:
        low = [10 * part >= 3 * unit.whole for part, unit in zip(parts, units, strict=True)]
        return any(low[n] and low[n + 1] for n in range(0, len(low), 2))

    now = both(tuple(unit.part for unit in units))
    other = 0.0
    for parts in product(*(range(unit.whole + 1) for unit in units)):
        if both(parts) is not now:
            weight = 1.0
            for part, unit in zip(parts, units, strict=True):
                weight *= chance(part, unit)
            other += weight
    assert isclose(two_years_stability(pairs, THIRTY), 100 * other, abs_tol=1e-9)


ONE_OR_TWO = st.lists(st.tuples(UNITS, st.none() | UNITS), max_size=2)


@given(ONE_OR_TWO, st.integers(1, 2))
def test_both_signs_at_once_agree_with_every_outcome(
    units: list[tuple[Counted, Counted | None]], least: int
) -> None:
    every = [one for pair in units for one in pair if one is not None]
    inside = 0.0
    for parts in product(*(range(one.whole + 1) for one in every)):
        drawn = iter(
            (10 * part >= 3 * one.whole, chance(part, one))
            for part, one in zip(parts, every, strict=True)
        )
        weight, low, both = 1.0, 0, False
        for _, before in units:
            is_low, likely = next(drawn)
            was_low, before_likely = next(drawn) if before is not None else (False, 1.0)
            weight *= likely * before_likely
            low += is_low
            both = both or (is_low and was_low)
        inside += weight if low >= least and both else 0.0
    assert isclose(both_signs_chance(units, THIRTY, least), inside, abs_tol=1e-9)


@given(UNITS, st.fractions(0, 100, max_denominator=20))
def test_a_share_agrees_with_every_outcome(unit: Counted, bound: Fraction) -> None:
    above = sum(
        chance(part, unit)
        for part in range(unit.whole + 1)
        if Fraction(100 * part, unit.whole) > bound
    )
    assert isclose(share_chance(unit, bound), above, abs_tol=1e-9)


def test_a_mean_of_few_works_lies_on_either_side_of_its_own_value() -> None:
    above = mean_chance(Fraction(60), 6, Fraction(60), above=True)
    below = mean_chance(Fraction(60), 6, Fraction(60), above=False)
    assert 0.3 < above < 0.7
    assert 0.3 < below < 0.7
    assert mean_chance(Fraction(60), 6, Fraction(101), above=True) == 0
    far = mean_chance(Fraction(60), 10, Fraction(20), above=True)
    assert far > 0.95


def test_weights_too_fine_for_machine_numbers_are_rounded_to_a_millionth() -> None:
    fine = (Fraction(100, 3) + Fraction(1, 10**15 + 37), Fraction(-100, 7) - Fraction(1, 10**17))
    rough = (Fraction(100, 3), Fraction(-100, 7))
    parts, bound = (2, 3), Fraction(1)
    found = lowest_group_chance(LinearIndex(Fraction(0), fine, parts, 6), bound)
    assert isclose(found, lowest_group_chance(LinearIndex(Fraction(0), rough, parts, 6), bound))
