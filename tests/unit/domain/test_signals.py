"""Signals: the data propose rows of the card, each with its evidence."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain.answers import Answers
from app.domain.indices import Flag, Grounds, IndexValue
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


LOW_SUBJECT = next(one for one in METHODOLOGY.indices if one.code == "low_subject")
GROUNDS = Grounds("kbr-2020/v1", METHODOLOGY.snapshot(), subjects={"russian": "Русский язык"})
LOW = IndexValue(
    "021360",
    LOW_SUBJECT,
    GROUNDS,
    Fraction(100),
    numerator=5,
    denominator=5,
    n=5,
    subject="russian",
    grade=5,
    procedure="vpr",
    flags=(Flag.SMALL_N.value, Flag.DEFAULT_DELTA.value),
)


def _told(*values: IndexValue) -> list[str]:
    return [one.evidence for one in signals(METHODOLOGY, {}, values) if one.problem == "r2"]


def test_low_results_say_which_procedure_how_few_wrote_it_and_what_nobody_approved() -> None:
    (told,) = _told(LOW)
    assert told.startswith(
        "ВПР, русский язык, 5 класс: индекс низких результатов по предмету (ИНРп) — "
        "100,0\N{NO-BREAK SPACE}% (5 из 5, участников мало), это не меньше 30\N{NO-BREAK SPACE}%."
    )
    assert "Граница 30\N{NO-BREAK SPACE}%: по умолчанию, регионом не утверждено." in told
    assert "δ" in told


def test_results_that_have_to_be_checked_say_so_beside_the_row() -> None:
    (told,) = _told(replace(LOW, flags=(Flag.NOT_OBJECTIVE.value,)))
    assert "Результаты этой процедуры требуют проверки" in told
    assert "участников мало" not in told


def test_a_proposal_knows_its_procedure_so_that_the_caution_can_stand_beside_it() -> None:
    found = signals(METHODOLOGY, {}, (LOW, replace(LOW, procedure="oge")))
    assert [one.procedure for one in found] == ["vpr", "oge"]
    assert found[1].evidence.startswith("ОГЭ, ")


def test_a_share_below_the_limit_or_unknown_proposes_nothing() -> None:
    assert _told(replace(LOW, value=Fraction(299, 10)), replace(LOW, value=None)) == []
    assert len(_told(replace(LOW, value=Fraction(30)))) == 1
