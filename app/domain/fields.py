"""Types of questions. A type knows how to read a raw answer, check it, show it and describe it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.domain import messages, spelling, units
from app.domain.checksums import CHECKSUMS
from app.domain.deadline_words import read_deadline
from app.domain.deadlines import Deadline
from app.domain.expressions import Scalar
from app.domain.question import BadValue, Choice, Field, FieldType, Value
from app.domain.text_shapes import SHAPES, is_text

__all__ = ["TYPES", "BadValue", "Choice", "Field", "FieldType", "Value"]

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?")
_CANONICAL_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Text(FieldType):
    """Free text; `max` limits its length."""

    name = "text"

    def read(self, raw: object, field: Field) -> Value:
        text = spelling.plain_text(raw)
        if field.shape and not is_text(raw):
            shape = SHAPES[field.shape]
            raise BadValue(shape.fault, shape.sentence(field.label, text))
        return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())

    def check(self, value: Value, field: Field) -> None:
        if field.shape and not SHAPES[field.shape].is_right(str(value)):
            shape = SHAPES[field.shape]
            raise BadValue(shape.fault, shape.sentence(field.label, str(value)))
        if field.max is not None and len(str(value)) > field.max:
            raise BadValue("too_long", messages.too_long(field.label, int(field.max)))

    def describe(self, field: Field) -> str:
        return f"текст до {messages.number(field.max)} знаков" if field.max else "текст"


class Digits(FieldType):
    """A code made of digits, kept as text so that leading zeros live (ИНН, ОКТМО, код ОО)."""

    name = "digits"

    def read(self, raw: object, field: Field) -> Value:
        text = "".join(spelling.plain_text(raw).split())
        if not (text.isascii() and text.isdigit()):
            raise BadValue("not_digits", messages.not_digits(field.label, text))
        longer = [length for length in sorted(field.lengths) if length >= len(text)]
        if longer and len(text) not in field.lengths and isinstance(raw, int | float):
            text = text.zfill(longer[0])  # Excel ate the leading zeros of a number
        return text

    def check(self, value: Value, field: Field) -> None:
        text = str(value)
        if field.lengths and len(text) not in field.lengths:
            raise BadValue("wrong_length", messages.wrong_length(field.label, field.lengths))
        if field.checksum and not CHECKSUMS[field.checksum](text):
            raise BadValue("checksum", messages.bad_checksum(field.label, text))

    def describe(self, field: Field) -> str:
        lengths = " или ".join(str(length) for length in field.lengths)
        return f"{lengths} цифр" if lengths else "только цифры"


class Number(FieldType):
    """What integers and decimals share: reading workbook spellings, and bounds."""

    def check(self, value: Value, field: Field) -> None:
        number = Decimal(str(value))
        low, high = field.min, field.max
        if (low is not None and number < low) or (high is not None and number > high):
            raise BadValue("out_of_range", messages.out_of_range(field.label, low, high))

    def _number(self, raw: object, field: Field) -> Decimal:
        text = units.amount(raw, units.units_of(field.unit, field.label))
        if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
            if field.unit != "%":
                raise BadValue("percent_for_count", messages.percent_for_count(field.label, text))
            text = text[:-1]
        if isinstance(raw, bool | date) or not _NUMBER.fullmatch(text):
            shown = spelling.plain_text(raw).strip()
            if isinstance(raw, str) and units.has_unit(raw):
                sentence = messages.other_unit(field.label, shown, field.unit)
                raise BadValue("other_unit", sentence)
            raise BadValue("not_a_number", messages.not_a_number(field.label, shown))
        return Decimal(text) + 0  # no minus before a zero

    def operand(self, value: Value) -> Scalar:
        return Fraction(str(value))

    def _bounds(self, field: Field) -> str:
        low = f" от {messages.number(field.min)}" if field.min is not None else ""
        high = f" до {messages.number(field.max)}" if field.max is not None else ""
        return low + high


class Integer(Number):
    """A count."""

    name = "integer"
    schema = {"type": "integer"}

    def read(self, raw: object, field: Field) -> Value:
        number = self._number(raw, field)
        if number != number.to_integral_value():
            raise BadValue("not_whole", messages.not_whole(field.label, number))
        return int(number)

    def show(self, value: Value, field: Field) -> str:
        return messages.number(Decimal(str(value)))

    def describe(self, field: Field) -> str:
        return "целое число" + self._bounds(field)

    def from_json(self, value: Any) -> Value:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError(value)
        return value


class DecimalNumber(Number):
    """A measure; the decimal comma is welcome."""

    name = "decimal"
    schema = {"type": "string", "pattern": f"^{_CANONICAL_DECIMAL.pattern}$"}

    def read(self, raw: object, field: Field) -> Value:
        number = self._number(raw, field).normalize()
        return Decimal(format(number, "f"))

    def show(self, value: Value, field: Field) -> str:
        return messages.number(Decimal(str(value)))

    def describe(self, field: Field) -> str:
        return "число" + self._bounds(field)

    def to_json(self, value: Value) -> Any:
        return format(Decimal(str(value)), "f")

    def from_json(self, value: Any) -> Value:
        if not isinstance(value, str) or not _CANONICAL_DECIMAL.fullmatch(value):
            raise ValueError(value)
        return Decimal(value)


class Boolean(FieldType):
    """Да или нет."""

    name = "boolean"
    schema = {"type": "boolean"}
    _YES = frozenset({"да", "есть", "имеется", "+", "1", "истина", "true", "yes", "v", "х", "x"})
    _NO = frozenset({"нет", "отсутствует", "0", "ложь", "false", "no"})

    def read(self, raw: object, field: Field) -> Value:
        if isinstance(raw, bool):
            return raw
        text = spelling.folded(spelling.plain_text(raw)).rstrip(".")
        for meant in (text, spelling.as_cyrillic(text)):
            if meant in self._YES:
                return True
            if meant in self._NO:
                return False
        raise BadValue("not_yes_no", messages.not_yes_no(field.label, text))

    def show(self, value: Value, field: Field) -> str:
        return "да" if value else "нет"

    def describe(self, field: Field) -> str:
        return "да или нет"

    def from_json(self, value: Any) -> Value:
        if not isinstance(value, bool):
            raise ValueError(value)
        return value

    def operand(self, value: Value) -> Scalar:
        return bool(value)


class Day(FieldType):
    """A calendar date."""

    name = "date"
    schema = {"type": "string", "format": "date"}

    def read(self, raw: object, field: Field) -> Value:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        text = spelling.plain_text(raw).strip().removesuffix("г.").strip()
        for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, pattern).date()
            except ValueError:
                continue
        raise BadValue("not_a_date", messages.not_a_date(field.label, text))

    def check(self, value: Value, field: Field) -> None:
        if isinstance(value, date) and not date(1900, 1, 1) <= value <= date(2100, 12, 31):
            raise BadValue("not_a_date", messages.not_a_date(field.label, self.show(value, field)))

    def show(self, value: Value, field: Field) -> str:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)

    def operand(self, value: Value) -> Scalar:
        # a number of days, so that rules may ask which of two days comes first
        return Fraction(value.toordinal()) if isinstance(value, date) else str(value)

    def describe(self, field: Field) -> str:
        return "дата, например 20.09.2025"

    def to_json(self, value: Value) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def from_json(self, value: Any) -> Value:
        day = date.fromisoformat(str(super().from_json(value)))
        if day.isoformat() != value:
            raise ValueError(value)
        return day


class OneOf(FieldType):
    """A choice from a list; labels, codes and known spellings are understood."""

    name = "choice"

    def read(self, raw: object, field: Field) -> Value:
        text = spelling.plain_text(raw)
        for asked in dict.fromkeys(map(spelling.folded, (text, spelling.as_cyrillic(text)))):
            for choice in field.choices:
                spellings = (choice.code, choice.label, *choice.aliases)
                if asked in {spelling.folded(word) for word in spellings}:
                    return choice.code
        labels = [choice.label for choice in field.choices if not choice.retired]
        raise BadValue("not_in_list", messages.not_in_list(field.label, str(raw), labels))

    def show(self, value: Value, field: Field) -> str:
        labels = {choice.code: choice.label for choice in field.choices}
        return labels.get(str(value), str(value))

    def describe(self, field: Field) -> str:
        return "из списка: " + ", ".join(
            choice.label for choice in field.choices if not choice.retired
        )


class Term(FieldType):
    """A typed deadline (DOMAIN section 5). Workbooks give it as a date or as words."""

    name = "deadline"
    schema = {"type": "object"}

    def read(self, raw: object, field: Field) -> Value:
        if isinstance(raw, Deadline):
            return raw
        parsed = read_deadline(raw)
        if parsed is None:
            raise BadValue("not_a_deadline", messages.not_a_deadline(field.label, str(raw)))
        return parsed

    def show(self, value: Value, field: Field) -> str:
        return value.wording() if isinstance(value, Deadline) else str(value)

    def describe(self, field: Field) -> str:
        return "срок: «до 20.04.2026», «до 20 апреля», «16–17 мая», «ежеквартально»…"

    def to_json(self, value: Value) -> Any:
        return value.as_json() if isinstance(value, Deadline) else value

    def from_json(self, value: Any) -> Value:
        if not isinstance(value, Mapping):
            raise ValueError(value)
        return Deadline.from_json(value)


TYPES: Mapping[str, FieldType] = {
    kind.name: kind
    for kind in (
        Text(), Digits(), Integer(), DecimalNumber(), Boolean(), Day(), OneOf(), Term()
    )
}  # fmt: skip
