"""Every flag of a value has its Russian sentence, and every statistic its own way to be shown."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from app.domain.explanations import shown
from app.domain.indices import Flag, Grounds, IndexValue
from tests.unit.analysis.results import METHODOLOGY

GROUNDS = Grounds(METHODOLOGY.version_id, METHODOLOGY.snapshot())
BY_CODE = {index.code: index for index in METHODOLOGY.indices}


@pytest.mark.parametrize("flag", list(Flag))
def test_a_flag_is_told_in_russian(flag: Flag) -> None:
    index = BY_CODE["share_2"]
    plain = IndexValue("1", index, GROUNDS, Fraction(10), numerator=1, denominator=10)
    marked = IndexValue("1", index, GROUNDS, Fraction(10), 1, 10, flags=(flag.value,))
    added = marked.explanation.removeprefix(plain.explanation)
    assert re.fullmatch(r" [А-Я].+\.", added)


@pytest.mark.parametrize(
    ("index", "value", "said"),
    [
        ("level_3", Fraction(405, 10), "40,5\u00a0%"),
        ("participation", Fraction(100), "100,0\u00a0%"),
        ("dynamics_low", Fraction(-35, 10), "−3,5\u00a0п.п."),
        ("dynamics_cohort", Fraction(2), "+2,0\u00a0п.п."),
        ("objectivity_lists", Fraction(2), "2"),
    ],
)
def test_a_value_is_shown_in_its_unit(index: str, value: Fraction, said: str) -> None:
    assert shown(value, BY_CODE[index]) == said
