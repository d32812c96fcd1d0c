"""A work's level is told in Russian in «Показатели»."""

from __future__ import annotations

from fractions import Fraction

from app.domain.indices import Grounds, IndexValue
from app.gui.figures.told import figures
from app.services.methodologies import MethodologyCatalogue


def test_the_level_of_a_work_is_told_in_russian():
    kbr = MethodologyCatalogue().methodology("kbr-2020")
    index = next(one for one in kbr.indices if one.code == "achievement")
    value = IndexValue(
        "101",
        index,
        Grounds(kbr.version_id, kbr.snapshot()),
        Fraction(61),
        subject="math",
        grade=11,
        procedure="ege",
        year="2025/2026",
        level="profile",
    )
    about = figures([value]).rows[0][1]
    assert about.startswith("ЕГЭ, ")
    assert about.endswith(", профиль")
