"""What is odd without being wrong is shown kindly (DOMAIN 8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.answers import Answers
from app.domain.indices import ClassRow, State
from app.domain.issues import Severity
from app.domain.paradoxes import odd_answers
from app.domain.reading import RawAnswers
from app.domain.results import Totals
from app.services.checking import check
from tests.unit.analysis.results import with_totals
from tests.unit.services.calculations import calculation, passport
from tests.unit.services.regions import region, save, schools


def said(locality: str, higher: int) -> list[str]:
    answers = {
        "social_passport": passport(100, higher, 0, 0),
        "passport": Answers({"locality": locality}),
    }
    return [issue.message for issue in odd_answers(answers)]


def test_many_highly_educated_parents_in_a_village_are_worth_a_look() -> None:
    (sentence,) = said("rural", 81)
    assert "Обратите внимание: у 81,0\u00a0% детей" in sentence
    assert "81 из 100" in sentence
    assert said("rural", 80) == said("urban", 95) == []
    assert list(odd_answers({"social_passport": passport(100, 95, 0, 0)})) == []


def test_the_note_stands_among_the_issues_and_blocks_nothing(tmp_path: Path) -> None:
    with region(tmp_path, amount=1) as context:
        raw = {"pupils_total": "100", "parents_higher": "90", "single_parent": "1"}
        save(context, schools(1)[0], "social_passport", RawAnswers(raw))
        (issue,) = [one for one in check(context) if one.code == "higher_education_in_village"]
    assert (issue.severity, issue.place.field) == (Severity.NOTE, "parents_higher")


def rows(twos: dict[str, int]) -> dict[tuple[str, str], ClassRow]:
    """Eight schools, each better off than the one before; «2» of ten in both subjects by school."""
    codes = [f"{n:02}" for n in range(1, 9)]
    results = [
        with_totals(
            subject,
            Totals(
                participants=20, marks={2: twos.get(code, 0), 3: 20 - twos.get(code, 0), 4: 0, 5: 0}
            ),
            code,
        )
        for code in codes
        for subject in ("math", "russian")
    ]
    passports = {code: passport(100, n, 0, 0) for n, code in enumerate(codes)}
    found = calculation(*results, passports=passports).classes
    return {(row.school, row.class_code): row for row in found}


@pytest.mark.parametrize(("school", "note"), [("01", "lowest_group"), ("08", "low_results")])
def test_either_sign_without_the_other_is_pointed_out(school: str, note: str) -> None:
    found = rows({"02": 10, "08": 10})
    row = found[school, note]
    assert row.state is State.IN
    assert "Обратите внимание" in row.because
    other = {"lowest_group", "low_results"} - {note}
    assert "Обратите внимание" not in found[school, other.pop()].because
    # both signs together, or none of them, are nothing odd
    for code in ("02", "05"):
        assert "Обратите внимание" not in found[code, "lowest_group"].because
        assert "Обратите внимание" not in found[code, "low_results"].because
