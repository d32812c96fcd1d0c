"""Assessment procedures and results; pupil rows are packed as columns (docs/decisions/0004)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from app.domain.long_lists import LongList
from app.domain.results import (
    MARKS,
    MOST_POINTS,
    Procedure,
    ProcedureKey,
    PupilResults,
    SchoolResults,
    Totals,
)
from app.store import columns, organisations, procedures, sent_counts
from app.store.records import Stamp
from db.faults import from_row
from db.tables import organisation, procedure, pupil_results, total_results


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
    procedures_known = procedures.ids_of(connection, {one.key.year for one in new})
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
    What was emptied again is as if nobody had entered it.
    """
    known = {
        row.id: procedures.procedure_of(row)
        for row in connection.execute(select(procedure).where(procedure.c.year == year))
    }
    pupils = {
        (code, procedure_id): one
        for code, procedure_id, *stored in connection.execute(
            _present(
                pupil_results, [pupil_results.c[name] for name in columns.STORED], known, school
            )
        )
        if len(one := _unpacked(stored))
    }
    totals = {
        (row.school, row.procedure_id): sums
        for row in connection.execute(_present(total_results, list(total_results.c), known, school))
        if (sums := _totals(row)) not in (_NOTHING, None)
    }
    found = LongList(
        SchoolResults(code, known[which], pupils.get((code, which)), totals.get((code, which)))
        for code, which in _in_order(pupils.keys() | totals.keys(), known)
    )
    sent = sent_counts.of_year(connection, year, school)
    return LongList(_with_sent(one, sent) for one in found) if sent else found


def unbelievable(
    connection: Connection, year: str, school: UUID | None = None
) -> list[tuple[str, Procedure]]:
    """Totals nobody can have counted (code of the school, procedure): `of_year` leaves them out."""
    known = {
        row.id: procedures.procedure_of(row)
        for row in connection.execute(select(procedure).where(procedure.c.year == year))
    }
    rows = connection.execute(_present(total_results, list(total_results.c), known, school))
    found = [(row.school, known[row.procedure_id]) for row in rows if _totals(row) is None]
    return sorted(found, key=lambda one: (one[0], one[1].key))


def _with_sent(one: SchoolResults, sent: sent_counts.Sent) -> SchoolResults:
    key = one.procedure.key
    counts = sent.get((one.school, key.kind, key.grade))
    return one if counts is None else replace(one, sent=counts)


def _present(
    table: Table,
    wanted: Sequence[Column[Any]],
    procedures_of_year: Collection[int],
    school: UUID | None,
) -> Select[Any]:
    """Code of the school, procedure, and the wanted columns of present revisions."""
    query = (
        select(organisation.c.code.label("school"), table.c.procedure_id, *wanted)
        .join(organisation, table.c.organisation_id == organisation.c.id)
        .where(table.c.procedure_id.in_(sorted(procedures_of_year)), table.c.is_current == 1)
    )
    return query if school is None else query.where(organisation.c.uid == str(school))


def _in_order(
    found: Collection[tuple[str, int]], known: Mapping[int, Procedure]
) -> list[tuple[str, int]]:
    """Schools by code, procedures by key: each key is compared once, not once a school."""
    by_key = sorted(known, key=lambda one: known[one].key)
    places = {one: place for place, one in enumerate(by_key)}
    ordered = sorted((code, places[one]) for code, one in found)
    return [(code, by_key[place]) for code, place in ordered]


@dataclass(frozen=True, slots=True)
class _Head:
    """What a new revision has to know of the one before it."""

    revision: int
    content_hash: str


_FIRST = _Head(0, "")


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


_COUNTS = ("participants", "grade_size", "sum_points", "below", "mass", "high")


def _totals_row(totals: Totals) -> dict[str, Any]:
    return {
        **{name: getattr(totals, name) for name in _COUNTS},
        **{f"mark_{mark}": totals.marks.get(mark) for mark in MARKS},
        "mean_points": None if totals.mean_points is None else str(totals.mean_points),
        "histogram": columns.pack_numbers(totals.histogram),
    }


_NOTHING = Totals()
_MOST = 10_000_000
"""Points of all participants together; no other count of a work is larger."""
_unpacked = from_row(columns.unpack)


@from_row
def _totals(row: Row[Any]) -> Totals | None:
    """None for numbers nobody counts: earlier versions took them out of signed packages."""
    counts = [row._mapping[name] for name in (*_COUNTS, *(f"mark_{mark}" for mark in MARKS))]
    mean = None if row.mean_points is None else Decimal(row.mean_points)
    if any(one is not None and not 0 <= one <= _MOST for one in counts):
        return None
    if mean is not None and not (mean.is_finite() and 0 <= mean <= MOST_POINTS):
        return None
    marks = {mark: row._mapping[f"mark_{mark}"] for mark in MARKS}
    return Totals(
        **{name: row._mapping[name] for name in _COUNTS},
        marks={mark: amount for mark, amount in marks.items() if amount is not None},
        mean_points=mean,
        histogram=columns.unpack_numbers(row.histogram),
    )
