"""What a calculation starts from, read out of the base."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.answers import Answers
from app.domain.calculations import CalculationInputs
from app.domain.dynamics import previous_year
from app.domain.long_lists import LongList
from app.domain.methodology import Methodology
from app.domain.methodology_names import criteria_of_rule, forms_read
from app.domain.periods import Period, results_year
from app.domain.reference import Reference
from app.domain.scales import NO_SCALES, Scales
from app.services.collecting import uncollected
from app.services.context import Context, Progress, silent
from app.services.scales import scales_in_use

if TYPE_CHECKING:
    from app.domain.records import Revision
    from app.domain.results import SchoolResults

_ALWAYS = ("social_passport", "school_statuses", "district_programmes")
"""Forms read whatever the indices name: sizes of grades, statuses, programmes."""
_AT_ONCE = 500
"""Records taken apart between two looks whether to go on."""


@uncollected()
def gathered(
    context: Context,
    period: Period,
    methodology: Methodology,
    reference: Reference | None,
    given: Scales = NO_SCALES,
    progress: Progress | None = None,
) -> CalculationInputs:
    """Everything the indices of a period are computed from.

    With a reference results are measured by the scales that it holds. `given`: scales of the
    region, to be measured by before they are published. `progress` is only asked whether to stop:
    reading is a small part of the work.
    """
    from app.services.editing import answers_of
    from app.store import organisations, records, results
    from app.store.base import said

    def going_on() -> None:
        """Raises Cancelled."""
        (progress or silent)(0, 1)

    forms = sorted({*forms_read(methodology), *_ALWAYS} & set(context.forms.codes()))
    answers: dict[tuple[UUID, str], Answers] = {}
    with said(context.base), context.database.reading() as connection:
        known = organisations.all_of(connection)
        going_on()
        found = results.of_year(connection, results_year(period))
        going_on()
        earlier: list[SchoolResults] = LongList()
        for year in _years_before(period):
            earlier += results.of_year(connection, year)
            going_on()
        revisions: list[Revision] = []
        for code in forms:
            revisions += records.latest(connection, period.key, code)
            going_on()
    for number, one in enumerate(revisions):
        if number % _AT_ONCE == 0:
            going_on()
        key = one.key
        if key.author == key.organisation:
            answers[key.organisation, key.form] = answers_of(context.forms.form(key.form), one)
    return CalculationInputs(
        period=period,
        methodology=methodology,
        organisations=known,
        answers=answers,
        results=found,
        reference=reference,
        subjects=subject_titles(),
        earlier=earlier,
        scales=scales_of_period(context, period, reference, given),
        today=min(context.now().date(), period.end),
        own=context.own,
        whole_region=context.role == "region",
        form_titles={code: context.forms.form(code).title for code in forms},
        roadmap_rows=_roadmap_rows(context),
        labels=_labels(context, methodology),
    )


def _roadmap_rows(context: Context) -> tuple[str, ...]:
    """Measures that the form of the roadmap prescribes."""
    (measures, *_) = context.forms.form("roadmap").tables
    return tuple(row.code for row in measures.rows)


def _labels(context: Context, methodology: Methodology) -> dict[str, str]:
    """Words of the criteria that types of schools rest on."""
    found: dict[str, str] = {}
    for path in {path for rule in methodology.classes for path in criteria_of_rule(rule)}:
        form, table, row, _ = path.split(".")
        if form not in context.forms.codes():
            continue
        known = context.forms.form(form).table_by_code.get(table)
        labels = {one.code: one.label for one in known.rows} if known else {}
        found[path] = labels.get(row, row)
    return found


def scales_of_period(
    context: Context, period: Period, reference: Reference | None, given: Scales = NO_SCALES
) -> Scales:
    """What results of a period and of the years before are measured by, in the order of calling.

    Years before keep the scales of their own references, so that a value is the same in the year
    it was computed for and in the dynamics of the next one.
    """
    from app.store import references
    from app.store.base import said

    with said(context.base), context.database.reading() as connection:
        before = [references.of_period(connection, year) for year in _years_before(period)]
    newest = (max(known, key=lambda one: one.issued_on, default=None) for known in before)
    return scales_in_use((reference, *newest), given)


def _years_before(period: Period) -> tuple[str, str]:
    """The two school years before the one whose results belong to the period."""
    last = previous_year(results_year(period))
    return last, previous_year(last)


@lru_cache(maxsize=1)
def subject_titles() -> Mapping[str, str]:
    """Code of a subject → its Russian name."""
    path = files("resources") / "directories" / "subjects.toml"
    parts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {subject["code"]: subject["title"] for subject in parts["subjects"]}
