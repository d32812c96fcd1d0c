"""What was read from one workbook, into the base: records, results, schools not met before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.answers import Answers, to_json
from app.domain.changes import changes
from app.domain.forms import Form, Storage
from app.domain.issues import Issue, Place, Severity
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import results_year
from app.domain.reading import RawAnswers, RawRow, Reading, address, raw_of, read_answers
from app.domain.records import RecordKey
from app.domain.results import Procedure
from app.domain.rules import broken_rules
from app.domain.ways import way
from app.services import typed_forms
from app.services.editing import answers_of
from app.services.storing_results import (
    gather,
    keep_procedure,
    known_procedure,
    take_results,
    write_results,
)
from app.services.typed_pupils import to_pupils
from app.services.work import Work, above_schools, add_schools, school_of, tell_foreign
from app.spreadsheets.layouts import ImportedRecord, WorkbookReading
from app.store import organisations, records

_EMPTY = Answers()
_WITHOUT_LEVELS = 1
"""The version of the procedures form that did not ask for bounds of levels."""


def take(work: Work, reading: WorkbookReading) -> None:
    """Store everything of a workbook in the work's transaction; issues gather in the work."""
    period = work.context.period
    if reading.year is not None and reading.year != results_year(period):
        sentence = (
            f"В файле указан {reading.year} учебный год, а открыт {period.title}. Проверьте, "
            f"тот ли это файл. Если тот, {way('this_year', year=reading.year)} и загрузите его "
            "ещё раз."
        )
        work.ask(Severity.ERROR, "other_period", sentence, Place())
        return
    if reading.records and all(_is_blank(one.raw) for one in reading.records):
        # An answer the file asks about is the file's, empty or not: this one would empty them all.
        sentence = "В файле нет ни одного ответа. Заполните его и загрузите ещё раз."
        work.ask(Severity.ERROR, "nothing_filled", sentence, Place())
        return
    organisations.remember_period(work.connection, period)
    _take_records(work, reading.records)
    for one in reading.results:
        take_results(work, one)
    add_schools(work)
    records.add(work.connection, work.revisions)
    write_results(work)
    tell_foreign(work)
    _drop_foreign_issues(work, reading)


def _drop_foreign_issues(work: Work, reading: WorkbookReading) -> None:
    """What is wrong with schools that were left out does not stop the school whose base it is."""
    if not work.foreign:
        return
    told: dict[str, set[str]] = {}
    for one in reading.organisations:
        told.setdefault(one.sheet, set()).add(one.code)
    others = {sheet for sheet, codes in told.items() if codes <= work.foreign.keys()}
    work.issues = [
        issue
        for issue in work.issues
        if issue.place.school not in work.foreign
        and not (issue.place.sheet in others and issue.place.cell)
    ]


def _is_blank(raw: RawAnswers) -> bool:
    cells = [row.cells.values() for rows in raw.tables.values() for row in rows]
    return all(value in (None, "") for values in (raw.values.values(), *cells) for value in values)


def _take_records(work: Work, found: Sequence[ImportedRecord]) -> None:
    """Records of all storages; what the base holds of them is read once."""
    ready: list[tuple[ImportedRecord, Form, Organisation]] = []
    for record in found:
        form = work.context.forms.form(record.form)
        place = Place(sheet=record.place.sheet, cell=record.place.cell)
        if form.storage is Storage.PROCEDURES:
            _take_procedures(work, record, form)
            continue
        whose = _whose(work, record, form, place)
        what = (whose.uid if whose else None, form.code, record.procedure)
        if whose is not None and not work.contradicts(
            what, record.organisation_code, place, record.raw, _agree
        ):
            ready.append((record, form, whose))
    keys = [_key(work, form, school) for _, form, school in ready]
    work.present = records.last_of(work.connection, keys)
    for record, form, school in ready:
        if form.storage is Storage.ANSWERS:
            _take_record(work, record, form, school)
        else:
            _take_typed(work, record, form, school)


def _agree(first: RawAnswers, second: RawAnswers) -> bool:
    """Whether no question is answered differently; what one of them does not ask is no matter."""
    rows = [_by_address(one) for one in (first, second)]
    return all(
        rows[1].get(where, raw) in (raw, None) for where, raw in rows[0].items() if raw is not None
    )


def _by_address(raw: RawAnswers) -> dict[tuple[str, str, str], object]:
    found = {("", "", code): answer for code, answer in raw.values.items()}
    for table, rows in raw.tables.items():
        for row in rows:
            found |= {(table, row.key, code): answer for code, answer in row.cells.items()}
    return found


def _whose(work: Work, record: ImportedRecord, form: Form, place: Place) -> Organisation | None:
    """Whom a record is about: a school, or a district or region where the form is one of theirs."""
    methodology = work.context.methodology
    if form.code in methodology.district_forms and form.code not in methodology.forms:
        return above_schools(work, record.organisation_code, place)
    code = record.organisation_code or _only_school(work, place)
    return school_of(work, code, record.organisation_name, place) if code else None


def _key(work: Work, form: Form, school: Organisation) -> RecordKey:
    return RecordKey(school.uid, form.code, work.context.period.key, school.uid)


def _take_record(work: Work, record: ImportedRecord, form: Form, school: Organisation) -> None:
    key = _key(work, form, school)
    last = work.present.get(key)
    before = answers_of(form, last)
    reading = read_answers(form, overlay(raw_of(before), record.raw))
    work.issues.extend(_in_cells(form, reading, record, school.code, before))
    text, moved = to_json(form, reading.answers), changes(form, before, reading.answers)
    made = records.revised(last, key, form.version, text, moved, work.stamp)
    if made is not None:
        work.present[key] = made
        work.revisions.append(made)
    row = (school.code, record.place.sheet)
    work.stored.add(row)
    if moved != "{}":
        work.changed.add(row)


def _take_procedures(work: Work, record: ImportedRecord, form: Form) -> None:
    """The directory of procedures out of its template: rows are added and changed, none dropped."""
    reading = read_answers(form, record.raw)
    work.issues.extend(_in_cells(form, reading, record, ""))
    for procedure in typed_forms.to_procedures(reading.answers, results_year(work.context.period)):
        row = ("", procedure.key.text)
        work.stored.add(row)
        known = known_procedure(work, procedure.key)
        if known is not None and record.template_version == _WITHOUT_LEVELS:
            scale = replace(procedure.scale, levels=known.scale.levels)
            procedure = replace(procedure, scale=scale)  # what was not asked was not taken back
        if procedure != known:
            keep_procedure(work, procedure)
            work.changed.add(row)


def _take_typed(work: Work, record: ImportedRecord, form: Form, school: Organisation) -> None:
    """Results out of a template go where results live."""
    reading = read_answers(form, record.raw)
    work.issues.extend(_in_cells(form, reading, record, school.code))
    key = record.procedure
    if key is None:
        return
    if known_procedure(work, key) is None:
        keep_procedure(work, Procedure(key))
    if form.storage is Storage.TOTALS:
        sum_at = record.cells.get(address("", "", "sum_points"))
        sheet, cell = sum_at or (record.place.sheet, record.place.cell)
        totals = typed_forms.to_totals(reading.answers)
        gather(work, school, key, totals, Place(sheet=sheet, cell=cell))
    else:
        gather(work, school, key, to_pupils(reading.answers), record.place)


def _only_school(work: Work, place: Place) -> str:
    """A template without a code belongs to the school of this base, when there is just one."""
    own = work.context.own
    if own is not None and own.kind is OrganisationKind.SCHOOL:
        return own.code
    if len({one.uid for one in work.schools.values()}) == 1:
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


def _in_cells(
    form: Form, reading: Reading, record: ImportedRecord, school: str, earlier: Answers = _EMPTY
) -> list[Issue]:
    """Issues of a record, each at the cell of the sheet it came from.

    Questions about what the sheet does not ask wait for «check», and so do errors that stood in
    the base before: the file is not to blame for them.
    """
    again = read_answers(form, raw_of(earlier)).issues if earlier.refused else ()
    before = {_same(one) for one in [*again, *broken_rules(form, earlier)]}
    found = []
    for issue in [*reading.issues, *broken_rules(form, reading.answers)]:
        where = issue.place
        asked = record.cells.get(address(where.table, where.key, where.field))
        if asked is None and (issue.severity is not Severity.ERROR or _same(issue) in before):
            continue
        sheet, cell = asked or (record.place.sheet, "")
        found.append(issue.at(sheet=sheet, cell=cell, school=school))
    return found


def _same(issue: Issue) -> tuple[str, ...]:
    """What makes two issues the same one, found at different times."""
    place = issue.place
    return (issue.code, place.table, place.key, place.field)
