"""Assessment procedures with their scales, as the base knows them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from app.domain.results import Procedure, ProcedureKey, Scale
from db.faults import from_row
from db.tables import procedure, pupil_results, total_results


def of_year(connection: Connection, year: str) -> dict[ProcedureKey, Procedure]:
    """The procedures of a school year."""
    rows = connection.execute(select(procedure).where(procedure.c.year == year))
    found = [procedure_of(row) for row in rows]
    return {one.key: one for one in sorted(found, key=lambda one: one.key)}


def put(connection: Connection, wanted: Procedure) -> int:
    """Store a procedure with its scale, replacing what was known; its integer key."""
    row = _procedure_row(wanted)
    found = connection.execute(select(procedure.c.id).where(_same(wanted.key))).scalar()
    if found is None:
        made = connection.execute(insert(procedure).values(**row))
        return int(made.inserted_primary_key[0])  # type: ignore[index]
    connection.execute(update(procedure).where(procedure.c.id == found).values(**row))
    return int(found)


def drop(connection: Connection, key: ProcedureKey) -> bool:
    """Forget a procedure nobody has results in; False when somebody has."""
    found = connection.execute(select(procedure.c.id).where(_same(key))).scalar()
    for table in (pupil_results, total_results):
        used = select(table.c.id).where(table.c.procedure_id == found).limit(1)
        if connection.execute(used).scalar() is not None:
            return False
    connection.execute(delete(procedure).where(procedure.c.id == found))
    return True


def ids_of(connection: Connection, years: Collection[str]) -> dict[ProcedureKey, int]:
    """Procedures of these school years by their integer keys."""
    query = select(procedure).where(procedure.c.year.in_(sorted(years)))
    return {procedure_of(row).key: row.id for row in connection.execute(query)}


@from_row
def procedure_of(row: Row[Any]) -> Procedure:
    """The procedure of one row of the table."""
    key = ProcedureKey(row.kind, row.year, row.subject, row.grade, row.level)
    levels = tuple(getattr(row, name) for name in _LEVELS)
    bounds = [getattr(row, name) for name in _BOUNDS] + [*levels]
    if any(bound is not None and not _LEAST <= bound <= _MOST for bound in bounds):
        raise ValueError("a bound that nobody can have entered")
    scale = Scale(
        **{name: getattr(row, name) for name in _BOUNDS},
        levels=levels if any(bound is not None for bound in levels) else (),
        source=row.scale_source,
    )
    mass = row.mass_subject
    return Procedure(key, scale, None if mass is None else bool(mass), row.held_on)


def _same(key: ProcedureKey) -> Any:
    return (
        (procedure.c.kind == key.kind)
        & (procedure.c.year == key.year)
        & (procedure.c.subject == key.subject)
        & (procedure.c.grade == key.grade)
        & (procedure.c.level == key.level)
    )


_BOUNDS = (
    "max_points",
    "min_3",
    "min_4",
    "min_5",
    "threshold",
    "delta",
    "mass_from",
    "high_from",
)
_LEAST, _MOST = -(2**15), 2**31 - 1
"""Earlier versions let bounds in that no total reaches."""
_LEVELS = ("level_2", "level_3", "level_4", "level_5")


def _procedure_row(wanted: Procedure) -> dict[str, Any]:
    key, scale = wanted.key, wanted.scale
    return {
        "kind": key.kind,
        "year": key.year,
        "subject": key.subject,
        "grade": key.grade,
        "level": key.level,
        "held_on": wanted.held_on,
        **{name: getattr(scale, name) for name in _BOUNDS},
        **dict(zip(_LEVELS, scale.levels or (None,) * len(_LEVELS), strict=True)),
        "mass_subject": None if wanted.mass_subject is None else int(wanted.mass_subject),
        "scale_source": scale.source,
    }
