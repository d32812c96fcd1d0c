"""Records and their append-only revisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, select, update

from app.domain.records import RecordKey, Revision, revision_hash
from app.store import organisations
from db.tables import organisation, record, revision


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes and why; the same for everything written in one transaction."""

    installation: str
    at: datetime
    reason: str


def latest(
    connection: Connection, period: str, form: str | None = None, subject: UUID | None = None
) -> list[Revision]:
    """The last revision of every record of a period (of one form, of one organisation).

    In the order of organisation codes and forms.
    """
    query = _joined().where(record.c.period == period, revision.c.number == record.c.last_revision)
    if form is not None:
        query = query.where(record.c.form == form)
    if subject is not None:
        query = query.where(organisation.c.uid == str(subject))
    query = query.order_by(organisation.c.code, record.c.form, record.c.id)
    return [_revision(row) for row in connection.execute(query)]


def last(connection: Connection, key: RecordKey) -> Revision | None:
    """The present state of one record; None when nothing was ever answered."""
    history_of_one = _of(key).where(revision.c.number == record.c.last_revision)
    row = connection.execute(history_of_one).one_or_none()
    return None if row is None else _revision(row)


def history(connection: Connection, key: RecordKey) -> list[Revision]:
    """All revisions of one record, oldest first."""
    query = _of(key).order_by(revision.c.number)
    return [_revision(row) for row in connection.execute(query)]


def append(
    connection: Connection,
    key: RecordKey,
    form_version: int,
    answers: str,
    changes: str,
    stamp: Stamp,
) -> Revision:
    """Add a revision. The same answers as before add nothing and give the revision there is."""
    before = last(connection, key)
    if before and before.answers == answers and before.form_version == form_version:
        return before
    number = before.number + 1 if before else 1
    previous = before.hash if before else ""
    made = Revision(
        key=key,
        number=number,
        form_version=form_version,
        answers=answers,
        changes=changes,
        installation=stamp.installation,
        created_at=stamp.at,
        reason=stamp.reason,
        previous_hash=previous,
        hash=revision_hash(key, number, form_version, answers, previous),
    )
    connection.execute(insert(revision).values(**_row(made, _record_id(connection, key, number))))
    return made


def mark_outgoing(connection: Connection, sent: Sequence[tuple[Revision, str]]) -> None:
    """Keep with each revision the SHA-256 of its outgoing view that was signed."""
    for made, outgoing_hash in sent:
        query = update(revision).where(revision.c.hash == made.hash)
        connection.execute(query.values(outgoing_hash=outgoing_hash))


def _record_id(connection: Connection, key: RecordKey, number: int) -> int:
    """The record's integer key, the record being made or moved to its new last revision."""
    owner = organisations.id_of(connection, key.organisation)
    author = organisations.id_of(connection, key.author)
    if number == 1:
        made = connection.execute(
            insert(record).values(
                organisation_id=owner,
                form=key.form,
                period=key.period,
                author_id=author,
                last_revision=1,
            )
        )
        return int(made.inserted_primary_key[0])  # type: ignore[index]
    same = (
        (record.c.organisation_id == owner)
        & (record.c.form == key.form)
        & (record.c.period == key.period)
        & (record.c.author_id == author)
    )
    connection.execute(update(record).where(same).values(last_revision=number))
    return int(connection.execute(select(record.c.id).where(same)).scalar_one())


_author = organisation.alias("author")


def _joined() -> Select[Any]:
    return (
        select(
            revision,
            record.c.form,
            record.c.period,
            organisation.c.uid.label("organisation_uid"),
            _author.c.uid.label("author_uid"),
        )
        .join(record, revision.c.record_id == record.c.id)
        .join(organisation, record.c.organisation_id == organisation.c.id)
        .join(_author, record.c.author_id == _author.c.id)
    )


def _of(key: RecordKey) -> Select[Any]:
    return _joined().where(
        organisation.c.uid == str(key.organisation),
        _author.c.uid == str(key.author),
        record.c.form == key.form,
        record.c.period == key.period,
    )


def _revision(row: Row[Any]) -> Revision:
    key = RecordKey(UUID(row.organisation_uid), row.form, row.period, UUID(row.author_uid))
    return Revision(
        key=key,
        number=row.number,
        form_version=row.form_version,
        answers=row.answers,
        changes=row.changes,
        installation=row.installation,
        created_at=datetime.fromisoformat(row.created_at),
        reason=row.reason,
        previous_hash=row.previous_hash,
        hash=row.hash,
        outgoing_hash=row.outgoing_hash,
    )


def _row(made: Revision, record_id: int) -> dict[str, Any]:
    return {
        "record_id": record_id,
        "number": made.number,
        "form_version": made.form_version,
        "answers": made.answers,
        "changes": made.changes,
        "installation": made.installation,
        "created_at": made.created_at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "reason": made.reason,
        "previous_hash": made.previous_hash,
        "hash": made.hash,
        "outgoing_hash": "",
    }
