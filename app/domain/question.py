"""One question of a form, and what a type of question has to know. The types are in `fields`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from app.domain import messages, spelling
from app.domain.deadlines import Deadline
from app.domain.expressions import Expression, Scalar

Value: TypeAlias = str | int | bool | Decimal | date | Deadline
"""An answer; an empty answer is the absence of a value, never a value."""


class BadValue(Exception):
    """A raw answer that cannot be taken: stable code and Russian sentence (what, what to do)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice question."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    """Other spellings met in workbooks («с.», «сельская»)."""
    retired: bool = False
    """Kept for old records, no longer offered."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form, or one column of its table."""

    code: str
    label: str
    type: FieldType
    unit: str = ""
    required: bool = False
    min: Decimal | None = None
    max: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    visible_if: Expression | None = None
    part_of: str = ""
    """Code of the whole this number is a part of; a part above its whole is refused (V2)."""
    source: str = ""
    personal: bool = False
    """Never leaves the school unless explicitly included (V20)."""
    sensitive: bool = False
    """A count of children; small numbers are hidden in the outgoing view (DOMAIN R4)."""
    official: str = ""
    """The exact wording of the source where the label on screen is shorter."""
    lengths: tuple[int, ...] = ()
    """Allowed numbers of digits (type «digits»)."""
    checksum: str = ""
    shape: str = ""
    """What a text has to look like, a name out of `text_shapes.SHAPES` (type «text»)."""

    def read(self, raw: object) -> Value | None:
        """The value of a raw answer; None when nothing was answered; raises BadValue."""
        if spelling.is_no_data(raw):
            return None
        value = self.type.read(raw, self)
        self.type.check(value, self)
        return value

    def show(self, value: Value | None) -> str:
        """The value as people read it; empty for no answer."""
        return "" if value is None else self.type.show(value, self)


class FieldType:
    """A kind of answer. Stateless: one instance serves all fields of the type."""

    name = ""
    schema: Mapping[str, Any] = {"type": "string"}

    def read(self, raw: object, field: Field) -> Value:
        """The value of a non-empty raw answer; raises BadValue."""
        raise BadValue("unreadable", messages.not_a_number(field.label, str(raw)))

    def check(self, value: Value, field: Field) -> None:
        """Refuse a value outside the field's bounds; raises BadValue."""

    def show(self, value: Value, field: Field) -> str:
        """The value as people read it."""
        return str(value)

    def describe(self, field: Field) -> str:
        """What may be answered, for hints and notes in templates."""
        return ""

    def to_json(self, value: Value) -> Any:
        """The value in canonical JSON."""
        return value

    def from_json(self, value: Any) -> Value:
        """The inverse of `to_json`; raises ValueError for what it cannot be."""
        if not isinstance(value, str):
            raise ValueError(value)
        return value

    def operand(self, value: Value) -> Scalar:
        """The value as expressions see it."""
        return str(value)
