"""Settings of the base: role, methodology, current period, own organisation, installation."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from db.faults import from_row
from db.tables import pupil_results, record, setting, total_results


def all_of(connection: Connection) -> dict[str, str]:
    """Every setting by name."""
    rows = connection.execute(select(setting.c.name, setting.c.value))
    return {row.name: row.value for row in rows}


@from_row
def uid(text: str) -> UUID:
    """The organisation a setting names."""
    return UUID(text)


def holds_data(connection: Connection) -> bool:
    """Whether anything was ever answered, imported or received."""
    tables = (record, pupil_results, total_results)
    return any(connection.execute(select(one.c.id).limit(1)).first() for one in tables)


def put(connection: Connection, values: Mapping[str, str]) -> None:
    """Set the given settings; others stay."""
    if not values:
        return
    connection.execute(delete(setting).where(setting.c.name.in_(list(values))))
    connection.execute(
        insert(setting), [{"name": name, "value": value} for name, value in values.items()]
    )
