"""The register of keys and the ledgers of packages received and sent."""

from __future__ import annotations

from dataclasses import replace

from app.store import packages
from app.store.base import Database
from app.store.packages import EnrolledKey, ReceivedPackage, SentPackage

KEY = EnrolledKey(
    fingerprint="a" * 64,
    key="b" * 64,
    organisation_uid="u1",
    organisation_name="Школа",
    role="school",
    ogrn="",
    serial="123456789012345678901234567890",
    valid_from="2025-09-01T00:00:00+00:00",
    valid_to="2027-09-01T00:00:00+00:00",
    state="active",
    changed_at="2025-09-01T00:00:00+00:00",
)
RECEIVED = ReceivedPackage(
    manifest_sha256="m1",
    package_id="p1",
    package_type="submission",
    sender_uid="u1",
    key="b" * 64,
    recipient="r1",
    sequence=1,
    previous_sha256="",
    file_sha256="f1",
    created_at="2026-03-02T09:30:15+00:00",
    received_at="2026-03-03T09:30:15+00:00",
    late=False,
    meta={"period": "2025/2026"},
)
SENT = SentPackage("p1", "m1", "u1", "2025/2026", "2026-03-02T09:30:15+00:00", "exported", {})


def test_the_register_keeps_every_certificate_and_its_state(database: Database) -> None:
    later = replace(KEY, fingerprint="c" * 64)
    with database.transaction() as connection:
        packages.enrol(connection, KEY)
        packages.enrol(connection, later)
        assert packages.set_key_state(connection, KEY.fingerprint, "revoked", "2026")
        assert not packages.set_key_state(connection, "unknown", "revoked", "2026")
        assert packages.keys(connection) == (
            replace(KEY, state="revoked", changed_at="2026"),
            later,
        )


def test_one_certificate_is_found_by_its_print(database: Database) -> None:
    with database.transaction() as connection:
        packages.enrol(connection, KEY)
        assert packages.key(connection, KEY.fingerprint) == KEY
        assert packages.key(connection, "unknown") is None


def test_receipts_are_counted_sender_by_sender(database: Database) -> None:
    other = replace(RECEIVED, manifest_sha256="m2", package_id="p2", sender_uid="u2")
    with database.transaction() as connection:
        for one in (RECEIVED, other):
            packages.receive(connection, one)
        assert packages.answered(connection, "u1") == 0
        packages.keep_receipt(connection, "m1", b"receipt")
        assert [packages.answered(connection, uid) for uid in ("u1", "u2")] == [1, 0]


def test_an_accepted_package_is_found_in_every_way(database: Database) -> None:
    with database.transaction() as connection:
        packages.receive(connection, RECEIVED)
        assert packages.received(connection) == (RECEIVED,)
        assert packages.received_by_manifest(connection, "m1") == RECEIVED
        assert packages.received_by_id(connection, "p1") == RECEIVED
        assert packages.received_in_order(connection, RECEIVED.key, "r1", 1) == RECEIVED
        assert packages.last_received(connection, RECEIVED.key, "r1") == RECEIVED
        assert packages.received_by_manifest(connection, "m2") is None
        assert packages.received_by_id(connection, "p2") is None
        assert packages.received_in_order(connection, RECEIVED.key, "r1", 2) is None
        assert packages.last_received(connection, "other key", "r1") is None


def test_the_last_of_a_row_is_the_greatest_number_not_the_latest_arrival(
    database: Database,
) -> None:
    third = replace(RECEIVED, manifest_sha256="m3", package_id="p3", sequence=3)
    second = replace(RECEIVED, manifest_sha256="m2", package_id="p2", sequence=2, late=True)
    elsewhere = replace(RECEIVED, manifest_sha256="m9", package_id="p9", sequence=9, key="other")
    with database.transaction() as connection:
        for one in (RECEIVED, third, second, elsewhere):
            packages.receive(connection, one)
        assert packages.last_received(connection, RECEIVED.key, "r1") == third
        assert packages.received(connection) == (RECEIVED, third, second, elsewhere)


def test_a_receipt_is_kept_byte_for_byte(database: Database) -> None:
    with database.transaction() as connection:
        packages.receive(connection, RECEIVED)
        packages.keep_receipt(connection, "m1", b"\x00receipt\xff")
        assert packages.received(connection)[0].receipt == b"\x00receipt\xff"


def test_what_was_sent_learns_what_became_of_it(database: Database) -> None:
    with database.transaction() as connection:
        assert not packages.is_sent(connection, "p1")
        packages.send(connection, SENT)
        assert packages.is_sent(connection, "p1")
        assert packages.answer(connection, "p1", "accepted", {"signer": "Регион"})
        assert not packages.answer(connection, "unknown", "accepted", {})
        assert packages.sent(connection) == (
            replace(SENT, state="accepted", receipt={"signer": "Регион"}),
        )
