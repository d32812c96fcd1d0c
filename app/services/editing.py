"""Opening a record and saving what was typed. The window's autosave comes here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import Connection

from app.domain.answers import Answers, from_json, to_json
from app.domain.changes import changes
from app.domain.errors import Refused, WorldFailed
from app.domain.forms import Form, Storage
from app.domain.issues import Issue
from app.domain.merging import Merged, merge
from app.domain.messages import bad_code
from app.domain.organisations import Organisation, OrganisationKind, code_key
from app.domain.periods import parse_period
from app.domain.reading import RawAnswers, raw_of, read_answers
from app.domain.records import RecordKey, Revision
from app.domain.results import ProcedureKey
from app.domain.rules import broken_rules, explained, missing_answers
from app.domain.text_shapes import is_organisation_code
from app.domain.year_to_year import moved_far
from app.services import typed_forms
from app.services.context import Context
from app.store import journal, organisations, records
from app.store.base import said


@dataclass(frozen=True, slots=True)
class Subject:
    """What is edited: whose form, for which period, written by whom, about which procedure."""

    organisation: UUID
    form: str
    period: str
    author: UUID | None = None
    """The owner of the record; None: the organisation itself. Card columns have other owners."""
    procedure: ProcedureKey | None = None

    @property
    def key(self) -> RecordKey:
        """The record it stands for."""
        return RecordKey(
            self.organisation, self.form, self.period, self.author or self.organisation
        )


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record as the form view shows it."""

    form: Form
    answers: Answers
    issues: tuple[Issue, ...]
    last_year: Answers | None
    """The same form a period earlier, shown beside the fields."""
    revision: int
    """0 when nothing was answered yet."""


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """What became of an edit."""

    answers: Answers
    """What was saved: the answers given, joined with what others changed meanwhile."""
    issues: tuple[Issue, ...]
    revision: int
    merged: Merged
    """What others changed meanwhile, and what both sides did."""
    stored: Answers
    """What stands in the base now: whoever shows it starts the next save from it."""
    own: Answers
    """The answers given, as the base holds them: who shows them still starts from these."""
    notes: tuple[Issue, ...] = ()
    """What there is to say about the storing itself; among the issues too."""


def known_organisations(
    context: Context, kind: OrganisationKind | None = None
) -> tuple[Organisation, ...]:
    """The organisations of the base, by code."""
    with said(context.base), context.database.reading() as connection:
        return organisations.all_of(connection, kind)


def add_organisation(context: Context, organisation: Organisation) -> None:
    """Add a school (or another organisation) to the base.

    Refused: its code is no code, or is taken in whatever spelling (an eaten zero, a space).
    """
    if not is_organisation_code(organisation.code):
        sentence = bad_code("Код организации", organisation.code)
        raise Refused(sentence, "Код — цифры (до 15) или короткое слово с цифрами.")
    with said(context.base), context.database.transaction() as connection:
        refuse_twins(connection, organisation)
        for known in organisations.all_of(connection, organisation.kind):
            if code_key(known.code) == code_key(organisation.code):
                raise _taken(organisation, known)
        organisations.add(connection, [organisation])
        journal.write(
            connection,
            context.stamp("edit"),
            "organisation",
            organisation.code,
            {"uid": str(organisation.uid), "name": organisation.name},
        )


def refuse_twins(connection: Connection, new: Organisation, *, is_known: bool = False) -> None:
    """Refuse an organisation whose code (or, of a new one, whose first code) is another's."""
    twin = organisations.taken(connection, new)
    if twin is None and not is_known:
        twin = organisations.by_uid(connection, new.uid)
    if twin is not None:
        raise _taken(new, twin)


def _taken(new: Organisation, twin: Organisation) -> Refused:
    return Refused(
        f"Код {new.code} уже занят: {twin.title} ({twin.kind.title}, код {twin.code}).",
        "Проверьте код или выберите эту организацию из списка.",
    )


def open_record(context: Context, subject: Subject) -> OpenedRecord:
    """The present state of a record, with its issues; an untouched one is empty."""
    form = context.forms.form(subject.form)
    if form.storage is not Storage.ANSWERS:
        answers = typed_forms.load(context, form, subject.organisation, subject.procedure)
        issues = tuple(issues_of(form, answers))
        return OpenedRecord(form, answers, issues, None, 0)
    earlier = replace(subject, period=parse_period(subject.period).previous().key).key
    with said(context.base), context.database.reading() as connection:
        now = records.last(connection, subject.key)
        before = records.last(connection, earlier)
    answers = answers_of(form, now)
    last_year = answers_of(form, before) if before else None
    return OpenedRecord(
        form=form,
        answers=answers,
        issues=tuple(issues_of(form, answers, last_year)),
        last_year=last_year,
        revision=now.number if now else 0,
    )


def save_record(
    context: Context,
    subject: Subject,
    raw: RawAnswers,
    reason: str = "edit",
    started: Answers | None = None,
) -> SavedRecord:
    """Store what was typed as a new revision. Refused texts are kept too: nothing typed is lost.

    started: the answers the typing began with. What others changed since then is merged cell by
    cell (docs/decisions/0071); without it the answers replace whatever stands there.
    """
    form = context.forms.form(subject.form)
    answers = read_answers(form, raw).answers
    if form.storage is not Storage.ANSWERS:
        return _save_typed(context, form, subject, answers, started)
    with said(context.base), context.database.transaction() as connection:
        organisations.remember_period(connection, parse_period(subject.period))
        before = answers_of(form, records.last(connection, subject.key))
        merged = Merged(answers) if started is None else merge(form, started, answers, before)
        made = records.append(
            connection,
            subject.key,
            form.version,
            to_json(form, merged.answers),
            changes(form, before, merged.answers),
            context.stamp(reason),
        )
    now = merged.answers
    return SavedRecord(now, tuple(issues_of(form, now)), made.number, merged, now, answers)


def _save_typed(
    context: Context, form: Form, subject: Subject, answers: Answers, started: Answers | None
) -> SavedRecord:
    done = typed_forms.save(
        context, form, subject.organisation, subject.procedure, answers, started
    )
    now = done.merged.answers
    issues = (*issues_of(form, now), *done.notes)
    return SavedRecord(now, issues, 0, done.merged, done.stored, done.own, done.notes)


def answers_of(form: Form, revision: Revision | None) -> Answers:
    """The answers of a revision, carried over to the present version of the form.

    Raises WorldFailed for what no version of the form could have written.
    """
    if revision is None:
        return Answers()
    try:
        return from_json(form, revision.answers)
    except ValueError as fault:
        raise WorldFailed(
            f"Запись формы «{form.title}» за {revision.key.period} в базе повреждена или сделана "
            "более новой программой.",
            "Обновите программу; если не поможет, восстановите базу из резервной копии.",
        ) from fault


def issues_of(form: Form, answers: Answers, last_year: Answers | None = None) -> list[Issue]:
    """Everything there is to say about a record: refused cells, rules, missing answers.

    last_year: the same form a period earlier, for what moved far since.
    """
    read_again = read_answers(form, raw_of(answers))
    found = [*read_again.issues, *broken_rules(form, answers), *missing_answers(form, answers)]
    found += moved_far(form, answers, last_year)
    return explained(found, answers)
