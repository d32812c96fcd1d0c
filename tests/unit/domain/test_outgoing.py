"""What leaves the school: no names, no small numbers, nothing that was refused."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers, Row, from_json
from app.domain.outgoing import OutgoingRules, outgoing_view, rules_of, small_numbers_told
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


METHODOLOGIES = ("kbr-2020", "altai-2020", "yaroslavl-2023", "irkutsk-2018", "krasnokholm-2020")


@pytest.mark.parametrize("code", METHODOLOGIES)
def test_what_an_index_or_a_class_reads_is_never_hidden(code: str) -> None:
    """Else the region would compute something else than the school (docs/decisions/0059)."""
    rules = rules_of(MethodologyCatalogue().methodology(code))
    read = {
        "pupils_total": 4,
        "parents_higher": 1,
        "single_parent": 2,
        "registered_school": 3,
        "registered_any": 4,
        "non_native": 3,
    }
    view = outgoing_view(SOCIAL, Answers({**read, "registered_kdn": 3, "orphans": 1}), rules)
    assert view.answers.values == read
    assert view.hidden == ("orphans", "registered_kdn")
    assert set(view.open_small) == set(read) - {"pupils_total"}


def test_a_methodology_without_a_class_hides_what_only_that_class_reads() -> None:
    whole = MethodologyCatalogue().methodology("kbr-2020")
    reads = ("mixed_language", "isbsh")
    less = replace(
        whole,
        classes=tuple(one for one in whole.classes if one.code not in reads),
        indices=tuple(one for one in whole.indices if one.code not in reads),
    )
    view = outgoing_view(SOCIAL, Answers({"non_native": 3}), rules_of(less))
    assert view.hidden == ("non_native",)


def test_a_share_that_only_describes_a_school_opens_no_small_number() -> None:
    whole = MethodologyCatalogue().methodology("kbr-2020")
    assert "share_low_income" in {one.code for one in whole.indices}
    view = outgoing_view(SOCIAL, Answers({"low_income": 3}), rules_of(whole))
    assert view.hidden == ("low_income",)


def test_a_cell_of_a_table_is_open_only_by_its_whole_address() -> None:
    totals = FORMS.form("results_totals")
    table = next(one for one in totals.tables if any(c.sensitive for c in one.columns))
    column = next(one for one in table.columns if one.sensitive)
    answers = Answers(tables={table.code: (Row("1", {column.code: 2}), Row("2", {column.code: 2}))})
    address = f"{table.code}.1.{column.code}"
    view = outgoing_view(
        totals, answers, OutgoingRules(5, frozenset({f"results_totals.{address}"}))
    )
    assert view.open_small == (address,)
    assert view.hidden == (f"{table.code}.2.{column.code}",)


def test_the_sender_is_told_what_was_hidden_and_what_leaves_and_why() -> None:
    rules = rules_of(MethodologyCatalogue().methodology("kbr-2020"))
    views = [
        (SOCIAL, outgoing_view(SOCIAL, Answers({"disabilities": 2, "non_native": 3}), rules)),
        (SOCIAL, outgoing_view(SOCIAL, Answers({"disabilities": 4, "non_native": 30}), rules)),
    ]
    hidden, shown = small_numbers_told(5, views, one_school=False)
    assert hidden == (
        "Скрыты небольшие числа детей (меньше 5): «Дети с ОВЗ» (2 школы). Регион их не увидит."
    )
    assert shown.startswith(
        "Ушли открыто, хотя меньше 5: «Дети, для которых русский язык не родной» (1 школа). "
        "По этим ответам методика считает показатели и группы школ"
    )
    assert small_numbers_told(5, views[1:], one_school=True) == (
        "Скрыты небольшие числа детей (меньше 5): «Дети с ОВЗ». Регион их не увидит.",
    )


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
