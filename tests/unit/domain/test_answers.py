"""Canonical JSON of answers: one text for one state, readable by later versions of the form."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import Answers, Row, from_json, present_address, to_json
from app.domain.deadlines import Deadline, DeadlineKind
from app.domain.fields import Value
from tests.unit.domain.sample_form import FORM

plain = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
Cells = st.SearchStrategy[dict[str, Any]]
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "pupils": st.integers(1, 5000),
    "single": st.integers(0, 10),
    "remote": st.booleans(),
    "remote_reason": plain,
    "speed": st.decimals(0, 10**6, places=2),
    "school": st.from_regex(r"\A[0-9]{6}\Z"),
    "place": st.sampled_from(["rural", "urban"]),
    "on": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    "until": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(
        lambda day: Deadline(DeadlineKind.BY, end=day)
    ),
}
values = st.fixed_dictionaries({}, optional=_VALUES)
grade: Cells = st.fixed_dictionaries({}, optional={"children": st.integers(0, 99)})
post: Cells = st.fixed_dictionaries(
    {}, optional={"position": plain, "rate": st.decimals(0, 10, places=1)}
)
tables = st.fixed_dictionaries(
    {},
    optional={
        "grades": st.tuples(grade, grade).map(
            lambda rows: tuple(Row(f"g{n}", row) for n, row in enumerate(rows, 1))
        ),
        "staff": st.lists(post, min_size=1, max_size=4).map(
            lambda rows: tuple(Row(str(n), row) for n, row in enumerate(rows, 1))
        ),
    },
)
answers = st.builds(
    Answers,
    values,
    tables,
    st.dictionaries(st.sampled_from(["single", "staff.1.rate"]), plain),
    st.dictionaries(st.sampled_from(["families@single"]), plain),
)


@given(answers)
def test_json_and_back_are_the_same_answers_and_the_same_bytes(given_answers: Answers) -> None:
    text = to_json(FORM, given_answers)
    again = from_json(FORM, text)
    assert again == given_answers
    assert to_json(FORM, again).encode() == text.encode()


@given(values)
def test_the_order_of_typing_does_not_show(given_values: dict[str, Value]) -> None:
    turned = dict(reversed(list(given_values.items())))
    assert to_json(FORM, Answers(given_values)) == to_json(FORM, Answers(turned))


def test_the_canonical_text_is_what_packages_carry() -> None:
    state = Answers(
        {"speed": Decimal("35.5"), "pupils": 12},
        {"grades": (Row("g1", {"children": 12}),), "staff": ()},
    )
    assert to_json(FORM, state) == (
        '{"tables":{"grades":[{"#":"g1","children":12}]},"values":{"pupils":12,"speed":"35.5"}}'
    )
    assert to_json(FORM, Answers()) == "{}"


def test_answers_of_an_earlier_version_follow_renamed_codes_and_drop_removed_ones() -> None:
    old = {
        "values": {"children": 40, "old_question": "x"},
        "tables": {"people": [{"#": "1", "name": "Учитель", "old_column": 3, "rate": "0.5"}]},
        "refused": {"children": "много", "people.1.name": "?", "old_question": "y"},
    }
    now = from_json(FORM, json.dumps(old))
    assert now.values == {"pupils": 40}
    assert now.rows("staff") == (Row("1", {"position": "Учитель", "rate": Decimal("0.5")}),)
    assert now.refused == {"pupils": "много", "staff.1.position": "?"}


def test_a_column_is_not_renamed_because_a_question_of_that_name_is() -> None:
    assert present_address(FORM, "grades.g1.children") == "grades.g1.children"
    assert present_address(FORM, "children") == "pupils"
    assert present_address(FORM, "staff.old_column") is None


@pytest.mark.parametrize(
    "text",
    ["[]", "null", "1", "{", '{"values":[]}', '{"values":{"nobody":1}}', '{"valeus":{}}',
     '{"values":{"pupils":"12"}}', '{"values":{"pupils":NaN}}', '{"values":{"speed":1.5}}',
     '{"tables":{"nobody":[]}}', '{"tables":{"grades":[{"children":1}]}}',
     '{"tables":{"grades":[{"#":"g9"}]}}', '{"tables":{"staff":[{"#":1}]}}',
     '{"tables":{"staff":[{"#":"1"},{"#":"1"}]}}', '{"tables":{"staff":"x"}}',
     '{"refused":{"pupils":1}}', '{"refused":{"nobody":"x"}}',
     '{"refused":{"staff.1.nobody":"x"}}', '{"explanations":["x"]}', "[" * 100_000],
)  # fmt: skip
def test_foreign_or_broken_json_is_refused_and_never_half_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        from_json(FORM, text)


@given(
    st.recursive(
        st.none() | st.integers() | plain,
        lambda part: (
            st.lists(part)
            | st.dictionaries(
                st.sampled_from(["values", "tables", "refused", "pupils", "staff", "#", "rate"]),
                part,
            )
        ),
    )
)
def test_any_json_at_all_is_read_or_refused(parts: object) -> None:
    try:
        read = from_json(FORM, json.dumps(parts))
    except ValueError:
        return
    assert to_json(FORM, read)
