"""Mass subjects by who took part: the region's grades decide, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from app.domain.answers import Answers, Row
from app.domain.calculations import CalculationInputs
from app.domain.indices import IndexValue
from app.domain.methodology import Methodology, Parameter
from app.domain.regional_shares import Regional, shares_as_json, shares_from_json
from app.domain.results import SchoolResults, Totals
from app.services.region_figures import figures_of, region_results
from tests.unit.analysis.results import SCHOOL, pupils, with_pupils, with_totals
from tests.unit.services.calculations import (
    METHODOLOGY,
    PERIOD,
    calculation,
    reference_of,
    school,
    value_of,
)

OTHER = "041102"


def by_share(share: int = 50, **more: Any) -> Methodology:
    known = dict(METHODOLOGY.parameters)
    chosen = {"mass_subjects_rule": "share", "mass_subjects_share": Fraction(share), **more}
    assert known["mass_subjects_rule"].value == "list"
    for code, value in chosen.items():
        known[code] = replace(known.get(code, Parameter(code, code, value)), value=value)
    return replace(METHODOLOGY, parameters=known)


def with_grade(grade_size: int) -> Answers:
    return Answers(tables={"grades": (Row("g5", {"pupils": grade_size}),)})


GRADES = {SCHOOL: with_grade(6), OTHER: with_grade(10)}
"""Sixteen pupils in the grade of both schools."""
WORKS = (
    with_pupils("russian", pupils([3, 20, 20, 20], codes=["a", "b", "c", "d"])),
    with_pupils("physics", pupils([20, 3, 3], codes=["a", "b", "c"])),
    with_pupils("russian", pupils([20, 20, 20, 20], codes=["a", "b", "c", "d"]), school=OTHER),
)
"""Russian: 8 of 16. Physics: 3 of 16 in all, though 3 of 6 where somebody took it."""


def low(*results: SchoolResults, share: int = 50, **parts: Any) -> IndexValue:
    parts = {"passports": GRADES, "methodology": by_share(share), "whole_region": True, **parts}
    found = calculation(*results, **parts)
    (value,) = [one for one in found.values if (one.index, one.school) == ("low_procedure", SCHOOL)]
    return value


def test_a_subject_is_mass_from_the_share_on_of_the_grades_of_the_whole_region() -> None:
    half = low(*WORKS)
    assert (half.numerator, half.denominator) == (1, 4)
    assert "не меньше 50\N{NO-BREAK SPACE}% параллели (по школам региона)" in half.explanation
    assert "Русский язык (8 из 16, 50,0\N{NO-BREAK SPACE}%)." in half.explanation
    assert "Не массовые: physics (3 из 16, 18,8\N{NO-BREAK SPACE}%)." in half.explanation
    assert (low(*WORKS, share=18).numerator, low(*WORKS, share=51).numerator) == (3, None)
    assert "таких нет" in low(*WORKS, share=51).explanation


def test_the_list_is_not_asked_then_and_the_procedures_own_mark_goes_before_both() -> None:
    marked = [replace(one, procedure=replace(one.procedure, mass_subject=True)) for one in WORKS]
    value = low(*marked)
    assert value.numerator == 3
    assert "physics (так отмечено при вводе процедуры)" in value.explanation
    assert low(*WORKS, methodology=METHODOLOGY).numerator == 1


@pytest.mark.parametrize("passports", [{}, {SCHOOL: with_grade(2)}])
def test_without_the_size_of_the_grade_nothing_is_guessed(passports: dict[str, Answers]) -> None:
    value = low(*WORKS, passports=passports)
    assert (value.value, value.bounds) == (None, None)
    assert "нет данных: численность параллели" in (value.reason or "")
    assert "(physics, Русский язык)" in (value.reason or "")
    assert "впишите или поправьте её в социальном паспорте" in (value.reason or "")


def test_a_school_whose_grade_is_not_known_counts_on_neither_side() -> None:
    assert "Русский язык (4 из 6" in low(*WORKS, passports={SCHOOL: with_grade(6)}).explanation
    many = with_pupils("russian", pupils([20] * 9), school=OTHER)
    value = low(*WORKS[:2], many, passports={SCHOOL: with_grade(6)})
    assert value.reason is not None  # most of those who wrote Russian are of an unknown grade
    assert "(Русский язык)" in value.reason


def published(*results: SchoolResults) -> Regional:
    """The shares that a region publishes, as they come out of its file."""
    inputs = CalculationInputs(
        PERIOD, by_share(), (school(SCHOOL), school(OTHER)), results=results,
        answers={(school(code).uid, "social_passport"): one for code, one in GRADES.items()},
    )  # fmt: skip
    return shares_from_json(
        shares_as_json(figures_of(inputs, region_results(inputs)).shares), "эталон"
    )


def test_a_school_with_the_reference_comes_to_what_the_region_does() -> None:
    shares = published(*WORKS)
    at_school: dict[str, Any] = {
        "whole_region": False,
        "passports": {},
        "reference": reference_of(shares),
    }
    value, region = low(*WORKS[:2], **at_school), low(*WORKS)
    assert (value.value, value.flags) == (region.value, region.flags)
    assert "по эталону региона" in value.explanation
    assert "Русский язык (8 из 16" in value.explanation


def test_alone_a_school_looks_at_its_own_grade_and_says_that_this_is_provisional() -> None:
    alone = low(*WORKS[:2], whole_region=False, own=school(SCHOOL))
    assert alone.numerator == 3  # physics: 3 of its own 6
    assert "provisional" in alone.flags
    assert "(по своей школе)" in alone.explanation
    assert "provisional" not in low(*WORKS).flags


def test_where_the_reference_does_not_know_a_school_is_told_whom_to_wait_for() -> None:
    shares = published(*WORKS[:1], WORKS[2])
    value = low(*WORKS[:2], whole_region=False, reference=reference_of(shares))
    assert value.value is None
    assert "(physics); в эталоне региона её нет" in (value.reason or "")


def test_totals_and_levels_count_as_well() -> None:
    def ege(level: str, n: int) -> SchoolResults:
        totals = Totals(participants=n, grade_size=20, marks={2: 0, 3: n, 4: 0, 5: 0})
        return with_totals("math", totals, kind="ege", grade=11, level=level)

    found = calculation(
        ege("base", 6), ege("profile", 5), methodology=by_share(), whole_region=True
    )
    value = value_of(found, "low_procedure")
    assert "(11 из 20, 55,0" in value.explanation


def test_mass_results_by_pupils_take_the_same_subjects() -> None:
    methodology = by_share(18, mass_rule="any")
    found = calculation(*WORKS, methodology=methodology, passports=GRADES, whole_region=True)
    values = [one for one in found.values if one.index == "mass" and one.subject is None]
    assert values[0].denominator == 4
    assert "physics (3 из 16" in values[0].explanation


def test_a_share_stays_out_of_references_that_do_not_need_it() -> None:
    inputs = CalculationInputs(PERIOD, METHODOLOGY, (school(SCHOOL),), results=WORKS[:2])
    assert "of_grade" not in str(shares_as_json(figures_of(inputs, region_results(inputs)).shares))
    assert "of_grade" in str(shares_as_json(published(*WORKS)))
