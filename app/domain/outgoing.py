"""The outgoing view of a record: what is signed and leaves the school.

Personal fields are dropped, small numbers of children are hidden (DOMAIN R4), except the inputs of
ИСБ without which the region could not compute it. Refused texts stay at home.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from app.domain.answers import Answers, Row, canonical, to_json
from app.domain.fields import Field, Value
from app.domain.forms import Form


@dataclass(frozen=True, slots=True)
class OutgoingRules:
    """What the methodology and the sender allow to leave."""

    hide_below: int = 5
    """Sensitive counts from 1 to this number exclusive are hidden; 0 hides nothing."""
    always_shown: frozenset[str] = frozenset()
    """«form.field» codes that are never hidden (inputs of ИСБ)."""
    include_personal: bool = False
    """Whether the sender explicitly included personal fields (with a ground or consent)."""


@dataclass(frozen=True, slots=True)
class OutgoingView:
    """The answers that leave, and which of them were hidden."""

    answers: Answers
    hidden: tuple[str, ...]
    """Addresses of counts hidden because they are small."""
    personal: bool = False
    """Whether personal fields are in it, because the sender included them."""

    def text(self, form: Form) -> str:
        """Canonical JSON that is hashed and signed."""

        parts: dict[str, Any] = json.loads(to_json(form, self.answers))
        if self.hidden:
            parts["hidden"] = list(self.hidden)
        return canonical(parts)

    def sha256(self, form: Form) -> str:
        """Hash of the canonical text, 64 hex digits; stays with the revision."""
        return hashlib.sha256(self.text(form).encode()).hexdigest()


def outgoing_view(form: Form, answers: Answers, rules: OutgoingRules) -> OutgoingView:
    """What of `answers` leaves under `rules`."""
    hidden: list[str] = []
    values = _kept(form, form.fields.values(), answers.values, "", rules, hidden)
    tables: dict[str, tuple[Row, ...]] = {}
    for code, rows in answers.tables.items():
        columns = form.table_by_code[code].columns
        tables[code] = tuple(
            Row(row.key, _kept(form, columns, row.cells, f"{code}.{row.key}.", rules, hidden))
            for row in rows
        )
    view = replace(answers, values=values, tables=tables, refused={})
    return OutgoingView(view, tuple(sorted(hidden)), _has_personal(form, view))


def _has_personal(form: Form, answers: Answers) -> bool:
    """Whether any personal question is answered in what leaves."""
    return any(
        field.code in answers.values
        if table is None
        else any(field.code in row.cells for row in answers.rows(table.code))
        for table, field in form.questions()
        if field.personal
    )


def _kept(
    form: Form,
    fields: Collection[Field],
    cells: Any,
    prefix: str,
    rules: OutgoingRules,
    hidden: list[str],
) -> dict[str, Value]:
    kept: dict[str, Value] = {}
    for field in fields:
        value = cells.get(field.code)
        if value is None or (field.personal and not rules.include_personal):
            continue
        if _is_small(form, field, value, rules):
            hidden.append(f"{prefix}{field.code}")
            continue
        kept[field.code] = value
    return kept


def _is_small(form: Form, field: Field, value: Value, rules: OutgoingRules) -> bool:
    if not field.sensitive or f"{form.code}.{field.code}" in rules.always_shown:
        return False
    return isinstance(value, int) and 0 < value < rules.hide_below
