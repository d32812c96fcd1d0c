"""Forms are loaded strictly: what is not understood is refused by name."""

from __future__ import annotations

import pytest

from app.domain.errors import BadDefinition
from app.domain.form_files import load_form
from app.domain.issues import Severity
from tests.unit.domain.sample_form import FORM, TEXT


def test_a_form_knows_its_questions_tables_and_rules() -> None:
    assert FORM.version_id == "sample/v2"
    assert list(FORM.table_by_code) == ["grades", "staff"]
    assert FORM.fields["single"].part_of == "pupils"
    assert FORM.table_by_code["staff"].is_free
    assert [rule.severity for rule in FORM.rules][:2] == [Severity.ERROR, Severity.QUERY]
    assert len(list(FORM.questions())) == len(FORM.fields) + 4


@pytest.mark.parametrize(
    ("said", "instead", "named"),
    [
        ('label = "Скорость"', 'label = "Скорость"\ncolour = "red"', "colour"),
        ('label = "Скорость"', "", "label"),
        ('type = "decimal"\nunit', 'type = "money"\nunit', "money"),
        ('code = "speed"', 'code = "pupils"', "pupils"),
        ('code = "speed"', 'code = "Speed"', "Speed"),
        ('code = "speed"', 'code = "main"', "main"),
        ("max = 5000", 'max = "5000"', "max"),
        ("required = true\nmin", 'required = "yes"\nmin', "required"),
        ('part_of = "pupils"', 'part_of = "nobody"', "nobody"),
        ('part_of = "pupils"', 'part_of = "place"', "place"),
        ('visible_if = "remote"', 'visible_if = "remoet"', "remoet"),
        ('visible_if = "remote"', 'visible_if = "grades.children > 1"', "grades.children"),
        ('check = "rate <= 2"', 'check = "rate <= two"', "two"),
        ('check = "rate <= 2"', 'check = "rate <= open(1)"', "open"),
        ("детей {pupils}.", "детей {pupil}.", "pupil"),
        ('at = "single"', 'at = "singel"', "singel"),
        ('at = "rate"', 'at = "pupils"', "pupils"),
        ('severity = "query"', 'severity = "fatal"', "fatal"),
        ('table = "staff"', 'table = "stuff"', "stuff"),
        ('section = "by_grade"', 'section = "nowhere"', "nowhere"),
        ('aliases = ["г."]', 'aliases = ["С."]', "с."),
        ('removed = ["old_question", "staff.old_column"]', 'removed = ["pupils"]', "pupils"),
        ('children = "pupils"', 'children = "nobody"', "nobody"),
        ('"staff.name" = "position"', '"staff.name" = "nobody"', "nobody"),
        ("version = 2", "version = 0", "версии"),
        ("version = 2", "version = true", "version"),
        ("lengths = [6]", 'lengths = ["6"]', "lengths"),
        ("lengths = [6]", 'checksum = "luhn"', "luhn"),
        ("version = 2", "version = 2 2", "ошибкой"),
    ],
)
def test_a_slip_in_a_form_is_refused_by_name(said: str, instead: str, named: str) -> None:
    assert said in TEXT
    with pytest.raises(BadDefinition, match=named.replace(".", r"\.")) as caught:
        load_form(TEXT.replace(said, instead, 1), "sample/v2.toml")
    assert "sample/v2.toml" in str(caught.value)


def test_a_rule_may_point_at_a_table_or_at_one_cell_of_it() -> None:
    for place in ("grades", "grades.children", "grades.g2.children"):
        text = TEXT.replace('at = "grades.g1.children"', f'at = "{place}"')
        assert load_form(text, "sample").rules[1].at == place


def test_columns_of_a_table_are_single_values_in_its_own_rows() -> None:
    text = TEXT.replace('check = "rate <= 2"', 'check = "rate <= total(staff.rate)"')
    assert load_form(text, "sample").rules[2].check.names == {"rate", "staff.rate"}
