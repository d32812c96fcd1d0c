"""A form as JSON Schema (draft 2020-12), so that other people's programs can write our answers.

It describes the canonical answers JSON of `answers.to_json`; rules over several answers stay out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.domain.deadlines import DeadlineKind
from app.domain.fields import Field
from app.domain.forms import Form, Table
from app.domain.messages import number

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY: dict[str, Any] = {
    "type": "string",
    "anyOf": [{"format": "date"}, {"pattern": "^--[0-9]{2}-[0-9]{2}$"}],
    "description": "Без года («до 20 апреля») — «--04-20»: год берётся из периода плана.",
}
_DEADLINE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "kind": {"enum": [kind.value for kind in DeadlineKind]},
        "start": _DAY,
        "end": _DAY,
        "first_year": {"type": "integer", "minimum": 1900, "maximum": 2100},
        "last_year": {"type": "integer", "minimum": 1900, "maximum": 2100},
        "days": {"type": "integer", "minimum": 1},
        "text": {"type": "string"},
    },
    "required": ["kind"],
    "additionalProperties": False,
}


def json_schema(form: Form) -> dict[str, Any]:
    """The schema of one form's answers; nothing is required, for an empty answer is an absent one.

    «x-personal» marks what never leaves the school unless explicitly included.
    """
    texts = {"type": "object", "additionalProperties": {"type": "string"}}
    return {
        "$schema": _DRAFT,
        "$id": f"urn:opora:form:{form.code}:v{form.version}",
        "title": form.title,
        **({"description": form.hint} if form.hint else {}),
        **_object(
            {
                "values": _object(_fields(form.fields.values())),
                "tables": _object({table.code: _table(table) for table in form.tables}),
                "refused": texts,
                "explanations": texts,
            }
        ),
    }


def _object(properties: dict[str, Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    needed = {"required": list(required)} if required else {}
    return {
        "type": "object",
        "properties": properties,
        **needed,
        "additionalProperties": False,
    }


def _fields(fields: Iterable[Field]) -> dict[str, Any]:
    return {field.code: _field(field) for field in fields}


def _table(table: Table) -> dict[str, Any]:
    """Rows as objects; «#» is the row's key, a code of a fixed row."""
    key: dict[str, Any] = {"type": "string", "minLength": 1}
    if table.rows:
        key = {"oneOf": [{"const": row.code, "title": row.label} for row in table.rows]}
    row = _object({"#": key, **_fields(table.columns)}, required=("#",))
    whole = {"type": "array", "title": table.title, "items": row}
    return {**whole, "maxItems": len(table.rows)} if table.rows else whole


def _field(field: Field) -> dict[str, Any]:
    notes = [field.hint, f"Единица: {field.unit}." if field.unit else "", _bounds(field)]
    described = " ".join(note for note in notes if note)
    return {
        "title": field.label,
        **({"description": described} if described else {}),
        **_kind(field),
        **({"x-personal": True} if field.personal else {}),
    }


def _kind(field: Field) -> dict[str, Any]:
    schema = dict(field.type.schema)
    match field.type.name:
        case "deadline":
            return _DEADLINE
        case "choice":
            return {"oneOf": [{"const": one.code, "title": one.label} for one in field.choices]}
        case "text" if field.max is not None:
            schema["maxLength"] = int(field.max)
        case "digits":
            schema["pattern"] = _digits(field.lengths)
        case "integer":
            bounds = {"minimum": field.min, "maximum": field.max}
            schema.update({name: int(at) for name, at in bounds.items() if at is not None})
    return schema


def _digits(lengths: tuple[int, ...]) -> str:
    if not lengths:
        return "^[0-9]+$"
    return "^(" + "|".join(f"[0-9]{{{length}}}" for length in lengths) + ")$"


def _bounds(field: Field) -> str:
    """Bounds of a decimal in words: it travels as text, where a schema cannot compare."""
    if field.type.name != "decimal":
        return ""
    low = f"от {number(field.min)} " if field.min is not None else ""
    high = f"до {number(field.max)}" if field.max is not None else ""
    return f"Допустимо {low}{high}".strip() + "." if low or high else ""
