"""The forms that ship: loadable, complete, in Russian; their rules say what DOMAIN asks."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from app.domain.answers import Answers
from app.domain.form_schema import json_schema
from app.domain.forms import Form
from app.domain.reading import RawAnswers, RawRow, Reading, read_answers
from app.domain.rules import broken_rules, missing_answers, visible_codes
from app.services.catalogue import FormCatalogue

CATALOGUE = FormCatalogue()
FORMS = tuple(CATALOGUE.form(code) for code in CATALOGUE.codes())
SOCIAL = CATALOGUE.form("social_passport")
PASSPORT = CATALOGUE.form("passport")
PROCEDURES = CATALOGUE.form("procedures")
TOTALS = CATALOGUE.form("results_totals")
CARD = CATALOGUE.form("support_card")


def read(form: Form, tables: dict[str, list[RawRow]] | None = None, **values: object) -> Reading:
    return read_answers(form, RawAnswers(values, tables or {}))


def broken(form: Form, tables: dict[str, list[RawRow]] | None = None, **values: object) -> set[str]:
    reading = read(form, tables, **values)
    assert not reading.issues
    return {issue.code for issue in broken_rules(form, reading.answers)}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_every_question_is_asked_in_russian_and_names_its_source(form: Form) -> None:
    for _, question in form.questions():
        assert re.search("[а-яА-Я]", question.label), question.code
        assert question.source.startswith("DOMAIN"), question.code
        assert question.label == question.label.strip().removesuffix("."), question.code
    for rule in form.rules:
        assert rule.message.rstrip().endswith((".", "»")), rule.code
        assert rule.source.startswith("DOMAIN"), rule.code
        assert rule.at, rule.code


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_an_untouched_form_breaks_no_rule_but_the_choice_of_problems(form: Form) -> None:
    issues = broken_rules(form, Answers())
    assert [issue.code for issue in issues] == (["v10_none"] if form is CARD else [])
    assert json_schema(form)["title"] == form.title


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.code)
def test_subjects_to_choose_from_are_those_of_the_directory(form: Form) -> None:
    text = files("resources").joinpath("directories/subjects.toml").read_text("utf-8")
    known = [
        (one["code"], one["title"], tuple(one.get("aliases", ())))
        for one in tomllib.loads(text)["subjects"]
    ]
    for _, question in form.questions():
        if question.code == "subject" and question.choices:
            offered = [(one.code, one.label, one.aliases) for one in question.choices]
            assert offered == known


def test_what_the_social_index_and_the_card_need_is_required() -> None:
    asked = {issue.place.field for issue in missing_answers(SOCIAL, Answers())}
    assert asked == {
        "census_date", "pupils_total", "parents_higher", "single_parent", "registered_school",
        "non_native",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "code"),
    [("с.", "rural"), ("г.", "urban"), ("Село", "rural"), ("город", "urban"), ("пгт", "urban"),
     ("сельская", "rural"), ("п.", "rural"), ("д.", "rural")],
)  # fmt: skip
def test_places_are_recognised_as_districts_write_them(raw: str, code: str) -> None:
    assert read(PASSPORT, locality=raw).answers.values == {"locality": code}


@pytest.mark.parametrize(
    ("oktmo", "locality", "asked"),
    [
        ("84640440101", "urban", {"rural_by_oktmo"}),
        ("84640440", "urban", {"rural_by_oktmo"}),
        ("84640440101", "rural", set()),
        ("84701000001", "rural", {"urban_by_oktmo"}),
        ("84701000", "rural", set()),
        ("84701000", "urban", set()),
    ],
)
def test_a_place_that_differs_from_its_oktmo_is_asked_about(
    oktmo: str, locality: str, asked: set[str]
) -> None:
    assert broken(PASSPORT, oktmo=oktmo, locality=locality) == asked
    said = broken(PASSPORT, oktmo=oktmo, locality=locality, locality_reason="закон района")
    assert said == set()


def test_a_remote_school_is_asked_why() -> None:
    assert broken(PASSPORT, remote="да") == {"remote_without_reason"}
    assert broken(PASSPORT, remote="нет") == set()
    assert "remote_reason" in visible_codes(PASSPORT, read(PASSPORT, remote="да").answers)


def test_an_unusual_login_is_asked_about() -> None:
    assert broken(PASSPORT, fis_oko_login="edu830213") == set()
    assert broken(PASSPORT, fis_oko_login="school7") == {"fis_oko_login_form"}


def grades(*pupils: int | None) -> dict[str, list[RawRow]]:
    return {"grades": [RawRow(f"g{n}", {"pupils": one}) for n, one in enumerate(pupils, 1)]}


def test_grades_add_up_to_the_whole_school() -> None:
    full = [10] * 12
    assert broken(SOCIAL, grades(*full), pupils_total=120) == set()
    assert broken(SOCIAL, grades(*full), pupils_total=119) == {"v1_above"}
    assert broken(SOCIAL, grades(*full), pupils_total=121) == {"v1_below"}
    assert broken(SOCIAL, grades(10, 10), pupils_total=120) == {"v1_incomplete"}
    assert broken(SOCIAL, grades(60, 60), pupils_total=120) == set()
    assert broken(SOCIAL, pupils_total=120) == set()


def test_families_and_registers_agree_with_each_other() -> None:
    assert broken(SOCIAL, pupils_total=87, parents_higher=12, single_parent=25) == set()
    assert broken(SOCIAL, pupils_total=40, parents_higher=40, single_parent=40) == {"v3"}
    known: dict[str, Any] = {"registered_school": 3, "registered_kdn": 2, "registered_pdn": 1}
    assert broken(SOCIAL, **known, registered_any=4) == set()
    assert broken(SOCIAL, **known, registered_any=2) == {"v4_largest"}
    assert broken(SOCIAL, **known, registered_any=7) == {"v4_sum"}
    assert broken(SOCIAL, registered_school=3, registered_any=9) == set()


def test_little_known_education_of_parents_is_asked_about() -> None:
    assert broken(SOCIAL, pupils_total=100, parents_education_known=80) == set()
    asked = broken(SOCIAL, pupils_total=100, parents_education_known=79)
    assert asked == {"education_known_enough"}
    fewer = broken(SOCIAL, pupils_total=9, parents_higher=9, parents_education_known=8)
    assert fewer == {"education_known_covers"}


def test_no_group_of_children_is_larger_than_the_school() -> None:
    for code, field in SOCIAL.fields.items():
        if field.part_of == "pupils_total":
            reading = read(SOCIAL, None, pupils_total=10, **{code: 11})
            assert [issue.code for issue in reading.issues] == ["part_above_whole"], code
    assert [issue.code for issue in read(SOCIAL, pupils_total=0).issues] == ["out_of_range"]


def procedure(**cells: object) -> dict[str, list[RawRow]]:
    return {"procedures": [RawRow("", cells)]}


def test_bounds_of_a_scale_grow_and_grades_suit_the_procedure() -> None:
    good = {"kind": "впр", "subject": "русский", "grade": 5, "max_points": 34, "min_3": 15}
    assert broken(PROCEDURES, procedure(**good, min_4=22, min_5=28)) == set()
    assert broken(PROCEDURES, procedure(**good, min_4=14)) == {"v9_3_4"}
    assert broken(PROCEDURES, procedure(**good, min_5=35)) == {"v9_5_max"}
    bounds = {"threshold": 10, "delta": 2, "mass_from": 11}
    assert broken(PROCEDURES, procedure(**good, **bounds)) == {"v9_delta"}
    assert broken(PROCEDURES, procedure(kind="ВПР", grade=9)) == {"v16_vpr"}
    assert broken(PROCEDURES, procedure(kind="ОГЭ", grade=8)) == {"v16_oge"}
    assert broken(PROCEDURES, procedure(kind="ЕГЭ", grade=11)) == set()


def test_levels_grow_and_are_told_all_or_none() -> None:
    good = {"kind": "впр", "subject": "русский", "grade": 5, "max_points": 34}
    levels = {"level_2": 8, "level_3": 15, "level_4": 22, "level_5": 28}
    assert broken(PROCEDURES, procedure(**good, **levels)) == set()
    assert broken(PROCEDURES, procedure(**good, **{**levels, "level_3": 8})) == {"v9_level_2_3"}
    assert broken(PROCEDURES, procedure(**good, **{**levels, "level_4": 9})) == {"v9_level_3_4"}
    assert broken(PROCEDURES, procedure(**good, **{**levels, "level_5": 35})) == {"v9_level_max"}
    assert broken(PROCEDURES, procedure(**good, level_3=15)) == {"v9_levels_whole"}


def test_totals_of_a_procedure_agree_with_each_other() -> None:
    marks: dict[str, Any] = {"mark_2": 2, "mark_3": 5, "mark_4": 2, "mark_5": 1}
    assert broken(TOTALS, **marks, participants=10, grade_size=10) == set()
    assert broken(TOTALS, **marks, participants=11) == {"v5_marks"}
    assert broken(TOTALS, participants=11, grade_size=10) == {"v5_grade"}
    bars = {"histogram": [RawRow("", {"points": 3, "pupils": 9})]}
    assert broken(TOTALS, bars, participants=10) == {"v7_histogram"}
    assert broken(TOTALS, participants=66, sum_points=1379, mean_points="20,9") == set()
    wrong = broken(TOTALS, participants=66, sum_points=1479, mean_points="20,9")
    assert wrong == {"mean_agrees"}
    assert broken(TOTALS, participants=10, mark_2=0) == {"no_low_marks"}


def card(
    *priorities: tuple[str, int], measures: tuple[tuple[str, str], ...] = (), **values: object
) -> set[str]:
    tables = {
        "problems": [RawRow(row, {"priority": number}) for row, number in priorities],
        "measures": [RawRow("", {"problem": row, "level": level}) for row, level in measures],
    }
    return broken(CARD, tables, **values)


def test_one_to_four_problems_stand_in_an_order_without_gaps() -> None:
    rows = [(f"r{n}", n) for n in (3, 4)]
    own = tuple((row, "school") for row in ("r3", "r4", "r6", "r8", "r9"))
    assert card(("r3", 1), ("r4", 2), measures=own[:2]) == set()
    assert card(*rows, measures=own[:2]) == {"v10_order"}
    assert card(("r3", 1), ("r4", 1), measures=own[:2]) == {"v10_order"}
    five = [("r3", 1), ("r4", 2), ("r6", 3), ("r8", 4), ("r9", 4)]
    assert card(*five, measures=own) == {"v10_order", "v10_too_many"}


def test_chosen_rows_ask_for_their_sub_fields_and_a_measure_of_the_school() -> None:
    for row, asked in (("r1", "v11_r1"), ("r2", "v11_r2"), ("r5", "v11_r5"), ("r7", "v11_r7")):
        assert card((row, 1)) == {asked, f"v12_{row}"}
    assert card(("r10", 1), measures=(("r10", "district"),)) == {"v11_r10", "v12_r10"}
    assert card(("r10", 1), measures=(("10", "ОО"),), other_text="Паводок") == set()


def test_a_record_of_another_column_needs_no_problems_of_its_own() -> None:
    assert card(measures=(("r1", "district"), ("r4", "district"))) == set()
    assert card(measures=(("r1", "school"),)) == {"v10_none"}


def test_a_measure_for_a_problem_that_was_not_chosen_is_asked_about() -> None:
    found = card(("r4", 1), measures=(("r4", "school"), ("r9", "district")))
    assert found == {"measure_of_chosen"}


def test_sub_fields_are_asked_only_when_their_row_is_chosen() -> None:
    nothing = visible_codes(CARD, Answers())
    assert not {"vacancies", "parents_direction", "about_r1"} & nothing
    chosen = read(CARD, {"problems": [RawRow("r1", {"priority": 1})]}).answers
    assert {"vacancies", "about_r1"} <= visible_codes(CARD, chosen)
    assert "parents_direction" not in visible_codes(CARD, chosen)


def test_the_rows_of_the_card_are_the_words_of_the_source() -> None:
    rows = CARD.table_by_code["problems"].rows
    assert [row.code for row in rows] == [f"r{n}" for n in range(1, 11)]
    assert rows[4].label == (
        "Незаинтересованные в качестве обучения и воспитания родители "
        "(в каком направление нужно провести работу)"
    )
    assert rows[9].label == "Иное"


def test_names_of_people_are_marked_as_personal() -> None:
    personal = {
        (form.code, one.code) for form in FORMS for _, one in form.questions() if one.personal
    }
    assert personal == {
        ("passport", "director"), ("passport", "responsible"), ("support_card", "teacher"),
        ("roadmap", "person"), ("teachers_diagnostics", "name"),
    }  # fmt: skip
