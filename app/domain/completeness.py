"""How much of what a form asks is answered: what a tick may be given for.

A single question counts for one, a row of a table with fixed rows for one, a table with free rows
for one. Explained silence is an answer. What is not asked, given the other answers, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.answers import Answers
from app.domain.forms import Form, Section, Table
from app.domain.rules import visible_codes

SILENCE = "required_is_empty@"
"""Explanations of questions left without an answer are kept under this, then the address."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """Questions asked and questions answered."""

    answered: int
    asked: int

    @property
    def is_full(self) -> bool:
        """Whether everything asked is answered; nothing asked is nothing done."""
        return 0 < self.asked == self.answered

    def __add__(self, other: Completeness) -> Completeness:
        return Completeness(self.answered + other.answered, self.asked + other.asked)


def of_form(form: Form, answers: Answers) -> Completeness:
    """The whole form."""
    visible = visible_codes(form, answers)
    parts = (of_section(form, one, answers, visible) for one in form.sections)
    return sum(parts, Completeness(0, 0))


def of_section(
    form: Form, section: Section, answers: Answers, visible: frozenset[str]
) -> Completeness:
    """One section; visible: codes of what is asked now (`rules.visible_codes`)."""
    if section.code not in visible:
        return Completeness(0, 0)
    fields = [one.code for one in section.fields if one.code in visible]
    answered = sum(_is_answered(code, answers) for code in fields)
    total = Completeness(answered, len(fields))
    tables = (one for one in form.tables_of(section.code) if one.code in visible)
    return total + _of_tables(tables, answers)


def _is_answered(code: str, answers: Answers) -> bool:
    silent = f"{SILENCE}{code}" in answers.explanations
    return silent or code in answers.values or code in answers.refused


def _of_tables(tables: Iterable[Table], answers: Answers) -> Completeness:
    total = Completeness(0, 0)
    for table in tables:
        begun = {row.key for row in answers.rows(table.code)}
        rows = [row.code for row in table.rows]
        if rows:
            total += Completeness(sum(code in begun for code in rows), len(rows))
        else:
            total += Completeness(int(bool(begun)), 1)
    return total
