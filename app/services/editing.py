"""Opening a record, saving what was typed, undoing it. The window's autosave comes here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from app.domain.answers import Answers, from_json, to_json
from app.domain.changes import changes
from app.domain.forms import Form, Storage
from app.domain.issues import Issue
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.reading import RawAnswers, raw_of, read_answers
from app.domain.records import RecordKey, Revision
from app.domain.results import ProcedureKey
from app.domain.rules import broken_rules, explained, missing_answers
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
    can_undo: bool


@dataclass(frozen=True, slots=True)
class SavedRecord:
    """What became of an edit."""

    answers: Answers
    issues: tuple[Issue, ...]
    revision: int


def known_organisations(
    context: Context, kind: OrganisationKind | None = None
) -> tuple[Organisation, ...]:
    """The organisations of the base, by code."""
    with said(context.base), context.database.reading() as connection:
        return organisations.all_of(connection, kind)


def add_organisation(context: Context, organisation: Organisation) -> None:
    """Add a school (or another organisation) to the base."""
    with said(context.base), context.database.transaction() as connection:
        organisations.add(connection, [organisation])
        journal.write(
            connection,
            context.stamp("edit"),
            "organisation",
            organisation.code,
            {"uid": str(organisation.uid), "name": organisation.name},
        )


def open_record(context: Context, subject: Subject) -> OpenedRecord:
    """The present state of a record, with its issues; an untouched one is empty."""
    form = context.forms.form(subject.form)
    if form.storage is not Storage.ANSWERS:
        answers = typed_forms.load(context, form, subject.organisation, subject.procedure)
        issues = tuple(issues_of(form, answers))
        return OpenedRecord(form, answers, issues, None, 0, can_undo=False)
    earlier = replace(subject, period=context.period.previous().key).key
    with said(context.base), context.database.reading() as connection:
        now = records.last(connection, subject.key)
        before = records.last(connection, earlier)
        target = _undo_target(records.history(connection, subject.key)) if now else None
    answers = answers_of(form, now)
    return OpenedRecord(
        form=form,
        answers=answers,
        issues=tuple(issues_of(form, answers)),
        last_year=answers_of(form, before) if before else None,
        revision=now.number if now else 0,
        can_undo=target is not None,
    )


def save_record(
    context: Context, subject: Subject, raw: RawAnswers, reason: str = "edit"
) -> SavedRecord:
    """Store what was typed as a new revision. Refused texts are kept too: nothing typed is lost."""
    form = context.forms.form(subject.form)
    reading = read_answers(form, raw)
    answers = reading.answers
    if form.storage is not Storage.ANSWERS:
        typed_forms.save(context, form, subject.organisation, subject.procedure, answers)
        return SavedRecord(answers, tuple(issues_of(form, answers)), 0)
    with said(context.base), context.database.transaction() as connection:
        before = answers_of(form, records.last(connection, subject.key))
        made = records.append(
            connection,
            subject.key,
            form.version,
            to_json(form, answers),
            changes(form, before, answers),
            context.stamp(reason),
        )
    return SavedRecord(answers, tuple(issues_of(form, answers)), made.number)


def undo(context: Context, subject: Subject) -> OpenedRecord:
    """Go back one step. The step back is a revision of its own: nothing is ever deleted."""
    form = context.forms.form(subject.form)
    with said(context.base), context.database.transaction() as connection:
        history = records.history(connection, subject.key)
        target = _undo_target(history)
        if target is not None:
            now = answers_of(form, history[-1])
            then = answers_of(form, history[target - 1] if target else None)
            text, moved = to_json(form, then), changes(form, now, then)
            stamp = context.stamp("undo")
            records.append(connection, subject.key, form.version, text, moved, stamp)
    return open_record(context, subject)


def answers_of(form: Form, revision: Revision | None) -> Answers:
    """The answers of a revision, carried over to the present version of the form."""
    return Answers() if revision is None else from_json(form, revision.answers)


def issues_of(form: Form, answers: Answers) -> list[Issue]:
    """Everything there is to say about a record: refused cells, rules, missing answers."""
    read_again = read_answers(form, raw_of(answers))
    found = [*read_again.issues, *broken_rules(form, answers), *missing_answers(form, answers)]
    return explained(found, answers)


def _undo_target(history: list[Revision]) -> int | None:
    """Number of the revision to go back to (0 = empty); None when there is nothing to undo.

    A revision made by an undo stands for the older one whose answers it repeats.
    """
    if not history:
        return None
    position = len(history)
    while position and history[position - 1].reason == "undo":
        repeated = history[position - 1].answers
        earlier = [
            one.number
            for one in history[: position - 1]
            if one.answers == repeated and one.reason != "undo"
        ]
        position = earlier[-1] if earlier else 0
    return position - 1 if position else None
