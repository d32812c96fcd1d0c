"""Results pupil by pupil as answers of their form, and back."""

from __future__ import annotations

from array import array
from typing import Any

from app.domain.answers import Answers, Row
from app.domain.forms import Form
from app.domain.issues import Issue, Place, Severity
from app.domain.results import MISSING, NOT_ATTEMPTED, Column, PupilResults, Status

_STATUSES = {"present": Status.PRESENT, "absent": Status.ABSENT, "annulled": Status.ANNULLED}
_STATUS_CODES = {status: code for code, status in _STATUSES.items()}


def pupils_as_answers(pupils: PupilResults) -> Answers:
    """Results pupil by pupil as answers of their form."""
    width = len(pupils.task_max)
    rows = []
    for n, code in enumerate(pupils.codes):
        cells: dict[str, Any] = {
            "code": code,
            "class": pupils.classes[n],
            "status": _STATUS_CODES[Status(pupils.statuses[n])],
            "variant": pupils.variants[n],
            "tasks": _points_text(pupils.tasks[n * width : (n + 1) * width]),
            "total": pupils.totals[n],
            "mark": pupils.marks[n],
            "previous_mark": pupils.previous_marks[n],
            "sub_points": pupils.sub_points[n] if pupils.sub_points else MISSING,
        }
        kept = {name: value for name, value in cells.items() if value not in ("", MISSING)}
        rows.append(Row(str(n + 1), kept))
    return Answers(tables={"pupils": tuple(rows)})


def _points_text(points: Column) -> str:
    if all(point == MISSING for point in points):
        return ""
    signs = {NOT_ATTEMPTED: "Х", MISSING: "-"}
    return " ".join(signs.get(point, str(point)) for point in points)


def to_pupils(answers: Answers, before: PupilResults | None = None) -> PupilResults:
    """The inverse of `pupils_as_answers`.

    What the form does not ask (the most points of a task, whose codes these are) stays as before.
    """
    rows = [row for row in answers.rows("pupils") if "code" in row.cells]
    tasks = [_points(str(row.cells.get("tasks", ""))) for row in rows]
    known = before.task_max if before else ()
    width = max((len(points) for points in tasks), default=0)
    width = len(known) if width <= len(known) else width
    filled = [points + [MISSING] * (width - len(points)) for points in tasks]
    most = [*known, *[0] * (width - len(known))]
    sub_points = _column("b", rows, "sub_points")
    return PupilResults(
        codes=tuple(str(row.cells["code"]) for row in rows),
        classes=tuple(str(row.cells.get("class", "")) for row in rows),
        statuses=array("b", (_STATUSES[str(row.cells.get("status", "present"))] for row in rows)),
        totals=_column("h", rows, "total"),
        marks=_column("b", rows, "mark"),
        previous_marks=_column("b", rows, "previous_mark"),
        variants=_column("b", rows, "variant"),
        task_max=tuple(max(column) for column in zip(most, *filled, strict=True)),
        tasks=array("b", (point for points in filled for point in points)),
        sub_points=sub_points if any(one != MISSING for one in sub_points) else array("b"),
        shared_codes=before.shared_codes if before else True,
    )


def unreadable_points(form: Form, answers: Answers) -> list[Issue]:
    """A query for each row whose points by task hold something that is no point."""
    issues = []
    for number, row in enumerate(answers.rows("pupils")):
        words = _words(str(row.cells.get("tasks", "")))
        strange = [word for word in words if word != "-" and _point(word) == MISSING]
        if strange:
            sentence = (
                f"«Баллы по заданиям»: «{strange[0]}» не похоже на балл. Впишите баллы через "
                "пробел; Х, если к заданию не приступали; «-», если балла нет."
            )
            place = Place(form=form.code, table="pupils", row=number, key=row.key, field="tasks")
            issues.append(Issue(Severity.QUERY, "task_points", sentence, place))
    return issues


def _column(kind: str, rows: list[Row], code: str) -> array[int]:
    values = (row.cells.get(code) for row in rows)
    return array(kind, (value if isinstance(value, int) else MISSING for value in values))


def _points(text: str) -> list[int]:
    """Points by task; anything unreadable is no value and is asked about."""
    return [_point(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    return text.replace(";", " ").replace(",", " ").split()


def _point(word: str) -> int:
    """Points of one task; Х for a task not attempted. A byte holds them, so 100 is the most."""
    if word.lower() in ("х", "x"):
        return NOT_ATTEMPTED
    known = word.isascii() and word.isdigit() and len(word) <= 3 and int(word) <= 100
    return int(word) if known else MISSING
