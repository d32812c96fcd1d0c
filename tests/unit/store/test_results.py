"""Results: packed columns come back exactly, the same content adds nothing."""

from __future__ import annotations

import tempfile
from array import array
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.domain.periods import parse_period
from app.domain.results import (
    MISSING,
    NOT_ATTEMPTED,
    Procedure,
    ProcedureKey,
    PupilResults,
    Scale,
    Totals,
)
from app.store import base, columns, organisations, procedures, results
from app.store.base import Database
from tests.unit.store.conftest import SCHOOLS, STAMP

YEAR = "2025/2026"
RUSSIAN, MATH = (ProcedureKey("vpr", YEAR, subject, 5) for subject in ("russian", "math"))
_bytes = st.integers(-2, 127)


@st.composite
def pupil_results(draw: st.DrawFn) -> PupilResults:
    n, width = draw(st.integers(0, 12)), draw(st.integers(0, 4))
    word = st.text(st.characters(blacklist_characters="\n", blacklist_categories=["Cs"]))

    def column(kind: str, values: st.SearchStrategy[int], length: int = n) -> array[int]:
        return array(kind, draw(st.lists(values, min_size=length, max_size=length)))

    def texts() -> tuple[str, ...]:
        return tuple(draw(st.lists(word, min_size=n, max_size=n)))

    return PupilResults(
        codes=texts(),
        classes=texts(),
        statuses=column("b", st.integers(0, 2)),
        totals=column("h", st.integers(-1, 32767)),
        marks=column("b", st.sampled_from([MISSING, 2, 3, 4, 5])),
        previous_marks=column("b", _bytes),
        variants=column("b", _bytes),
        task_max=tuple(draw(st.lists(st.integers(0, 1000), min_size=width, max_size=width))),
        tasks=column("b", st.sampled_from([NOT_ATTEMPTED, MISSING, 0, 1, 100]), n * width),
        sub_points=column("b", _bytes) if draw(st.booleans()) else array("b"),
        shared_codes=draw(st.booleans()),
    )


_count = st.none() | st.integers(0, 10_000_000)
totals = st.builds(
    Totals,
    participants=_count,
    grade_size=_count,
    marks=st.dictionaries(st.sampled_from([2, 3, 4, 5]), st.integers(0, 900)),
    sum_points=_count,
    mean_points=st.none() | st.decimals(0, 100, places=2),
    below=_count,
    mass=_count,
    high=_count,
    histogram=st.lists(st.integers(0, 2000), max_size=40).map(tuple),
)


@given(pupil_results())
def test_packed_columns_come_back_exactly(one: PupilResults) -> None:
    packed = columns.pack(one)
    assert columns.unpack([packed[name] for name in columns.STORED]) == one


@settings(max_examples=25)
@given(pupil_results(), totals)
def test_results_go_through_the_base_unchanged(pupils: PupilResults, whole: Totals) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = _base(Path(folder))
        _put(database, pupils, whole)
        with database.reading() as connection:
            found = results.of_year(connection, YEAR)
        database.close()
    there = (pupils if len(pupils) else None, None if whole == Totals() else whole)
    assert [(one.pupils, one.totals) for one in found] == ([] if there == (None, None) else [there])


def _base(folder: Path) -> Database:
    made = base.create(folder / "base.sqlite")
    with made.transaction() as connection:
        organisations.remember_period(connection, parse_period(YEAR))
        organisations.add(connection, SCHOOLS)
        for key in (RUSSIAN, MATH):
            procedures.put(connection, Procedure(key, Scale(max_points=30, min_3=12)))
    return made


@pytest.fixture
def database(tmp_path: Path) -> object:
    made = _base(tmp_path)
    yield made
    made.close()


def _put(database: Database, *contents: PupilResults | Totals) -> list[bool]:
    new = [results.New(SCHOOLS[0].uid, RUSSIAN, one) for one in contents]
    with database.transaction() as connection:
        return results.put_all(connection, new, STAMP)


def _rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_same_content_adds_nothing(database: Database) -> None:
    assert _put(database, Totals(participants=20)) == [True]
    assert _put(database, Totals(participants=20)) == [False]
    assert _rows(database, "SELECT revision, is_current FROM total_results") == [(1, 1)]


def test_new_content_is_a_new_revision_and_the_old_one_stays(database: Database) -> None:
    for amount in (20, 21, 20):
        assert _put(database, Totals(participants=amount)) == [True]
    rows = _rows(
        database,
        "SELECT revision, is_current, participants, previous_hash, content_hash"
        " FROM total_results ORDER BY revision",
    )
    assert [row[:3] for row in rows] == [(1, 0, 20), (2, 0, 21), (3, 1, 20)]
    assert [row[3] for row in rows] == ["", rows[0][4], rows[1][4]]


def test_results_come_by_school_and_procedure(database: Database) -> None:
    new = [
        results.New(school.uid, key, Totals(participants=n))
        for n, school in enumerate(reversed(SCHOOLS))
        for key in (RUSSIAN, MATH)
    ]
    with database.transaction() as connection:
        results.put_all(connection, new, STAMP)
    with database.reading() as connection:
        found = [
            (one.school, one.procedure.key.subject) for one in results.of_year(connection, YEAR)
        ]
        of_one = results.of_year(connection, YEAR, SCHOOLS[1].uid)
        assert results.of_year(connection, "2024/2025") == []
    assert found == [(one.code, subject) for one in SCHOOLS for subject in ("math", "russian")]
    assert {one.school for one in of_one} == {SCHOOLS[1].code}


def test_only_the_present_of_other_schools_is_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        for n, school in enumerate(SCHOOLS):
            results.put_totals(connection, school.uid, RUSSIAN, Totals(participants=n), STAMP)
        results.put_totals(connection, SCHOOLS[0].uid, RUSSIAN, Totals(participants=9), STAMP)
    with database.reading() as connection:
        found = {one.school: one.totals for one in results.of_year(connection, YEAR)}
    assert [found[one.code] for one in SCHOOLS] == [Totals(participants=n) for n in (9, 1, 2)]


def test_a_procedure_is_replaced_with_its_scale(database: Database) -> None:
    full = Procedure(
        RUSSIAN, Scale(30, 12, 18, 25, 11, 2, 15, 26, source="письмо"), True, "2026-04-14"
    )
    with database.transaction() as connection:
        procedures.put(connection, full)
        assert procedures.of_year(connection, YEAR)[RUSSIAN] == full
        assert list(procedures.of_year(connection, YEAR)) == [MATH, RUSSIAN]


def test_a_procedure_with_results_cannot_be_dropped(database: Database) -> None:
    _put(database, Totals(participants=20))
    with database.transaction() as connection:
        assert not procedures.drop(connection, RUSSIAN)
        assert procedures.drop(connection, MATH)
        assert list(procedures.of_year(connection, YEAR)) == [RUSSIAN]


def test_results_of_an_unknown_procedure_are_a_bug(database: Database) -> None:
    unknown = ProcedureKey("vpr", YEAR, "history", 6)
    with database.transaction() as connection, pytest.raises(KeyError):
        results.put_totals(connection, SCHOOLS[0].uid, unknown, Totals(), STAMP)
