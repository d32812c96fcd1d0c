"""A record's answers: typed values, rows of tables, explanations, and raw texts that were refused.

One canonical JSON text (sorted keys, no spaces, UTF-8) stands for them in the base and in packages.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.fields import Field, Value
from app.domain.forms import Form, Table


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    key: str
    """Code of a fixed row; for a free row a number that stays with it for life."""
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. A code that is absent was not answered; that is never zero."""

    values: Mapping[str, Value] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    """Address → the raw text that could not be taken, kept so that nothing typed is lost.

    An address is «field» or «table.row.column».
    """
    explanations: Mapping[str, str] = field(default_factory=dict)
    """Code of a rule → the school's explanation of an unusual value."""

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of a table; none when it was not touched."""
        return self.tables.get(table, ())

    def cell(self, table: str, row: str, column: str) -> Value | None:
        """One cell by row key; None when empty."""
        for one in self.rows(table):
            if one.key == row:
                return one.cells.get(column)
        return None


def to_json(form: Form, answers: Answers) -> str:
    """The canonical JSON text; equal answers give equal bytes."""
    parts: dict[str, Any] = {
        "values": _cells_to_json(form.fields, answers.values),
        "tables": {
            code: [
                {"#": row.key, **_cells_to_json(_columns(form.table_by_code[code]), row.cells)}
                for row in rows
            ]
            for code, rows in answers.tables.items()
            if rows
        },
        "refused": dict(answers.refused),
        "explanations": dict(answers.explanations),
    }
    return canonical({name: part for name, part in parts.items() if part})


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces, as stored, hashed and signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(form: Form, text: str) -> Answers:
    """The answers written in `text` by this or an earlier version of the form.

    Renamed codes are followed, removed ones dropped. Raises ValueError for anything else.
    """
    parts = json.loads(text)
    values = _cells_from_json(form, form.fields, parts.get("values", {}))
    tables: dict[str, tuple[Row, ...]] = {}
    for old, rows in parts.get("tables", {}).items():
        code = form.renamed.get(old, old)
        if code in form.removed:
            continue
        columns = _columns(form.table_by_code[code])
        tables[code] = tuple(
            Row(row["#"], _cells_from_json(form, columns, {k: row[k] for k in row if k != "#"}))
            for row in rows
        )
    return Answers(values, tables, parts.get("refused", {}), parts.get("explanations", {}))


def _columns(table: Table) -> Mapping[str, Field]:
    return {column.code: column for column in table.columns}


def _cells_to_json(fields: Mapping[str, Field], cells: Mapping[str, Value]) -> dict[str, Any]:
    return {code: fields[code].type.to_json(value) for code, value in cells.items()}


def _cells_from_json(
    form: Form, fields: Mapping[str, Field], cells: Mapping[str, Any]
) -> dict[str, Value]:
    taken: dict[str, Value] = {}
    for old, value in cells.items():
        code = form.renamed.get(old, old)
        if code in form.removed:
            continue
        if code not in fields:
            raise ValueError(f"{form.version_id}: {old}")
        taken[code] = fields[code].type.from_json(value)
    return taken
