"""A tick is given for what is answered, never for what was only begun."""

from __future__ import annotations

import pytest

from app.domain.answers import Answers, Row
from app.domain.completeness import Completeness, of_form, of_section
from app.domain.rules import visible_codes
from app.services.catalogue import FormCatalogue

CATALOGUE = FormCatalogue()
PASSPORT = CATALOGUE.form("social_passport")
STATUSES = CATALOGUE.form("school_statuses")


@pytest.mark.parametrize("code", CATALOGUE.codes())
def test_an_empty_form_is_full_nowhere(code: str) -> None:
    form = CATALOGUE.form(code)
    visible = visible_codes(form, Answers())
    for section in form.sections:
        found = of_section(form, section, Answers(), visible)
        assert not found.is_full
        assert found.answered == 0


def test_one_answer_of_many_is_not_the_whole() -> None:
    found = of_form(PASSPORT, Answers({"pupils_total": 100}))
    assert found.answered == 1
    assert found.asked > 20


def test_rows_of_a_fixed_table_count_one_by_one() -> None:
    table = PASSPORT.table_by_code["grades"]
    before = of_form(PASSPORT, Answers())
    rows = tuple(Row(row.code, {table.columns[0].code: 0}) for row in table.rows[:3])
    after = of_form(PASSPORT, Answers(tables={"grades": rows}))
    assert (after.answered, after.asked) == (3, before.asked)


def test_a_free_table_without_rows_is_a_question_without_an_answer() -> None:
    before = of_form(STATUSES, Answers())
    rows = (Row("1", {STATUSES.tables[0].columns[0].code: "x"}),)
    after = of_form(STATUSES, Answers(tables={STATUSES.tables[0].code: rows}))
    assert after == Completeness(before.answered + 1, before.asked)


def test_an_explained_silence_and_a_refused_text_are_answers_of_their_own() -> None:
    answers = Answers(
        refused={"orphans": "двое"}, explanations={"required_is_empty@pupils_total": "переезд"}
    )
    assert of_form(PASSPORT, answers).answered == 2
