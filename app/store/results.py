"""Assessment procedures and results; pupil rows are packed as columns (docs/decisions/0004)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select, update

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


def drop_procedure(connection: Connection, key: ProcedureKey) -> bool:
    """Forget a procedure nobody has results in; False when somebody has."""
    found = connection.execute(select(procedure.c.id).where(_same(key))).scalar()
    for table in (pupil_results, total_results):
        used = select(table.c.id).where(table.c.procedure_id == found).limit(1)
        if connection.execute(used).scalar() is not None:
            return False
    connection.execute(delete(procedure).where(procedure.c.id == found))
    return True


@dataclass(frozen=True, slots=True)
class New:
    """Results of one school in one procedure, to be stored."""

    school: UUID
    key: ProcedureKey
    content: PupilResults | Totals


def put_all(connection: Connection, new: Sequence[New], stamp: Stamp) -> list[bool]:
    """Add revisions of many results in a few statements; whether each of them is anything new.

    No school may stand twice with one procedure. Raises KeyError for what the base does not know.
    """
    owners = organisations.ids(connection, {one.school for one in new})
    procedures_known = _procedure_ids(connection, {one.key.year for one in new})
    fresh: list[bool] = [False] * len(new)
    for table, kind in ((pupil_results, PupilResults), (total_results, Totals)):
        mine = [number for number, one in enumerate(new) if isinstance(one.content, kind)]
        for numbers in organisations.chunks(mine):
            rows = {
                number: (owners[new[number].school], procedures_known[new[number].key])
                for number in numbers
            }
            heads = _heads(connection, table, set(rows.values()))
            added = _follow(new, rows, heads, stamp)
            _write(connection, table, list(added.values()))
            for number in added:
                fresh[number] = True
    return fresh


def put_pupils(
    connection: Connection, school: UUID, key: ProcedureKey, results: PupilResults, stamp: Stamp
) -> bool:
    """Add a revision of pupil results; False when the very same ones are there already."""
    return put_all(connection, [New(school, key, results)], stamp)[0]


def put_totals(
    connection: Connection, school: UUID, key: ProcedureKey, totals: Totals, stamp: Stamp
) -> bool:
    """Add a revision of totals; False when the very same ones are there already."""
    return put_all(connection, [New(school, key, totals)], stamp)[0]


def of_year(connection: Connection, year: str, school: UUID | None = None) -> list[SchoolResults]:
    """Present results of a school year, by organisation code and procedure.

    Where pupils were entered, totals entered beside them stand in `totals` (they must agree).
    """
    known = {
        row.id: _procedure(row)
        for row in connection.execute(select(procedure).where(procedure.c.year == year))
    }
    found: dict[tuple[str, ProcedureKey], SchoolResults] = {}
    for table in (pupil_results, total_results):
        query = (
            select(table, organisation.c.code.label("school"))
            .join(organisation, table.c.organisation_id == organisation.c.id)
            .where(table.c.procedure_id.in_(sorted(known)), table.c.is_current == 1)
        )
        if school is not None:
            query = query.where(organisation.c.uid == str(school))
        for row in connection.execute(query):
            one = known[row.procedure_id]
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


_FIRST = _Head(0, "")


def _procedure_ids(connection: Connection, years: Collection[str]) -> dict[ProcedureKey, int]:
    query = select(procedure).where(procedure.c.year.in_(sorted(years)))
    return {_procedure(row).key: row.id for row in connection.execute(query)}


def _heads(
    connection: Connection, table: Table, pairs: Collection[tuple[int, int]]
) -> dict[tuple[int, int], _Head]:
    """The present revisions of these pairs of organisation and procedure."""
    query = select(
        table.c.organisation_id, table.c.procedure_id, table.c.revision, table.c.content_hash
    ).where(
        table.c.is_current == 1,
        table.c.organisation_id.in_(sorted({owner for owner, _ in pairs})),
        table.c.procedure_id.in_(sorted({one for _, one in pairs})),
    )
    return {
        (row.organisation_id, row.procedure_id): _Head(row.revision, row.content_hash)
        for row in connection.execute(query)
    }


def _follow(
    new: Sequence[New],
    pairs: Mapping[int, tuple[int, int]],
    heads: Mapping[tuple[int, int], _Head],
    stamp: Stamp,
) -> dict[int, dict[str, Any]]:
    """Number in `new` → the row to add, for what differs from the present revision."""
    added: dict[int, dict[str, Any]] = {}
    for number, pair in pairs.items():
        head, row = heads.get(pair, _FIRST), _packed(new[number].content)
        content_hash = _hash(row)
        if content_hash != head.content_hash:
            added[number] = {
                **row,
                "organisation_id": pair[0],
                "procedure_id": pair[1],
                "revision": head.revision + 1,
                "is_current": 1,
                "content_hash": content_hash,
                "previous_hash": head.content_hash,
                "installation": stamp.installation,
                "created_at": stamp.at.astimezone(UTC).isoformat(timespec="milliseconds"),
                "reason": stamp.reason,
            }
    return added


def _packed(content: PupilResults | Totals) -> dict[str, Any]:
    return columns.pack(content) if isinstance(content, PupilResults) else _totals_row(content)


def _write(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Put new revisions in the place of the present ones."""
    later = [
        {"owner": row["organisation_id"], "of": row["procedure_id"]}
        for row in rows
        if row["revision"] > 1
    ]
    if later:
        of_one = (table.c.organisation_id == bindparam("owner")) & (
            table.c.procedure_id == bindparam("of")
        )
        connection.execute(update(table).where(of_one).values(is_current=0), later)
    if rows:
        connection.execute(insert(table), rows)


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


def _procedure(row: Row[Any]) -> Procedure:
    key = ProcedureKey(row.kind, row.year, row.subject, row.grade, row.level)
    scale = Scale(**{name: getattr(row, name) for name in _BOUNDS}, source=row.scale_source)
    mass = row.mass_subject
    return Procedure(key, scale, None if mass is None else bool(mass), row.held_on)


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
