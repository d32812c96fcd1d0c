"""Raw answers become typed ones; what is refused is kept, named and harms nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.answers import Row, to_json
from app.domain.issues import Severity
from app.domain.reading import RawAnswers, RawRow, Reading, raw_of, read_answers
from tests.unit.domain.sample_form import FORM


def read(**values: object) -> Reading:
    return read_answers(FORM, RawAnswers(values))


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(issue.place.field, issue.code) for issue in reading.issues]


def test_good_answers_are_taken_without_a_word() -> None:
    reading = read(pupils="1\u00a0012", single=204.0, place="с.", school=21304, speed="50,5")
    assert reading.issues == ()
    assert reading.answers.values == {
        "pupils": 1012, "single": 204, "place": "rural", "school": "021304",
        "speed": Decimal("50.5"),
    }  # fmt: skip


def test_a_percent_where_a_count_is_asked_is_refused_and_its_text_kept() -> None:
    reading = read(pupils=14, single="36%")
    assert codes(reading) == [("single", "percent_for_count")]
    assert reading.answers.values == {"pupils": 14}
    assert reading.answers.refused == {"single": "36%"}
    assert reading.issues[0].severity is Severity.ERROR


def test_a_part_above_its_whole_is_reported_at_the_part() -> None:
    reading = read(pupils=152, higher=155, single=27)
    assert codes(reading) == [("higher", "part_above_whole")]
    assert "155" in reading.issues[0].message
    assert "152" in reading.issues[0].message
    assert reading.answers.values == {"pupils": 152, "single": 27}


def test_a_refused_whole_accuses_no_part() -> None:
    assert codes(read(pupils="много", higher=155)) == [("pupils", "not_a_number")]


def test_nothing_is_stored_for_no_data() -> None:
    reading = read(pupils="н/д", single="-", remote=None, speed="нет данных")
    assert (reading.answers.values, reading.answers.refused, reading.issues) == ({}, {}, ())


def test_rows_that_say_nothing_are_dropped_and_new_rows_get_lasting_numbers() -> None:
    rows = [
        RawRow("7", {"position": "Учитель"}),
        RawRow("", {"position": "", "rate": None}),
        RawRow("", {"position": "Логопед", "rate": "0,5"}),
    ]
    reading = read_answers(FORM, RawAnswers(tables={"staff": rows}))
    assert reading.answers.rows("staff") == (
        Row("7", {"position": "Учитель"}),
        Row("9", {"position": "Логопед", "rate": Decimal("0.5")}),
    )


def test_a_refused_cell_of_a_row_is_named_by_row_and_key() -> None:
    rows = [RawRow("", {"position": "Учитель"}), RawRow("5", {"rate": "11"})]
    reading = read_answers(FORM, RawAnswers(tables={"staff": rows}))
    place = reading.issues[0].place
    assert (place.table, place.row, place.key, place.field) == ("staff", 1, "5", "rate")
    assert reading.answers.refused == {"staff.5.rate": "11"}
    assert reading.answers.rows("staff")[1] == Row("5", {})


def test_fixed_rows_come_out_in_the_forms_order_with_their_own_numbers() -> None:
    rows = [RawRow("g2", {"children": "x"}), RawRow("g1", {"children": 5, "boys": 9})]
    reading = read_answers(FORM, RawAnswers(tables={"grades": rows}))
    assert [row.key for row in reading.answers.rows("grades")] == ["g1", "g2"]
    assert [(one.place.row, one.code) for one in reading.issues] == [
        (0, "part_above_whole"),
        (1, "not_a_number"),
    ]


@pytest.mark.parametrize(
    "tables",
    [{"grades": [RawRow("g9", {"children": 1})]}, {"nobody": [RawRow("", {})]},
     {"staff": [RawRow("1", {"nobody": 1})]}, {"staff": [RawRow("1", {}), RawRow("1", {})]}],
)  # fmt: skip
def test_unknown_codes_and_double_rows_are_a_bug_not_an_issue(
    tables: dict[str, list[RawRow]],
) -> None:
    with pytest.raises(KeyError):
        read_answers(FORM, RawAnswers(tables=tables))


odd = st.sampled_from(["36%", "н/д", "с.", "1 000", "20.09.2025", "ежеквартально"])
cells = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9999), st.floats(), st.text(max_size=6), odd
)
raws = st.builds(
    RawAnswers,
    st.dictionaries(st.sampled_from(sorted(FORM.fields)), cells),
    st.fixed_dictionaries(
        {},
        optional={
            "grades": st.permutations(["g1", "g2"]).flatmap(
                lambda keys: st.tuples(
                    *(st.builds(RawRow, st.just(key), st.fixed_dictionaries(
                        {"children": cells, "boys": cells})) for key in keys)
                )
            ),
            "staff": st.lists(st.builds(RawRow, st.just(""), st.fixed_dictionaries(
                {"position": cells, "rate": cells})), max_size=4),
        },
    ),
    st.dictionaries(st.just("families@single"), st.text(max_size=6)),
)  # fmt: skip


@given(raws)
@example(RawAnswers({}, {"staff": [RawRow("", {"rate": 1e-07})]}))
def test_whatever_is_typed_is_kept_and_reading_it_again_changes_nothing(raw: RawAnswers) -> None:
    first = read_answers(FORM, raw)
    again = read_answers(FORM, raw_of(first.answers))
    assert again.answers == first.answers
    assert {(one.code, one.place.key, one.place.field) for one in again.issues} == {
        (one.code, one.place.key, one.place.field) for one in first.issues
    }
    assert len(first.issues) == len(first.answers.refused)
    to_json(FORM, first.answers).encode("utf-8")
