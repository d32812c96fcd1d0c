"""What stands on the screen of one form: raw answers, and what reading them gives. Knows no Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain import rules
from app.domain.answers import Answers
from app.domain.expressions import Operand
from app.domain.fields import Field
from app.domain.forms import Form, Table
from app.domain.issues import Issue, Severity
from app.domain.reading import RawAnswers, RawRow, raw_of, read_answers
from app.domain.year_to_year import moved_far


@dataclass(slots=True, eq=False)
class DraftRow:
    """One row of a table as typed so far."""

    key: str
    cells: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the screen: a question or a cell; an empty row means the whole column."""

    table: str
    row: str
    field: str


@dataclass(frozen=True, slots=True)
class Look:
    """What reading the draft gave."""

    answers: Answers
    issues: tuple[tuple[Spot, Issue], ...]
    visible: frozenset[str]
    operands: Mapping[str, Operand]

    def at(self, spot: Spot) -> list[Issue]:
        """The issues of one place, errors first."""
        found = [issue for place, issue in self.issues if place == spot]
        return sorted(found, key=lambda issue: list(Severity).index(issue.severity))

    def count(self, severity: Severity) -> int:
        """How many issues of that severity there are."""
        return sum(issue.severity is severity for _, issue in self.issues)


class Draft:
    """Raw answers under the user's hands. Whatever was typed stays, taken or refused."""

    def __init__(self, form: Form, answers: Answers | None = None) -> None:
        self.form = form
        self.values: dict[str, object] = {}
        self.tables: dict[str, list[DraftRow]] = {}
        self.explanations: dict[str, str] = {}
        self._last: dict[str, int] = {}
        self.put(answers or Answers())

    def put(self, answers: Answers) -> None:
        """Replace everything by stored answers, refused texts back in their places."""
        raw = raw_of(answers)
        self.values = dict(raw.values)
        self.explanations = dict(raw.explanations)
        self.tables = {
            table.code: _rows(table, raw.tables.get(table.code, ())) for table in self.form.tables
        }
        for code in self.tables:
            self.note_numbers(code)

    def raw(self) -> RawAnswers:
        """A copy that may leave for another thread."""
        return RawAnswers(
            dict(self.values),
            {
                code: [RawRow(row.key, dict(row.cells)) for row in rows]
                for code, rows in self.tables.items()
            },
            dict(self.explanations),
        )

    def add_row(self, table: str, at: int | None = None) -> int:
        """A new free row before row `at` (at the end without it); returns its number."""
        rows = self.tables[table]
        self._last[table] += 1
        where = len(rows) if at is None else at
        rows.insert(where, DraftRow(str(self._last[table])))
        return where

    def note_numbers(self, table: str) -> None:
        """A number once given is not given again: the owner of a column may have answered it."""
        used = (int(row.key) for row in self.tables[table] if row.key.isdigit())
        self._last[table] = max(self._last.get(table, 0), *used, 0)

    def look(self, last_year: Answers | None = None) -> Look:
        """Read everything as an import would, and check it, beside last year's answers too."""
        reading = read_answers(self.form, self.raw())
        answers = reading.answers
        checked = rules.missing_answers(self.form, answers)
        if answers.values or any(answers.tables.values()) or answers.refused:
            # What nobody has begun is not wrong yet.
            checked = rules.broken_rules(self.form, answers) + checked
            checked += moved_far(self.form, answers, last_year)
        visible = rules.visible_codes(self.form, answers)
        found = [*reading.issues, *rules.explained(checked, answers)]
        places = [(Spot(one.place.table, one.place.key, one.place.field), one) for one in found]
        shown = tuple(one for one in places if (one[0].table or one[0].field) in {*visible, ""})
        return Look(answers, shown, visible, rules.operands(self.form, answers))


def asked_of(column: Field, row: DraftRow, table: Table, look: Look) -> bool:
    """Whether a column is asked in this row, given the other answers of the row."""
    if column.visible_if is None:
        return True
    own: dict[str, Operand] = {}
    for other in table.columns:
        value = look.answers.cell(table.code, row.key, other.code)
        own[other.code] = None if value is None else other.type.operand(value)
    return rules.is_visible(column.visible_if, {**look.operands, **own})


def _rows(table: Table, stored: Iterable[RawRow]) -> list[DraftRow]:
    """The rows on screen: all fixed rows in the form's order, or the free rows there are."""
    given = {row.key: DraftRow(row.key, dict(row.cells)) for row in stored}
    if table.is_free:
        return list(given.values())
    return [given.get(row.code) or DraftRow(row.code) for row in table.rows]


def by_spot(look: Look) -> dict[Spot, list[Issue]]:
    """All issues by their place, errors first."""
    found: dict[Spot, list[Issue]] = defaultdict(list)
    for severity in Severity:
        for spot, issue in look.issues:
            if issue.severity is severity:
                found[spot].append(issue)
    return found
