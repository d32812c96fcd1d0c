"""The journal: what was done in this base, chained by hashes so that tampering shows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from app.domain.answers import canonical
from app.store.records import Stamp
from db.faults import from_row
from db.tables import journal


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal."""

    at: datetime
    installation: str
    action: str
    """«init», «import», «edit», «export», «receive», «receipt», «keys», «backup»."""
    subject: str
    """What it was done to: a file, an organisation, a package."""
    details: dict[str, Any]
    hash: str


def write(
    connection: Connection, stamp: Stamp, action: str, subject: str, details: dict[str, Any]
) -> None:
    """Add a line in the transaction of the deed itself."""
    newest = select(journal.c.hash).order_by(journal.c.id.desc()).limit(1)
    previous = connection.execute(newest).scalar() or ""
    row = {
        "at": stamp.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "installation": stamp.installation,
        "action": action,
        "subject": subject,
        "details": canonical(details),
        "previous_hash": previous,
    }
    connection.execute(insert(journal).values(**row, hash=_hash(row)))


def entries(connection: Connection, action: str | None = None) -> list[Entry]:
    """The journal, oldest line first."""
    query = select(journal).order_by(journal.c.id)
    if action is not None:
        query = query.where(journal.c.action == action)
    return [_entry(row) for row in connection.execute(query)]


@from_row
def _entry(row: Row[Any]) -> Entry:
    return Entry(
        datetime.fromisoformat(row.at),
        row.installation,
        row.action,
        row.subject,
        json.loads(row.details),
        row.hash,
    )


def first_break(connection: Connection) -> int | None:
    """The number (from 1) of the first line that does not fit the chain; None when whole."""
    previous = ""
    for number, row in enumerate(connection.execute(select(journal).order_by(journal.c.id)), 1):
        parts = {
            name: row._mapping[name]
            for name in ("at", "installation", "action", "subject", "details", "previous_hash")
        }
        if row.previous_hash != previous or row.hash != _hash(parts):
            return number
        previous = row.hash
    return None


def _hash(row: dict[str, str]) -> str:
    return hashlib.sha256(canonical(row).encode()).hexdigest()
