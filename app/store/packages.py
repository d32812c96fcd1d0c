"""The region's register of keys, the packages received (with their receipts) and those sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from app.domain.answers import canonical
from db.faults import from_row
from db.tables import enrolled_key, received_package, sent_package


@dataclass(frozen=True, slots=True)
class EnrolledKey:
    """A certificate the region has issued; instants are ISO texts."""

    fingerprint: str
    """SHA-256 of the certificate, hex."""
    key: str
    """SHA-256 of the public key, hex: the installation."""
    organisation_uid: str
    organisation_name: str
    role: str
    ogrn: str
    serial: str
    valid_from: str
    valid_to: str
    state: str
    """«active», «suspended», «replaced», «revoked»."""
    changed_at: str


@dataclass(frozen=True, slots=True)
class ReceivedPackage:
    """A package that was accepted; the receipt's bytes are kept to be given again."""

    manifest_sha256: str
    package_id: str
    package_type: str
    sender_uid: str
    key: str
    """SHA-256 of the signing public key: the sender's installation."""
    recipient: str
    """uid; empty for packages to everybody."""
    sequence: int
    previous_sha256: str
    file_sha256: str
    created_at: str
    received_at: str
    late: bool
    meta: dict[str, Any]
    receipt: bytes | None = None


@dataclass(frozen=True, slots=True)
class SentPackage:
    """A package of ours and what became of it."""

    package_id: str
    manifest_sha256: str
    organisation_uid: str
    period: str
    created_at: str
    state: str
    """«exported», «accepted», «partly», «returned»."""
    receipt: dict[str, Any]
    """in_reply_to of the receipt; empty before it came home."""


def enrol(connection: Connection, key: EnrolledKey) -> None:
    """Put a new key into the register."""
    connection.execute(
        insert(enrolled_key).values(**{name: getattr(key, name) for name in key.__slots__})
    )


def set_key_state(connection: Connection, fingerprint: str, state: str, at: str) -> bool:
    """Change the state of a key; False when the register does not know it."""
    query = update(enrolled_key).where(enrolled_key.c.fingerprint == fingerprint)
    return connection.execute(query.values(state=state, changed_at=at)).rowcount > 0


def keys(connection: Connection) -> tuple[EnrolledKey, ...]:
    """The register, oldest key first."""
    rows = connection.execute(select(enrolled_key).order_by(enrolled_key.c.id))
    return tuple(_enrolled(row) for row in rows)


def key(connection: Connection, fingerprint: str) -> EnrolledKey | None:
    """One certificate of the register."""
    query = select(enrolled_key).where(enrolled_key.c.fingerprint == fingerprint)
    row = connection.execute(query).one_or_none()
    return None if row is None else _enrolled(row)


def receive(connection: Connection, package: ReceivedPackage) -> None:
    """Write an accepted package into the ledger, in the transaction of its acceptance."""
    row = {name: getattr(package, name) for name in ReceivedPackage.__slots__}
    row["meta"] = canonical(package.meta)
    row["late"] = int(package.late)
    connection.execute(insert(received_package).values(**row))


def keep_receipt(connection: Connection, manifest_sha256: str, receipt: bytes) -> None:
    """Keep the signed receipt: the same package again gets the same receipt again."""
    query = update(received_package).where(received_package.c.manifest_sha256 == manifest_sha256)
    connection.execute(query.values(receipt=receipt))


def received(connection: Connection) -> tuple[ReceivedPackage, ...]:
    """All accepted packages, in the order they came."""
    rows = connection.execute(select(received_package).order_by(received_package.c.id))
    return tuple(_received(row) for row in rows)


def answered(connection: Connection, sender_uid: str) -> int:
    """How many receipts were signed for one sender."""
    query = select(func.count()).where(
        received_package.c.sender_uid == sender_uid, received_package.c.receipt.is_not(None)
    )
    return int(connection.execute(query).scalar_one())


def received_by_manifest(connection: Connection, manifest_sha256: str) -> ReceivedPackage | None:
    """The accepted package of that identity."""
    return _one(connection, received_package.c.manifest_sha256 == manifest_sha256)


def received_by_id(connection: Connection, package_id: str) -> ReceivedPackage | None:
    """The accepted package of that id."""
    return _one(connection, received_package.c.package_id == package_id)


def received_in_order(
    connection: Connection, key: str, recipient: str, sequence: int
) -> ReceivedPackage | None:
    """The accepted package with that number in a row (installation key and recipient)."""
    return _one(connection, _in_row(key, recipient) & (received_package.c.sequence == sequence))


def last_received(connection: Connection, key: str, recipient: str) -> ReceivedPackage | None:
    """The accepted package with the greatest number in a row."""
    row = _in_row(key, recipient)
    newest = select(func.max(received_package.c.sequence)).where(row).scalar_subquery()
    return _one(connection, row & (received_package.c.sequence == newest))


def _in_row(key: str, recipient: str) -> Any:
    return (received_package.c.key == key) & (received_package.c.recipient == recipient)


def send(connection: Connection, package: SentPackage) -> None:
    """Remember a package that was written."""
    row = {name: getattr(package, name) for name in SentPackage.__slots__}
    row["receipt"] = canonical(package.receipt)
    connection.execute(insert(sent_package).values(**row))


def answer(connection: Connection, package_id: str, state: str, receipt: dict[str, Any]) -> bool:
    """Note what the receiver said of a package of ours; False when the base forgot sending it."""
    query = update(sent_package).where(sent_package.c.package_id == package_id)
    values = query.values(state=state, receipt=canonical(receipt))
    return connection.execute(values).rowcount > 0


def is_sent(connection: Connection, package_id: str) -> bool:
    """Whether the base remembers sending a package; a restored one may not."""
    query = select(sent_package.c.id).where(sent_package.c.package_id == package_id)
    return connection.execute(query).scalar() is not None


def sent(connection: Connection) -> tuple[SentPackage, ...]:
    """All packages of ours, oldest first."""
    rows = connection.execute(select(sent_package).order_by(sent_package.c.id))
    return tuple(_sent(row) for row in rows)


def _one(connection: Connection, condition: Any) -> ReceivedPackage | None:
    row = connection.execute(select(received_package).where(condition)).first()
    return None if row is None else _received(row)


@from_row
def _sent(row: Row[Any]) -> SentPackage:
    parts = {name: row._mapping[name] for name in SentPackage.__slots__}
    return SentPackage(**{**parts, "receipt": _object(row.receipt)})


@from_row
def _enrolled(row: Row[Any]) -> EnrolledKey:
    return EnrolledKey(**{name: row._mapping[name] for name in EnrolledKey.__slots__})


@from_row
def _received(row: Row[Any]) -> ReceivedPackage:
    parts = {name: row._mapping[name] for name in ReceivedPackage.__slots__}
    return ReceivedPackage(**{**parts, "meta": _object(row.meta), "late": bool(row.late)})


def _object(text: str) -> dict[str, Any]:
    parts = json.loads(text)
    if not isinstance(parts, dict):
        raise TypeError(text[:20])
    return parts
