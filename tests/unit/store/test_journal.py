"""The journal: what was done, chained so that tampering shows."""

from __future__ import annotations

import pytest

from app.store import journal
from app.store.base import Database
from tests.unit.store.conftest import STAMP


def _written(database: Database, amount: int = 5) -> None:
    with database.transaction() as connection:
        for n in range(amount):
            journal.write(connection, STAMP, "edit", f"школа {n}", {"n": n})


def _first_break(database: Database) -> int | None:
    with database.reading() as connection:
        return journal.first_break(connection)


def test_an_untouched_journal_is_whole(database: Database) -> None:
    assert _first_break(database) is None
    _written(database)
    assert _first_break(database) is None


def test_lines_come_back_as_they_were_written(database: Database) -> None:
    _written(database, 2)
    with database.transaction() as connection:
        journal.write(connection, STAMP, "export", "пакет", {"sequence": 1})
    with database.reading() as connection:
        found = journal.entries(connection)
        exported = journal.entries(connection, "export")
    assert [one.subject for one in found] == ["школа 0", "школа 1", "пакет"]
    assert [(one.action, one.details, one.at) for one in exported] == [
        ("export", {"sequence": 1}, STAMP.at)
    ]


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal SET details='{\"n\":9}' WHERE id=3",
        "UPDATE journal SET subject='другая' WHERE id=3",
        "UPDATE journal SET at='2020-01-01T00:00:00.000+00:00' WHERE id=3",
        "UPDATE journal SET action='import' WHERE id=3",
        "UPDATE journal SET installation='x' WHERE id=3",
        "UPDATE journal SET hash='00' WHERE id=3",
        "UPDATE journal SET previous_hash='00' WHERE id=3",
        "DELETE FROM journal WHERE id=3",
    ],
)
def test_a_line_that_was_touched_breaks_the_chain_there(database: Database, tampering: str) -> None:
    _written(database)
    with database.transaction() as connection:
        connection.exec_driver_sql(tampering)
    assert _first_break(database) == 3


def test_lines_put_in_another_order_break_the_chain(database: Database) -> None:
    _written(database)
    with database.transaction() as connection:
        for old, new in ((2, 99), (4, 2), (99, 4)):
            connection.exec_driver_sql(f"UPDATE journal SET id={new} WHERE id={old}")
    assert _first_break(database) == 2


def test_a_deed_that_failed_leaves_no_line(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as connection:
            journal.write(connection, STAMP, "edit", "школа", {})
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - our own
        fail()
    with database.reading() as connection:
        assert journal.entries(connection) == []
