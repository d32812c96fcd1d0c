"""Correctional and evening schools are not compared with the others (DOMAIN F10)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.answers import Answers
from app.domain.calculations import Calculation, CalculationInputs
from app.domain.indices import ClassRow, State
from app.domain.methodology import Methodology
from app.domain.organisations import organisation_uid
from app.domain.reading import RawAnswers
from app.services.calculating import calculate, calculate_from
from app.services.catalogue import FormCatalogue
from app.services.publishing import publish
from tests.unit.services.calculations import METHODOLOGY, PERIOD, passport, school
from tests.unit.services.regions import region, save, schools

LOWEST = ("01", "02")
"""The two schools with the lowest index of twelve."""


def counted(kinds: dict[str, str], methodology: Methodology = METHODOLOGY) -> Calculation:
    """Twelve schools, each better off than the one before it; the first may be of another kind."""
    codes = [f"{n:02}" for n in range(1, 13)]
    answers = {
        (organisation_uid("83", code), "social_passport"): passport(100, n, 0, 0)
        for n, code in enumerate(codes)
    }
    for code, kind in kinds.items():
        answers[organisation_uid("83", code), "passport"] = Answers({"kind": kind})
    return calculate_from(
        CalculationInputs(PERIOD, methodology, tuple(school(code) for code in codes), answers)
    )


def group(found: Calculation, code: str = "lowest_group") -> dict[str, ClassRow]:
    return {row.school: row for row in found.classes if row.class_code == code}


def in_group(found: Calculation) -> list[str]:
    return [code for code, row in group(found).items() if row.state is State.IN]


def test_an_evening_school_takes_no_part_in_the_quarter_and_is_told_so() -> None:
    assert in_group(counted({})) == ["01", "02", "03"]
    found = counted({"01": "evening", "02": "correctional"})
    # ten schools are left, so a quarter of them is three
    assert in_group(found) == ["03", "04", "05"]
    row = group(found)["01"]
    assert row.state is State.OUT
    assert row.because.startswith("Не относится: школы такого вида методика не включает")
    assert group(found, "deprived_rural")["01"].state is State.OUT
    assert group(found, "deviance")["01"].state is State.OUT
    isb = next(one for one in found.values if (one.school, one.index) == ("01", "isb"))
    assert isb.value == 85


def test_other_kinds_and_schools_that_said_nothing_are_compared() -> None:
    assert in_group(counted({"01": "boarding", "02": "primary"})) == ["01", "02", "03"]


def test_a_region_may_compare_all_schools_or_leave_out_others() -> None:
    known = METHODOLOGY.parameters["population_without"]
    assert known.value == ("correctional", "evening")
    assert not known.approved
    for value, expected in (((), ["01", "02", "03"]), (("boarding",), ["02", "03", "04"])):
        parameters = {**METHODOLOGY.parameters, known.code: replace(known, value=value)}
        methodology = replace(METHODOLOGY, parameters=parameters)
        assert in_group(counted({"01": "boarding"}, methodology)) == expected
    without = {c: p for c, p in METHODOLOGY.parameters.items() if c != known.code}
    assert in_group(counted({"01": "evening"}, replace(METHODOLOGY, parameters=without))) == [
        "01", "02", "03",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", METHODOLOGY.words("population_without"))
def test_kinds_that_are_left_out_stand_in_the_passport(kind: str) -> None:
    asked = FormCatalogue().form("passport").fields["kind"]
    assert kind in [choice.code for choice in asked.choices]


def test_the_reference_holds_neither_their_values_nor_their_residuals(tmp_path: Path) -> None:
    with region(tmp_path, amount=40) as context:
        whole = publish(context)
        for one in schools(40)[:4]:
            save(context, one, "passport", RawAnswers({"kind": "evening"}))
        made = publish(context)
        found = calculate(context, PERIOD)
    assert (whole.schools, made.schools) == (40, 36)
    assert (whole.lines["residual"].n, made.lines["residual"].n) == (40, 36)
    assert made.counts["lowest_group"] == 36
    assert whole.means["isb"] != made.means["isb"]
    assert sum(made.distributions["isb"].values()) == 36
    residual = next(one for one in found.values if (one.school, one.index) == ("001", "residual"))
    assert residual.value is None
    assert residual.reason is not None
    assert "в совокупность" in residual.reason
    assert group(found, "below_expected")["001"].state is State.OUT
