"""References of the region: every version is kept, none is ever changed."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Integer, and_, func, insert, or_, select

from app.domain.answers import canonical
from app.domain.reference import Reference, reference_from_json
from db.faults import from_row
from db.tables import reference


def put(connection: Connection, made: Reference) -> None:
    """Store a reference whose place is free (see `in_place_of`)."""
    connection.execute(insert(reference).values(**_row(made)))


def in_place_of(connection: Connection, made: Reference) -> Reference | None:
    """What stands under the same id, or as the same version of the same year; None when free."""
    same_version = and_(
        reference.c.region == made.region,
        reference.c.period == made.period,
        reference.c.methodology == made.methodology,
        reference.c.version == made.version,
    )
    query = select(reference.c.content).where(or_(reference.c.uid == made.id, same_version))
    row = connection.execute(query.order_by(reference.c.id)).first()
    return None if row is None else _read(row.content)


def of_period(connection: Connection, period: str) -> list[Reference]:
    """The newest reference of each methodology in a period, in the order of methodologies."""
    query = select(reference.c.id, reference.c.methodology).where(reference.c.period == period)
    query = query.order_by(reference.c.methodology, reference.c.version, reference.c.id)
    # only the newest are read: each may hold a directory of the whole region
    newest = {row.methodology: row.id for row in connection.execute(query)}
    contents = select(reference.c.content).where(reference.c.id.in_(list(newest.values())))
    rows = connection.execute(contents.order_by(reference.c.methodology))
    return [_read(row.content) for row in rows]


@from_row
def _read(content: str) -> Reference:
    return reference_from_json(json.loads(content), "эталон региона")


def newest_version(connection: Connection, region: str, period: str, methodology: str) -> int:
    """The greatest version there is; 0 when there is none."""
    query = select(func.max(reference.c.version, type_=Integer())).where(
        reference.c.region == region,
        reference.c.period == period,
        reference.c.methodology == methodology,
    )
    return connection.execute(query).scalar() or 0


def _row(made: Reference) -> dict[str, Any]:
    return {
        "uid": made.id,
        "region": made.region,
        "period": made.period,
        "methodology": made.methodology,
        "version": made.version,
        "issued_on": made.issued_on.isoformat(),
        "content": canonical(made.as_json()),
    }
