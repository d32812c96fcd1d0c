"""Pupils counted once over several subjects (F05, F07, F03): what a package carries of them.

Only who has the pupils' codes can count so. The codes stay at home; their counts travel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.counts import ProcedureGroup
from app.domain.results import SchoolResults, SentCount
from app.domain.sent_counts import COUNTED, sent_counts
from app.services.context import Context
from app.services.gathering import scales_of_period
from app.services.referencing import current, frozen_methodology
from app.store import sent_counts as stored


def count_rows(
    context: Context, found: Collection[SchoolResults], uids: Mapping[str, str]
) -> Iterator[list[Any]]:
    """Rows of data/counts.csv, by school, kind, year and grade. `uids`: school → its uid."""
    from app.analysis.counting import count_results

    reference = current(context, context.period)
    methodology = frozen_methodology(reference) if reference else None
    scales = scales_of_period(context, context.period, reference)
    for one in count_results(found, methodology or context.methodology, scales):
        if one.joined is None:
            continue
        where = [uids[one.group.school], one.group.kind, one.group.year, one.group.grade]
        for counted, told in sent_counts(one.joined, one.subjects):
            yield [*where, counted, told.least, told.pupils, told.most, told.works]


def take_counts(
    connection: Connection, sent: Collection[tuple[UUID, str]], rows: Iterator[dict[str, str]]
) -> None:
    """Store the counts of the schools and years that a package has results of.

    An older package does not tell what its counts were made of: they cannot be held against the
    totals, so none are taken. Raises ValueError, KeyError for what no package can hold.
    """
    new = [_new(row) for row in rows if row.get("works")]
    if len({(one.school, one.group, one.counted) for one in new}) < len(new):
        raise ValueError("a count stands twice")
    if not {(one.school, one.group.year) for one in new} <= set(sent):
        raise ValueError("a count without totals")
    stored.replace_all(connection, sent, new)


def _new(row: dict[str, str]) -> stored.NewCount:
    least, most = int(row["pupils"]), int(row["pupils_at_most"])
    pupils, counted = int(row["participants"]), row["index"]
    if not 0 <= least <= most <= pupils or counted not in COUNTED:
        raise ValueError(row)
    group = ProcedureGroup(row["organisation"], row["kind"], row["year"], int(row["grade"]))
    told = SentCount(least, most, pupils, row["works"])
    return stored.NewCount(UUID(row["organisation"]), group, counted, told)
