"""What cannot be drawn on a paper is told before it is printed: which answer, which sign."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from app.documents.signs import LACKING, lacking
from app.documents.wrapping import tidied
from app.domain.answers import Answers
from app.domain.card import FORM
from app.domain.forms import Form, Storage
from app.services.context import Context
from app.services.editing import Subject, open_record
from app.services.planning import card_records

HEADING = f"Некоторые знаки на бумаге не получатся: вместо них будет {LACKING}."


def lost_signs(context: Context, code: str, organisation: UUID) -> tuple[str, ...]:
    """A line for each answer of a form whose signs the shipped font lacks; empty when all is well.

    Raises WrongUsage for an unknown form.
    """
    form = context.forms.form(code)
    if form.storage is not Storage.ANSWERS:
        return ()
    if code == FORM:
        records = list(card_records(context, organisation).values())
    else:
        records = [open_record(context, Subject(organisation, code, context.period.key)).answers]
    told = [_line(label, text) for one in records for label, text in _texts(form, one)]
    return tuple(dict.fromkeys(filter(None, told)))


def _line(label: str, text: str) -> str:
    signs = lacking([tidied(text)])
    if not signs:
        return ""
    return f"«{label}»: {'знак' if len(signs) == 1 else 'знаки'} {' '.join(signs)}"


def _texts(form: Form, answers: Answers) -> Iterator[tuple[str, str]]:
    """Every answer as it will be printed, with the place where one finds it."""
    for section in form.sections:
        for field in section.fields:
            yield field.label, field.show(answers.values.get(field.code))
    for table in form.tables:
        for number, row in enumerate(answers.rows(table.code), 1):
            for column in table.columns:
                place = f"{table.title}, строка {number}, {column.label}"
                yield place, column.show(row.cells.get(column.code))
