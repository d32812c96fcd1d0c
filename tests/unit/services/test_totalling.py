"""The size of the grade that travels is the one participation was computed with."""

from __future__ import annotations

from array import array
from dataclasses import replace

from app.domain.results import Scale, Totals
from app.services.packed_results import SCALE_PARTS
from app.services.scales import shipped_scales
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


def test_marks_taken_from_totals_are_left_to_the_scale_of_the_receiver() -> None:
    derived = totals_of(METHODOLOGY, with_pupils("math", pupils([9, 17, 23])))
    assert derived.marks == {}
    assert sum(derived.histogram) == 3
    entered = totals_of(METHODOLOGY, with_pupils("math", pupils([9, 17, 23], [2, 4, 4])))
    assert entered.marks == {2: 1, 3: 0, 4: 2, 5: 0}
    nothing = totals_of(METHODOLOGY, with_pupils("math", pupils([9, 17, None], [None, 4, 3])))
    assert nothing.histogram == ()
    assert nothing.marks == {2: 1, 3: 1, 4: 1, 5: 0}


def test_marks_that_rest_on_geometry_travel_because_the_distribution_does_not_tell_it() -> None:
    rows = replace(pupils([9, 17, 23]), sub_points=array("b", [2, 1, 4]))
    own = Scale(31, 8, 15, 22, source="протокол")
    one = with_pupils("math", rows, kind="oge", grade=9, scale=own)
    assert totals_of(METHODOLOGY, one, scales=shipped_scales()).marks == {2: 1, 3: 1, 4: 0, 5: 1}
    unknown = replace(one, pupils=pupils([9, 17, 23]))
    assert totals_of(METHODOLOGY, unknown, scales=shipped_scales()).marks == {}


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
