"""Opening a record, saving what was typed, undoing it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import Answers
from app.domain.errors import WorldFailed
from app.domain.reading import RawAnswers
from app.services.context import Context
from app.services.editing import _undo_path, open_record, save_record, undo
from app.store import records
from tests.unit.services.bases import DISTRICT, RIGHT, SCHOOL, Bases, fill_card, save, subject

PASSPORT = subject(SCHOOL, "social_passport")


def _values(context: Context) -> dict[str, object]:
    return dict(open_record(context, PASSPORT).answers.values)


def test_an_untouched_record_is_empty_and_cannot_be_undone(school: Context) -> None:
    opened = open_record(school, PASSPORT)
    assert (opened.answers, opened.revision, opened.can_undo) == (Answers(), 0, False)
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


def test_steps_are_undone_one_by_one_down_to_the_empty_form(school: Context) -> None:
    for total in (100, 110, 120):
        save(school, SCHOOL, "social_passport", {"pupils_total": total})
    seen = []
    while open_record(school, PASSPORT).can_undo:
        seen.append(undo(school, PASSPORT).answers.values.get("pupils_total"))
    assert seen == [110, 100, None]
    assert undo(school, PASSPORT).answers == Answers()


def test_undo_does_not_turn_in_circles_when_a_value_came_twice(school: Context) -> None:
    for total in (100, 110, 100):
        save(school, SCHOOL, "social_passport", {"pupils_total": total})
    seen = [undo(school, PASSPORT).answers.values.get("pupils_total") for _ in range(3)]
    assert seen == [110, 100, None]


def test_an_edit_after_an_undo_begins_from_what_stood_there(school: Context) -> None:
    for total in (100, 110):
        save(school, SCHOOL, "social_passport", {"pupils_total": total})
    undo(school, PASSPORT)
    save(school, SCHOOL, "social_passport", {"pupils_total": 130})
    assert undo(school, PASSPORT).answers.values == {"pupils_total": 100}
    assert undo(school, PASSPORT).answers == Answers()


def test_an_undo_deletes_nothing(school: Context) -> None:
    for total in (100, 110):
        save(school, SCHOOL, "social_passport", {"pupils_total": total})
    undo(school, PASSPORT)
    with school.database.reading() as connection:
        found = records.history(connection, PASSPORT.key)
    assert [one.reason for one in found] == ["edit", "edit", "undo"]
    assert found[2].answers == found[0].answers


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["edit", "undo"]), max_size=30))
def test_undo_walks_back_like_a_pile_of_states(deeds: list[str]) -> None:
    """Against a plain stack: what stands after each deed is where the next undo would not go."""
    pile: list[int] = []
    steps: list[tuple[int, str]] = []
    for deed in deeds:
        if deed == "undo" and not pile:
            continue
        steps.append((len(steps) + 1, deed))
        if deed == "edit":
            pile.append(len(steps))
        else:
            pile.pop()
    path = _undo_path(steps)
    assert path == ([*reversed(pile[:-1]), 0] if pile else [])


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
