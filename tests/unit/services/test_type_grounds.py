"""The checklist of table 1 stands beside the type it belongs to, and decides nothing (F12, А-5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.class_rules import AllOf
from app.domain.indices import ClassRow, State
from app.domain.methodology import Methodology
from app.domain.reading import RawAnswers, RawRow
from app.services.calculating import calculate
from app.services.catalogue import FormCatalogue
from app.services.methodologies import MethodologyCatalogue
from tests.unit.services.regions import PERIOD, region, save, schools


def types(code: str = "kbr-2020") -> dict[str, AllOf]:
    methodology: Methodology = MethodologyCatalogue().methodology(code)
    return {r.code: r for r in methodology.classes if isinstance(r, AllOf) and r.is_type}


def rows_of(found: list[str]) -> set[str]:
    return {path.split(".")[2] for path in found}


def test_every_criterion_belongs_to_a_type_and_every_type_has_criteria() -> None:
    (table,) = FormCatalogue().form("school_type_criteria").tables
    mapped = {code: rows_of(list(rule.criteria)) for code, rule in types().items()}
    assert all(mapped.values())
    assert set.union(*mapped.values()) == {row.code for row in table.rows}
    assert "negative_culture" in mapped["deprived_urban"] - mapped["deprived_rural"]
    assert "support_sources" in mapped["deprived_rural"] - mapped["deprived_urban"]
    assert mapped["mixed_language"] == {
        "cultures", "migration_status", "foreign_tongue", "many_low", "parents_education",
    }  # fmt: skip


@pytest.mark.parametrize("code", MethodologyCatalogue().codes())
def test_all_regions_know_the_same_criteria(code: str) -> None:
    known = {code: rule.criteria for code, rule in types().items()}
    assert {code: rule.criteria for code, rule in types(code).items()} == known


def test_answers_given_to_the_first_version_of_the_checklist_are_kept() -> None:
    catalogue = FormCatalogue()
    old, new = (catalogue.form("school_type_criteria", version) for version in (1, 2))
    first, second = ({row.code for row in one.tables[0].rows} for one in (old, new))
    assert first < second


def confirmed(folder: Path, marks: dict[str, str]) -> tuple[ClassRow, ClassRow]:
    """A confirmed type of one school, and a type it is not."""
    with region(folder, amount=12) as context:
        found = calculate(context, PERIOD).classes
        own = next(
            r.school for r in found if r.class_code == "deprived_urban" and r.state is State.IN
        )
        (one,) = [school for school in schools(12) if school.code == own]
        rows = [RawRow(code, {"present": said}) for code, said in marks.items()]
        save(context, one, "school_type_criteria", RawAnswers(tables={"checklist": rows}))
        rows_after = [row for row in calculate(context, PERIOD).classes if row.school == own]
    by_class = {row.class_code: row for row in rows_after}
    return by_class["deprived_urban"], by_class["deprived_rural"]


def test_a_confirmed_type_tells_what_was_marked_and_what_nobody_looked_at(tmp_path: Path) -> None:
    marks = {"low_income": "да", "resources": "да", "no_demand": "нет", "isolation": "да"}
    row, other = confirmed(tmp_path, marks)
    assert "Отмечены критерии: 2 из 11 (низкий социально-экономический уровень семей, " in (
        row.because
    )
    assert "не отмечены: отсутствие запроса на образование;" in row.because
    assert "ещё не просмотрены: низкий образовательный уровень родителей, " in row.because
    assert "изолированность" not in row.because.lower()
    assert "школы, функционирующие в сложных социальных условиях" in row.because
    assert "критерии" not in other.because


def test_a_checklist_nobody_opened_is_told_as_waiting(tmp_path: Path) -> None:
    row, _ = confirmed(tmp_path, {})
    assert "Критерии этого типа (11) школа ещё не просматривала" in row.because
