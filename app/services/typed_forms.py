"""Forms whose answers live in typed tables: the procedures, totals and pupils of results."""

from __future__ import annotations

from array import array
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.answers import Answers, Row
from app.domain.errors import WrongUsage
from app.domain.fields import Value
from app.domain.forms import Form, Storage
from app.domain.issues import Issue, Place, Severity
from app.domain.periods import PeriodKind, parse_period, results_year
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
from app.store import organisations, results
from app.store.base import said

_STATUSES = {"present": Status.PRESENT, "absent": Status.ABSENT, "annulled": Status.ANNULLED}
_STATUS_CODES = {status: code for code, status in _STATUSES.items()}
_BOUNDS = ("max_points", "min_3", "min_4", "min_5", "threshold", "delta", "mass_from", "high_from")
_COUNTS = ("grade_size", "participants", "sum_points", "below", "mass", "high")


def procedures(context: Context) -> tuple[Procedure, ...]:
    """The procedures of the base's period; none in the years of a programme."""
    if context.period.kind is PeriodKind.PROGRAMME:
        return ()
    with said(context.base), context.database.reading() as connection:
        return tuple(results.procedures(connection, results_year(context.period)).values())


def results_here(context: Context, school: UUID | None = None) -> list[SchoolResults]:
    """Results that belong to the base's period; none in the years of a programme."""
    if context.period.kind is PeriodKind.PROGRAMME:
        return []
    with said(context.base), context.database.reading() as connection:
        return results.of_year(connection, results_year(context.period), school)


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
    return pupils_as_answers(found.pupils) if found.pupils else Answers()


def save(
    context: Context, form: Form, school: UUID, procedure: ProcedureKey | None, answers: Answers
) -> list[Issue]:
    """Store answers as typed data. Refused cells stay out; the view keeps their texts.

    Gives what there is to say about the storing itself.
    """
    if form.storage is Storage.PROCEDURES:
        return _save_procedures(context, form, answers)
    if procedure is None:
        raise WrongUsage("Не выбрана оценочная процедура.", "Выберите её над таблицей.")
    before = _results(context, school, procedure)
    with said(context.base), context.database.transaction() as connection:
        organisations.remember_period(connection, parse_period(procedure.year))
        if procedure not in results.procedures(connection, procedure.year):
            results.put_procedure(connection, Procedure(procedure))
        if form.storage is Storage.TOTALS:
            totals = to_totals(answers)
            results.put_totals(connection, school, procedure, totals, context.stamp("edit"))
            return []
        pupils = to_pupils(answers, before.pupils if before else None)
        results.put_pupils(connection, school, procedure, pupils, context.stamp("edit"))
    return unreadable_points(form, answers)


def _save_procedures(context: Context, form: Form, answers: Answers) -> list[Issue]:
    """Keep the list as it stands; a row taken away goes, unless somebody has results in it.

    While a row lacks its kind, subject or grade nothing is taken away: it may be half typed.
    """
    year = results_year(context.period)
    wanted = to_procedures(answers, year)
    issues = []
    with said(context.base), context.database.transaction() as connection:
        organisations.remember_period(connection, parse_period(year))
        known = results.procedures(connection, year)
        for one in wanted:
            if one != known.get(one.key):
                results.put_procedure(connection, one)
        complete = len(wanted) == len(answers.rows("procedures"))
        gone = set(known) - {one.key for one in wanted} if complete else set()
        for key in sorted(gone):
            if not results.drop_procedure(connection, key):
                issues.append(_in_use(form, key))
    return issues


def _in_use(form: Form, key: ProcedureKey) -> Issue:
    columns = form.table_by_code["procedures"].column
    kind, subject = columns("kind").show(key.kind), columns("subject").show(key.subject)
    sentence = (
        f"Процедуру «{kind}, {subject}, {key.grade} класс» убрать нельзя: в ней есть результаты "
        "школ. Она вернётся в список."
    )
    place = Place(form=form.code, table="procedures")
    return Issue(Severity.NOTE, "procedure_in_use", sentence, place)


def _results(
    context: Context, school: UUID, procedure: ProcedureKey | None
) -> SchoolResults | None:
    found = results_here(context, school)
    return next((one for one in found if one.procedure.key == procedure), None)


def _from_procedure(one: Procedure) -> dict[str, Value]:
    cells: dict[str, Any] = {
        "kind": one.key.kind,
        "subject": one.key.subject,
        "grade": one.key.grade,
        "level": one.key.level,
        "held_on": date.fromisoformat(one.held_on) if one.held_on else None,
        "mass_subject": one.mass_subject,
        "source": one.scale.source,
        **{name: getattr(one.scale, name) for name in _BOUNDS},
    }
    return {code: value for code, value in cells.items() if value not in (None, "")}


def to_procedures(answers: Answers, year: str) -> list[Procedure]:
    """The procedures of the form's rows; rows that do not say yet what they are about are left."""
    made = (_to_procedure(row, year) for row in answers.rows("procedures"))
    return [one for one in made if one is not None]


def _to_procedure(row: Row, year: str) -> Procedure | None:
    """The procedure of a row; None while its key cells are still empty."""
    kind, subject, grade = (row.cells.get(name) for name in ("kind", "subject", "grade"))
    if kind is None or subject is None or not isinstance(grade, int):
        return None
    level = row.cells.get("level")
    key = ProcedureKey(str(kind), year, str(subject), grade, str(level or ""))
    bounds = {name: _int(row.cells.get(name)) for name in _BOUNDS}
    mass = row.cells.get("mass_subject")
    scale = Scale(**bounds, source=str(row.cells.get("source", "")))
    held_on = row.cells.get("held_on")
    day = held_on.isoformat() if isinstance(held_on, date) else ""
    return Procedure(key, scale, None if mass is None else bool(mass), day)


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


def to_totals(answers: Answers) -> Totals:
    """The inverse of `totals_as_answers`."""
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


def _points_text(points: array[int]) -> str:
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
    values = (_int(row.cells.get(code)) for row in rows)
    return array(kind, (MISSING if value is None else value for value in values))


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
