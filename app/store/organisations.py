"""The directory of organisations and the periods in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row, insert, select, update

from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import Period, PeriodKind
from db.faults import from_row
from db.tables import organisation, period

_Key = TypeVar("_Key", int, str)


def all_of(
    connection: Connection, kind: OrganisationKind | None = None
) -> tuple[Organisation, ...]:
    """All organisations (of one kind) in the order of their codes."""
    query = select(organisation).order_by(organisation.c.code, organisation.c.uid)
    if kind is not None:
        query = query.where(organisation.c.kind == kind.value)
    return tuple(_organisation(row) for row in connection.execute(query))


def by_uid(connection: Connection, uid: UUID) -> Organisation | None:
    """The organisation of that uid."""
    query = select(organisation).where(organisation.c.uid == str(uid))
    row = connection.execute(query).one_or_none()
    return None if row is None else _organisation(row)


def by_code(
    connection: Connection, code: str, kind: OrganisationKind | None = None
) -> Organisation | None:
    """The first organisation of that code."""
    query = select(organisation).where(organisation.c.code == code).order_by(organisation.c.id)
    if kind is not None:
        query = query.where(organisation.c.kind == kind.value)
    row = connection.execute(query).first()
    return None if row is None else _organisation(row)


def below(connection: Connection, uid: UUID) -> frozenset[UUID]:
    """Uids of the organisations that answer to one directly."""
    query = select(organisation.c.uid).where(organisation.c.parent_uid == str(uid))
    return frozenset(_uid(row.uid) for row in connection.execute(query))


def taken(connection: Connection, wanted: Organisation) -> Organisation | None:
    """Another organisation that has the same region, code and kind."""
    query = select(organisation).where(
        organisation.c.region == wanted.region,
        organisation.c.code == wanted.code,
        organisation.c.kind == wanted.kind.value,
        organisation.c.uid != str(wanted.uid),
    )
    row = connection.execute(query).first()
    return None if row is None else _organisation(row)


def add(connection: Connection, organisations: Iterable[Organisation]) -> None:
    """Add new organisations."""
    rows = [_row(item) for item in organisations]
    if rows:
        connection.execute(insert(organisation), rows)


def change(connection: Connection, changed: Organisation) -> None:
    """Change what may change about an organisation; its uid never does."""
    query = update(organisation).where(organisation.c.uid == str(changed.uid))
    connection.execute(query.values(**_row(changed)))


def ids(connection: Connection, uids: Collection[UUID]) -> dict[UUID, int]:
    """Integer keys of the organisations the base knows, for the other tables of this room."""
    found: dict[UUID, int] = {}
    for chunk in chunks(sorted(str(uid) for uid in uids)):
        query = select(organisation.c.uid, organisation.c.id).where(organisation.c.uid.in_(chunk))
        found.update((_uid(row.uid), row.id) for row in connection.execute(query))
    return found


def chunks(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    """Pieces short enough to stand in one statement."""
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


def remember_period(connection: Connection, wanted: Period) -> None:
    """Make sure the period stands in the base."""
    known = select(period.c.key).where(period.c.key == wanted.key)
    if connection.execute(known).scalar() is None:
        connection.execute(
            insert(period).values(
                key=wanted.key,
                kind=wanted.kind.value,
                starts_on=wanted.start.isoformat(),
                ends_on=wanted.end.isoformat(),
            )
        )


def periods(connection: Connection) -> tuple[Period, ...]:
    """The periods the base has met, oldest first."""
    rows = connection.execute(select(period).order_by(period.c.starts_on, period.c.key))
    return tuple(_period(row) for row in rows)


@from_row
def _period(row: Row[Any]) -> Period:
    return Period(row.key, PeriodKind(row.kind), _day(row.starts_on), _day(row.ends_on))


@from_row
def _uid(text: str) -> UUID:
    return UUID(text)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _row(item: Organisation) -> Mapping[str, Any]:
    return {
        "uid": str(item.uid),
        "code": item.code,
        "kind": item.kind.value,
        "name": item.name,
        "short_name": item.short_name,
        "region": item.region,
        "ogrn": item.ogrn,
        "legal_entity": item.legal_entity,
        "parent_uid": str(item.parent) if item.parent else None,
        "valid_from": item.valid_from.isoformat() if item.valid_from else None,
        "valid_to": item.valid_to.isoformat() if item.valid_to else None,
        "successor_uid": str(item.successor) if item.successor else None,
    }


@from_row
def _organisation(row: Row[Any]) -> Organisation:
    return Organisation(
        uid=UUID(row.uid),
        code=row.code,
        name=row.name,
        kind=OrganisationKind(row.kind),
        short_name=row.short_name,
        region=row.region,
        ogrn=row.ogrn,
        legal_entity=row.legal_entity,
        parent=UUID(row.parent_uid) if row.parent_uid else None,
        valid_from=_day(row.valid_from) if row.valid_from else None,
        valid_to=_day(row.valid_to) if row.valid_to else None,
        successor=UUID(row.successor_uid) if row.successor_uid else None,
    )
