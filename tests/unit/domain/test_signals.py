"""Signals: the data propose rows of the card, each with its evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.answers import Answers
from app.domain.signals import signals
from app.services.methodologies import MethodologyCatalogue

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")


def _proposed(**forms: dict[str, object]) -> dict[str, str]:
    answers = {form: Answers(values) for form, values in forms.items()}  # type: ignore[arg-type]
    return {one.problem: one.evidence for one in signals(METHODOLOGY, answers, ())}


def test_nothing_known_proposes_nothing() -> None:
    assert signals(METHODOLOGY, {}, ()) == ()


@pytest.mark.parametrize(("rate", "proposed"), [("0", False), ("0.25", True), ("2", True)])
def test_open_vacancies_propose_the_first_row(rate: str, proposed: bool) -> None:
    found = _proposed(staff={"vacancies_total": Decimal(rate)})
    assert ("r1" in found) is proposed


def test_the_evidence_carries_the_numbers() -> None:
    found = _proposed(
        staff={"vacancies_total": Decimal("1.5")},
        social_passport={"unmotivated": 6, "pupils_total": 48, "disabilities": 2},
    )
    assert "1,5" in found["r1"]
    assert "6 из 48 (12,5\u00a0%)" in found["r4"]
    assert "2 ребёнка" in found["r8"]


def test_unmotivated_children_of_an_unknown_number_propose_nothing() -> None:
    assert _proposed(social_passport={"unmotivated": 6}) == {}
    assert _proposed(social_passport={"unmotivated": 0, "pupils_total": 10}) == {}


def test_slow_internet_is_held_against_the_norm_and_a_default_norm_is_called_so() -> None:
    norm = METHODOLOGY.number("internet_norm")
    slow = _proposed(resources={"internet_mbps": Decimal(int(norm) - 1)})
    assert "по умолчанию, регионом не утверждено" in slow["r7"]
    assert _proposed(resources={"internet_mbps": Decimal(int(norm))}) == {}


def test_rows_for_people_alone_are_never_proposed() -> None:
    found = _proposed(
        staff={"vacancies_total": Decimal(3)},
        social_passport={"unmotivated": 6, "pupils_total": 48, "disabilities": 2, "gifted": 9},
        resources={"internet_mbps": Decimal(1)},
    )
    assert set(found) == {"r1", "r4", "r7", "r8"}
