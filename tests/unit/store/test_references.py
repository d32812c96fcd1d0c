"""References in the base: every version kept, the newest of each methodology read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.domain.periods import parse_period
from app.domain.reference import Reference
from app.store import organisations, references
from app.store.base import Database

FIRST = Reference(
    "83-2025-2026-kbr-2020-1", "83", "2025/2026", "kbr-2020", 1, 1, date(2025, 10, 20), 12
)
SECOND = replace(FIRST, id="83-2025-2026-kbr-2020-2", version=2)
OTHER = replace(FIRST, id="83-2025-2026-altai-2020-1", methodology="altai-2020")


def test_the_newest_of_each_methodology_is_read(database: Database) -> None:
    with database.transaction() as connection:
        organisations.remember_period(connection, parse_period("2025/2026"))
        for one in (SECOND, OTHER, FIRST):
            references.put(connection, one)
        assert references.of_period(connection, "2025/2026") == [OTHER, SECOND]
        assert references.of_period(connection, "2024/2025") == []
        assert references.newest_version(connection, "83", "2025/2026", "kbr-2020") == 2
        assert references.newest_version(connection, "04", "2025/2026", "kbr-2020") == 0


def test_a_place_is_taken_by_its_id_and_by_its_number(database: Database) -> None:
    with database.transaction() as connection:
        organisations.remember_period(connection, parse_period("2025/2026"))
        references.put(connection, FIRST)
        assert references.in_place_of(connection, replace(FIRST, schools=13)) == FIRST
        assert references.in_place_of(connection, replace(FIRST, id="x")) == FIRST
        assert references.in_place_of(connection, SECOND) is None
