"""Forms whose answers live in typed tables: the procedures, totals and pupils of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.answers import Answers, Row
from app.domain.errors import WrongUsage
from app.domain.fields import Value
from app.domain.forms import Form, Storage
from app.domain.issues import Issue, Place, Severity
from app.domain.merging import Merged, align, merge
from app.domain.periods import PeriodKind, parse_period, results_year
from app.domain.points_beyond import pupils_beyond
from app.domain.results import (
    MARKS,
    Procedure,
    ProcedureKey,
    Scale,
    SchoolResults,
    Totals,
)
from app.services.context import Context
from app.services.typed_pupils import pupils_as_answers, to_pupils, unreadable_points
from app.store import organisations, procedures, results
from app.store.base import said

_BOUNDS = ("max_points", "min_3", "min_4", "min_5", "threshold", "delta", "mass_from", "high_from")
_LEVELS = ("level_2", "level_3", "level_4", "level_5")
_COUNTS = ("grade_size", "participants", "sum_points", "below", "mass", "high")


def known_procedures(context: Context) -> tuple[Procedure, ...]:
    """The procedures of the base's period; none in the years of a programme."""
    if context.period.kind is PeriodKind.PROGRAMME:
        return ()
    with said(context.base), context.database.reading() as connection:
        return tuple(procedures.of_year(connection, results_year(context.period)).values())


def results_here(context: Context, school: UUID | None = None) -> list[SchoolResults]:
    """Results that belong to the base's period; none in the years of a programme."""
    if context.period.kind is PeriodKind.PROGRAMME:
        return []
    with said(context.base), context.database.reading() as connection:
        return results.of_year(connection, results_year(context.period), school)


def load(context: Context, form: Form, school: UUID, procedure: ProcedureKey | None) -> Answers:
    """The typed data as answers of their form."""
    with said(context.base), context.database.reading() as connection:
        return _stored(connection, context, form, school, procedure)


ROW_NAMES: Mapping[Storage, Mapping[str, Sequence[str]]] = {
    Storage.PROCEDURES: {"procedures": ("kind", "subject", "grade", "level")},
    Storage.TOTALS: {"histogram": ("points",)},
    Storage.PUPILS: {"pupils": ("code",)},
}
"""What tells the rows of typed tables apart: they are stored without the keys of the screen."""


@dataclass(frozen=True, slots=True)
class TypedSave:
    """What became of typed data that were saved."""

    merged: Merged
    stored: Answers
    """As they stand in the base now, under the row keys of the screen."""
    own: Answers
    """What of the own answers can stand in the base: the next save starts from these."""
    notes: tuple[Issue, ...]
    """What there is to say about the storing itself."""


def save(
    context: Context,
    form: Form,
    school: UUID,
    procedure: ProcedureKey | None,
    answers: Answers,
    started: Answers | None = None,
) -> TypedSave:
    """Store answers as typed data. Refused cells keep their old values; the view keeps the texts.

    started: what the answers were made from; what others changed since then is merged by cell.
    Without it the answers replace whatever stands there.
    """
    if form.storage is not Storage.PROCEDURES and procedure is None:
        raise WrongUsage("Не выбрана оценочная процедура.", "Выберите её над таблицей.")
    names = ROW_NAMES[form.storage]
    with said(context.base), context.database.transaction() as connection:
        before = _stored(connection, context, form, school, procedure)
        if started is None:
            stored, merged = before, Merged(answers)
        else:
            stored = align(before, started, names)
            merged = merge(form, started, answers, stored)
        kept = _kept(merged.answers, stored)
        if procedure is None or form.storage is Storage.PROCEDURES:
            notes = _put_procedures(connection, context, form, kept)
        else:
            notes = _put_results(connection, context, form, school, procedure, kept)
        after = _stored(connection, context, form, school, procedure)
    own = align(_storable(form, _kept(answers, stored), context), answers, names)
    return TypedSave(merged, align(after, merged.answers, names), own, tuple(notes))


def _stored(
    connection: Connection,
    context: Context,
    form: Form,
    school: UUID,
    procedure: ProcedureKey | None,
) -> Answers:
    if form.storage is Storage.PROCEDURES:
        return _procedures_as_answers(_of_year(connection, context).values())
    found = _results(connection, context, school, procedure)
    if form.storage is Storage.TOTALS:
        return totals_as_answers(found.totals) if found and found.totals else Answers()
    return pupils_as_answers(found.pupils) if found and found.pupils else Answers()


def _storable(form: Form, answers: Answers, context: Context) -> Answers:
    """What would come back of these answers once they were stored."""
    if form.storage is Storage.PROCEDURES:
        return _procedures_as_answers(to_procedures(answers, results_year(context.period)))
    if form.storage is Storage.TOTALS:
        return totals_as_answers(to_totals(answers))
    return pupils_as_answers(to_pupils(answers))


def _of_year(connection: Connection, context: Context) -> dict[ProcedureKey, Procedure]:
    if context.period.kind is PeriodKind.PROGRAMME:
        return {}
    return procedures.of_year(connection, results_year(context.period))


def _results(
    connection: Connection, context: Context, school: UUID, procedure: ProcedureKey | None
) -> SchoolResults | None:
    if procedure is None or context.period.kind is PeriodKind.PROGRAMME:
        return None
    found = results.of_year(connection, results_year(context.period), school)
    return next((one for one in found if one.procedure.key == procedure), None)


def _kept(answers: Answers, before: Answers) -> Answers:
    """Refused cells keep what stood there before: a slip of the finger takes no number away."""
    values = {code: old for code, old in before.values.items() if code in answers.refused}
    tables = {
        code: tuple(_kept_row(code, row, answers, before) for row in rows)
        for code, rows in answers.tables.items()
    }
    return replace(answers, values={**values, **answers.values}, tables=tables)


def _kept_row(table: str, row: Row, answers: Answers, before: Answers) -> Row:
    old = next((one.cells for one in before.rows(table) if one.key == row.key), {})
    if old.get("code") != row.cells.get("code"):
        return row
    refused = {code: old[code] for code in old if f"{table}.{row.key}.{code}" in answers.refused}
    return Row(row.key, {**refused, **row.cells})


def _put_results(
    connection: Connection,
    context: Context,
    form: Form,
    school: UUID,
    procedure: ProcedureKey,
    answers: Answers,
) -> list[Issue]:
    organisations.remember_period(connection, parse_period(procedure.year))
    if procedure not in procedures.of_year(connection, procedure.year):
        procedures.put(connection, Procedure(procedure))
    stamp = context.stamp("edit")
    if form.storage is Storage.TOTALS:
        results.put_totals(connection, school, procedure, to_totals(answers), stamp)
        return []
    before = _results(connection, context, school, procedure)
    pupils = to_pupils(answers, before.pupils if before else None)
    results.put_pupils(connection, school, procedure, pupils, stamp)
    known = procedures.of_year(connection, procedure.year)[procedure]
    subject = context.forms.form("procedures").tables[0].column("subject")
    titles = {procedure.subject: subject.show(procedure.subject)}
    beyond = pupils_beyond(pupils, known.scale.max_points, known, titles)
    return [*unreadable_points(form, answers), *([beyond] if beyond else [])]


def _put_procedures(
    connection: Connection, context: Context, form: Form, answers: Answers
) -> list[Issue]:
    """Keep the list as it stands; a row taken away goes, unless somebody has results in it.

    While a row lacks its kind, subject or grade nothing is taken away: it may be half typed.
    """
    year = results_year(context.period)
    wanted = to_procedures(answers, year)
    issues = []
    organisations.remember_period(connection, parse_period(year))
    known = procedures.of_year(connection, year)
    for one in wanted:
        if one != known.get(one.key):
            procedures.put(connection, one)
    complete = len(wanted) == len(answers.rows("procedures"))
    gone = set(known) - {one.key for one in wanted} if complete else set()
    for key in sorted(gone):
        if not procedures.drop(connection, key):
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


def _procedures_as_answers(known: Iterable[Procedure]) -> Answers:
    rows = tuple(Row(str(n), _from_procedure(one)) for n, one in enumerate(known, 1))
    return Answers(tables={"procedures": rows} if rows else {})


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
        **dict(zip(_LEVELS, one.scale.levels, strict=False)),
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
    levels = tuple(_int(row.cells.get(name)) for name in _LEVELS)
    given = levels if any(bound is not None for bound in levels) else ()
    scale = Scale(**bounds, levels=given, source=str(row.cells.get("source", "")))
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
