"""Forms whose answers live in typed tables: the procedures, totals and pupils of results."""

from __future__ import annotations

from array import array
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.answers import Answers, Row
from app.domain.errors import WrongUsage
from app.domain.fields import Value
from app.domain.forms import Form, Storage
from app.domain.results import (
    MARKS,
    MISSING,
    NOT_ATTEMPTED,
    Procedure,
    ProcedureKey,
    PupilResults,
    Scale,
    SchoolResults,
    Status,
    Totals,
)
from app.services.context import Context
from app.store import results
from app.store.base import said

_STATUSES = {"present": Status.PRESENT, "absent": Status.ABSENT, "annulled": Status.ANNULLED}
_STATUS_CODES = {status: code for code, status in _STATUSES.items()}
_BOUNDS = ("max_points", "min_3", "min_4", "min_5", "threshold", "delta", "mass_from", "high_from")
_COUNTS = ("grade_size", "participants", "sum_points", "below", "mass", "high")


def procedures(context: Context) -> tuple[Procedure, ...]:
    """The procedures of the base's period."""
    with said(context.base), context.database.reading() as connection:
        return tuple(results.procedures(connection, context.period.key).values())


def load(context: Context, form: Form, school: UUID, procedure: ProcedureKey | None) -> Answers:
    """The typed data as answers of their form."""
    if form.storage is Storage.PROCEDURES:
        known = procedures(context)
        rows = (Row(str(n), _from_procedure(one)) for n, one in enumerate(known, 1))
        return Answers(tables={"procedures": tuple(rows)})
    found = _results(context, school, procedure)
    if found is None:
        return Answers()
    if form.storage is Storage.TOTALS:
        return totals_as_answers(found.totals) if found.totals else Answers()
    return _from_pupils(found.pupils) if found.pupils else Answers()


def save(
    context: Context, form: Form, school: UUID, procedure: ProcedureKey | None, answers: Answers
) -> None:
    """Store answers as typed data. Refused cells stay out; the view keeps their texts."""
    stamp = context.stamp("edit")
    with said(context.base), context.database.transaction() as connection:
        if form.storage is Storage.PROCEDURES:
            for row in answers.rows("procedures"):
                made = _to_procedure(row, context.period.key)
                if made is not None:
                    results.put_procedure(connection, made)
            return
        if procedure is None:
            raise WrongUsage("Не выбрана оценочная процедура.", "Выберите её над таблицей.")
        if form.storage is Storage.TOTALS:
            results.put_totals(connection, school, procedure, _to_totals(answers), stamp)
        else:
            results.put_pupils(connection, school, procedure, _to_pupils(answers), stamp)


def _results(
    context: Context, school: UUID, procedure: ProcedureKey | None
) -> SchoolResults | None:
    with said(context.base), context.database.reading() as connection:
        for one in results.of_year(connection, context.period.key, school):
            if one.procedure.key == procedure:
                return one
    return None


def _from_procedure(one: Procedure) -> dict[str, Value]:
    cells: dict[str, Any] = {
        "kind": one.key.kind,
        "subject": one.key.subject,
        "grade": one.key.grade,
        "level": one.key.level,
        "mass_subject": one.mass_subject,
        "source": one.scale.source,
        **{name: getattr(one.scale, name) for name in _BOUNDS},
    }
    return {code: value for code, value in cells.items() if value not in (None, "")}


def _to_procedure(row: Row, year: str) -> Procedure | None:
    """The procedure of a row; None while its key cells are still empty."""
    kind, subject, grade = (row.cells.get(name) for name in ("kind", "subject", "grade"))
    if kind is None or subject is None or not isinstance(grade, int):
        return None
    level = row.cells.get("level")
    key = ProcedureKey(str(kind), year, str(subject), grade, str(level or ""))
    bounds = {name: _int(row.cells.get(name)) for name in _BOUNDS}
    mass = row.cells.get("mass_subject")
    scale = Scale(**bounds, levels=(), source=str(row.cells.get("source", "")))
    return Procedure(key, scale, None if mass is None else bool(mass))


def _int(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None


def totals_as_answers(totals: Totals) -> Answers:
    """Totals as answers of their form."""
    cells: dict[str, Any] = {name: getattr(totals, name) for name in _COUNTS}
    cells.update({f"mark_{mark}": amount for mark, amount in totals.marks.items()})
    cells["mean_points"] = totals.mean_points
    values = {code: value for code, value in cells.items() if value is not None}
    bars = tuple(
        Row(str(points + 1), {"points": points, "pupils": pupils})
        for points, pupils in enumerate(totals.histogram)
        if pupils
    )
    return Answers(values, {"histogram": bars} if bars else {})


def _to_totals(answers: Answers) -> Totals:
    values = answers.values
    mean = values.get("mean_points")
    marks = {mark: _int(values.get(f"mark_{mark}")) for mark in MARKS}
    bars = {
        int(str(row.cells["points"])): int(str(row.cells["pupils"]))
        for row in answers.rows("histogram")
        if "points" in row.cells and "pupils" in row.cells
    }
    return Totals(
        **{name: _int(values.get(name)) for name in _COUNTS},
        marks={mark: amount for mark, amount in marks.items() if amount is not None},
        mean_points=mean if isinstance(mean, Decimal) else None,
        histogram=tuple(bars.get(n, 0) for n in range(max(bars) + 1)) if bars else (),
    )


def _from_pupils(pupils: PupilResults) -> Answers:
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


def _points_text(points: array[int]) -> str:
    if all(point == MISSING for point in points):
        return ""
    signs = {NOT_ATTEMPTED: "Х", MISSING: "-"}
    return " ".join(signs.get(point, str(point)) for point in points)


def _to_pupils(answers: Answers) -> PupilResults:
    rows = [row for row in answers.rows("pupils") if "code" in row.cells]
    tasks = [_points(str(row.cells.get("tasks", ""))) for row in rows]
    width = max((len(points) for points in tasks), default=0)
    filled = [points + [MISSING] * (width - len(points)) for points in tasks]
    most = tuple(max(0, *column) for column in zip(*filled, strict=True)) if width else ()
    sub_points = _column("b", rows, "sub_points")
    return PupilResults(
        codes=tuple(str(row.cells["code"]) for row in rows),
        classes=tuple(str(row.cells.get("class", "")) for row in rows),
        statuses=array("b", (_STATUSES[str(row.cells.get("status", "present"))] for row in rows)),
        totals=_column("h", rows, "total"),
        marks=_column("b", rows, "mark"),
        previous_marks=_column("b", rows, "previous_mark"),
        variants=_column("b", rows, "variant"),
        task_max=most,
        tasks=array("b", (point for points in filled for point in points)),
        sub_points=sub_points if any(one != MISSING for one in sub_points) else array("b"),
    )


def _column(kind: str, rows: list[Row], code: str) -> array[int]:
    values = (_int(row.cells.get(code)) for row in rows)
    return array(kind, (MISSING if value is None else value for value in values))


def _points(text: str) -> list[int]:
    """Points by task; Х for a task not attempted, anything unreadable is no value."""
    marks = {"х": NOT_ATTEMPTED, "x": NOT_ATTEMPTED}
    words = text.replace(";", " ").replace(",", " ").split()
    return [marks.get(word.lower(), int(word) if word.isdigit() else MISSING) for word in words]
