"""Rules speak only over what was answered; a refused cell silences those that need it."""

from __future__ import annotations

from app.domain.answers import Answers
from app.domain.issues import Issue, Severity
from app.domain.reading import RawAnswers, RawRow, read_answers
from app.domain.rules import (
    broken_rules,
    explained,
    explanation_key,
    missing_answers,
    operands,
    visible_codes,
)
from tests.unit.domain.sample_form import FORM


def answers(tables: dict[str, list[RawRow]] | None = None, **values: object) -> Answers:
    return read_answers(FORM, RawAnswers(values, tables or {})).answers


def broken(tables: dict[str, list[RawRow]] | None = None, **values: object) -> list[Issue]:
    return broken_rules(FORM, answers(tables, **values))


def grades(*children: object) -> dict[str, list[RawRow]]:
    rows = [RawRow(f"g{n}", {"children": one}) for n, one in enumerate(children, 1)]
    return {"grades": rows}


def staff(**cells: object) -> dict[str, list[RawRow]]:
    return {"staff": [RawRow("4", cells)]}


def test_a_broken_rule_tells_the_answers_and_stands_at_its_field() -> None:
    (issue,) = broken(pupils=100, single=60, higher=50)
    assert (issue.code, issue.severity, issue.place.field) == (
        "families",
        Severity.ERROR,
        "single",
    )
    assert issue.message == "Вместе 110, а детей 100."


def test_an_empty_answer_keeps_a_rule_silent() -> None:
    assert broken(pupils=100, single=60) == []
    assert broken(single=60, higher=50) == []


def test_a_refused_answer_keeps_every_rule_that_depends_on_it_silent() -> None:
    assert broken(pupils=100, single="36%", higher=100) == []
    assert broken(grades("x", 5), pupils=100) == []
    assert broken({"staff": [RawRow("1", {"rate": "x"})]}, pupils=1) == []


def test_a_rule_over_a_column_stands_at_its_cell() -> None:
    (issue,) = broken(grades(40, None), pupils=100)
    assert issue.message == "По классам 40, всего 100."
    assert (issue.place.table, issue.place.row, issue.place.key, issue.place.field) == (
        "grades",
        0,
        "g1",
        "children",
    )
    assert broken(pupils=100) == []


def test_a_rule_of_rows_is_asked_of_each_row() -> None:
    rows = [RawRow("1", {"position": "А", "rate": "2"}), RawRow("4", {"position": "Б", "rate": 3})]
    (issue,) = broken({"staff": rows}, pupils=7)
    assert (issue.place.row, issue.place.key, issue.place.field) == (1, "4", "rate")
    assert issue.message == "Должность Б: ставок 3, это много. Всего детей 7."


def test_a_refused_cell_silences_a_rule_in_its_own_row_only() -> None:
    rows = [RawRow("1", {"rate": "x"}), RawRow("2", {"rate": "3"})]
    assert [issue.place.key for issue in broken({"staff": rows})] == ["2"]


def test_an_empty_insert_is_shown_as_dots() -> None:
    (issue,) = broken(staff(rate=3))
    assert issue.message == "Должность …: ставок 3, это много. Всего детей …."


def test_a_hidden_question_is_not_missed() -> None:
    assert "remote_reason" not in visible_codes(FORM, answers())
    assert "remote_reason" not in visible_codes(FORM, answers(remote="нет"))
    assert "remote_reason" in visible_codes(FORM, answers(remote="да"))


def test_required_answers_that_are_asked_and_empty_become_queries() -> None:
    found = missing_answers(FORM, answers(staff(rate=1), remote="да"))
    places = [(issue.place.table, issue.place.key, issue.place.field) for issue in found]
    assert places == [("", "", "pupils"), ("", "", "remote_reason"), ("staff", "4", "position")]
    assert {issue.severity for issue in found} == {Severity.QUERY}


def test_a_refused_answer_is_not_called_missing_as_well() -> None:
    assert missing_answers(FORM, answers(pupils="много")) == []


def test_an_explained_query_becomes_a_note_and_an_error_stays() -> None:
    state = answers(grades(40, None), pupils=50, single=30, higher=30)
    issues = broken_rules(FORM, state)
    said = Answers(
        state.values,
        state.tables,
        explanations={explanation_key(issue): "так и есть" for issue in issues},
    )
    severities = {issue.code: issue.severity for issue in explained(issues, said)}
    assert severities == {"families": Severity.ERROR, "grades_sum": Severity.NOTE}
    note = next(one for one in explained(issues, said) if one.severity is Severity.NOTE)
    assert note.message.endswith("Пояснение школы: так и есть")


def test_an_explanation_belongs_to_one_row() -> None:
    rows = [RawRow("1", {"rate": "3"}), RawRow("2", {"rate": "4"})]
    keys = [explanation_key(issue) for issue in broken({"staff": rows})]
    assert keys == ["whole_rate@staff.1.rate", "whole_rate@staff.2.rate"]


def test_a_column_of_fixed_rows_counts_untouched_rows_as_empty() -> None:
    seen = operands(FORM, answers(grades(5)))
    assert seen["grades.children"] == [5, None]
    assert seen["grades.g1.children"] == 5
    assert "grades.g2.children" not in seen
