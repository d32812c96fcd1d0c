"""An offer of diagnostics names a subject, tells why, and never a person."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.diagnostics import diagnostics_offers
from app.domain.indices import Grounds, IndexValue
from app.services.methodologies import MethodologyCatalogue

METHODOLOGY = MethodologyCatalogue().methodology("yaroslavl-2023")
GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot(), subjects={"math": "Математика"})


def change(
    index: str, flag: str, subject: str = "math", grade: int = 6, kind: str = "vpr"
) -> IndexValue:
    definition = next(one for one in METHODOLOGY.indices if one.code == index)
    return IndexValue(
        "041101", definition, GROUNDS, Fraction(-7), flags=(flag,), subject=subject, grade=grade,
        procedure=kind, year="2025/2026",
    )  # fmt: skip


def test_a_change_for_the_worse_that_is_significant_makes_an_offer() -> None:
    (offer,) = diagnostics_offers(
        [
            change("dynamics_achievement", "significant_down"),
            change("dynamics_share_2", "significant_up"),
        ]
    )
    assert (offer.school, offer.subject) == ("041101", "math")
    assert offer.because.startswith(
        "Результаты стали ниже, и это больше погрешности: ВПР, Математика, 6 класс."
    )
    assert "не могут быть использованы для оценки деятельности педагогических" in offer.because


@pytest.mark.parametrize(
    ("index", "flag", "subject"),
    [
        ("dynamics_achievement", "significant_up", "math"),
        ("dynamics_achievement", "not_significant", "math"),
        ("dynamics_share_2", "significant_down", "math"),
        ("dynamics_achievement", "significant_down", "physics"),
        ("achievement", "significant_down", "math"),
    ],
)
def test_anything_else_makes_none(index: str, flag: str, subject: str) -> None:
    assert diagnostics_offers([change(index, flag, subject)]) == ()


def test_primary_grades_are_one_offer_and_exams_need_no_caution() -> None:
    primary = diagnostics_offers(
        [
            change("dynamics_achievement", "significant_down", "math", 4),
            change("dynamics_achievement", "significant_down", "world_around", 4),
        ]
    )
    assert [offer.subject for offer in primary] == ["primary"]
    (exam,) = diagnostics_offers([change("dynamics_low", "significant_up", "math", 9, "oge")])
    assert "ВПР" not in exam.because
