"""Teachers of one school: involvement by quarter and diagnostics passed (DOMAIN F19b, F19c)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from app.domain.answers import Answers
from app.domain.explanations import wording
from app.domain.indices import Flag, IndexValue
from app.domain.plans import QUARTERS, involvements


def involved_values(empty: IndexValue, answers: Answers | None) -> Iterator[IndexValue]:
    """One value a quarter (F19b)."""
    found = list(involvements(answers)) if answers else []
    if not found:
        yield replace(empty, reason=f"{_no_data(empty)}: участие педагогов по кварталам")
    for one in found:
        yield replace(
            empty,
            value=one.percent,
            numerator=one.involved,
            denominator=one.teachers,
            basis=f"{QUARTERS[one.quarter]}: {one.told}.",
            extra={
                "quarter": one.quarter,
                "about": QUARTERS[one.quarter],
                "participations": one.participations,
            },
        )


GROUPS = {
    "russian": "учителя русского языка",
    "math": "учителя математики",
    "primary": "учителя начальных классов",
}
"""Teachers whom diagnostics concern (S1)."""


def diagnosed_values(empty: IndexValue, answers: Answers | None) -> Iterator[IndexValue]:
    """Teachers who passed diagnostics among those who should, by group (F19c)."""
    for group, words in GROUPS.items():
        about = replace(empty, extra={"group": group, "about": words})
        whole = answers.values.get(f"{group}_total") if answers else None
        if answers is None or not isinstance(whole, int):
            yield replace(about, reason=f"{_no_data(empty)}: сколько всего, {words}")
        elif whole == 0:
            yield replace(about, reason=f"не применимо ({words}: 0)")
        elif not answers.rows("diagnostics") and answers.values.get("nobody_passed") is not True:
            yield replace(about, reason=f"{_no_data(empty)}: кто прошёл диагностику")
        elif (passed := len(_passed(answers, group))) > whole:
            flags = (*empty.flags, Flag.CONTRADICTION.value)
            why = f"проверьте числа: прошли {passed}, а всего {words}: {whole}"
            yield replace(about, flags=flags, reason=why)
        else:
            share = Fraction(100 * passed, whole)
            basis = f"Прошли диагностику {words}: {passed} из {whole}."
            yield replace(about, value=share, numerator=passed, denominator=whole, basis=basis)


def _passed(answers: Answers, group: str) -> set[str]:
    """Codes of the teachers; each counts once whatever was checked."""
    return {
        str(row.cells.get("code"))
        for row in answers.rows("diagnostics")
        if (
            row.cells.get("primary") is True
            if group == "primary"
            else row.cells.get("subject") == group and row.cells.get("primary") is not True
        )
    }


def _no_data(value: IndexValue) -> str:
    return wording(value.grounds.wordings, "no_data")
