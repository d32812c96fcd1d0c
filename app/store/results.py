"""Assessment procedures and results; pupil rows are packed as columns (docs/decisions/0004)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, func, insert, select, update

from app.domain.results import (
    MARKS,
    Procedure,
    ProcedureKey,
    PupilResults,
    Scale,
    SchoolResults,
    Totals,
)
from app.store import columns, organisations
from app.store.records import Stamp
from db.tables import organisation, procedure, pupil_results, total_results


def procedures(connection: Connection, year: str) -> dict[ProcedureKey, Procedure]:
    """The procedures of a school year."""
    rows = connection.execute(select(procedure).where(procedure.c.year == year))
    found = [_procedure(row) for row in rows]
    return {one.key: one for one in sorted(found, key=lambda one: one.key)}


def put_procedure(connection: Connection, wanted: Procedure) -> int:
    """Store a procedure with its scale, replacing what was known; its integer key."""
    row = _procedure_row(wanted)
    found = connection.execute(select(procedure.c.id).where(_same(wanted.key))).scalar()
    if found is None:
        made = connection.execute(insert(procedure).values(**row))
        return int(made.inserted_primary_key[0])  # type: ignore[index]
    connection.execute(update(procedure).where(procedure.c.id == found).values(**row))
    return int(found)


def put_pupils(
    connection: Connection, school: UUID, key: ProcedureKey, results: PupilResults, stamp: Stamp
) -> bool:
    """Add a revision of pupil results; False when the very same ones are there already."""
    return _put(connection, pupil_results, school, key, columns.pack(results), stamp)


def put_totals(
    connection: Connection, school: UUID, key: ProcedureKey, totals: Totals, stamp: Stamp
) -> bool:
    """Add a revision of totals; False when the very same ones are there already."""
    return _put(connection, total_results, school, key, _totals_row(totals), stamp)


def of_year(connection: Connection, year: str, school: UUID | None = None) -> list[SchoolResults]:
    """Present results of a school year, by organisation code and procedure.

    Where pupils were entered, totals entered beside them stand in `totals` (they must agree).
    """
    found: dict[tuple[str, ProcedureKey], SchoolResults] = {}
    for table in (pupil_results, total_results):
        query = (
            select(table, organisation.c.code.label("school"), *_procedure_columns())
            .join(procedure, table.c.procedure_id == procedure.c.id)
            .join(organisation, table.c.organisation_id == organisation.c.id)
            .where(procedure.c.year == year, table.c.is_current == 1)
        )
        if school is not None:
            query = query.where(organisation.c.uid == str(school))
        for row in connection.execute(query):
            one = _procedure(row, "p_")
            before = found.get((row.school, one.key), SchoolResults(row.school, one))
            pupils, totals = before.pupils, before.totals
            if table is pupil_results:
                pupils = columns.unpack(row)
            else:
                totals = _totals(row)
            found[row.school, one.key] = SchoolResults(row.school, one, pupils, totals)
    return [found[key] for key in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Head:
    """What a new revision has to know of the one before it."""

    revision: int
    content_hash: str


def _put(
    connection: Connection,
    table: Table,
    school: UUID,
    key: ProcedureKey,
    row: dict[str, Any],
    stamp: Stamp,
) -> bool:
    content_hash = _hash(row)
    owner = organisations.id_of(connection, school)
    procedure_id = connection.execute(select(procedure.c.id).where(_same(key))).scalar_one()
    of_one = (table.c.organisation_id == owner) & (table.c.procedure_id == procedure_id)
    head = _head(connection, table, of_one)
    if head and head.content_hash == content_hash:
        return False
    connection.execute(update(table).where(of_one).values(is_current=0))
    connection.execute(
        insert(table).values(
            **row,
            organisation_id=owner,
            procedure_id=procedure_id,
            revision=head.revision + 1 if head else 1,
            is_current=1,
            content_hash=content_hash,
            previous_hash=head.content_hash if head else "",
            installation=stamp.installation,
            created_at=stamp.at.astimezone(UTC).isoformat(timespec="milliseconds"),
            reason=stamp.reason,
        )
    )
    return True


def _head(connection: Connection, table: Table, of_one: Any) -> _Head | None:
    newest = select(func.max(table.c.revision)).where(of_one).scalar_subquery()
    query = select(table.c.revision, table.c.content_hash).where(of_one, table.c.revision == newest)
    row = connection.execute(query).one_or_none()
    return None if row is None else _Head(row.revision, row.content_hash)


def _hash(row: dict[str, Any]) -> str:
    digest = hashlib.sha256()
    for name in sorted(row):
        value = row[name]
        data = value if isinstance(value, bytes) else str(value).encode()
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()


def _same(key: ProcedureKey) -> Any:
    return (
        (procedure.c.kind == key.kind)
        & (procedure.c.year == key.year)
        & (procedure.c.subject == key.subject)
        & (procedure.c.grade == key.grade)
        & (procedure.c.level == key.level)
    )


def _procedure_columns() -> list[Any]:
    return [column.label(f"p_{column.name}") for column in procedure.c]


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


def _procedure(row: Row[Any], prefix: str = "") -> Procedure:
    got = {name.removeprefix(prefix): value for name, value in row._mapping.items()}
    if prefix:
        names = [name for name in row._mapping if name.startswith(prefix)]
        got = {name.removeprefix(prefix): row._mapping[name] for name in names}
    key = ProcedureKey(got["kind"], got["year"], got["subject"], got["grade"], got["level"])
    scale = Scale(**{name: got[name] for name in _BOUNDS}, source=got["scale_source"])
    mass = got["mass_subject"]
    return Procedure(key, scale, None if mass is None else bool(mass), got["held_on"])


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
        "mass_subject": None if wanted.mass_subject is None else int(wanted.mass_subject),
        "scale_source": scale.source,
    }


_COUNTS = ("participants", "grade_size", "sum_points", "below", "mass", "high")


def _totals_row(totals: Totals) -> dict[str, Any]:
    return {
        **{name: getattr(totals, name) for name in _COUNTS},
        **{f"mark_{mark}": totals.marks.get(mark) for mark in MARKS},
        "mean_points": None if totals.mean_points is None else str(totals.mean_points),
        "histogram": columns.pack_numbers(totals.histogram),
    }


def _totals(row: Row[Any]) -> Totals:
    marks = {mark: row._mapping[f"mark_{mark}"] for mark in MARKS}
    return Totals(
        **{name: row._mapping[name] for name in _COUNTS},
        marks={mark: amount for mark, amount in marks.items() if amount is not None},
        mean_points=None if row.mean_points is None else Decimal(row.mean_points),
        histogram=columns.unpack_numbers(row.histogram),
    )
