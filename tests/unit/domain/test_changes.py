"""What changed between two states of a record."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers, Row
from app.domain.changes import changes, flat
from app.services.catalogue import FormCatalogue

FORM = FormCatalogue().form("social_passport")


def _moved(before: Answers, after: Answers) -> dict[str, list[object]]:
    found = json.loads(changes(FORM, before, after))
    assert isinstance(found, dict)
    return found


def test_only_what_moved_is_told_with_both_values() -> None:
    before = Answers({"pupils_total": 200, "orphans": 3})
    after = Answers({"pupils_total": 210, "orphans": 3, "gifted": 1})
    assert _moved(before, after) == {"pupils_total": [200, 210], "gifted": [None, 1]}


def test_a_zero_is_not_an_empty_answer() -> None:
    assert _moved(Answers(), Answers({"orphans": 0})) == {"orphans": [None, 0]}


def test_cells_of_tables_refused_texts_and_explanations_have_addresses_of_their_own() -> None:
    after = Answers(
        tables={"grades": (Row("g5", {"pupils": 25}),)},
        refused={"grades.g5.classes": "два"},
        explanations={"v3@": "Так и есть"},
    )
    assert _moved(Answers(), after) == {
        "grades.g5.pupils": [None, 25],
        "?grades.g5.classes": [None, "два"],
        "!v3@": [None, "Так и есть"],
    }


def test_a_row_taken_away_is_told_cell_by_cell() -> None:
    before = Answers(tables={"grades": (Row("g5", {"pupils": 25, "classes": 1}),)})
    assert _moved(before, Answers()) == {
        "grades.g5.pupils": [25, None],
        "grades.g5.classes": [1, None],
    }


_answers = st.dictionaries(
    st.sampled_from(["pupils_total", "orphans", "gifted"]), st.integers(0, 3)
).map(Answers)


@given(_answers, _answers)
def test_changes_turn_one_state_into_the_other(before: Answers, after: Answers) -> None:
    cells = flat(FORM, before)
    for where, (old, new) in _moved(before, after).items():
        assert cells.get(where) == old
        cells[where] = new
    assert {where: cell for where, cell in cells.items() if cell is not None} == flat(FORM, after)
