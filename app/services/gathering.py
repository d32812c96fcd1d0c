"""What a calculation starts from, read out of the base."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from uuid import UUID

from app.domain.answers import Answers
from app.domain.calculations import CalculationInputs
from app.domain.dynamics import previous_year
from app.domain.methodology import Methodology
from app.domain.methodology_names import forms_read
from app.domain.periods import Period, results_year
from app.domain.reference import Reference
from app.domain.results import SchoolResults
from app.services.context import Context
from app.services.scales import shipped_scales

_ALWAYS = ("social_passport", "school_statuses", "district_programmes")
"""Forms read whatever the indices name: sizes of grades, statuses, programmes."""


def gathered(
    context: Context,
    period: Period,
    methodology: Methodology,
    reference: Reference | None,
) -> CalculationInputs:
    """Everything the indices of a period are computed from.

    With a reference the results are measured by the scales that it holds.
    """
    from app.services.editing import answers_of
    from app.store import organisations, records, results
    from app.store.base import said

    forms = sorted({*forms_read(methodology), *_ALWAYS} & set(context.forms.codes()))
    answers: dict[tuple[UUID, str], Answers] = {}
    with said(context.base), context.database.reading() as connection:
        known = organisations.all_of(connection)
        found = results.of_year(connection, results_year(period))
        earlier = [
            one for year in _years_before(period) for one in results.of_year(connection, year)
        ]
        revisions = [one for code in forms for one in records.latest(connection, period.key, code)]
    for one in revisions:
        key = one.key
        if key.author == key.organisation:
            answers[key.organisation, key.form] = answers_of(context.forms.form(key.form), one)
    return CalculationInputs(
        period=period,
        methodology=methodology,
        organisations=known,
        answers=answers,
        results=_measured(found, reference),
        reference=reference,
        subjects=subject_titles(),
        earlier=earlier,
        scales=shipped_scales(),
        today=min(context.now().date(), period.end),
        own=context.own,
        whole_region=context.role == "region",
        form_titles={code: context.forms.form(code).title for code in forms},
    )


def _measured(
    results: Sequence[SchoolResults], reference: Reference | None
) -> Sequence[SchoolResults]:
    """The results with the reference's scales in the place of what the base says now."""
    if reference is None or not reference.scales:
        return results
    known = {
        one.procedure: replace(one.procedure, scale=reference.scales[one.procedure.key])
        for one in results
        if one.procedure.key in reference.scales
    }
    return [replace(one, procedure=known.get(one.procedure, one.procedure)) for one in results]


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
