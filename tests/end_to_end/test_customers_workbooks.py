"""The customer's four workbooks through the commands: what must come out is in expected.json."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.domain.reading import RawAnswers, RawRow
from app.services.editing import Subject, known_organisations, open_record, save_record
from app.services.opening import open_base
from tests.end_to_end.conftest import Played
from tests.end_to_end.opora import DISTRICT, opora

EXPECTED = json.loads((DISTRICT / "expected.json").read_text(encoding="utf-8"))
SCHOOLS = {school["code"]: school for school in EXPECTED["schools"]}
BAD = set(EXPECTED["bad_cells"]["social_passport.xlsx"])
SUBJECTS = {"Русский язык": "russian", "Математика": "math"}
REFUSED = {("041129", "single"), ("041164", "high")}
"""What stands in the two bad cells, H10 and G16."""
ANSWERS = {
    "pupils": "social_passport.pupils_total",
    "high": "social_passport.parents_higher",
    "single": "social_passport.single_parent",
    "vshu": "social_passport.registered_school",
    "kdn": "social_passport.registered_kdn",
    "pdn": "social_passport.registered_pdn",
    "nonnative": "social_passport.non_native",
    "ovz": "social_passport.disabilities",
    "km": "passport.nearest_school_km",
    "remote": "passport.remote",
    "mbit": "resources.internet_mbps",
    "vacancies": "staff.vacancies_total",
}


def file_report(customer: Played, name: str) -> dict[str, Any]:
    reports = customer.imported.json["files"]
    return next(one for one in reports if Path(one["file"]).name == name)


def the_value(indices: Any, index: str, school: str, **where: Any) -> dict[str, Any]:
    """The only value of that index with exactly these subject, grade and procedure."""
    wanted = {"subject": None, "grade": None, "procedure": None, **where}
    found = [
        one
        for one in indices["values"]
        if (one["index"], one["school"]) == (index, school)
        and all(one.get(key) == value for key, value in wanted.items())
    ]
    assert len(found) == 1, (index, school, where, found)
    return dict(found[0])


def the_class(indices: Any, code: str, school: str) -> dict[str, Any]:
    found = [one for one in indices["classes"] if (one["class"], one["school"]) == (code, school)]
    assert len(found) == 1, (code, school, found)
    return dict(found[0])


def test_exactly_the_bad_cells_are_refused(customer: Played):
    assert customer.imported.code == 0
    for report in customer.imported.json["files"]:
        errors = [one for one in report["issues"] if one["severity"] == "error"]
        wanted = BAD if report["file"].endswith("social_passport.xlsx") else set()
        assert {one["cell"] for one in errors} == wanted, report["file"]
        assert len(errors) == len(wanted), "each cell is refused once"
    by_cell = {one["cell"]: one for one in file_report(customer, "social_passport.xlsx")["issues"]}
    assert by_cell["H10"]["code"] == "percent_for_count"
    assert by_cell["G16"]["code"] == "part_above_whole"
    assert by_cell["G16"]["sheet"] == "Соцпаспорт"


def test_every_row_that_was_read_is_counted_and_stored(customer: Played):
    pupils = sum(
        one["grade_size"] for key, one in EXPECTED["vpr"].items() if key.endswith("russian")
    )
    wanted = {"social_passport": (12, 12), "vpr5_russian": (pupils, pupils)}
    wanted |= {"vpr5_math": (pupils, pupils), "oge9": (24, 22)}
    for name, rows in wanted.items():
        report = file_report(customer, f"{name}.xlsx")
        assert (report["rows_read"], report["rows_stored"]) == rows, name
        assert report["stored"] is True


def test_every_answer_is_stored_and_none_is_made_up(customer: Played, base: Path):
    context = open_base(base)
    try:
        uids = {one.code: one.uid for one in known_organisations(context)}
        assert uids.keys() == SCHOOLS.keys()
        for code, truth in SCHOOLS.items():
            for name, path in ANSWERS.items():
                form, field = path.split(".")
                opened = open_record(context, Subject(uids[code], form, "2025/2026"))
                wanted = None if (code, name) in REFUSED else truth[name]
                found = opened.answers.values.get(field)
                assert found == (None if wanted is None else _exact(wanted)), (code, name)
    finally:
        context.close()


def _exact(value: Any) -> Any:
    return value if isinstance(value, bool) else Fraction(str(value))


def test_the_index_of_well_being_is_exact(customer: Played):
    for code, rounded in EXPECTED["isb"].items():
        value = the_value(customer.indices, "isb", code)
        if rounded is None:
            assert (value["value"], value["numerator"], value["denominator"]) == (None,) * 3
            assert value["reason"]
            continue
        truth = SCHOOLS[code]
        parts = truth["high"] - truth["single"] - truth["vshu"]
        exact = 85 + Fraction(100 * parts, truth["pupils"])
        assert value["value"] == float(exact), code
        assert round(value["value"], 6) == rounded
        assert Fraction(value["numerator"], value["denominator"]) == exact


def test_the_lowest_quarter_is_provisional_and_says_its_threshold(customer: Played):
    quarter = EXPECTED["lowest_quarter"]
    rows = {code: the_class(customer.indices, "lowest_group", code) for code in SCHOOLS}
    inside = sorted(code for code, row in rows.items() if row["state"] == "in")
    assert inside == quarter["schools"]
    assert len(inside) == quarter["k"]
    for code, row in rows.items():
        assert row["provisional"] is True
        unknown = EXPECTED["isb"][code] is None
        assert (row["state"] == "undetermined") is unknown
        shown = f"{quarter['threshold']:.1f}".replace(".", ",")
        assert unknown or shown in row["because"], row["because"]


@pytest.mark.parametrize("key", sorted(EXPECTED["vpr"]))
def test_results_of_the_protocols_are_exact(customer: Played, key: str):
    truth, (code, subject) = EXPECTED["vpr"][key], key.split("|")
    where = {"subject": subject, "grade": 5, "procedure": "vpr"}
    for mark, count in truth["marks"].items():
        share = the_value(customer.indices, f"share_{mark}", code, **where)
        assert (share["numerator"], share["denominator"]) == (count, truth["participants"])
        assert share["value"] == float(Fraction(100 * count, truth["participants"]))
        assert share["year"] == "2025/2026"
        if mark == "2":
            assert round(share["value"], 6) == truth["share2"]
            assert (10 * share["numerator"] >= 3 * share["denominator"]) is truth["low30"]
    done = the_value(customer.indices, "achievement", code, **where)
    sums = (truth["sum_points"], truth["max_points"])
    assert Fraction(done["numerator"], done["denominator"]) == Fraction(*sums)
    assert done["value"] == float(100 * Fraction(*sums))
    assert round(done["value"], 6) == truth["achievement"]


@pytest.mark.parametrize("key", sorted(EXPECTED["oge"]))
def test_results_of_the_exam_are_exact(customer: Played, key: str):
    truth, (code, title) = EXPECTED["oge"][key], key.split("|")
    where = {"subject": SUBJECTS[title], "grade": 9, "procedure": "oge"}
    for mark, count in truth["marks"].items():
        share = the_value(customer.indices, f"share_{mark}", code, **where)
        assert (share["numerator"], share["denominator"]) == (count, truth["participants"])
    low = the_value(customer.indices, "share_2", code, **where)
    assert (10 * low["numerator"] >= 3 * low["denominator"]) is truth["low30"]


def test_a_school_without_a_ninth_grade_has_no_exam_and_no_zero(customer: Played):
    without = SCHOOLS.keys() - {key.split("|")[0] for key in EXPECTED["oge"]}
    assert without
    for one in customer.indices["values"]:
        assert not (one["school"] in without and one.get("procedure") == "oge"), one


def test_low_results_need_two_procedures_with_thirty_percent(customer: Played):
    low: dict[str, int] = dict.fromkeys(SCHOOLS, 0)
    for key, truth in (EXPECTED["vpr"] | EXPECTED["oge"]).items():
        low[key.split("|")[0]] += truth["low30"]
    for code, count in low.items():
        row = the_class(customer.indices, "low_results", code)
        assert row["state"] == ("in" if count >= 2 else "out"), code
        assert f"{count} процедур" in row["because"], row["because"]


def test_with_no_addition_the_low_index_of_the_procedure_is_exact(base: Path):
    _set_delta(base, 0)
    indices = opora("indices", "--json", "--base", base).json
    for code, truth in EXPECTED["vpr_below_threshold_in_any_subject_delta0"].items():
        value = the_value(indices, "low_procedure", code, grade=5, procedure="vpr")
        pair = (truth["below_in_any"], truth["participants"])
        assert (value["numerator"], value["denominator"]) == pair
        assert value["value"] == float(Fraction(100 * pair[0], pair[1]))
        assert round(value["value"], 6) == truth["share"]
        assert "default_delta" not in value["flags"]


def test_the_default_addition_counts_more_pupils_and_is_flagged(customer: Played):
    for code, truth in EXPECTED["vpr_below_threshold_in_any_subject_delta0"].items():
        value = the_value(customer.indices, "low_procedure", code, grade=5, procedure="vpr")
        assert value["numerator"] >= truth["below_in_any"]
        assert "default_delta" in value["flags"]
        assert "по умолчанию" in value["explanation"]


def _set_delta(base: Path, delta: int) -> None:
    """The procedures form, as the window saves it."""
    context = open_base(base)
    try:
        school = known_organisations(context)[0].uid
        subject = Subject(school, "procedures", "2025/2026")
        rows = open_record(context, subject).answers.rows("procedures")
        assert len(rows) == 4
        told = [
            RawRow(row.key, {**row.cells, **({"delta": delta} if row.cells["grade"] == 5 else {})})
            for row in rows
        ]
        saved = save_record(context, subject, RawAnswers({}, {"procedures": told}))
        assert not [one for one in saved.issues if one.severity == "error"], saved.issues
    finally:
        context.close()


def test_totals_give_bounds_where_a_point_cannot_be_known(customer: Played):
    value = the_value(customer.indices, "low_procedure", "041101", grade=9, procedure="oge")
    assert value["value"] is None
    low, high = value["bounds"]
    assert 0 <= low < high <= 100
