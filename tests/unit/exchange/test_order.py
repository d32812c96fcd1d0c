"""The order of packages: duplicates, late ones, gaps, repeated numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.exchange.verifying import verify
from tests.unit.exchange.world import OTHER, REGION, Memory, accepted, packed, world

ID = "0c5f9c1e-0000-4000-8000-{:012}"


class Row:
    """A school's packages, each following the one before it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.memory = folder, Memory()
        self.previous: str | None = None
        for number in range(1, 6):
            self.write(number, sequence=number)

    def write(self, number: int, name: str = "", **changes: Any) -> None:
        usual = {"package_id": ID.format(number), "previous_sha256": self.previous}
        path = self.folder / f"{name or number}.asice"
        written = packed(path, **(usual | changes))
        if not name:
            self.previous = written.manifest_sha256

    def receive(self, name: int | str) -> tuple[str | None, list[str]]:
        """(code, warnings); what is valid is remembered."""
        path = self.folder / f"{name}.asice"
        verdict, package = verify(path, world().trust(received=self.memory))
        if package is not None:
            self.memory.remember(package)
        return verdict.code, [code for code, _ in verdict.warnings]

    def manifest(self, number: int) -> str:
        return accepted(self.folder / f"{number}.asice").manifest_sha256


@pytest.fixture
def row(tmp_path: Path) -> Row:
    return Row(tmp_path)


def test_packages_in_their_order_are_valid_without_a_word(row: Row) -> None:
    assert [row.receive(number) for number in (1, 2, 3)] == [(None, [])] * 3


def test_the_same_package_again_is_a_duplicate(row: Row) -> None:
    row.receive(1)
    row.receive(2)
    assert row.receive(1) == (None, ["DUP"])


def test_a_missing_package_is_noticed_and_may_come_late(row: Row) -> None:
    row.receive(1)
    assert row.receive(4) == (None, ["W_SEQUENCE_GAP"])
    assert row.receive(3) == (None, ["W_LATE"])
    assert row.receive(2) == (None, ["W_LATE"])
    assert row.receive(5) == (None, [])


def test_a_first_package_with_a_high_number_is_a_gap(row: Row) -> None:
    assert row.receive(3) == (None, ["W_SEQUENCE_GAP"])


def test_a_known_id_with_other_content_is_refused(row: Row) -> None:
    row.receive(1)
    row.write(1, "again", sequence=2, previous_sha256=row.manifest(1), period="2024/2025")
    assert row.receive("again") == ("E_ID_REUSED", [])


def test_a_known_number_with_other_content_is_refused(row: Row) -> None:
    for number in (1, 2, 3):
        row.receive(number)
    for sequence in (2, 3):
        previous = row.manifest(sequence - 1)
        row.write(77, "other", sequence=sequence, previous_sha256=previous)
        assert row.receive("other") == ("E_REPLAY_OLD", [])


def test_a_late_package_that_does_not_fit_is_refused(row: Row) -> None:
    row.receive(1)
    row.receive(3)
    row.write(77, "misfit", sequence=2, previous_sha256=row.manifest(1))
    assert row.receive("misfit") == ("E_REPLAY_OLD", [])
    row.write(78, "misfit", sequence=2, previous_sha256="0" * 64)
    assert row.receive("misfit") == ("E_REPLAY_OLD", [])
    assert row.receive(2) == (None, ["W_LATE"])


def test_a_next_package_that_does_not_follow_the_last_is_refused(row: Row) -> None:
    row.receive(1)
    row.write(77, "fork", sequence=2, previous_sha256="0" * 64)
    assert row.receive("fork") == ("E_REPLAY_OLD", [])


def test_rows_to_other_recipients_are_counted_apart(row: Row) -> None:
    row.receive(1)
    row.write(77, "to other", sequence=1, previous_sha256=None, recipient=OTHER.uid)
    assert row.receive("to other") == (None, [])
    assert row.receive(2) == (None, [])


def test_a_school_without_a_ledger_of_received_packages_checks_no_order(row: Row) -> None:
    assert REGION.uid == accepted(row.folder / "5.asice").meta.recipient
