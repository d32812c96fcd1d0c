"""Papers: the card and any other form as PDF. The same revision gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from app import __version__
from app.documents.card import CardPaper, CardRow, MeasureLine, card_document
from app.documents.card_layout import load_card_layout
from app.documents.form_paper import FormEntry, FormPaper, FormSection, FormTable, form_document
from app.documents.model import Document
from app.domain.answers import Answers, Row, to_json
from app.domain.card import FORM, Card, Measure, card_of, rests_on_results
from app.domain.errors import Refused, WrongUsage
from app.domain.explanations import wording
from app.domain.forms import Form, Section, Storage, Table
from app.domain.organisations import Organisation
from app.domain.rules import visible_codes
from app.placing import write_file
from app.services.context import Context
from app.services.editing import Subject, open_record
from app.services.planning import card_records
from app.store import organisations
from app.store.base import said

PROGRAM = f"«Опора» {__version__}"
SIGNATORY = "Руководитель организации"
_VPR = re.compile(r"\bВПР\b|всероссийск\w+ проверочн\w+", re.IGNORECASE)


def print_form(context: Context, form: str, organisation: UUID, path: Path) -> Path:
    """Write the form of an organisation as a file; the ending of its name chooses the kind."""
    if path.suffix.lower() != ".pdf":
        raise WrongUsage(
            f"Файл «{path.name}»: такой вид бумаги пока не печатается.",
            "Укажите имя с окончанием .pdf.",
        )
    write_file(path, paper(context, form, organisation))
    return path


def paper(context: Context, form: str, organisation: UUID) -> bytes:
    """The form as PDF bytes."""
    from app.documents.pdf import render_pdf

    return render_pdf(_document(context, context.forms.form(form), organisation))


def card_pdf(context: Context, school: Organisation, records: dict[str, Answers]) -> bytes:
    """The card as PDF out of the given records (the outgoing views, for a package)."""
    from app.documents.pdf import render_pdf

    form = context.forms.form(FORM)
    return render_pdf(_card(context, school, card_of(form, records), _print(form, records)))


def _document(context: Context, form: Form, organisation: UUID) -> Document:
    school = _organisation(context, organisation)
    if form.code == FORM:
        records = card_records(context, organisation)
        card = card_of(form, records)
        if not card.problems:
            raise Refused(
                "В карте не выбрано ни одной проблемы, печатать нечего.",
                "Выберите от одной до четырёх строк и расставьте их по порядку.",
            )
        return _card(context, school, card, _print(form, records))
    if form.storage is not Storage.ANSWERS:
        raise WrongUsage(
            f"Форма «{form.title}» печатается из файла с результатами.",
            "Выберите форму с вопросами: паспорт, социальный паспорт, кадры, ресурсы или карту.",
        )
    opened = open_record(context, Subject(organisation, form.code, context.period.key))
    return form_document(_form_paper(context, form, school, opened.answers))


def _organisation(context: Context, uid: UUID) -> Organisation:
    with said(context.base), context.database.reading() as connection:
        found = organisations.by_uid(connection, uid)
    if found is None:
        raise Refused("Такой организации в базе нет.", "Выберите организацию из списка.")
    return found


def _print(form: Form, records: dict[str, Answers]) -> str:
    """Short fingerprint of what is printed: paper and file can be held against each other."""
    digest = hashlib.sha256()
    for level in sorted(records):
        digest.update(f"{level}:{to_json(form, records[level])}\n".encode())
    return digest.hexdigest()[:12]


def _card(context: Context, school: Organisation, card: Card, fingerprint: str) -> Document:
    levels = context.methodology.levels
    rows = tuple(
        CardRow(
            number=problem.number,
            text=problem.text,
            cells=tuple(
                tuple(_measure(one) for one in card.cell(problem.code, level.code))
                for level in levels
            ),
            details=problem.details,
        )
        for problem in card.problems
    )
    sheet = CardPaper(
        school=school.name,
        year=context.period.key,
        level_titles=tuple(level.title for level in levels),
        rows=rows,
        signatory_post=SIGNATORY,
        program=PROGRAM,
        methodology=context.methodology.title,
        fingerprint=fingerprint,
        caution=_caution(context, _said_on_card(rows), needed=rests_on_results(card)),
    )
    return card_document(sheet, load_card_layout("card"))


def _caution(context: Context, words: Iterator[str], *, needed: bool = False) -> str:
    """How ВПР results may be used (DOMAIN 9.4), for a paper that rests on them or names them."""
    if needed or any(_VPR.search(each) for each in words):
        return wording(context.methodology.wordings, "vpr_caution")
    return ""


def _said_on_card(rows: tuple[CardRow, ...]) -> Iterator[str]:
    for row in rows:
        yield from (row.text, *row.details)
        for measure in (one for cell in row.cells for one in cell):
            yield from (measure.text, measure.result)


def _said_in_form(sections: tuple[FormSection, ...]) -> Iterator[str]:
    for section in sections:
        yield section.title
        for entry in section.entries:
            yield from (entry.label, entry.value)
        for table in section.tables:
            yield from (table.title, *table.headers, *(cell for row in table.rows for cell in row))


def _measure(one: Measure) -> MeasureLine:
    said_by = one.state_title if one.state in ("requested", "confirmed", "declined") else ""
    return MeasureLine(
        text=one.text,
        owner=one.responsible,
        due=one.deadline.wording() if one.deadline else "",
        result=one.expected_result,
        status=said_by or one.status,
    )


def _form_paper(context: Context, form: Form, school: Organisation, answers: Answers) -> FormPaper:
    shown = visible_codes(form, answers)
    sections = tuple(
        _section(form, section, answers, shown)
        for section in form.sections
        if section.code in shown
    )
    return FormPaper(
        title=form.official_title or form.title,
        organisation=school.name,
        period=context.period.title,
        sections=sections,
        program=PROGRAM,
        fingerprint=_print(form, {"school": answers}),
        created=None,
        caution=_caution(context, _said_in_form(sections)),
    )


def _section(form: Form, section: Section, answers: Answers, shown: frozenset[str]) -> FormSection:
    entries = tuple(
        FormEntry(field.label, field.show(answers.values.get(field.code)), field.unit)
        for field in section.fields
        if field.code in shown
    )
    tables = tuple(
        _table(table, answers) for table in form.tables_of(section.code) if table.code in shown
    )
    return FormSection(section.title, entries, tables)


def _table(table: Table, answers: Answers) -> FormTable:
    """A blank form is printed whole, to be filled in by hand."""
    is_blank = not answers.values and not any(
        row.cells for rows in answers.tables.values() for row in rows
    )
    by_key = {row.key: row for row in answers.rows(table.code)}
    if table.is_free:
        rows = [_cells(table, row) for row in by_key.values()]
        return FormTable(table.title, tuple(one.label for one in table.columns), tuple(rows))
    empty: dict[str, Row] = {one.code: Row(one.code, {}) for one in table.rows}
    rows = [
        (one.label, *_cells(table, by_key.get(one.code, empty[one.code]))) for one in table.rows
    ]
    headers = ("", *(one.label for one in table.columns))
    is_untouched = not is_blank and not any(row.cells for row in by_key.values())
    return FormTable(table.title, headers, tuple(rows), is_untouched)


def _cells(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(column.show(row.cells.get(column.code)) for column in table.columns)
