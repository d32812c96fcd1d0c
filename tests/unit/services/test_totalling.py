"""The size of the grade that travels is the one participation was computed with."""

from __future__ import annotations

from app.domain.results import Totals
from app.services.contents import SCALE_PARTS
from app.services.totalling import totals_of
from tests.unit.analysis.results import METHODOLOGY, pupils, with_pupils


def test_the_passport_sizes_the_grade_where_the_school_reported_nothing() -> None:
    one = with_pupils("math", pupils([9, None, 20], statuses=[0, 1, 0]))
    assert totals_of(METHODOLOGY, one).grade_size == 3
    assert totals_of(METHODOLOGY, one, {5: 30}).grade_size == 30
    assert totals_of(METHODOLOGY, one, {6: 30}).grade_size == 3


def test_a_protocol_that_lists_nobody_absent_does_not_size_the_grade() -> None:
    assert totals_of(METHODOLOGY, with_pupils("math", pupils([9, 20]))).grade_size is None


def test_what_was_reported_goes_before_the_passport() -> None:
    one = with_pupils("math", pupils([9, 20]))
    both = type(one)(one.school, one.procedure, one.pupils, Totals(grade_size=25))
    assert totals_of(METHODOLOGY, both, {5: 30}).grade_size == 25


def test_packages_carry_the_parts_of_a_scale_they_always_did() -> None:
    # a new part would make older programs' packages unreadable and newer ones' refused
    assert SCALE_PARTS == (
        "max_points",
        "min_3",
        "min_4",
        "min_5",
        "threshold",
        "delta",
        "mass_from",
        "high_from",
        "source",
    )
