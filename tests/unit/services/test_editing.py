"""Opening a record, saving what was typed."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from app.domain.answers import Answers
from app.domain.errors import WorldFailed
from app.domain.reading import RawAnswers
from app.services.context import Context
from app.services.editing import open_record, save_record
from app.store import records
from tests.unit.services.bases import DISTRICT, RIGHT, SCHOOL, Bases, fill_card, save, subject

PASSPORT = subject(SCHOOL, "social_passport")


def _values(context: Context) -> dict[str, object]:
    return dict(open_record(context, PASSPORT).answers.values)


def test_an_untouched_record_is_empty(school: Context) -> None:
    opened = open_record(school, PASSPORT)
    assert (opened.answers, opened.revision) == (Answers(), 0)
    assert opened.last_year is None


def test_what_was_saved_is_there_when_the_base_is_opened_again(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    save(context, SCHOOL, "social_passport", RIGHT)
    again = bases.reopen(context.base)
    assert _values(again)["pupils_total"] == 200
    assert open_record(again, PASSPORT).revision == 1


def test_a_refused_text_is_kept_as_it_was_typed_and_said_what_is_wrong(school: Context) -> None:
    saved = save(school, SCHOOL, "social_passport", {**RIGHT, "orphans": "двое"})
    assert [issue.code for issue in saved.issues if issue.place.field == "orphans"] == [
        "not_a_number"
    ]
    opened = open_record(school, PASSPORT)
    assert opened.answers.refused == {"orphans": "двое"}
    assert "orphans" not in opened.answers.values
    assert set(saved.issues) == set(opened.issues)


def test_a_part_above_its_whole_is_reported_at_the_part(school: Context) -> None:
    saved = save(school, SCHOOL, "social_passport", {**RIGHT, "single_parent": 500})
    (issue,) = [one for one in saved.issues if one.severity == "error"]
    assert (issue.code, issue.place.field) == ("part_above_whole", "single_parent")


def test_saving_the_same_again_makes_no_revision(school: Context) -> None:
    for _ in range(5):
        assert save(school, SCHOOL, "social_passport", RIGHT).revision == 1


def test_the_form_of_the_year_before_stands_beside(bases: Bases) -> None:
    before = bases.make("school", SCHOOL, period="2024/2025")
    save(before, SCHOOL, "social_passport", {"pupils_total": 190}, period="2024/2025")
    now = bases.reopen(before.base, "2025/2026")
    opened = open_record(now, PASSPORT)
    assert opened.answers == Answers()
    assert opened.last_year is not None
    assert opened.last_year.values == {"pupils_total": 190}
    assert open_record(now, subject(SCHOOL, "social_passport", "2024/2025")).last_year is None


def test_an_explanation_turns_a_question_into_a_note_and_is_kept(school: Context) -> None:
    raw = RawAnswers(RIGHT, explanations={"required_is_empty@census_date": "Переезд"})
    without = {name: value for name, value in RIGHT.items() if name != "census_date"}
    asked = [
        one
        for one in save(school, SCHOOL, "social_passport", without).issues
        if one.place.field == "census_date"
    ]
    raw = RawAnswers(
        without, explanations={f"{one.code}@{one.place.field}": "Переезд" for one in asked}
    )
    saved = save_record(school, PASSPORT, raw)
    said = [one for one in saved.issues if one.place.field == "census_date"]
    assert [one.severity for one in said] == ["note"] * len(asked)
    assert open_record(school, PASSPORT).answers.explanations == raw.explanations


def test_a_save_over_answers_changed_meanwhile_takes_both_and_tells(school: Context) -> None:
    save(school, SCHOOL, "social_passport", RIGHT)
    started = open_record(school, PASSPORT).answers
    save(school, SCHOOL, "social_passport", {**RIGHT, "orphans": 3})
    raw = RawAnswers({**RIGHT, "pupils_total": 201})
    saved = save_record(school, PASSPORT, raw, started=started)
    assert saved.answers.values["orphans"] == 3
    assert _values(school)["pupils_total"] == 201
    assert _values(school)["orphans"] == 3
    assert [one.cell.field for one in saved.merged.taken] == ["orphans"]
    assert saved.merged.disputed == ()


def test_one_answer_changed_on_both_sides_is_disputed_and_both_stay_in_the_history(
    school: Context,
) -> None:
    save(school, SCHOOL, "social_passport", RIGHT)
    started = open_record(school, PASSPORT).answers
    save(school, SCHOOL, "social_passport", {**RIGHT, "orphans": 3})
    saved = save_record(school, PASSPORT, RawAnswers({**RIGHT, "orphans": 4}), started=started)
    (one,) = saved.merged.disputed
    assert (one.cell.field, one.own, one.other) == ("orphans", 4, 3)
    with school.database.reading() as connection:
        found = records.history(connection, PASSPORT.key)
    assert ['"orphans":3' in one.answers for one in found[1:]] == [True, False]
    assert '"orphans":4' in found[2].answers


def test_the_next_save_before_the_window_shows_what_was_taken_takes_it_again(
    school: Context,
) -> None:
    save(school, SCHOOL, "social_passport", RIGHT)
    started = open_record(school, PASSPORT).answers
    save(school, SCHOOL, "social_passport", {**RIGHT, "orphans": 3})
    first = save_record(
        school, PASSPORT, RawAnswers({**RIGHT, "pupils_total": 20}), started=started
    )
    raw = RawAnswers({**RIGHT, "pupils_total": 201})
    second = save_record(school, PASSPORT, raw, started=first.own)
    assert _values(school)["orphans"] == 3
    assert _values(school)["pupils_total"] == 201
    assert second.merged.disputed == ()


def test_columns_of_other_owners_are_records_of_their_own(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    fill_card(context, SCHOOL)
    save(context, SCHOOL, "support_card", tables={"measures": []}, author=DISTRICT.uid)
    own = open_record(context, subject(SCHOOL, "support_card"))
    assert len(own.answers.rows("measures")) == 1


def test_a_record_that_no_form_could_have_written_is_told_not_thrown(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    save(context, SCHOOL, "social_passport", RIGHT)
    bases.close()
    with closing(sqlite3.connect(context.base)) as connection:
        connection.execute('UPDATE revision SET answers=\'{"values":{"unknown":1}}\'')
        connection.commit()
    with pytest.raises(WorldFailed, match="повреждена"):
        open_record(bases.reopen(context.base), PASSPORT)
