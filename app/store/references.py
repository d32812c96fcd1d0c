"""References of the region: every version is kept, none is ever changed."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.domain.answers import canonical
from app.domain.reference import Reference, reference_from_json
from db.tables import reference


def put(connection: Connection, made: Reference) -> bool:
    """Store a reference; False when the very same one is there already."""
    query = select(reference.c.id).where(reference.c.uid == made.id)
    if connection.execute(query).first() is not None:
        return False
    connection.execute(insert(reference).values(**_row(made)))
    return True


def of_period(connection: Connection, period: str) -> list[Reference]:
    """The references of a period, oldest version of each methodology first."""
    query = select(reference.c.content).where(reference.c.period == period)
    query = query.order_by(reference.c.methodology, reference.c.version, reference.c.id)
    return [
        reference_from_json(json.loads(row.content), "эталон региона")
        for row in connection.execute(query)
    ]


def newest_version(connection: Connection, region: str, period: str, methodology: str) -> int:
    """The greatest version there is; 0 when there is none."""
    query = select(func.max(reference.c.version)).where(
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
