"""The same store serves PostgreSQL: every statement compiles for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql import ClauseElement

from app.domain.records import RecordKey
from app.domain.results import Procedure, ProcedureKey
from app.services import demonstrating
from app.store import journal, organisations, packages, procedures, records, references
from app.store.base import Database
from db.tables import metadata
from tests.unit.store.conftest import SCHOOLS
from tests.unit.store.test_references import FIRST as REFERENCE

DIALECT: Any = postgresql.dialect()


def _the_rest(database: Database) -> None:
    """What the demonstration does not ask of the store."""
    key = RecordKey(SCHOOLS[0].uid, "staff", "2025/2026", SCHOOLS[0].uid)
    procedure = ProcedureKey("vpr", "2025/2026", "history", 6)
    with database.transaction() as connection:
        records.history(connection, key)
        procedures.put(connection, Procedure(procedure))
        procedures.drop(connection, procedure)
        organisations.taken(connection, SCHOOLS[0])
        organisations.change(connection, SCHOOLS[0])
        organisations.by_code(connection, "021301")
        organisations.periods(connection)
        references.in_place_of(connection, REFERENCE)
        references.newest_version(connection, "83", "2025/2026", "kbr-2020")
        journal.first_break(connection)
        journal.entries(connection, "edit")
        packages.set_key_state(connection, "a", "revoked", "2026")
        packages.answer(connection, "p", "accepted", {})


def test_every_statement_of_the_store_compiles_for_postgresql(
    tmp_path: Path, database: Database
) -> None:
    seen: dict[str, ClauseElement] = {}

    def remember(_connection: object, statement: object, *_more: object) -> None:
        if isinstance(statement, ClauseElement):
            seen.setdefault(str(statement), statement)

    event.listen(Engine, "before_execute", remember)
    try:
        demonstrating.demonstrate(tmp_path / "demo", lambda *_: None)
        _the_rest(database)
    finally:
        event.remove(Engine, "before_execute", remember)
    assert len(seen) > 40
    for statement in seen.values():
        compiled = str(statement.compile(dialect=DIALECT))
        assert "INSERT OR" not in compiled


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_every_table_can_be_made_in_postgresql(name: str) -> None:
    table = metadata.tables[name]
    assert f"CREATE TABLE {name}" in str(CreateTable(table).compile(dialect=DIALECT))
    for index in table.indexes:
        assert "CREATE" in str(CreateIndex(index).compile(dialect=DIALECT))
