"""What is asked: a form's sections, fields, tables and rules. `form_files` loads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from app.domain.expressions import Expression
from app.domain.fields import Field
from app.domain.issues import Severity


class About(StrEnum):
    """What one record of a form is about."""

    ORGANISATION = "organisation"
    """One record a school (or district) and period."""
    PROCEDURE = "procedure"
    """One record a school, period and assessment procedure."""
    BASE = "base"
    """One record for the whole base and period (the directory of procedures)."""


class Storage(StrEnum):
    """Where the answers live."""

    ANSWERS = "answers"
    """Canonical JSON in append-only revisions."""
    PROCEDURES = "procedures"
    """The typed directory of assessment procedures."""
    TOTALS = "totals"
    """Typed results: totals of a school in a procedure."""
    PUPILS = "pupils"
    """Typed, columnar results pupil by pupil; they never leave the place of entry."""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions under one heading."""

    code: str
    title: str
    fields: tuple[Field, ...]
    hint: str = ""
    visible_if: Expression | None = None


@dataclass(frozen=True, slots=True)
class FixedRow:
    """A row of a table whose rows are given by the form."""

    code: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Questions asked once for each row."""

    code: str
    title: str
    section: str
    columns: tuple[Field, ...]
    rows: tuple[FixedRow, ...] = ()
    """Fixed rows; empty means that the user adds rows freely."""
    hint: str = ""
    visible_if: Expression | None = None
    source: str = ""

    @property
    def is_free(self) -> bool:
        """Whether the user adds and removes rows."""
        return not self.rows

    def column(self, code: str) -> Field:
        """The column of that code; raises KeyError."""
        for column in self.columns:
            if column.code == code:
                return column
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Rule:
    """A check over several answers."""

    code: str
    check: Expression
    message: str
    """Russian sentence; «{code}» is replaced by the answer as shown, «{sum(a, b)}» by its value."""
    severity: Severity
    inserts: Mapping[str, Expression] = field(default_factory=dict)
    """What stands in braces in the message → the expression it is."""
    at: str = ""
    """«field», «table», «table.column» or «table.row.column» at which the issue is shown."""
    table: str = ""
    """When set, the rule is evaluated once per row, column codes being names of its own."""
    source: str = ""


@dataclass(frozen=True)
class Form:
    """One version of a form."""

    code: str
    version: int
    title: str
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    rules: tuple[Rule, ...] = ()
    about: About = About.ORGANISATION
    storage: Storage = Storage.ANSWERS
    hint: str = ""
    source: str = ""
    official_title: str = ""
    optional: bool = False
    """Filled in only where there is something to say: nobody is reminded to begin it."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old code → new code, for answers of all earlier versions.

    A column is written «table.old_column» → «new_column», the table by its present code.
    """
    removed: frozenset[str] = frozenset()
    """Codes no longer asked: «field», «table» or «table.column»; their answers are dropped."""

    @property
    def version_id(self) -> str:
        """«social_passport/v1»: what templates and records carry."""
        return f"{self.code}/v{self.version}"

    @cached_property
    def fields(self) -> Mapping[str, Field]:
        """All single questions by code."""
        return {item.code: item for section in self.sections for item in section.fields}

    @cached_property
    def table_by_code(self) -> Mapping[str, Table]:
        """All tables by code."""
        return {table.code: table for table in self.tables}

    def questions(self) -> Iterator[tuple[Table | None, Field]]:
        """Every field and column with the table it belongs to."""
        for item in self.fields.values():
            yield None, item
        for table in self.tables:
            for column in table.columns:
                yield table, column

    def tables_of(self, section: str) -> tuple[Table, ...]:
        """The tables shown under a section, in order."""
        return tuple(table for table in self.tables if table.section == section)
