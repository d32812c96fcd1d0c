"""Columns of the base believe nothing: another kind of value than the schema's is damage."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum

import pytest
from sqlalchemy import Column, Integer, LargeBinary, String, Text, select

from app.domain.organisations import OrganisationKind
from app.domain.periods import PeriodKind
from app.domain.results import ProcedureKind
from app.exchange.metadata import PackageType
from app.exchange.organisations import Role, State
from db import meanings, opening
from db.faults import BaseDamaged
from db.meanings import MEANINGS
from db.tables import metadata

COLUMNS = [column for table in metadata.tables.values() for column in table.columns]
OTHERS: dict[type, list[object]] = {
    int: ["слово", 1.5, b"\x01"],
    str: [b"\xff", 7],
    bytes: ["слово", 7],
}


def kind_of(column: Column[object]) -> type:
    if isinstance(column.type, Integer):
        return int
    assert isinstance(column.type, String | Text | LargeBinary)
    return bytes if isinstance(column.type, LargeBinary) else str


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[opening.Database]:
    """A base whose columns take anything."""
    path = tmp_path_factory.mktemp("base") / "base.sqlite"
    opening.open(path, create=True).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        tables = list(metadata.tables.values())
        for table in tables:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            connection.execute(f'DROP TABLE "{table.name}"')
            connection.execute(f'CREATE TABLE "{table.name}" ({columns})')
    database = opening.open(path)
    yield database
    database.close()


@pytest.mark.parametrize("column", COLUMNS, ids=[f"{one.table.name}.{one.name}" for one in COLUMNS])
def test_a_value_of_another_kind_is_damage(empty: opening.Database, column) -> None:
    for value in [*OTHERS[kind_of(column)], *([] if column.nullable else [None])]:
        with pytest.raises(BaseDamaged):
            read_back(empty, column, value)


def read_back(database: opening.Database, column: Column[object], value: object) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql(
            f'INSERT INTO "{column.table.name}" ("{column.name}") VALUES (?)', (value,)
        )
        connection.execute(select(column)).all()


MEANT = [one for one in COLUMNS if f"{one.table.name}.{one.name}" in MEANINGS]


@pytest.mark.parametrize("column", MEANT, ids=[f"{one.table.name}.{one.name}" for one in MEANT])
@pytest.mark.parametrize("value", ["xx", "2025-13-40T00:00:00", "{}", "Ф" * 5000, " "])
def test_a_text_that_nobody_can_have_written_is_damage(
    empty: opening.Database, column, value: str
) -> None:
    with pytest.raises(BaseDamaged):
        read_back(empty, column, value)


def test_every_meaning_belongs_to_a_column() -> None:
    assert len(MEANT) == len(MEANINGS)


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (meanings.ORGANISATIONS, OrganisationKind), (meanings.PERIODS, PeriodKind),
        (meanings.PROCEDURES, ProcedureKind), (meanings.ROLES, Role),
        (meanings.KEY_STATES, State), (meanings.PACKAGES, PackageType),
    ],
)  # fmt: skip
def test_the_words_of_the_base_are_those_of_the_program(
    words: meanings.Words, known: type[StrEnum]
) -> None:
    assert words.words == {one.value for one in known}
