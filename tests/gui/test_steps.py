"""Back and forth in a form: each press says what it changed, and takes nothing else."""

from __future__ import annotations

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import Answers, Row
from app.domain.merging import merge
from app.domain.reading import read_answers
from app.gui.forms.adopting import adopt
from app.gui.forms.draft import Draft, Spot
from app.gui.forms.steps import PAUSE, Steps, put, snapshot, worded
from app.services.catalogue import FormCatalogue

STAFF = FormCatalogue().form("staff")
PASSPORT = FormCatalogue().form("social_passport")


def state(draft: Draft) -> object:
    return copy.deepcopy(snapshot(draft))


def test_letters_of_one_answer_are_one_step_until_a_pause() -> None:
    draft, steps = Draft(PASSPORT), Steps()
    steps.begin(snapshot(draft))
    for at, text in ((0.0, "1"), (0.2, "12"), (0.2 + PAUSE, "120")):
        draft.values["pupils_total"] = text
        steps.note(snapshot(draft), at)
    for left in ("12", None):
        step = steps.back()
        assert step is not None
        step.apply(draft)
        steps.look(snapshot(draft))
        assert draft.values.get("pupils_total") == left
    assert steps.back() is None


def test_a_removed_row_comes_back_where_it_stood() -> None:
    rows = tuple(Row(str(n), {"subject": code}) for n, code in enumerate(("a", "b", "c"), 1))
    draft, steps = Draft(STAFF, Answers(tables={"vacancies": rows})), Steps()
    steps.begin(snapshot(draft))
    before = state(draft)
    del draft.tables["vacancies"][1]
    steps.note(snapshot(draft), 1.0)
    step = steps.back()
    assert step is not None
    step.apply(draft)
    assert state(draft) == before


def test_going_back_leaves_what_came_from_elsewhere() -> None:
    started = Answers({"pupils_total": 100, "orphans": 1})
    draft, steps = Draft(PASSPORT, started), Steps()
    steps.begin(snapshot(draft))
    draft.values["pupils_total"] = "120"
    steps.note(snapshot(draft), 1.0)
    sent = draft.raw()
    own = read_answers(PASSPORT, sent).answers
    merged = merge(PASSPORT, started, own, Answers({"pupils_total": 100, "orphans": 5}))
    assert adopt(draft, merged, sent)
    steps.look(snapshot(draft))
    step = steps.back()
    assert step is not None
    step.apply(draft)
    assert draft.values == {"pupils_total": 100, "orphans": 5}


def test_what_was_typed_since_the_save_began_is_not_taken_over() -> None:
    started = Answers({"pupils_total": 100, "orphans": 1})
    draft = Draft(PASSPORT, started)
    sent = draft.raw()
    draft.values["orphans"] = "7"
    merged = merge(PASSPORT, started, started, Answers({"pupils_total": 100, "orphans": 5}))
    adopt(draft, merged, sent)
    assert draft.values["orphans"] == "7"


def test_a_row_added_elsewhere_comes_and_one_removed_elsewhere_goes() -> None:
    rows = tuple(Row(str(n), {"subject": code}) for n, code in ((1, "math"), (2, "physics")))
    started = Answers(tables={"vacancies": rows})
    draft = Draft(STAFF, started)
    sent = draft.raw()
    stored = Answers(tables={"vacancies": (rows[1], Row("3", {"subject": "english"}))})
    merged = merge(STAFF, started, started, stored)
    adopt(draft, merged, sent)
    assert [row.key for row in draft.tables["vacancies"]] == ["2", "3"]
    assert draft.add_row("vacancies") == 2
    assert draft.tables["vacancies"][2].key == "4"


def test_a_step_is_told_by_its_question_and_its_row() -> None:
    code = PASSPORT.table_by_code["grades"].rows[4].code
    column = PASSPORT.table_by_code["grades"].columns[0]
    draft, steps = Draft(PASSPORT), Steps()
    steps.begin(snapshot(draft))
    put(draft, Spot("grades", code, column.code), "25")
    steps.note(snapshot(draft), 1.0)
    step = steps.back()
    assert step is not None
    title = PASSPORT.table_by_code["grades"].title
    label = PASSPORT.table_by_code["grades"].rows[4].label
    assert worded(PASSPORT, step) == f"«{title}», {label}, «{column.label}»: 25 → пусто"


deeds = st.lists(
    st.tuples(
        st.sampled_from(["type", "add", "remove", "paste", "back", "forth"]),
        st.integers(0, 4),
        st.integers(0, 9),
    ),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(deeds)
def test_going_back_and_forth_walks_along_what_stood_there(
    doings: list[tuple[str, int, int]],
) -> None:
    """Against plain piles of whole states."""
    draft, steps = Draft(STAFF), Steps()
    steps.begin(snapshot(draft))
    past: list[object] = []
    future: list[object] = []
    for at, (deed, where, value) in enumerate(doings):
        before = state(draft)
        rows = draft.tables["vacancies"]
        if deed in ("back", "forth"):
            step = steps.back() if deed == "back" else steps.forth()
            source, target = (past, future) if deed == "back" else (future, past)
            assert (step is None) == (not source)
            if step is not None:
                step.apply(draft)
                steps.look(snapshot(draft))
                target.append(before)
                assert state(draft) == source.pop()
            continue
        if deed == "type":
            draft.values["teachers_total"] = f"{value}"
        elif deed == "add" or not rows:
            draft.add_row("vacancies", min(where, len(rows)))
        elif deed == "remove":
            del rows[where % len(rows)]
        else:
            for row in rows[where % len(rows) :]:
                row.cells["subject"] = f"s{value}"
        if state(draft) != before:
            past.append(before)
            future.clear()
        steps.note(snapshot(draft), at * PAUSE * 2)
