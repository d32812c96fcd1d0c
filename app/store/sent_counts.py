"""Counts over joined pupils that packages brought; the newest package of a school counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select

from app.domain.counts import ProcedureGroup
from app.domain.results import SentCount
from app.store import organisations
from db.tables import joined_counts, organisation

_Place: TypeAlias = tuple[str, str, int]
"""Code of the school, kind, grade."""
Sent: TypeAlias = Mapping[_Place, Mapping[str, SentCount]]
"""What packages brought for a school year: what is counted → the count."""


@dataclass(frozen=True, slots=True)
class NewCount:
    """One count of one school, to be stored."""

    school: UUID
    group: ProcedureGroup
    counted: str
    count: SentCount


def replace_all(
    connection: Connection, sent: Collection[tuple[UUID, str]], new: Sequence[NewCount]
) -> None:
    """Put `new` in the place of all counts of the schools and years that were `sent`."""
    owners = organisations.ids(connection, {uid for uid, _ in sent})
    gone = [{"owner": owners[uid], "of": year} for uid, year in sorted(sent)]
    if gone:
        of_one = (joined_counts.c.organisation_id == bindparam("owner")) & (
            joined_counts.c.year == bindparam("of")
        )
        connection.execute(delete(joined_counts).where(of_one), gone)
    rows = [
        {
            "organisation_id": owners[one.school],
            "year": one.group.year,
            "kind": one.group.kind,
            "grade": one.group.grade,
            "counted": one.counted,
            "pupils": one.count.least,
            "pupils_at_most": one.count.most,
            "participants": one.count.pupils,
            "works": one.count.works,
        }
        for one in new
    ]
    if rows:
        connection.execute(insert(joined_counts), rows)


def of_year(connection: Connection, year: str, school: UUID | None = None) -> Sent:
    """What packages brought for a school year."""
    query = (
        select(organisation.c.code, joined_counts)
        .join(organisation, joined_counts.c.organisation_id == organisation.c.id)
        .where(joined_counts.c.year == year)
    )
    if school is not None:
        query = query.where(organisation.c.uid == str(school))
    found: dict[_Place, dict[str, SentCount]] = {}
    for row in connection.execute(query):
        of_one = found.setdefault((row.code, row.kind, row.grade), {})
        of_one[row.counted] = SentCount(row.pupils, row.pupils_at_most, row.participants, row.works)
    return found
