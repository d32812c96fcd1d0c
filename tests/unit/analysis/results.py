"""Small results for tests, written the way people would tell them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from app.analysis.counting import CountedProcedure, count_results
from app.analysis.tallied_counts import TalliedCounts
from app.domain.counts import Counts
from app.domain.results import (
    MISSING,
    Procedure,
    ProcedureKey,
    PupilResults,
    Scale,
    SchoolResults,
    Totals,
)
from app.services.methodologies import MethodologyCatalogue

METHODOLOGY = MethodologyCatalogue().methodology("kbr-2020")
SCHOOL = "041101"
YEAR = "2025/2026"
SCALE = Scale(max_points=24, min_3=10, min_4=16, min_5=21)


def procedure(subject: str = "russian", scale: Scale = SCALE, **parts: Any) -> Procedure:
    key = {"kind": "vpr", "year": YEAR, "grade": 5, "level": "", **parts}
    mass_subject = key.pop("mass_subject", None)
    return Procedure(ProcedureKey(subject=subject, **key), scale, mass_subject)


def pupils(
    totals: Sequence[int | None],
    marks: Sequence[int | None] = (),
    statuses: Sequence[int] = (),
    codes: Sequence[str] = (),
    shared_codes: bool = True,
) -> PupilResults:
    n = len(totals)
    none = array("b", [MISSING] * n)
    return PupilResults(
        codes=tuple(codes) or tuple(str(5001 + number) for number in range(n)),
        classes=("",) * n,
        statuses=array("b", statuses or [0] * n),
        totals=array("h", [MISSING if one is None else one for one in totals]),
        marks=array("b", [MISSING if one is None else one for one in marks or [None] * n]),
        previous_marks=none,
        variants=none,
        shared_codes=shared_codes,
    )


def with_pupils(
    subject: str, rows: PupilResults, school: str = SCHOOL, **parts: Any
) -> SchoolResults:
    return SchoolResults(school, procedure(subject, **parts), pupils=rows)


def with_totals(subject: str, totals: Totals, school: str = SCHOOL, **parts: Any) -> SchoolResults:
    return SchoolResults(school, procedure(subject, **parts), totals=totals)


def written(counts: Counts) -> Counts:
    """Counts that can be compared with others."""
    return counts.written() if isinstance(counts, TalliedCounts) else counts


def counted(*results: SchoolResults) -> list[CountedProcedure]:
    return list(count_results(results, METHODOLOGY))


def counts(one: SchoolResults) -> Counts:
    (procedure_,) = counted(one)
    (subject,) = procedure_.subjects
    return subject.unit.counts
