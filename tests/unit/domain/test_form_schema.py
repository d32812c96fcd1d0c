"""A form as JSON Schema, for other people's programs."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given

from app.domain.answers import Answers, to_json
from app.domain.form_schema import json_schema
from tests.unit.domain.sample_form import FORM
from tests.unit.domain.test_answers import answers

SCHEMA = json_schema(FORM)


def fits(schema: dict[str, Any], value: object) -> bool:
    """As much of JSON Schema as the export uses."""
    if "oneOf" in schema:
        return len([one for one in schema["oneOf"] if one["const"] == value]) == 1
    if "enum" in schema:
        return bool(value in schema["enum"])
    match schema["type"]:
        case "object":
            return isinstance(value, dict) and _fits_object(schema, value)
        case "array":
            return isinstance(value, list) and all(fits(schema["items"], one) for one in value)
        case "integer":
            return isinstance(value, int) and bool(value >= schema.get("minimum", value))
        case "boolean":
            return isinstance(value, bool)
    limit = schema.get("maxLength", 10**9)
    return (
        isinstance(value, str)
        and len(value) <= limit
        and re.search(schema.get("pattern", ""), value) is not None
    )


def _fits_object(schema: dict[str, Any], value: dict[str, object]) -> bool:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties")
    whole = set(schema.get("required", ())) <= set(value)
    return whole and all(
        fits(known[name], part) if name in known else others and fits(others, part)
        for name, part in value.items()
    )


@given(answers)
def test_whatever_the_program_writes_fits_its_own_schema(given_answers: Answers) -> None:
    assert fits(SCHEMA, json.loads(to_json(FORM, given_answers)))


def test_foreign_codes_and_kinds_do_not_fit() -> None:
    assert not fits(SCHEMA, {"values": {"nobody": 1}})
    assert not fits(SCHEMA, {"values": {"pupils": "12"}})
    assert not fits(SCHEMA, {"values": {"school": "12"}})
    assert not fits(SCHEMA, {"tables": {"grades": [{"#": "g9"}]}})
    assert not fits(SCHEMA, {"tables": {"staff": [{"rate": "1"}]}})


def test_the_schema_names_its_draft_and_marks_personal_fields() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"] == "urn:opora:form:sample:v2"
    values = SCHEMA["properties"]["values"]["properties"]
    assert values["director"]["x-personal"] is True
    assert "x-personal" not in values["pupils"]
    assert values["speed"]["description"] == "Единица: Мбит/с. Допустимо от 0."
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
