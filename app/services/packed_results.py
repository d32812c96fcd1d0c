"""Results of procedures in a package: totals, histograms and counts, never pupils.

Two school years before travel with the year: classes and values look back at them (F18, F20), and
the region must come to the same ones as the school (docs/decisions/0060).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

from app.domain.dynamics import previous_year
from app.domain.organisations import Organisation
from app.domain.participation import GradeSizes, grade_sizes
from app.domain.results import MARKS, Scale, SchoolResults, Totals
from app.services.context import Context
from app.services.editing import answers_of
from app.services.gathering import scales_of_period
from app.services.package_tables import (
    COUNT_COLUMNS,
    HISTOGRAM_COLUMNS,
    TOTALS_COLUMNS,
    csv_bytes,
    json_bytes,
)
from app.services.packed_counts import count_rows
from app.services.referencing import current
from app.services.totalling import totals_of
from app.services.typed_forms import results_here
from app.store import records, results
from app.store.base import said

SCALE_PARTS = tuple(one.name for one in fields(Scale) if one.name != "levels")
"""The levels of F02 come down from the region; a school does not send them up."""

File: TypeAlias = tuple[str, str, str, bytes]
"""Name, role, Russian title, content."""
_Counted: TypeAlias = tuple[str, SchoolResults, Totals]
"""Uid of the school, what the base knows, what travels."""


def result_files(context: Context, schools: Sequence[Organisation]) -> Iterator[File]:
    """The files of results; none when the year of the period has no results."""
    codes = {school.code: str(school.uid) for school in schools}
    found = [(codes[one.school], one) for one in _known(context, schools) if one.school in codes]
    if not found:
        return
    uids = [str(school.uid) for school in schools]
    procedures = {one.procedure.key.text: _procedure(one) for _, one in found}
    content = json_bytes({"organisations": uids, "procedures": list(procedures.values())})
    yield "data/procedures.json", "procedures", "Процедуры и шкалы", content
    totals = _counted(context, found)
    content = csv_bytes(TOTALS_COLUMNS, (_totals_row(*one) for one in totals))
    yield "data/totals.csv", "totals", "Итоги процедур", content
    content = csv_bytes(HISTOGRAM_COLUMNS, (row for one in totals for row in _bars(*one)))
    yield "data/histograms.csv", "histograms", "Распределение баллов", content
    sizes = _grades(context)
    grades = {code: sizes[uid] for code, uid in codes.items() if uid in sizes}
    rows = list(count_rows(context, [one for _, one in found], codes, grades))
    if rows:
        title = "Дети, посчитанные один раз по нескольким предметам"
        yield "data/counts.csv", "counts", title, csv_bytes(COUNT_COLUMNS, rows)


def _known(context: Context, schools: Sequence[Organisation]) -> list[SchoolResults]:
    """Results of the period's year and, where there are any, of the two years before."""
    alone = schools[0].uid if len(schools) == 1 else None
    own = {school.code for school in schools}
    year = [one for one in results_here(context, alone) if one.school in own]
    if not year:
        return []
    last = previous_year(year[0].procedure.key.year)
    with said(context.base), context.database.reading() as connection:
        before = [results.of_year(connection, one, alone) for one in (last, previous_year(last))]
    return [*year, *before[0], *before[1]]


def _counted(context: Context, found: Sequence[tuple[str, SchoolResults]]) -> list[_Counted]:
    """Sizes of the grades are known of the period's own year alone."""
    grades, year = _grades(context), found[0][1].procedure.key.year
    scales = scales_of_period(context, context.period, current(context, context.period))
    counted = []
    for uid, one in found:
        sizes = grades.get(uid) if one.procedure.key.year == year else None
        counted.append((uid, one, totals_of(context.methodology, one, sizes, scales)))
    return counted


def _procedure(one: SchoolResults) -> dict[str, Any]:
    key, scale = one.procedure.key, one.procedure.scale
    named = {name: getattr(key, name) for name in key.__slots__}
    return {**named, "scale": {name: getattr(scale, name) for name in SCALE_PARTS}}


def _grades(context: Context) -> dict[str, GradeSizes]:
    """Sizes of the grades by the social passports, by uid of the school."""
    form = context.forms.form("social_passport")
    with said(context.base), context.database.reading() as connection:
        passports = records.latest(connection, context.period.key, form.code)
    return {
        str(one.key.organisation): grade_sizes(answers_of(form, one))
        for one in passports
        if one.key.author == one.key.organisation
    }


def _where(uid: str, one: SchoolResults) -> list[Any]:
    key = one.procedure.key
    return [uid, key.kind, key.year, key.subject, key.grade, key.level]


def _totals_row(uid: str, one: SchoolResults, totals: Totals) -> list[Any]:
    return [
        *_where(uid, one),
        totals.participants,
        totals.grade_size,
        *(totals.marks.get(mark) for mark in MARKS),
        totals.sum_points,
        totals.mean_points,
        totals.below,
        totals.mass,
        totals.high,
    ]


def _bars(uid: str, one: SchoolResults, totals: Totals) -> Iterable[list[Any]]:
    for points, pupils in enumerate(totals.histogram):
        if pupils:
            yield [*_where(uid, one), points, pupils]
