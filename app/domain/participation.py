"""How many of a grade took part in a procedure (DOMAIN F19a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.answers import Answers
from app.domain.counts import Counts
from app.domain.messages import number

GradeSizes = Mapping[int, int]
"""Grade → pupils of the school in it, by its social passport."""


@dataclass(frozen=True, slots=True)
class GradeSize:
    """Size of a grade and where it comes from."""

    pupils: int
    told_by: str
    """Russian, for the explanation."""


def grade_sizes(passport: Answers | None) -> dict[int, int]:
    """The grades of the social passport's table that have a number above zero."""
    rows = passport.rows("grades") if passport else ()
    sizes = {row.key.removeprefix("g"): row.cells.get("pupils") for row in rows}
    return {
        int(grade): pupils
        for grade, pupils in sizes.items()
        if grade.isdigit() and isinstance(pupils, int) and pupils > 0
    }


def size_of(counts: Counts, grade: int, passport: GradeSizes) -> GradeSize | None:
    """The grade's size: as reported with the results, else the passport's, else the protocol's.

    A protocol tells it only where it names somebody who was absent: without such rows nobody knows
    whether it lists the whole grade.
    """
    if counts.grade_size:
        return GradeSize(counts.grade_size, "введена вместе с результатами")
    if grade in passport:
        return GradeSize(passport[grade], "из социального паспорта школы")
    if counts.listed and counts.listed > counts.n:
        return GradeSize(counts.listed, "по протоколу, включая отсутствовавших")
    return None


def too_many(counts: Counts, size: GradeSize) -> str:
    """Why participation cannot be told although both numbers are there; empty when it can."""
    if counts.n <= size.pupils:
        return ""
    return (
        f"участников {number(counts.n)}, а в параллели {number(size.pupils)} "
        f"({size.told_by}); проверьте численность"
    )
