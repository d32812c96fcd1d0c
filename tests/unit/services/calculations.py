"""Calculations over a handful of schools, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.answers import Answers
from app.domain.calculations import Calculation, CalculationInputs
from app.domain.indices import IndexValue
from app.domain.organisations import Organisation, organisation_uid
from app.domain.periods import parse_period
from app.domain.reference import Reference
from app.domain.regional_shares import Regional
from app.domain.results import SchoolResults
from app.services.calculating import (
    calculate_from,
)
from app.services.methodologies import MethodologyCatalogue
from tests.unit.analysis.results import SCHOOL

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
PERIOD = parse_period("2025/2026")
SUBJECTS = {"russian": "Русский язык", "math": "Математика"}


def reference_of(shares: Regional, **parts: Any) -> Reference:
    """A reference that holds the shares of a region."""
    day = date(2026, 9, 1)
    return Reference(
        "83-1", "83", PERIOD.key, METHODOLOGY.code, METHODOLOGY.version, 1, day, 40,
        shares=shares, **parts,
    )  # fmt: skip


def school(code: str, **parts: Any) -> Organisation:
    return Organisation(organisation_uid("83", code), code, f"Школа {code}", **parts)


def passport(pupils_total: int, *counts: int) -> Answers:
    names = ("parents_higher", "single_parent", "registered_school")
    return Answers({"pupils_total": pupils_total, **dict(zip(names, counts, strict=True))})


def calculation(
    *results: SchoolResults,
    passports: Mapping[str, Answers] | None = None,
    organisations: tuple[Organisation, ...] | None = None,
    **parts: Any,
) -> Calculation:
    passports = passports or {}
    codes = sorted({SCHOOL, *passports, *(one.school for one in results)})
    inputs = {
        "period": PERIOD,
        "methodology": METHODOLOGY,
        "organisations": organisations or tuple(school(code) for code in codes),
        "answers": {
            (organisation_uid("83", code), "social_passport"): answers
            for code, answers in passports.items()
        },
        "results": results,
        "subjects": SUBJECTS,
        **parts,
    }
    return calculate_from(CalculationInputs(**inputs))


def value_of(found: Calculation, index: str, subject: str | None = None) -> IndexValue:
    (value,) = [one for one in found.values if (one.index, one.subject) == (index, subject)]
    return value
