"""What was read from one workbook, into the base: records, results, schools not met before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from app.domain.answers import to_json
from app.domain.changes import changes
from app.domain.forms import Form
from app.domain.issues import Issue, Place, Severity
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.reading import RawAnswers, RawRow, Reading, address, raw_of, read_answers
from app.domain.records import RecordKey
from app.domain.results import Procedure
from app.domain.rules import broken_rules
from app.services.context import Context
from app.services.editing import answers_of
from app.spreadsheets.layouts import ImportedRecord, ImportedResults, WorkbookReading
from app.store import organisations, records, results
from app.store.records import Stamp


@dataclass(slots=True)
class Work:
    """One file on its way into the base."""

    context: Context
    connection: Connection
    stamp: Stamp
    schools: dict[str, Organisation]
    issues: list[Issue] = field(default_factory=list)
    stored: set[tuple[str, str]] = field(default_factory=set)
    """(organisation code, source) of the rows taken."""
    changed: set[tuple[str, str]] = field(default_factory=set)
    pupils_stored: int = 0
    pupils_changed: int = 0


def take(work: Work, reading: WorkbookReading) -> None:
    """Store everything of a workbook in the work's transaction; issues gather in the work."""
    year = reading.year
    if year is not None and year != work.context.period.key:
        work.issues.append(
            Issue(
                Severity.ERROR,
                "other_period",
                f"В файле указан {year} учебный год, а открыт {work.context.period.title}. "
                f"Проверьте, тот ли это файл; если тот, загрузите его с «--period {year}».",
            )
        )
        return
    for record in reading.records:
        _take_record(work, record)
    for one in reading.results:
        _take_results(work, one)


def _school(work: Work, code: str, name: str, place: Place) -> Organisation:
    """The school of that code; an unknown one is created, with a note."""
    known = work.schools.get(code)
    if known is not None:
        return _named(work, known, name)
    region = work.context.own.region if work.context.own else work.context.methodology.region
    own = work.context.own
    made = Organisation(
        uid=organisation_uid(region, code),
        code=code,
        name=name or _nameless(code),
        region=region,
        parent=own.uid if own and own.kind is OrganisationKind.DISTRICT else None,
    )
    organisations.add(work.connection, [made])
    work.schools[code] = made
    sentence = f"Школы с кодом {code} в базе не было: добавлена {made.name}."
    work.issues.append(Issue(Severity.NOTE, "school_added", sentence, place))
    return made


def _nameless(code: str) -> str:
    return f"Школа {code}"


def _named(work: Work, known: Organisation, name: str) -> Organisation:
    """A school that came first in a table without names gets its name from a later one."""
    if not name or known.name != _nameless(known.code):
        return known
    made = replace(known, name=name)
    organisations.change(work.connection, made)
    work.schools[known.code] = made
    return made


def _take_record(work: Work, record: ImportedRecord) -> None:
    place = Place(sheet=record.place.sheet, cell=record.place.cell)
    code = record.organisation_code or _only_school(work, place)
    if not code:
        return
    school = _school(work, code, record.organisation_name, place)
    form = work.context.forms.form(record.form)
    key = RecordKey(school.uid, form.code, work.context.period.key, school.uid)
    before = answers_of(form, records.last(work.connection, key))
    raw = overlay(raw_of(before), record.raw)
    reading = read_answers(form, raw)
    work.issues.extend(_in_cells(form, reading, record, school.code))
    text, moved = to_json(form, reading.answers), changes(form, before, reading.answers)
    records.append(work.connection, key, form.version, text, moved, work.stamp)
    row = (school.code, record.place.sheet)
    work.stored.add(row)
    if moved != "{}":
        work.changed.add(row)


def _only_school(work: Work, place: Place) -> str:
    """A template without a code belongs to the school of this base, when there is just one."""
    own = work.context.own
    if own is not None and own.kind is OrganisationKind.SCHOOL:
        return own.code
    if len(work.schools) == 1:
        return next(iter(work.schools))
    sentence = "Не указан код школы. Впишите код в шапку таблицы и загрузите файл ещё раз."
    work.issues.append(Issue(Severity.ERROR, "no_school_code", sentence, place))
    return ""


def overlay(base: RawAnswers, new: RawAnswers) -> RawAnswers:
    """`new` over `base`: an answer the file asks about is the file's, empty or not."""
    tables: dict[str, Sequence[RawRow]] = dict(base.tables)
    for code, rows in new.tables.items():
        if rows and rows[0].key and not rows[0].key.isdigit():
            known = {row.key: dict(row.cells) for row in base.tables.get(code, ())}
            for row in rows:
                known[row.key] = {**known.get(row.key, {}), **row.cells}
            tables[code] = [RawRow(key, cells) for key, cells in known.items()]
        else:
            tables[code] = rows
    return RawAnswers({**base.values, **new.values}, tables, base.explanations)


def _in_cells(form: Form, reading: Reading, record: ImportedRecord, school: str) -> list[Issue]:
    """Issues of a record, each at the cell of the sheet it came from.

    Questions about what the sheet does not ask wait for «check».
    """
    found = []
    for issue in [*reading.issues, *broken_rules(form, reading.answers)]:
        where = issue.place
        row = ""
        if where.table and where.row is not None:
            rows = record.raw.tables.get(where.table, ())
            row = (rows[where.row].key or str(where.row + 1)) if where.row < len(rows) else ""
        asked = record.cells.get(address(where.table, row, where.field))
        if asked is None and issue.severity is not Severity.ERROR:
            continue
        sheet, cell = asked or (record.place.sheet, "")
        found.append(issue.at(sheet=sheet, cell=cell, school=school))
    return found


def _take_results(work: Work, one: ImportedResults) -> None:
    place = Place(sheet=one.place.sheet, cell=one.place.cell)
    school = _school(work, one.organisation_code, one.organisation_name, place)
    key = one.procedure
    known = results.procedures(work.connection, key.year).get(key)
    procedure = _merged(work, known, one, place)
    if procedure != known:
        results.put_procedure(work.connection, procedure)
    if one.pupils is not None:
        new = results.put_pupils(work.connection, school.uid, key, one.pupils, work.stamp)
        work.pupils_stored += len(one.pupils)
        work.pupils_changed += len(one.pupils) if new else 0
    if one.totals is not None:
        new = results.put_totals(work.connection, school.uid, key, one.totals, work.stamp)
        row = (school.code, key.text)
        work.stored.add(row)
        if new:
            work.changed.add(row)


def _merged(work: Work, known: Procedure | None, one: ImportedResults, place: Place) -> Procedure:
    """The procedure with the file's scale; one that contradicts the known one is asked about."""
    if known is None:
        return Procedure(one.procedure, one.scale)
    names = [name for name in one.scale.__slots__ if name != "source"]
    told = {name: getattr(one.scale, name) for name in names}
    differ = [
        name
        for name, value in told.items()
        if value is not None and getattr(known.scale, name) not in (None, value)
    ]
    if differ:
        sentence = (
            "Шкала в файле не совпадает со шкалой этой процедуры в базе; оставлена прежняя. "
            "Проверьте, какая из них верна, на странице «Результаты процедур»."
        )
        work.issues.append(Issue(Severity.QUERY, "other_scale", sentence, place))
    missing = {
        name: value
        for name, value in told.items()
        if value is not None and getattr(known.scale, name) is None
    }
    return replace(known, scale=replace(known.scale, **missing)) if missing else known
