"""The example of docs/changing-a-form.md works as the page says."""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.answers import from_json, to_json
from app.domain.expression_functions import FUNCTIONS
from app.domain.fields import TYPES
from app.domain.form_files import load_form
from app.domain.forms import Form
from app.domain.reading import RawAnswers, read_answers
from app.domain.rules import broken_rules, missing_answers

PAGE = Path(__file__).parents[2] / "docs" / "changing-a-form.md"


def form(version: int) -> Form:
    text = PAGE.read_text(encoding="utf-8")
    block = re.search(rf"<!-- v{version} -->\n```toml\n(.*?)```", text, re.DOTALL)
    assert block is not None
    return load_form(block[1], f"meals/v{version}.toml")


def test_answers_of_the_first_version_are_carried_over_to_the_second() -> None:
    typed = RawAnswers({"hot": "40", "buffet": 7}, explanations={"most_eat@hot_meals": "ремонт"})
    kept = to_json(form(1), read_answers(form(1), typed).answers)
    now = from_json(form(2), kept)
    assert now.values == {"hot_meals": 40}
    assert [issue.place.field for issue in missing_answers(form(2), now)] == ["pupils_total"]


def test_the_new_rule_and_the_new_whole_do_what_they_say() -> None:
    few = read_answers(form(2), RawAnswers({"pupils_total": 100, "hot_meals": 40}))
    assert [issue.code for issue in broken_rules(form(2), few.answers)] == ["most_eat"]
    many = read_answers(form(2), RawAnswers({"pupils_total": 100, "hot_meals": 140}))
    assert [issue.code for issue in many.issues] == ["part_above_whole"]


def test_the_page_names_every_type_and_every_function() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in TYPES if f"`{name}`" not in text] == []
    assert [name for name in FUNCTIONS if f"`{name}" not in text] == []
