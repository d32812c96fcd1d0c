"""The outgoing view of a record: what is signed and leaves the school.

Personal fields are dropped, small numbers of children are hidden (DOMAIN R4), except what the
methodology computes from: region and school would else come to different classes. Refused texts
stay at home.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.answers import Answers, Row, canonical, to_json
from app.domain.fields import Field, Value
from app.domain.forms import Form
from app.domain.index_kinds import Answered
from app.domain.messages import count
from app.domain.methodology import Methodology
from app.domain.methodology_names import answers_of_index, answers_of_rule


@dataclass(frozen=True, slots=True)
class OutgoingRules:
    """What the methodology and the sender allow to leave."""

    hide_below: int = 5
    """Sensitive counts from 1 to this number exclusive are hidden; 0 hides nothing."""
    always_shown: frozenset[str] = frozenset()
    """Answers that are never hidden, «form.field» or «form.table.row.column»."""
    include_personal: bool = False
    """Whether the sender explicitly included personal fields (with a ground or consent)."""


def rules_of(methodology: Methodology, *, include_personal: bool = False) -> OutgoingRules:
    """Hide as the methodology says, but nothing that schools are compared or classed by.

    A share that only describes a school (F19) opens no small number of its children.
    """
    small = methodology.small_numbers
    compared = (one for one in methodology.indices if not isinstance(one.special, Answered))
    read = {path for index in compared for path in answers_of_index(index)}
    read |= {path for rule in methodology.classes for path in answers_of_rule(rule)}
    return OutgoingRules(small.hide_below, small.except_for | read, include_personal)


@dataclass(frozen=True, slots=True)
class OutgoingView:
    """The answers that leave, and which of them were hidden."""

    answers: Answers
    hidden: tuple[str, ...]
    """Addresses of counts hidden because they are small."""
    open_small: tuple[str, ...] = ()
    """Addresses of small counts that leave all the same: the methodology computes from them."""
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
    sieve = _Sieve(form, rules)
    values = sieve.kept(form.fields.values(), answers.values, "")
    tables: dict[str, tuple[Row, ...]] = {}
    for code, rows in answers.tables.items():
        columns = form.table_by_code[code].columns
        tables[code] = tuple(
            Row(row.key, sieve.kept(columns, row.cells, f"{code}.{row.key}.")) for row in rows
        )
    view = replace(answers, values=values, tables=tables, refused={})
    hidden, open_small = tuple(sorted(sieve.hidden)), tuple(sorted(sieve.open_small))
    return OutgoingView(view, hidden, open_small, _has_personal(form, view))


def _has_personal(form: Form, answers: Answers) -> bool:
    """Whether any personal question is answered in what leaves."""
    return any(
        field.code in answers.values
        if table is None
        else any(field.code in row.cells for row in answers.rows(table.code))
        for table, field in form.questions()
        if field.personal
    )


@dataclass(frozen=True, slots=True)
class _Sieve:
    """Lets through what may leave and remembers every small number it met."""

    form: Form
    rules: OutgoingRules
    hidden: list[str] = field(default_factory=list)
    open_small: list[str] = field(default_factory=list)

    def kept(
        self, fields: Collection[Field], cells: Mapping[str, Value], prefix: str
    ) -> dict[str, Value]:
        """Those of `cells` that leave; `prefix`: «table.row.» for a row of a table."""
        given = ((one, cells[one.code]) for one in fields if one.code in cells)
        return {one.code: value for one, value in given if self._leaves(one, value, prefix)}

    def _leaves(self, one: Field, value: Value, prefix: str) -> bool:
        if one.personal and not self.rules.include_personal:
            return False
        if not one.sensitive or not isinstance(value, int) or isinstance(value, bool):
            return True
        if not 0 < value < self.rules.hide_below:
            return True
        address = f"{prefix}{one.code}"
        is_open = f"{self.form.code}.{address}" in self.rules.always_shown
        (self.open_small if is_open else self.hidden).append(address)
        return is_open


def small_numbers_told(
    below: int, views: Iterable[tuple[Form, OutgoingView]], *, one_school: bool
) -> tuple[str, ...]:
    """Sentences for the sender: which small numbers were hidden, which leave and why.

    `below`: the bound of small; `one_school`: without the number of schools at each question.
    """
    hidden: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for form, view in views:
        hidden.update(_label(form, address) for address in view.hidden)
        shown.update(_label(form, address) for address in view.open_small)
    told = []
    if hidden:
        told.append(
            f"Скрыты небольшие числа детей (меньше {below}): {_listed(hidden, one_school)}. "
            "Регион их не увидит."
        )
    if shown:
        told.append(
            f"Ушли открыто, хотя меньше {below}: {_listed(shown, one_school)}. По этим ответам "
            "методика считает показатели и группы школ; без них у школы и у региона вышло бы "
            "разное."
        )
    return tuple(told)


def _label(form: Form, address: str) -> str:
    *table, column = address.split(".")
    if table:
        return form.table_by_code[table[0]].column(column).label
    return form.fields[column].label


def _listed(labels: Counter[str], one_school: bool) -> str:
    """«Дети с ОВЗ», for several schools with their number."""
    if one_school:
        return ", ".join(f"«{label}»" for label in labels)
    return ", ".join(
        f"«{label}» ({count(amount, 'школа', 'школы', 'школ')})" for label, amount in labels.items()
    )
