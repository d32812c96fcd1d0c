"""Records and their append-only revisions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from app.domain.records import RecordKey, Revision, revision_hash
from app.store import organisations
from db.faults import from_row
from db.tables import organisation, record, revision

_Place = tuple[int, str, str, int]
"""Organisation, form, period and author of a record, as it is unique in the table."""


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


def last_of(connection: Connection, keys: Collection[RecordKey]) -> dict[RecordKey, Revision]:
    """The present state of many records, in a few queries; untouched ones are left out."""
    found: dict[RecordKey, Revision] = {}
    wanted = set(keys)
    for form, period in sorted({(key.form, key.period) for key in wanted}):
        same = [key for key in wanted if (key.form, key.period) == (form, period)]
        uids = sorted({str(key.organisation) for key in same})
        for chunk in organisations.chunks(uids):
            query = _joined().where(
                record.c.form == form,
                record.c.period == period,
                revision.c.number == record.c.last_revision,
                organisation.c.uid.in_(chunk),
            )
            for row in connection.execute(query):
                one = _revision(row)
                if one.key in wanted:
                    found[one.key] = one
    return found


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
    made = revised(before, key, form_version, answers, changes, stamp)
    if made is None:
        return before  # type: ignore[return-value]  # only what stands already is not made anew
    add(connection, [made])
    return made


def revised(
    before: Revision | None,
    key: RecordKey,
    form_version: int,
    answers: str,
    changes: str,
    stamp: Stamp,
) -> Revision | None:
    """The revision that follows `before`, still to be added; None when nothing changed."""
    if before and before.answers == answers and before.form_version == form_version:
        return None
    number = before.number + 1 if before else 1
    previous = before.hash if before else ""
    return Revision(
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


def add(connection: Connection, made: Sequence[Revision]) -> None:
    """Add new revisions in a few statements, those of one record in the order of their numbers."""
    known = organisations.ids(
        connection, {uid for one in made for uid in (one.key.organisation, one.key.author)}
    )
    places = [
        (known[one.key.organisation], one.key.form, one.key.period, known[one.key.author])
        for one in made
    ]
    new = {place: None for place, one in zip(places, made, strict=True) if one.number == 1}
    names = ("organisation_id", "form", "period", "author_id")
    rows = [dict(zip(names, place, strict=True), last_revision=1) for place in new]
    if rows:
        connection.execute(insert(record), rows)
    ids = _record_ids(connection, set(places))
    if made:
        pairs = zip(made, places, strict=True)
        connection.execute(insert(revision), [_row(one, ids[place]) for one, place in pairs])
    newest = {ids[place]: one.number for one, place in zip(made, places, strict=True)}
    later = [{"key": key, "number": number} for key, number in newest.items() if number > 1]
    if later:
        query = update(record).where(record.c.id == bindparam("key"))
        connection.execute(query.values(last_revision=bindparam("number")), later)


def mark_outgoing(connection: Connection, sent: Sequence[tuple[Revision, str]]) -> None:
    """Keep with each revision the SHA-256 of its outgoing view that was signed."""
    if sent:
        query = update(revision).where(revision.c.hash == bindparam("own"))
        query = query.values(outgoing_hash=bindparam("outgoing"))
        connection.execute(query, [{"own": one.hash, "outgoing": text} for one, text in sent])


def _record_ids(connection: Connection, places: Collection[_Place]) -> dict[_Place, int]:
    """Integer keys of the records at these places."""
    found: dict[_Place, int] = {}
    for form, period in sorted({(form, period) for _, form, period, _ in places}):
        owners = sorted({one[0] for one in places if one[1:3] == (form, period)})
        of_form = select(record).where(record.c.form == form, record.c.period == period)
        for chunk in organisations.chunks(owners):
            for row in connection.execute(of_form.where(record.c.organisation_id.in_(chunk))):
                found[row.organisation_id, form, period, row.author_id] = row.id
    return found


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


@from_row
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
