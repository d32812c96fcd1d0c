"""A made-up region for the benchmarks: 1,500 schools, results of ВПР in five grades, passports."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers, RawRow
from app.domain.results import (
    MISSING,
    Procedure,
    ProcedureKey,
    PupilResults,
    Scale,
    SchoolResults,
)
from app.services.opening import Setup, create_base

SCHOOLS = 1_500
GRADES = (4, 5, 6, 7, 8)
SUBJECTS = ("math", "russian")
SCALE = Scale(max_points=34, min_3=15, min_4=22, min_5=28, source="приказ")
PERIOD = parse_period("2025/2026")
REGION = Organisation(organisation_uid("83", "R"), "R", "Регион", OrganisationKind.REGION)


@dataclass(frozen=True, slots=True)
class Flat:
    """The results with integer keys; rows lie school by school, grade, subject, pupil."""

    units: np.ndarray[Any, Any]
    pupils: np.ndarray[Any, Any]
    groups: np.ndarray[Any, Any]
    """Procedure in a grade of a school, per row."""
    totals: np.ndarray[Any, Any]
    marks: np.ndarray[Any, Any]


def per_grade(rows: int) -> int:
    """Pupils of a grade, for about so many rows."""
    return max(1, rows // (SCHOOLS * len(GRADES) * len(SUBJECTS)))


def flat(rows: int) -> Flat:
    """The rows of the region; schools differ, and about one pupil in eight has «2»."""
    n = per_grade(rows)
    units = np.repeat(np.arange(SCHOOLS * len(GRADES) * len(SUBJECTS)), n)
    groups = units // len(SUBJECTS)
    pupils = groups * n + np.tile(np.arange(n), len(units) // n)
    random = np.random.default_rng(11)
    levels = random.normal(0, 2, SCHOOLS)[units // (len(GRADES) * len(SUBJECTS))]
    totals = np.clip(random.normal(22 + levels, 6), 0, 34).astype("i2")
    marks = (2 + (totals >= 15) + (totals >= 22) + (totals >= 28)).astype("i1")
    return Flat(units, pupils, groups, totals, marks)


def results(rows: int) -> list[SchoolResults]:
    """The same as schools bring them, with codes of pupils as texts."""
    n, known = per_grade(rows), flat(rows)
    keys = [
        ProcedureKey("vpr", PERIOD.key, subject, grade) for grade in GRADES for subject in SUBJECTS
    ]
    procedures = [Procedure(key, SCALE) for key in keys]
    codes = tuple(str(5001 + number) for number in range(n))
    found = []
    for unit in range(len(known.units) // n):
        school, procedure = divmod(unit, len(procedures))
        part = slice(unit * n, unit * n + n)
        none = array("b", [MISSING]) * n
        pupils = PupilResults(
            # texts of their own, as a base gives them: equal, not the same
            codes=tuple(bytes(code, "ascii").decode() for code in codes),
            classes=("",) * n,
            statuses=array("b", bytes(n)),
            totals=array("h", known.totals[part].tobytes()),
            marks=array("b", known.marks[part].tobytes()),
            previous_marks=none,
            variants=none,
        )
        found.append(SchoolResults(f"{school:06}", procedures[procedure], pupils))
    return found


def schools() -> tuple[Organisation, ...]:
    """All schools of the region."""
    return tuple(
        Organisation(organisation_uid("83", f"{n:06}"), f"{n:06}", f"Школа {n}", parent=REGION.uid)
        for n in range(SCHOOLS)
    )


def passports(rows: int) -> Iterator[tuple[str, RawAnswers]]:
    """Code of a school, and its social passport as typed, the sizes of its grades too."""
    random, took_part = np.random.default_rng(7), per_grade(rows)
    for n in range(SCHOOLS):
        absent = [int(random.integers(0, 1 + took_part // 8)) for _ in GRADES]
        whole = took_part * len(GRADES) + sum(absent) + int(random.integers(20, 500))
        shares = {
            "parents_higher": 0.5,
            "single_parent": 0.3,
            "registered_school": 0.05,
            "non_native": 0.2,
        }
        counted = {name: int(random.integers(0, int(whole * top))) for name, top in shares.items()}
        typed = {"pupils_total": str(whole), **{k: str(v) for k, v in counted.items()}}
        grades = [
            RawRow(f"g{grade}", {"pupils": str(took_part + away)})
            for grade, away in zip(GRADES, absent, strict=True)
        ]
        yield f"{n:06}", RawAnswers(typed, {"grades": grades})


def empty_base(path: Path) -> None:
    """The region's base with its schools and nothing else."""
    create_base(path, Setup("region", "kbr-2020", REGION, schools(), PERIOD))
