"""A record's answers: typed values, rows of tables, explanations, and raw texts that were refused.

One canonical JSON text (sorted keys, no spaces, UTF-8) stands for them in the base and in packages.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
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
    """What was asked about (`rules.explanation_key`) → the school's explanation."""

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
    try:
        parts = json.loads(text)
        return _answers(form, parts)
    except (KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError(f"{form.version_id}: {fault!r}") from fault


def _answers(form: Form, parts: dict[str, Any]) -> Answers:
    if set(parts) - {"values", "tables", "refused", "explanations"}:
        raise ValueError(f"{form.version_id}: {sorted(parts)}")
    tables: dict[str, tuple[Row, ...]] = {}
    for old, rows in parts.get("tables", {}).items():
        code = present_address(form, old)
        if code is not None:
            table = form.table_by_code[code]
            columns, fixed = _columns(table), {one.code for one in table.rows}
            tables[code] = tuple(_row(form, table, columns, fixed, row) for row in rows)
            if len({row.key for row in tables[code]}) < len(rows):
                raise ValueError(f"{form.version_id}: {code}")
    return Answers(
        _cells_from_json(form, form.fields, parts.get("values", {}), ""),
        tables,
        {
            where: _string(said)
            for old, said in parts.get("refused", {}).items()
            if (where := _known_address(form, old)) is not None
        },
        {old: _string(said) for old, said in parts.get("explanations", {}).items()},
    )


def _row(
    form: Form,
    table: Table,
    columns: Mapping[str, Field],
    fixed: Collection[str],
    row: Mapping[str, Any],
) -> Row:
    key = _string(row["#"])
    if fixed and key not in fixed:
        raise ValueError(f"{form.version_id}: {table.code}.{key}")
    cells = {code: value for code, value in row.items() if code != "#"}
    return Row(key, _cells_from_json(form, columns, cells, table.code))


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def present_address(form: Form, old: str) -> str | None:
    """Where an address of an earlier version stands now; None when it is no longer asked.

    An address is «field», «table», «table.column» or «table.row.column».
    """
    if not form.renamed and not form.removed:
        return old
    table, *row, column = old.split(".") if "." in old else ("", old)
    if not table:
        return None if column in form.removed else form.renamed.get(column, column)
    table = form.renamed.get(table, table)
    question = f"{table}.{column}"
    if table in form.removed or question in form.removed:
        return None
    return ".".join((table, *row, form.renamed.get(question, column)))


def _known_address(form: Form, old: str) -> str | None:
    """The present address of a cell; raises KeyError when it points at no question."""
    where = present_address(form, old)
    if where is not None and "." not in where:
        return form.fields[where].code
    if where is not None:
        table, column = where.split(".")[0], where.rpartition(".")[2]
        form.table_by_code[table].column(column)
    return where


def _columns(table: Table) -> Mapping[str, Field]:
    return {column.code: column for column in table.columns}


def _cells_to_json(fields: Mapping[str, Field], cells: Mapping[str, Value]) -> dict[str, Any]:
    return {code: fields[code].type.to_json(value) for code, value in cells.items()}


def _cells_from_json(
    form: Form, fields: Mapping[str, Field], cells: Mapping[str, Any], table: str
) -> dict[str, Value]:
    taken: dict[str, Value] = {}
    for old, value in cells.items():
        where = present_address(form, f"{table}.{old}" if table else old)
        if where is not None:
            code = where.rpartition(".")[2]
            taken[code] = fields[code].type.from_json(value)
    return taken
