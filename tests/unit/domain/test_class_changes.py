"""What is told to change a class really changes it, and one less does not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers
from app.domain.calculations import CalculationInputs
from app.domain.class_rules import Expectation, LowShare, LowTwoYears, ToCheck
from app.domain.classes import LowUnit, low_units
from app.domain.compositions import Composition, Part, steps_across
from app.domain.counts import Counts, SubjectCounts
from app.domain.expectation import is_beyond, points_across
from app.domain.findings import children_across
from app.domain.index_kinds import Term
from app.domain.indices import ClassRow, Grounds, IndexValue
from app.domain.low_years import low_two_years, pairs_of
from app.domain.objectivity import Judged, lists_state
from app.domain.organisations import organisation_uid
from app.domain.outcomes import Outcome
from app.domain.reference import Reference
from app.domain.results import ProcedureKey
from app.domain.school_facts import PartOfPupils
from app.domain.shares import exactly
from app.domain.signs import Sign, SignCode
from app.domain.to_check import Lists, about_lists, signs_to_leave, to_check_row
from app.services.calculating import calculate_from
from tests.unit.services.calculations import METHODOLOGY, PERIOD, school

GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
THRESHOLDS = {
    "lowest_group": Fraction(60), "internship_site": Fraction(55), "deviance": Fraction(5),
    "mixed_language": Fraction(31, 3),
}  # fmt: skip
REFERENCE = Reference(
    "83-2025-1", "83", "2025/2026", "kbr-2020", 1, 1, date(2025, 10, 20), 250, THRESHOLDS
)


def numbers(told: str) -> list[int]:
    return [int(one) for one in re.findall(r": на (\d+) (?:дет|реб)", told)]


def terms(weights: tuple[Fraction, ...]) -> list[Term]:
    return [Term(f"d{n}", f"Д{n}", f"слагаемое {n}", f"f.d{n}", "") for n in range(len(weights))]


@given(
    st.integers(1, 60),
    st.lists(st.integers(0, 60), min_size=3, max_size=3),
    st.tuples(*[st.fractions(-100, 100, max_denominator=7)] * 3),
    st.fractions(-100, 180, max_denominator=300),
)
def test_so_many_children_of_one_term_carry_the_index_across(
    whole: int, counts: list[int], weights: tuple[Fraction, ...], bound: Fraction
) -> None:
    parts = tuple(
        Part(term, weight, min(counted, whole))
        for term, weight, counted in zip(terms(weights), weights, counts, strict=True)
    )
    made = Composition(Fraction(85), parts, whole)

    def inside(changed: Part, counted: int) -> bool:
        others = tuple(
            replace(one, counted=counted) if one is changed else one for one in made.parts
        )
        return replace(made, parts=others).value <= bound

    for part, step in steps_across(made, bound):
        now = made.value <= bound
        one_less = step - (1 if step > 0 else -1)
        assert inside(part, part.counted + step) is not now
        assert inside(part, part.counted + one_less) is now


def rows(
    social: Mapping[str, int], passport: Mapping[str, Any], reference: Reference = REFERENCE
) -> dict[str, ClassRow]:
    uid = organisation_uid("83", "1")
    answers = {
        (uid, "social_passport"): Answers(dict(social)),
        (uid, "passport"): Answers(dict(passport)),
    }
    inputs = CalculationInputs(PERIOD, METHODOLOGY, (school("1"),), answers, reference=reference)
    return {row.class_code: row for row in calculate_from(inputs).classes}


SOCIAL = {
    "pupils_total": 87, "parents_higher": 2, "single_parent": 25, "registered_school": 6,
    "non_native": 9,
}  # fmt: skip
VILLAGE = {"locality": "rural", "remote": False}


def test_a_group_tells_the_children_of_each_term_that_would_take_the_school_out() -> None:
    row = rows(SOCIAL, VILLAGE)["lowest_group"]
    assert row.state == "in"
    assert "Ниже порога на 8,3" in row.because
    named = dict(zip(("parents_higher", "single_parent"), numbers(row.explanation), strict=False))
    assert named == {"parents_higher": 8, "single_parent": 8}
    assert "Дн (из неполных семей): на 8 детей меньше" in row.explanation
    for field, step in (("parents_higher", 1), ("single_parent", -1)):
        moved = {**SOCIAL, field: SOCIAL[field] + step * named[field]}
        almost = {**SOCIAL, field: SOCIAL[field] + step * (named[field] - 1)}
        assert rows(moved, VILLAGE)["lowest_group"].state == "out"
        assert rows(almost, VILLAGE)["lowest_group"].state == "in"


def test_registered_children_are_too_few_to_take_the_school_out_and_are_not_named() -> None:
    row = rows(SOCIAL, VILLAGE)["lowest_group"]
    assert "Ду (состоят на внутришкольном учёте): на" not in row.explanation
    assert "Ду −6,9 (состоят на внутришкольном учёте)" in row.explanation


def test_where_no_term_alone_can_change_the_group_that_is_told() -> None:
    tiny = {**SOCIAL, "pupils_total": 4, "parents_higher": 0, "single_parent": 1,
            "registered_school": 4}  # fmt: skip
    row = rows(tiny, VILLAGE, replace(REFERENCE, thresholds={"lowest_group": Fraction(100)}))
    told = row["lowest_group"].explanation
    assert "Одним слагаемым вывод не изменить" in told
    assert "на 25,00" in told


@given(st.integers(1, 80), st.integers(0, 80), st.fractions(0, 100, max_denominator=50))
def test_so_many_children_carry_a_share_across(whole: int, part: int, bound: Fraction) -> None:
    own = PartOfPupils(min(part, whole), whole)
    step = children_across(own, bound)
    one_less = step - (1 if step > 0 else -1)
    above = own.percent > bound
    assert (PartOfPupils(own.part + step, whole).percent > bound) is not above
    assert (PartOfPupils(own.part + one_less, whole).percent > bound) is above


def test_a_type_names_the_condition_that_keeps_the_school_out_and_what_would_meet_it() -> None:
    found = rows(SOCIAL, VILLAGE)
    row = found["mixed_language"]
    # 9 of 87 are 10,34 %, the mean is 10,33 %
    assert row.state == "in"
    assert "условие не выполнялось бы, если бы таких детей было на 1 меньше" in row.explanation
    assert rows({**SOCIAL, "non_native": 8}, VILLAGE)["mixed_language"].state == "out"
    row = rows({**SOCIAL, "non_native": 7}, VILLAGE)["mixed_language"]
    assert "Не выполнено условие: доля детей, для которых русский язык не родной" in row.explanation
    assert "условие выполнялось бы, если бы таких детей было на 2 больше" in row.explanation
    town = found["deprived_urban"]
    assert "Не выполнено условие: школа находится в городе." in town.explanation


def test_so_many_pupils_make_a_school_small_or_not() -> None:
    found = rows(SOCIAL, VILLAGE)["small_rural"]
    assert found.state == "in"
    assert "если бы обучающихся всего было на 13 больше" in found.explanation
    # the composition stays: only the number of pupils is looked at
    many = {"parents_higher": 0, "single_parent": 60, "registered_school": 6, "non_native": 9}
    assert rows({**many, "pupils_total": 99}, VILLAGE)["small_rural"].state == "in"
    row = rows({**many, "pupils_total": 100}, VILLAGE)["small_rural"]
    assert row.state == "out"
    assert "если бы обучающихся всего было на 1 меньше" in row.explanation


EXPECTED = [rule for rule in METHODOLOGY.classes if isinstance(rule, Expectation)]


@given(
    st.sampled_from(EXPECTED),
    st.fractions(-30, 30, max_denominator=900),
    st.fractions(0, 20, max_denominator=90),
    st.integers(1, 700),
)
def test_so_many_points_carry_a_result_across_the_boundary(
    rule: Expectation, own: Fraction, limit: Fraction, best: int
) -> None:
    bound = limit if rule.above else -limit
    step = points_across(rule, own, bound, Outcome(Fraction(0), best, 1))
    one_less = step - (1 if step > 0 else -1)
    now = is_beyond(rule, own, bound)
    assert is_beyond(rule, own + Fraction(100 * step, best), bound) is not now
    assert step == 0 or is_beyond(rule, own + Fraction(100 * one_less, best), bound) is now
    assert step != 0


TWO_YEARS = next(rule for rule in METHODOLOGY.classes if isinstance(rule, LowTwoYears))
LOW = next(rule for rule in METHODOLOGY.classes if isinstance(rule, LowShare))
COUNT = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def two_years(now: tuple[int, int], before: tuple[int, int]) -> ClassRow:
    def units(year: str, one: tuple[int, int]) -> list[LowUnit]:
        counts = Counts(one[1], marks={2: exactly(one[0])})
        work = SubjectCounts("1", ProcedureKey("oge", year, "math", 9), counts)
        return low_units(LOW, [work], GROUNDS)

    pairs = pairs_of(units("2025/2026", now), units("2024/2025", before))
    return low_two_years(TWO_YEARS, LOW, "1", pairs, GROUNDS, 11)


@given(COUNT, COUNT)
def test_so_many_marks_in_which_year_change_the_two_year_rule(
    now: tuple[int, int], before: tuple[int, int]
) -> None:
    row = two_years(now, before)
    told = row.explanation
    this = [int(one) for one in re.findall(r"на (\d+) в этом году", told)]
    last = [int(one) for one in re.findall(r"на (\d+) в прошлом", told)]

    def state(first: int, second: int) -> str:
        return two_years((now[0] + first, now[1]), (before[0] + second, before[1])).state

    if row.state == "in":
        assert state(-this[0], 0) == state(0, -last[0]) == "out"
        assert state(1 - this[0], 0) == state(0, 1 - last[0]) == "in"
    else:
        first, second = sum(this), sum(last)
        assert state(first, second) == "in"
        assert not first or state(first - 1, second) == "out"
        assert not second or state(first, second - 1) == "out"


TO_CHECK = next(rule for rule in METHODOLOGY.classes if isinstance(rule, ToCheck))
LISTS = next(one for one in METHODOLOGY.indices if one.code == "objectivity_lists")


def checked(found: int) -> tuple[ClassRow, Judged]:
    signs = tuple(Sign(code, n < found, 1.0, Fraction(1, 2)) for n, code in enumerate(SignCode))
    key = ProcedureKey("vpr", "2025/2026", "math", 5)
    judged = Judged(key, signs, found >= 3)
    value = IndexValue("1", LISTS, GROUNDS, Fraction(found >= 3))
    common = about_lists(TO_CHECK, METHODOLOGY, GROUNDS)
    lists = Lists(lambda: value, lambda: [judged])
    return to_check_row(TO_CHECK, "1", lists_state(value), lists, GROUNDS, common), judged


def test_it_is_told_how_many_signs_hold_a_work_on_its_list_or_are_missing() -> None:
    for found in range(6):
        row, judged = checked(found)
        told = row.explanation
        if row.state == "in":
            fewer = signs_to_leave(judged, 3)
            words = {1: "подтвердился хотя бы 1 признак ", 2: "подтвердились хотя бы 2 признака "}
            assert f"не {words.get(fewer, 'подтвердились хотя бы 3 признака ')}" in told
            assert checked(found - fewer)[0].state == "out"
            assert checked(found - fewer + 1)[0].state == "in"
        elif found:
            more = int(re.findall(r"не хватает (\d)", told)[0])
            assert checked(found + more)[0].state == "in"
            assert checked(found + more - 1)[0].state == "out"
    assert "доля участия" in checked(2)[0].explanation.split("не хватает")[1]
    assert "Ни одного признака нет" in checked(0)[0].explanation
