"""The technological support card (Ф-1) as one whole, put together from its owners' records.

The school's record holds problems, priorities, sub-fields and measures; each other level answers
in a record of its own. A level may write a request into another's column; only the owner confirms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.answers import Answers, Row
from app.domain.deadlines import Deadline
from app.domain.fields import Field, Value
from app.domain.forms import Form, Table

FORM = "support_card"
FROM_RESULTS = "r2"
"""The row that results of procedures propose and that lists teachers."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure in one level's column."""

    row: str
    """Key of its row in the author's record."""
    author: str
    """Key of the record it stands in: «school», or «level:uid» of another owner."""
    problem: str
    """«r1» … «r10»."""
    level: str
    text: str
    kind: str = ""
    responsible: str = ""
    deadline: Deadline | None = None
    expected_result: str = ""
    status: str = ""
    """As shown («запланировано»)."""
    state: str = ""
    """Code: own, requested, confirmed, declined."""
    state_title: str = ""
    answers_to: int | None = None
    """Row of the school's request that this one answers."""

    @property
    def author_level(self) -> str:
        """Level of the author: «school», «district» …"""
        return self.author.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Problem:
    """A chosen row of the card."""

    code: str
    number: int
    """Official number, 1–10."""
    text: str
    """Official wording."""
    priority: int
    details: tuple[str, ...]
    """The sub-field in brackets of the official form, line by line."""


@dataclass(frozen=True, slots=True)
class Card:
    """A school's card for a school year."""

    problems: tuple[Problem, ...]
    """In order of priority."""
    measures: tuple[Measure, ...]

    def cell(self, problem: str, level: str) -> tuple[Measure, ...]:
        """The measures of one cell, the column's owner first, answered requests left out."""
        here = [one for one in self.measures if (one.problem, one.level) == (problem, level)]
        answered = {one.answers_to for one in here if one.author_level != "school"}
        own = [one for one in here if one.author_level != "school"]
        asked = [
            one
            for one in here
            if one.author_level == "school" and not (one.row.isdigit() and int(one.row) in answered)
        ]
        return tuple(own + asked)


def rests_on_results(card: Card) -> bool:
    """Whether the card chose the row about teachers, which results of procedures propose."""
    return any(problem.code == FROM_RESULTS for problem in card.problems)


def card_of(form: Form, records: Mapping[str, Answers]) -> Card:
    """The card out of its owners' records: «school» holds the problems, others are «level:uid»."""
    school = records.get("school", Answers())
    problems = sorted(_problems(form, school), key=lambda problem: problem.priority)
    measures = [
        measure for level, answers in records.items() for measure in _measures(form, level, answers)
    ]
    return Card(tuple(problems), tuple(measures))


def _problems(form: Form, answers: Answers) -> Iterator[Problem]:
    rows = form.table_by_code["problems"].rows
    for number, row in enumerate(rows, 1):
        priority = answers.cell("problems", row.code, "priority")
        if isinstance(priority, int):
            details = tuple(_details(form, row.code, answers))
            yield Problem(row.code, number, row.label, priority, details)


def _details(form: Form, problem: str, answers: Answers) -> Iterator[str]:
    """Lines of the questions that are asked because this row was chosen."""
    reason = f"problems.{problem}.priority"
    for code, field in form.fields.items():
        if _depends(field.visible_if, reason) and code in answers.values:
            value = " ".join(
                part for part in (field.show(answers.values[code]), field.unit) if part
            )
            yield f"{field.label}: {value}"
    for table in form.tables:
        if _depends(table.visible_if, reason):
            yield from (_line(table, row) for row in answers.rows(table.code))
    note = answers.cell("problems", problem, "note")
    if note:
        yield str(note)


def _depends(condition: object, reason: str) -> bool:
    return reason in getattr(condition, "names", ())


def _line(table: Table, row: Row) -> str:
    fixed = next((one.label for one in table.rows if one.code == row.key), "")
    parts = [fixed] if fixed else []
    for column in table.columns:
        if column.code in row.cells:
            parts.append(_shown(column, row.cells[column.code]))
    return ", ".join(parts)


def _shown(column: Field, value: Value) -> str:
    """A cell inside a line: numbers and dates say what they are, words speak for themselves."""
    text = " ".join(part for part in (column.show(value), column.unit) if part)
    wordy = column.type.name in ("text", "choice")
    return text if wordy else f"{column.label.lower()}: {text}"


def _measures(form: Form, author: str, answers: Answers) -> Iterator[Measure]:
    table = form.table_by_code["measures"]
    for row in answers.rows("measures"):
        cells = row.cells
        deadline, answers_to = cells.get("deadline"), cells.get("answers_to")
        yield Measure(
            row=row.key,
            author=author,
            problem=str(cells.get("problem", "")),
            level=str(cells.get("level", "")),
            text=str(cells.get("text", "")),
            kind=table.column("kind").show(cells.get("kind")),
            responsible=str(cells.get("responsible", "")),
            deadline=deadline if isinstance(deadline, Deadline) else None,
            expected_result=str(cells.get("expected_result", "")),
            status=table.column("status").show(cells.get("status")),
            state=str(cells.get("state", "")),
            state_title=table.column("state").show(cells.get("state")),
            answers_to=answers_to if isinstance(answers_to, int) else None,
        )
