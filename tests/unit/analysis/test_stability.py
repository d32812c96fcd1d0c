"""How often a class would change under resampling, against outcomes counted one by one."""

from __future__ import annotations

from collections.abc import Callable
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
    cluster_chance,
    low_results_chance,
    lowest_and_above_chance,
    lowest_group_chance,
    mean_chance,
    share_chance,
    two_years_chance,
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
    return inside


@given(st.lists(UNITS, max_size=3), st.integers(1, 2))
def test_the_rule_of_thirty_percent_agrees_with_every_outcome(
    units: list[Counted], least: int
) -> None:
    found = low_results_chance(units, THIRTY, least)
    assert isclose(found, by_hand(units, least), abs_tol=1e-9)
    assert 0 <= found <= 1


def test_three_of_ten_twice_is_far_from_sure() -> None:
    small = low_results_chance([Counted(3, 10), Counted(3, 10)], THIRTY, 2)
    large = low_results_chance([Counted(45, 100), Counted(45, 100)], THIRTY, 2)
    assert small < 0.6
    assert large > 0.99


def test_none_of_three_is_not_taken_for_certainty() -> None:
    assert low_results_chance([Counted(0, 3), Counted(0, 3)], THIRTY, 2) > 0


def test_without_procedures_nothing_can_change() -> None:
    assert low_results_chance([], THIRTY, 2) == 0


def test_large_cohorts_do_not_underflow() -> None:
    found = low_results_chance([Counted(900, 3000), Counted(900, 3000)], THIRTY, 2)
    assert 0.1 < found < 0.5


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
    return inside


@pytest.mark.parametrize("threshold", [Fraction(29), Fraction(265, 9), Fraction(40), Fraction(85)])
def test_the_lowest_group_agrees_with_every_outcome(threshold: Fraction) -> None:
    index = LinearIndex(Fraction(85), ISB, (0, 4, 1), 9)
    found = lowest_group_chance(index, threshold)
    assert isclose(found, isb_by_hand(index, threshold), abs_tol=1e-9)


def test_a_school_far_from_the_threshold_stays() -> None:
    index = LinearIndex(Fraction(85), ISB, (10, 2, 0), 40)
    assert lowest_group_chance(index, Fraction(20)) < 0.001


def test_a_large_school_is_sampled_and_the_seed_repeats_it() -> None:
    index = LinearIndex(Fraction(85), ISB, (12, 60, 20), 300)
    threshold = Fraction(85) - Fraction(100 * 68, 300)
    first = lowest_group_chance(index, threshold, seed=3)
    assert first == lowest_group_chance(index, threshold, seed=3)
    assert 0.4 < first < 0.6


def test_weights_that_are_no_whole_numbers_are_exact() -> None:
    index = LinearIndex(Fraction(0), (Fraction(1, 3), Fraction(-2, 7)), (2, 1), 3)
    threshold = (2 * Fraction(1, 3) - Fraction(2, 7)) / 3
    found = lowest_group_chance(index, threshold)
    assert isclose(found, isb_by_hand(index, threshold), abs_tol=1e-9)


PAIRS = st.lists(st.tuples(UNITS, UNITS), max_size=2)


@given(PAIRS)
def test_the_two_year_rule_agrees_with_every_outcome(pairs: list[tuple[Counted, Counted]]) -> None:
    units = [unit for pair in pairs for unit in pair]

    def both(parts: tuple[int, ...]) -> bool:
        low = [10 * part >= 3 * unit.whole for part, unit in zip(parts, units, strict=True)]
        return any(low[n] and low[n + 1] for n in range(0, len(low), 2))

    inside = 0.0
    for parts in product(*(range(unit.whole + 1) for unit in units)):
        if both(parts):
            weight = 1.0
            for part, unit in zip(parts, units, strict=True):
                weight *= chance(part, unit)
            inside += weight
    assert isclose(two_years_chance(pairs, THIRTY), inside, abs_tol=1e-9)


ONE_OR_TWO = st.lists(st.tuples(UNITS, st.none() | UNITS), max_size=2)


def drawn_again(
    units: list[tuple[Counted, Counted | None]], holds: Callable[[int, bool], bool]
) -> float:
    """Chance of what `holds` says of the low works, and of whether one was low before too."""
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
        inside += weight if holds(low, both) else 0.0
    return inside


@given(ONE_OR_TWO, st.integers(1, 2))
def test_both_signs_at_once_agree_with_every_outcome(
    units: list[tuple[Counted, Counted | None]], least: int
) -> None:
    inside = drawn_again(units, lambda low, both: low >= least and both)
    assert isclose(both_signs_chance(units, THIRTY, least), inside, abs_tol=1e-9)


@given(ONE_OR_TWO, st.integers(1, 2), st.integers(1, 3))
def test_clusters_agree_with_every_outcome(
    units: list[tuple[Counted, Counted | None]], least: int, many: int
) -> None:
    first = drawn_again(units, lambda low, both: low >= least and (low >= many or both))
    second = drawn_again(units, lambda low, both: least <= low < many and not both)
    bounds = {"least": least, "many": many}
    assert isclose(cluster_chance(units, THIRTY, **bounds, first=True), first, abs_tol=1e-9)
    assert isclose(cluster_chance(units, THIRTY, **bounds, first=False), second, abs_tol=1e-9)


@given(st.lists(st.integers(0, 4), min_size=3, max_size=3), st.integers(-60, 140), st.data())
def test_children_that_stand_in_the_index_and_in_the_share_are_drawn_once(
    parts: list[int], bound: int, data: st.DataObject
) -> None:
    index = LinearIndex(Fraction(85), ISB, tuple(parts), 4)
    threshold, percent = Fraction(bound), Fraction(data.draw(st.integers(0, 100)))
    others = data.draw(st.none() | st.integers(0, 4 - parts[2]))
    wider = Counted(others or 0, 4 - parts[2])
    inside = 0.0
    for up, down, registered in product(range(5), repeat=3):
        value = 85 + Fraction(100 * (up - down - registered), 4)
        likely = chance(up, Counted(parts[0], 4)) * chance(down, Counted(parts[1], 4))
        likely *= chance(registered, Counted(parts[2], 4))
        for more in range(5 - registered) if others is not None else (0,):
            p, left = (wider.part + 0.5) / (wider.whole + 1), 4 - registered
            once = comb(left, more) * p**more * (1 - p) ** (left - more)
            is_above = Fraction(100 * (registered + more), 4) > percent
            if value <= threshold and is_above:
                inside += likely * (once if others is not None else 1)
    found = lowest_and_above_chance(index, threshold, 2, others, percent)
    assert isclose(found, inside, abs_tol=1e-9)


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


def test_the_widest_spread_is_no_upper_end_of_the_chance():
    """Two works of 49 % (40 times of 51) or 100 %, 60 % on average: both 49 % in 61 % of pairs."""
    told = mean_chance(Fraction(60), 2, Fraction(50), above=False)
    narrower = Fraction(40, 51)
    assert narrower * 49 + (1 - narrower) * 100 == 60
    assert told < 0.2 < 0.6 < narrower**2


def test_weights_too_fine_for_machine_numbers_are_rounded_to_a_millionth() -> None:
    fine = (Fraction(100, 3) + Fraction(1, 10**15 + 37), Fraction(-100, 7) - Fraction(1, 10**17))
    rough = (Fraction(100, 3), Fraction(-100, 7))
    parts, bound = (2, 3), Fraction(1)
    found = lowest_group_chance(LinearIndex(Fraction(0), fine, parts, 6), bound)
    assert isclose(found, lowest_group_chance(LinearIndex(Fraction(0), rough, parts, 6), bound))
