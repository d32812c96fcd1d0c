"""The group of the lowest ИСБ (DOMAIN F10) and the rule of 30 % (F20)."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.class_rules import LowestShare, LowShare
from app.domain.classes import LowUnit, low_results, low_units, what_would_change
from app.domain.counts import Counts, SubjectCounts
from app.domain.indices import ClassRow, Grounds, IndexValue
from app.domain.lowest import lowest_group, lowest_row
from app.domain.quantiles import lowest_threshold
from app.domain.results import ProcedureKey
from app.domain.shares import Part, exactly
from app.services.methodologies import MethodologyCatalogue

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
ISB = METHODOLOGY.indices[0]
GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
LOWEST = next(rule for rule in METHODOLOGY.classes if isinstance(rule, LowestShare))
LOW = next(rule for rule in METHODOLOGY.classes if isinstance(rule, LowShare))
TEN = [31, 38, 40, 40, 40, 52, 60, 71, 80, 95]


def group(
    values: list[int | Fraction | None], threshold: Fraction | None = None, reference: str = ""
) -> list[ClassRow]:
    grounds = Grounds("kbr-2020/v1", {}, reference or None)
    rows = {
        f"{n:06}": IndexValue(
            f"{n:06}",
            ISB,
            grounds,
            None if value is None else Fraction(value),
            reason="нет данных: сколько детей из неполных семей" if value is None else None,
        )
        for n, value in enumerate(values, 1)
    }
    group = lowest_group(LOWEST, rows, grounds, threshold)
    return [lowest_row(group, value) for value in rows.values()]


@pytest.mark.parametrize(
    ("share", "threshold", "schools"), [(Fraction(1, 4), 40, 5), (Fraction(1, 5), 38, 2)]
)
def test_the_threshold_is_the_kth_lowest_value_and_ties_belong(
    share: Fraction, threshold: int, schools: int
) -> None:
    values = [Fraction(value) for value in TEN]
    assert lowest_threshold(values, share) == threshold
    assert sum(value <= threshold for value in values) == schools


def test_the_group_within_the_base_is_provisional() -> None:
    rows = group([*TEN])
    assert [row.state for row in rows] == ["in"] * 5 + ["out"] * 5
    assert all(row.provisional for row in rows)
    assert rows[0].because == (
        "ИСБ = 31,0, это не больше порога 40,0 (наименьшие 25\u00a0% значений 10 школ этой базы). "
        "Ниже порога на 9,0. Предварительно, по данным этой базы."
    )


def test_schools_without_a_value_are_undetermined_and_not_counted() -> None:
    rows = group([*TEN, None, None])
    assert sum(row.state == "in" for row in rows) == 5
    assert rows[-1].state == "undetermined"
    assert rows[-1].because == ("ИСБ не рассчитан. Нет данных: сколько детей из неполных семей.")


def test_a_base_of_three_schools_needs_the_reference() -> None:
    rows = group([31, 38, 40])
    assert {row.state for row in rows} == {"undetermined"}
    assert "нужен эталон региона" in rows[0].because


def test_with_the_reference_a_single_school_gets_a_final_answer() -> None:
    low, high, unknown = group([40, 41, None], Fraction(40), "rb-1")
    assert (low.state, high.state, unknown.state) == ("in", "out", "undetermined")
    assert not low.provisional
    assert low.reference == "rb-1"
    assert "порога региона 40,0 (эталон rb-1)" in low.because


def test_numbers_that_differ_are_shown_different() -> None:
    (row,) = group([Fraction(4001, 100)], Fraction(40), "rb-1")
    assert row.state == "out"
    assert "40,01, это больше порога региона 40,00" in row.because


def test_values_beyond_the_scale_are_compared_raw() -> None:
    # clamped to 100 all four would be equal and all would be in
    rows = group([101, 120, 130, 185])
    assert [row.state for row in rows] == ["in", "out", "out", "out"]


@given(
    st.lists(st.fractions(-115, 185), min_size=4),
    st.sampled_from([Fraction(1, 4), Fraction(1, 5)]),
)
def test_the_group_is_at_least_its_share_whatever_the_order(
    values: list[Fraction], share: Fraction
) -> None:
    threshold = lowest_threshold(values, share)
    assert threshold is not None
    assert threshold == lowest_threshold(values[::-1], share)
    assert sum(value <= threshold for value in values) >= share * len(values)
    assert sum(value < threshold for value in values) < share * len(values)


def unit(n: int, twos: int | None, subject: str = "russian", **key: object) -> SubjectCounts:
    parts = {"kind": "vpr", "year": "2025/2026", "grade": 5, **key}
    marks = {} if twos is None else {2: exactly(twos)}
    procedure = ProcedureKey(subject=subject, **parts)  # type: ignore[arg-type]
    return SubjectCounts("041101", procedure, Counts(n, marks=marks))


def low(*units: SubjectCounts) -> ClassRow:
    return low_results(LOW, "041101", low_units(LOW, units, GROUNDS), GROUNDS, small_n=11)


def test_thirty_percent_is_compared_in_integers_and_included() -> None:
    assert low(unit(10, 3), unit(20, 6, "math")).state == "in"
    assert low(unit(10, 3), unit(21, 6, "math")).state == "out"


@given(st.integers(1, 500), st.data())
def test_a_unit_is_low_exactly_when_ten_times_the_twos_reach_three_times_n(
    n: int, data: st.DataObject
) -> None:
    twos = data.draw(st.integers(0, n))
    expected = "in" if 10 * twos >= 3 * n else "out"
    assert low(unit(n, twos), unit(n, twos, "math")).state == expected


def test_one_low_procedure_is_not_enough() -> None:
    row = low(unit(10, 10), unit(20, 0, "math"))
    assert row.state == "out"
    assert "1 процедура из 2, для признака нужно 2 и более" in row.because


def test_with_fewer_than_two_procedures_nothing_is_decided() -> None:
    assert low(unit(10, 10)).state == "undetermined"
    assert low().state == "undetermined"


def test_a_procedure_without_participants_takes_no_part() -> None:
    assert low(unit(0, 0), unit(10, 5, "math")).state == "undetermined"


def test_a_procedure_whose_marks_are_unknown_leaves_the_class_open() -> None:
    assert low(unit(10, 4), unit(10, 0, "math"), unit(10, None, grade=6)).state == "undetermined"


def test_where_work_is_not_marked_the_threshold_tells() -> None:
    ege = SubjectCounts(
        "041101",
        ProcedureKey("ege", "2025/2026", "math", 11, "profile"),
        Counts(10, below=exactly(4)),
    )
    row = low(ege, unit(10, 5))
    assert row.state == "in"
    assert "ЕГЭ, math (профиль), 11 класс: «2» у 4 из 10" in row.because


def test_only_the_subjects_and_grades_of_the_rule_count() -> None:
    assert low(unit(10, 9, "physics"), unit(10, 9, grade=3), unit(10, 9)).state == "undetermined"


def test_small_numbers_are_pointed_out() -> None:
    assert "(30,0\u00a0%, участников мало)" in low(unit(10, 3), unit(20, 6, "math")).because


def test_an_uncertain_number_that_cannot_change_the_verdict_decides() -> None:
    sure = SubjectCounts(
        "041101",
        ProcedureKey("vpr", "2025/2026", "math", 5),
        Counts(10, marks={2: Part(4, 6)}),
    )
    assert low(sure, unit(10, 3)).state == "in"


def low_unit(twos: int, n: int, grade: int = 5) -> LowUnit:
    return LowUnit(
        ProcedureKey("vpr", "2025/2026", "math", grade),
        GROUNDS,
        n,
        exactly(twos),
        10 * twos >= 3 * n,
    )


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (
            [(28, 74), (27, 74)],
            "Признака не было бы, если бы отметок «2» было на 5 меньше (B — 5).",
        ),
        (
            [(28, 74), (27, 74), (30, 100)],
            "Признака не было бы, если бы отметок «2» было на 6 меньше (C — 1; B — 5).",
        ),
        ([(28, 74), (2, 10)], "Признак появился бы, если бы отметок «2» было на 1 больше (B — 1)."),
        (
            [(0, 10), (0, 20)],
            "Признак появился бы, если бы отметок «2» было на 9 больше (A — 3; B — 6).",
        ),
        ([(3, 10)], ""),
    ],
)
def test_it_is_told_how_many_marks_would_change_the_class(
    units: list[tuple[int, int]], said: str
) -> None:
    told = what_would_change(LOW, [low_unit(*one, n) for n, one in enumerate(units)])
    for n, letter in enumerate("ABC"):
        told = told.replace(f"ВПР, math, {n} класс", letter)
    assert told == said


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(1, 15)), min_size=2, max_size=3))
def test_so_many_marks_really_change_the_class(units: list[tuple[int, int]]) -> None:
    known = [(min(twos, n), n) for twos, n in units]
    said = what_would_change(LOW, [low_unit(*one) for one in known])
    amount = int(re.findall(r"было на (\d+)", said)[0])
    low = sum(10 * twos >= 3 * n for twos, n in known)
    reachable = set()
    states = {tuple(twos for twos, _ in known)}
    step = -1 if low >= LOW.least else 1
    for _ in range(amount):
        states = {
            (*state[:k], state[k] + step, *state[k + 1 :])
            for state in states
            for k in range(len(state))
            if 0 <= state[k] + step <= known[k][1]
        }
        reachable.add(_any_changed(states, known, low >= LOW.least))
    assert reachable == ({False, True} if amount > 1 else {True})


def _any_changed(states: set[tuple[int, ...]], known: list[tuple[int, int]], was_in: bool) -> bool:
    return any(
        (sum(10 * t >= 3 * n for t, (_, n) in zip(state, known, strict=True)) >= LOW.least)
        != was_in
        for state in states
    )
