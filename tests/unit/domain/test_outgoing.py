"""What leaves the school: no names, no small numbers, nothing that was refused."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers, Row, from_json
from app.domain.outgoing import OutgoingRules, outgoing_view
from app.services.catalogue import FormCatalogue
from app.services.methodologies import MethodologyCatalogue

FORMS = FormCatalogue()
SOCIAL, CARD = FORMS.form("social_passport"), FORMS.form("support_card")
TEACHERS = Answers(
    tables={
        "teachers": (
            Row("1", {"teacher": "Имя Фамилия", "local_code": "У-1", "subject": "russian"}),
        )
    }
)
RULES = OutgoingRules(hide_below=5, always_shown=frozenset({"social_passport.single_parent"}))


def test_personal_fields_stay_at_home_and_their_rows_go() -> None:
    view = outgoing_view(CARD, TEACHERS, RULES)
    assert view.answers.cell("teachers", "1", "teacher") is None
    assert view.answers.cell("teachers", "1", "local_code") == "У-1"
    assert not view.personal
    assert "Фамилия" not in view.text(CARD)


def test_personal_fields_leave_only_when_they_were_explicitly_included() -> None:
    view = outgoing_view(CARD, TEACHERS, OutgoingRules(include_personal=True))
    assert view.personal
    assert "Имя Фамилия" in view.text(CARD)


def test_including_names_where_there_are_none_is_not_called_personal() -> None:
    view = outgoing_view(SOCIAL, Answers({"pupils_total": 9}), OutgoingRules(include_personal=True))
    assert not view.personal


@pytest.mark.parametrize(("number", "leaves"), [(0, True), (1, False), (4, False), (5, True)])
def test_small_numbers_of_children_are_hidden_and_zero_is_not_small(
    number: int, leaves: bool
) -> None:
    view = outgoing_view(SOCIAL, Answers({"disabilities": number}), RULES)
    assert ("disabilities" in view.answers.values) is leaves
    assert view.hidden == (() if leaves else ("disabilities",))


def test_inputs_of_the_social_index_are_never_hidden() -> None:
    """Without them the region could not compute it (DOMAIN R4); kbr-2020 names all four."""
    small = MethodologyCatalogue().methodology("kbr-2020").small_numbers
    rules = OutgoingRules(small.hide_below, small.except_for)
    inputs = {"pupils_total": 4, "parents_higher": 1, "single_parent": 2, "registered_school": 3}
    view = outgoing_view(SOCIAL, Answers({**inputs, "registered_kdn": 3}), rules)
    assert view.answers.values == inputs
    assert view.hidden == ("registered_kdn",)


def test_a_region_may_hide_nothing() -> None:
    view = outgoing_view(SOCIAL, Answers({"disabilities": 1}), OutgoingRules(hide_below=0))
    assert view.answers.values == {"disabilities": 1}


def test_refused_texts_stay_at_home_and_explanations_go() -> None:
    answers = Answers(
        {"pupils_total": 10}, refused={"orphans": "много"}, explanations={"v3@": "Так и есть"}
    )
    view = outgoing_view(SOCIAL, answers, RULES)
    assert view.answers.refused == {}
    assert view.answers.explanations == {"v3@": "Так и есть"}


def test_what_was_hidden_is_named_in_what_is_signed() -> None:
    view = outgoing_view(SOCIAL, Answers({"disabilities": 2, "pupils_total": 50}), RULES)
    parts = json.loads(view.text(SOCIAL))
    assert parts.pop("hidden") == ["disabilities"]
    assert from_json(SOCIAL, json.dumps(parts)).values == {"pupils_total": 50}


def test_the_hash_follows_what_leaves_and_nothing_else() -> None:
    def hashed(answers: Answers) -> str:
        return outgoing_view(CARD, answers, RULES).sha256(CARD)

    row = TEACHERS.rows("teachers")[0]
    renamed = Answers(tables={"teachers": (Row("1", {**row.cells, "teacher": "Другое имя"}),)})
    recoded = Answers(tables={"teachers": (Row("1", {**row.cells, "local_code": "У-2"}),)})
    assert hashed(TEACHERS) == hashed(renamed)
    assert hashed(TEACHERS) != hashed(recoded)


@given(st.dictionaries(st.sampled_from(sorted(SOCIAL.fields)), st.integers(0, 12)))
def test_no_small_sensitive_number_ever_leaves(values: dict[str, int]) -> None:
    counts = {
        code: number
        for code, number in values.items()
        if SOCIAL.fields[code].type.name == "integer"
    }
    view = outgoing_view(SOCIAL, Answers(counts), RULES)
    for code, number in view.answers.values.items():
        hidden = SOCIAL.fields[code].sensitive and 0 < int(str(number)) < 5
        assert not hidden or f"social_passport.{code}" in RULES.always_shown
    assert {*view.answers.values, *view.hidden} == set(counts)


def test_measures_of_other_kinds_are_left_as_they_are() -> None:
    answers = Answers({"internet_mbps": Decimal("2.5")})
    assert outgoing_view(CARD, answers, RULES).answers == answers
