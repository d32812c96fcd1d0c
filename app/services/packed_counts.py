"""Pupils counted once over several subjects (F05, F07, F03): what a package carries of them.

Only who has the pupils' codes can count so. The codes stay at home; their counts travel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.counts import ProcedureGroup
from app.domain.mass_subjects import (
    MassSubjects,
    MassSubjectsRule,
    mass_subjects_by,
    mass_subjects_rule,
)
from app.domain.methodology import Methodology
from app.domain.participation import GradeSizes
from app.domain.periods import results_year
from app.domain.reference import Reference
from app.domain.results import SchoolResults, SentCount
from app.domain.scales import Scales
from app.domain.sent_counts import COUNTED, sent_counts
from app.services.context import Context
from app.services.gathering import scales_of_period
from app.services.mass_by_share import by_reference, own_shares
from app.services.packed_answers import whole
from app.services.referencing import current, frozen_methodology
from app.store import sent_counts as stored

_LONGEST = 4_000
"""Letters of the works a count is made of."""


def count_rows(
    context: Context,
    found: Collection[SchoolResults],
    uids: Mapping[str, str],
    grades: Mapping[str, GradeSizes],
) -> Iterator[list[Any]]:
    """Rows of data/counts.csv, by year, school, kind and grade. `uids`: school → its uid."""
    from app.analysis.counting import count_results

    reference = current(context, context.period)
    methodology = frozen_methodology(reference) if reference else None
    methodology = methodology or context.methodology
    scales = scales_of_period(context, context.period, reference)
    for year in sorted({one.procedure.key.year for one in found}, reverse=True):
        of_year = [one for one in found if one.procedure.key.year == year]
        mass = _mass(context, methodology, scales, of_year, reference, grades)
        for one in count_results(of_year, methodology, scales, mass):
            where = [uids[one.group.school], one.group.kind, one.group.year, one.group.grade]
            for counted, told in sent_counts(one.joined, one.subjects) if one.joined else ():
                yield [*where, counted, told.least, told.pupils, told.most, told.works]


def _mass(
    context: Context,
    methodology: Methodology,
    scales: Scales,
    of_year: Sequence[SchoolResults],
    reference: Reference | None,
    grades: Mapping[str, GradeSizes],
) -> MassSubjects | None:
    """By the region's shares, else by those at hand: the receiver holds them against its own."""
    if mass_subjects_rule(methodology) is MassSubjectsRule.LIST:
        return None
    year, is_now = of_year[0].procedure.key.year, results_year(context.period)
    if reference is not None:
        shares = reference.shares if year == is_now else reference.earlier_shares.get(year, {})
        return by_reference(methodology, shares)
    own = own_shares(methodology, scales, of_year, grades if year == is_now else {})
    return mass_subjects_by(methodology, own, "")


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
    least, most = whole(row["pupils"]), whole(row["pupils_at_most"])
    pupils, counted = whole(row["participants"]), row["index"]
    if not least <= most <= pupils or counted not in COUNTED or len(row["works"]) > _LONGEST:
        raise ValueError(str(row)[:200])
    group = ProcedureGroup(row["organisation"], row["kind"], row["year"], whole(row["grade"]))
    told = SentCount(least, most, pupils, row["works"])
    return stored.NewCount(UUID(row["organisation"]), group, counted, told)
