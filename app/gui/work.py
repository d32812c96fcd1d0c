"""What the pages ask of the services. Runs in the worker; services are imported when first used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.card import FORM as CARD
from app.domain.forms import Storage
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import Period
from app.domain.reading import RawAnswers
from app.domain.results import Procedure, ProcedureKey
from app.gui.jobs import Progress
from app.gui.progress import FormProgress, progress_of

if TYPE_CHECKING:
    from app.domain.answers import Answers
    from app.domain.signals import Signal
    from app.services.both_ways import Entered
    from app.services.context import Context
    from app.services.editing import OpenedRecord, SavedRecord
    from app.services.importing import FileReport
    from app.services.methodologies import Bundle


def open_base(path: Path) -> Context | None:
    """The base at `path`; None when there is none yet."""
    if not path.exists():
        return None
    from app.services import opening

    if opening.is_blank(path):
        return None
    return opening.open_base(path)


def concerns(context: Context) -> tuple[str, ...]:
    """What to tell whoever has just opened this base."""
    from app.services import opening

    return opening.concerns(context)


def methodologies() -> list[tuple[str, str, str]]:
    """(code, title, region) of the methodologies one may choose."""
    from app.services.methodologies import MethodologyCatalogue

    known = MethodologyCatalogue()
    return [(code, title, known.methodology(code).region) for code, title in known.titles().items()]


def create_base(
    path: Path,
    role: str,
    methodology: str,
    own: Organisation,
    period: Period,
    bundle: Bundle | None = None,
) -> Context:
    """Make a base and open it; `bundle`: the methodology's texts when it is the region's own."""
    from app.services import opening

    setup = opening.Setup(role, methodology, own, period=period, own_methodology=bundle)
    opening.create_base(path, setup)
    return opening.open_base(path)


def play_example(folder: Path, progress: Progress) -> Context:
    """The example district's whole year, in a base of its own; opens it."""
    from app.services import demonstrating, opening

    demonstrating.demonstrate(folder, lambda done, total, _: progress(done, total))
    return opening.open_base(folder / "base.sqlite")


def organisations(context: Context) -> tuple[Organisation, ...]:
    """All organisations of the base, by code."""
    from app.services import editing

    return editing.known_organisations(context)


def schools(context: Context) -> tuple[Organisation, ...]:
    """The schools of the base, by code."""
    from app.services import editing

    return editing.known_organisations(context, OrganisationKind.SCHOOL)


def add_school(context: Context, school: Organisation) -> tuple[Organisation, ...]:
    """Add a school; gives all schools."""
    from app.services import editing

    editing.add_organisation(context, school)
    return schools(context)


def open_record(
    context: Context,
    school: UUID,
    form: str,
    procedure: ProcedureKey | None = None,
    author: UUID | None = None,
) -> OpenedRecord:
    """One record with last year's answers; `author`: the owner of another column of the card."""
    from app.services import editing

    subject = editing.Subject(school, form, context.period.key, author, procedure)
    return editing.open_record(context, subject)


def save_record(
    context: Context,
    school: UUID,
    form: str,
    raw: RawAnswers,
    procedure: ProcedureKey | None = None,
    author: UUID | None = None,
    started: Answers | None = None,
) -> SavedRecord:
    """Store what was typed; `started`: the answers it was typed over."""
    from app.services import editing

    subject = editing.Subject(school, form, context.period.key, author, procedure)
    return editing.save_record(context, subject, raw, started=started)


def procedures(context: Context) -> tuple[Procedure, ...]:
    """The assessment procedures of the period."""
    from app.services import typed_forms

    return typed_forms.known_procedures(context)


def entered(context: Context, school: UUID, procedure: ProcedureKey) -> Entered:
    """What a school entered in a procedure: totals, pupils, both."""
    from app.services import both_ways

    return both_ways.entered(context, school, procedure)


def print_form(context: Context, form: str, school: UUID, path: Path) -> Path:
    """Write a form as PDF."""
    from app.services import printing

    return printing.print_form(context, form, school, path)


def lost_signs(context: Context, form: str, school: UUID) -> tuple[str, ...]:
    """The answers of a form with signs that its paper cannot have."""
    from app.services import unprintable

    return unprintable.lost_signs(context, form, school)


def progress_of_forms(context: Context, school: UUID) -> list[FormProgress]:
    """How far each form of the methodology is, the card and the results left out."""
    return _progress(context, school, context.methodology.forms)


def progress_of_own_forms(context: Context) -> list[FormProgress]:
    """The same for the forms a district or a region fills in about itself; a school has none."""
    own = context.own
    if own is None or own.kind is OrganisationKind.SCHOOL:
        return []
    return _progress(context, own.uid, context.methodology.district_forms)


def _progress(context: Context, organisation: UUID, codes: Iterable[str]) -> list[FormProgress]:
    found = []
    for code in codes:
        form = context.forms.form(code)
        if form.storage is Storage.ANSWERS and code != CARD:
            record = open_record(context, organisation, code)
            found.append(progress_of(record.form, record.answers, record.issues))
    return found


def import_workbooks(
    context: Context,
    paths: list[Path],
    progress: Progress,
    *,
    partial: bool,
    mapping: str | None = None,
) -> list[FileReport]:
    """Workbooks into the base; `mapping` names the table instead of recognising it."""
    from app.services import importing

    return importing.import_files(
        context, paths, partial=partial, mapping=mapping, progress=progress
    )


def known_tables(context: Context) -> dict[str, str]:
    """Titles of the described tables and their codes."""
    from app.services.mappings import MappingCatalogue

    return {one.title: one.code for one in MappingCatalogue(context).all()}


def file_names(reports: list[FileReport]) -> dict[str, str]:
    """How files are named beside their remarks where there are several."""
    from app.services import importing

    return importing.names_to_show(reports)


def make_template(context: Context, form: str, path: Path, school: str) -> Path:
    """An empty workbook of a form."""
    from app.services import templates

    templates.make_template(context.forms, form, path, school=school, period=context.period.key)
    return path


def set_period(context: Context, period: Period) -> Context:
    """Make another period the base's current one."""
    from app.services import opening

    return opening.set_period(context, period)


def signals(context: Context, school: UUID) -> tuple[Signal, ...]:
    """Rows of the card that the data propose."""
    from app.services import planning

    return planning.signals_for(context, school)


def procedures_with_results(context: Context, school: UUID) -> int:
    """In how many procedures of the period the school has results."""
    from app.services import typed_forms

    found = 0
    for one in typed_forms.known_procedures(context):
        for code in ("results_totals", "results_pupils"):
            answers = typed_forms.load(context, context.forms.form(code), school, one.key)
            if answers.values or answers.tables:
                found += 1
                break
    return found


def replies(context: Context, school: UUID) -> dict[tuple[str, str], list[str]]:
    """What owners of the card's other columns wrote, by (problem, level), in lines to read."""
    from app.services import planning

    found: dict[tuple[str, str], list[str]] = {}
    for one in planning.card(context, school).measures:
        if one.author_level != "school":
            parts = (one.state_title, one.text, one.responsible)
            term = one.deadline.wording() if one.deadline else ""
            line = ". ".join(part for part in (*parts, term) if part)
            found.setdefault((one.problem, one.level), []).append(line)
    return found


def school_card(context: Context, school: UUID) -> Answers:
    """The school's own record of the card: what it chose and asked for."""
    from app.services import planning

    return planning.card_records(context, school)["school"]


def set_own(context: Context, own: Organisation) -> Context:
    """Say whose base this is."""
    from app.services import opening

    return opening.set_own(context, own)
