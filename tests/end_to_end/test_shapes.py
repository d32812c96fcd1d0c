"""Shapes of `--json`: scripts in districts rely on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.end_to_end.conftest import Played
from tests.end_to_end.opora import DISTRICT, WORKBOOKS

EXPECTED = json.loads((DISTRICT / "expected.json").read_text(encoding="utf-8"))
SCHOOLS = {school["code"] for school in EXPECTED["schools"]}
NUMBER = (int, float)
VALUE = {
    "school": str,
    "index": str,
    "value": (*NUMBER, type(None)),
    "numerator": (*NUMBER, type(None)),
    "denominator": (*NUMBER, type(None)),
    "interval": (list, type(None)),
    "bounds": (list, type(None)),
    "flags": list,
    "reason": (str, type(None)),
    "explanation": str,
}
WHERE = {"subject": str, "grade": int, "procedure": str, "year": str}
FURTHER = {"level", "n", "n_before", "pooled", "procedures", "mean", "schools"}
FURTHER |= {"about", "group", "quarter", "participations", "unit"}
"""Keys that only some indices have."""
CLASS = {"school": str, "class": str, "state": str, "provisional": bool, "because": str}
INDICES = {"isb", "achievement", "share_2", "share_3", "share_4", "share_5", "below_threshold"}
INDICES |= {"low_subject", "low_procedure", "mass", "high_subject", "high_procedure"}


def is_shaped(one: dict[str, Any], shape: dict[str, Any], *, whole: bool = True) -> bool:
    wanted = shape.keys() if whole else shape.keys() & one.keys()
    return all(key in one and isinstance(one[key], shape[key]) for key in wanted)


def test_the_shape_of_import_is_the_contract(customer: Played):
    (key,) = customer.imported.json.keys()
    assert key == "files"
    report = {"file": str, "forms": list, "rows_read": int, "rows_stored": int}
    report |= {"stored": bool, "issues": list}
    issue = dict.fromkeys(("severity", "sheet", "cell", "code", "message"), str)
    assert [Path(one["file"]) for one in customer.imported.json["files"]] == WORKBOOKS
    for one in customer.imported.json["files"]:
        assert is_shaped(one, report), one
        assert all(is_shaped(each, issue) for each in one["issues"])
        assert {each["severity"] for each in one["issues"]} <= {"error", "query", "note"}
    assert any(one["issues"] for one in customer.imported.json["files"])


def test_the_shape_of_indices_is_the_contract(customer: Played):
    indices = customer.indices
    assert (indices["period"], indices["methodology"]) == ("2025/2026", "kbr-2020")
    for one in indices["values"]:
        assert is_shaped(one, VALUE), one
        assert is_shaped(one, WHERE, whole=False), one
        assert one.keys() <= VALUE.keys() | WHERE.keys() | FURTHER
        assert one["school"] in SCHOOLS
        assert (one["value"] is None) is bool(one["reason"]), one
        for pair in (one["interval"], one["bounds"]):
            assert pair is None or (len(pair) == 2 and pair[0] <= pair[1]), one
        assert one["explanation"].endswith("."), one["explanation"]
    assert {one["index"] for one in indices["values"]} >= INDICES
    assert "рейтинг" in indices["caution"]
    for one in indices["classes"]:
        assert is_shaped(one, CLASS), one
        assert one["state"] in {"in", "out", "undetermined"}
    pairs = [(one["school"], one["class"]) for one in indices["classes"]]
    classes = {code for _, code in pairs}
    assert len(pairs) == len(set(pairs)) == len(classes) * len(SCHOOLS), "one row per school"
    assert classes >= {"lowest_group", "low_results"}


def test_check_repeats_what_was_refused_and_keeps_silent_about_what_depends_on_it(
    customer: Played,
):
    assert customer.check.code == 1
    (key,) = customer.check.json.keys()
    assert key == "issues"
    issues = customer.check.json["issues"]
    shape = dict.fromkeys(("school", "form", "field", "severity", "message"), str)
    assert all(is_shaped(one, shape) for one in issues)
    assert all(isinstance(one.get("row", 0), int) for one in issues)
    errors = [(one["school"], one["field"]) for one in issues if one["severity"] == "error"]
    wanted = [("041129", "single_parent"), ("041164", "parents_higher")]
    assert sorted(errors) == wanted, "nothing but the two cells: dependent rules are silent"
