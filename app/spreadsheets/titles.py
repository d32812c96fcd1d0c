"""What stands above a table in words: the procedure, the period, the scale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.domain import spelling
from app.domain.results import MOST_POINTS, ProcedureKey, ProcedureKind, Scale
from app.spreadsheets import sentences
from app.spreadsheets.complaints import Complaints
from app.spreadsheets.headers import FoundTable
from app.spreadsheets.mappings import ProcedureRule, ScaleRule, fits
from app.spreadsheets.stated import groups, school_year
from app.spreadsheets.subjects import subject_code

_KINDS = {spelling.folded(kind.title): kind.value for kind in ProcedureKind} | {
    kind.value: kind.value for kind in ProcedureKind
}
_LEVELS = {"базовый": "base", "база": "base", "профильный": "profile", "профиль": "profile"}
_PARTS = {"kind": "вида процедуры", "year": "года", "subject": "предмета", "grade": "класса"}


def procedure_parts(table: FoundTable, rule: ProcedureRule) -> dict[str, str]:
    """kind, year, subject, grade, level as far as the titles and the mapping tell them."""
    found = groups(rule.titles, table.titles.texts())
    year = school_year(found) or table.year
    parts = {**found, **({"year": year} if year else {}), **rule.fixed}
    return {name: text for name, text in parts.items() if name in (*_PARTS, "level")}


def procedure_of(parts: Mapping[str, str]) -> ProcedureKey | str:
    """The procedure, or a Russian sentence saying what is unknown."""
    lacking = [title for name, title in _PARTS.items() if not parts.get(name)]
    if lacking:
        return sentences.unknown_procedure(lacking)
    kind = _KINDS.get(spelling.folded(spelling.as_cyrillic(parts["kind"])))
    if kind is None:
        return sentences.unknown_procedure([_PARTS["kind"]])
    subject = subject_code(parts["subject"])
    if subject is None:
        return sentences.unknown_subject(parts["subject"])
    grade = re.match(r"\d{1,2}", parts["grade"].strip())
    if grade is None or not 1 <= int(grade[0]) <= 12:
        return sentences.bad_grade(parts["grade"])
    year = school_year(parts)
    if year.isdigit():  # a calendar year: results are those of its spring
        year = school_year({"calendar_year": year})
    if not year:
        return sentences.unknown_procedure([_PARTS["year"]])
    level = spelling.folded(spelling.as_cyrillic(parts.get("level", "")))
    return ProcedureKey(kind, year, subject, int(grade[0]), _LEVELS.get(level, level))


def with_most_points(text: str, otherwise: Scale) -> Scale | None:
    """The scale of a row that states its greatest total; None where no work is worth that."""
    if not text.isdigit():
        return otherwise
    # a number of thousands of digits is not even read
    points = int(text) if len(text) <= len(str(MOST_POINTS)) else 0
    return Scale(max_points=points) if 1 <= points <= MOST_POINTS else None


def scale_of(table: FoundTable, rule: ScaleRule, complaints: Complaints) -> Scale:
    """The scale stated above the table; an unreadable one is an error at its cell."""
    found: dict[str, Any] = dict(rule.fixed)
    for row, column, text in table.titles.above:
        folded = spelling.folded(text)
        if not fits(folded, tuple(f"{start}*" for start in rule.starts)):
            continue
        matches = [pattern.search(folded) for pattern in rule.patterns]
        for match in matches:
            found.update({k: int(v) for k, v in match.groupdict().items()} if match else {})
        scale = replace(Scale(**found), source=text)
        if not all(matches) or scale.faults():
            complaints.error("bad_scale", sentences.bad_scale(text), row, column)
            return Scale()
        counted = sum(task.task_max or 0 for task in table.tasks)
        if table.tasks and scale.max_points not in (None, counted):
            message = sentences.scale_differs(scale.max_points or 0, counted)
            complaints.query("scale_differs", message, row, column)
        return scale
    return Scale(**found)
