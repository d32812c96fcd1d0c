"""The region's reference as JSON, read strictly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.domain.errors import BadDefinition
from app.domain.periods import parse_period
from app.domain.reference import Reference, reference_from_json
from app.services.methodologies import MethodologyCatalogue

REFERENCE = Reference(
    id="83-2025-1",
    region="83",
    period="2025/2026",
    methodology="kbr-2020",
    methodology_version=1,
    version=1,
    issued_on=date(2025, 10, 20),
    schools=250,
    thresholds={"lowest_group": Fraction(5795, 87)},
)


def test_a_reference_survives_its_json_exactly() -> None:
    text = json.dumps(REFERENCE.as_json())
    assert reference_from_json(json.loads(text), "эталон") == REFERENCE


@pytest.mark.parametrize(
    "change",
    [
        {"format": 3},
        {"format": 0},
        {"organisations": [{"code": "1"}]},
        {"organisations": [{"uid": "x", "code": "1", "name": "a", "kind": "school"}]},
        {"subjects": {"math": 1}},
        {"norms": {"internet_norm": {"value": "50"}}},
        {"unknown": 1},
        {"issued_on": "вчера"},
        {"thresholds": {"lowest_group": "много"}},
        {"thresholds": {"lowest_group": 66.6}},
        {"version": "1"},
        {"counts": {"lowest_group": -1}},
        {"means": {"isb": "1/0"}},
        {"distributions": {"isb": [1]}},
        {"distributions": {"isb": {"x": 1}}},
        {"lines": {"residual": {"a": "1"}}},
        {"lines": {"residual": {"a": "1", "b": "x", "sigma": "1", "n": 30, "kind": "oge"}}},
        {"weights": {"isbsh": {"n": 30}}},
        {"shares": {"математика": {}}},
        {"scales": [{"kind": "oge"}]},
        {"texts": {"kbr-2020": 5}},
    ],
)
def test_what_is_not_understood_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadDefinition):
        reference_from_json({**REFERENCE.as_json(), **change}, "эталон")


def test_a_reference_of_another_year_or_methodology_does_not_fit() -> None:
    methodology = MethodologyCatalogue().methodology("kbr-2020")
    period = parse_period("2025/2026")
    assert REFERENCE.fits(methodology, period)
    assert not REFERENCE.fits(methodology, parse_period("2024/2025"))
    assert not REFERENCE.fits(replace(methodology, version=2), period)
    assert not REFERENCE.fits(MethodologyCatalogue().methodology("altai-2020"), period)
