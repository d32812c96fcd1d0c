"""Problems in data are values: severity, code, place and a sentence (where, what, what to do)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters."""

    ERROR = "error"
    """Ошибка: blocks signing; the value is not used."""
    QUERY = "query"
    """Вопрос: correct the value or explain it; the explanation is kept for next year."""
    NOTE = "note"
    """Сведение: nothing has to be done."""

    @property
    def title(self) -> str:  # type: ignore[override]
        """The Russian word shown to people."""
        return {"error": "Ошибка", "query": "Вопрос", "note": "Сведение"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an issue stands: in a workbook (file, sheet, cell), in a form (table, row, field)."""

    file: str = ""
    sheet: str = ""
    cell: str = ""
    """Excel address such as «H10»; empty when the issue is not about a cell."""
    school: str = ""
    """The organisation's code as text."""
    kind: str = "school"
    """What kind of organisation that is: a value of OrganisationKind."""
    form: str = ""
    table: str = ""
    row: int | None = None
    """Row of a form's table, counted from 0; of the rows given, or of all fixed rows."""
    key: str = ""
    """Key of that row, which stays with it for life."""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem found in data."""

    severity: Severity
    code: str
    """Stable English code, e.g. «percent_for_count»; scripts and tests rely on it."""
    message: str
    """Russian sentence for the user: what is wrong and what to do."""
    place: Place = field(default_factory=Place)
    explanation: str = ""
    """What the school said about it: the question has become a note."""

    @property
    def is_reminder(self) -> bool:
        """Whether it only reminds of a question nobody answered or explained: no fault."""
        return self.code == UNANSWERED and not self.explanation

    def at(self, **where: str | int | None) -> Issue:
        """The same issue with parts of its place filled in."""
        return replace(self, place=replace(self.place, **where))  # type: ignore[arg-type]


UNANSWERED = "required_is_empty"
"""The issue of a required question without an answer."""


def has_errors(issues: Iterable[Issue]) -> bool:
    """Whether at least one issue blocks storing and signing."""
    return any(issue.severity is Severity.ERROR for issue in issues)
