"""Computing the indices and classes of a period, each with its explanation."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from app.domain.answers import Answers
from app.domain.calculations import Calculation, CalculationInputs
from app.domain.class_rules import LowestShare, LowShare
from app.domain.classes import low_results, lowest_group
from app.domain.counts import SubjectCounts
from app.domain.dynamics import previous_year
from app.domain.errors import WrongUsage
from app.domain.explanations import shown
from app.domain.indices import ClassRow, Grounds, IndexValue
from app.domain.linear_indices import linear_value
from app.domain.methodology import IndexDefinition
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import Period, PeriodKind, school_year_of
from app.domain.reference import Reference
from app.services.calculating_results import result_values
from app.services.context import Context, Progress, silent
from app.services.scales import shipped_scales


def calculate(
    context: Context,
    period: Period,
    schools: Collection[str] | None = None,
    progress: Progress | None = None,
    reference: Reference | None = None,
) -> Calculation:
    """All values and classes of a period, of all schools or of those whose codes are given.

    Classes that compare schools always look at the whole base.
    """
    return calculate_from(_inputs(context, period, reference), schools, progress)


def calculate_from(
    inputs: CalculationInputs,
    schools: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Calculation:
    """The pure work behind `calculate`. `progress` raises Cancelled to stop it."""
    report = progress or silent
    own = _schools(inputs)
    wanted = [school for school in own if schools is None or school.code in schools]
    grounds = _grounds(inputs)
    report(0, len(wanted))
    linear = {
        index.code: {school.code: _linear(inputs, school, index, grounds) for school in own}
        for index in inputs.methodology.indices
        if index.linear is not None
    }
    codes = {school.code for school in wanted}
    of_results = result_values(inputs, codes, grounds, None)
    values: list[IndexValue] = []
    for done, school in enumerate(wanted, 1):
        values.extend(found[school.code] for found in linear.values())
        values.extend(of_results.values.get(school.code, ()))
        report(done, len(wanted))
    units = {code: of_results.judged_units(code) for code in codes}
    classes = _classes(inputs, linear, units, codes, grounds)
    return Calculation(inputs.period, inputs.methodology, tuple(values), tuple(classes))


def as_json(calculation: Calculation) -> dict[str, Any]:
    """The shape printed by «opora indices --json»."""
    return calculation.as_json()


INDICES_HEADINGS = (
    "Код школы",
    "Показатель",
    "Процедура",
    "Предмет",
    "Класс",
    "Значение",
    "Числитель",
    "Знаменатель",
    "От",
    "До",
    "Пояснение",
)
"""Headings of the rows that `indices_table` gives."""


def indices_table(calculation: Calculation) -> Iterator[tuple[str | int | float | None, ...]]:
    """The values as rows of a workbook, unrounded; «От» and «До» are the interval or the bounds."""
    for value in calculation.values:
        row = value.as_json()
        low, high = row["interval"] or row["bounds"] or (None, None)
        subject = value.grounds.subject(value.subject) if value.subject else None
        yield (
            value.school,
            value.title,
            value.procedure_title,
            subject,
            value.grade,
            row["value"],
            row["numerator"],
            row["denominator"],
            low,
            high,
            row["explanation"],
        )


def shown_value(value: IndexValue) -> str:
    """The value as people read it; «—» where there is none."""
    return "—" if value.value is None else shown(value.value, value.definition)


def results_year(period: Period) -> str:
    """Key of the school year whose results belong to a period."""
    match period.kind:
        case PeriodKind.SCHOOL_YEAR:
            return period.key
        case PeriodKind.CALENDAR_YEAR:
            return school_year_of(period.start).key
    raise WrongUsage(
        f"Показатели считаются за год, а {period.title} — это несколько лет.",
        "Укажите учебный год, например: --period 2025/2026.",
    )


def _inputs(context: Context, period: Period, reference: Reference | None) -> CalculationInputs:
    from app.services.editing import answers_of
    from app.store import organisations, records, results
    from app.store.base import said

    forms = sorted({path.partition(".")[0] for path in _paths(context)})
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
        methodology=context.methodology,
        organisations=known,
        answers=answers,
        results=found,
        reference=reference,
        subjects=subject_titles(),
        earlier=earlier,
        scales=shipped_scales(),
    )


def _years_before(period: Period) -> tuple[str, str]:
    """The two school years before the one whose results belong to the period."""
    last = previous_year(results_year(period))
    return last, previous_year(last)


def _paths(context: Context) -> Iterator[str]:
    """Answers that the methodology's linear indices read, «form.field»."""
    for index in context.methodology.indices:
        if index.linear is not None:
            yield index.linear.denominator
            yield from (term.counted for term in index.linear.terms)


@lru_cache(maxsize=1)
def subject_titles() -> Mapping[str, str]:
    """Code of a subject → its Russian name."""
    path = files("resources") / "directories" / "subjects.toml"
    parts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {subject["code"]: subject["title"] for subject in parts["subjects"]}


def _schools(inputs: CalculationInputs) -> list[Organisation]:
    """The schools that were open in the period, by code."""
    period = inputs.period
    return sorted(
        (
            one
            for one in inputs.organisations
            if one.kind is OrganisationKind.SCHOOL
            and (one.valid_from is None or one.valid_from <= period.end)
            and (one.valid_to is None or one.valid_to >= period.start)
        ),
        key=lambda one: one.code,
    )


def _reference(inputs: CalculationInputs) -> Reference | None:
    """The reference, when it is of this period and methodology."""
    reference = inputs.reference
    if reference is None or not reference.fits(inputs.methodology, inputs.period):
        return None
    return reference


def _grounds(inputs: CalculationInputs) -> Grounds:
    reference = _reference(inputs)
    return Grounds(
        methodology=inputs.methodology.version_id,
        parameters=inputs.methodology.snapshot(),
        reference=reference.id if reference else None,
        wordings=inputs.methodology.wordings,
        subjects=inputs.subjects,
    )


def _linear(
    inputs: CalculationInputs, school: Organisation, index: IndexDefinition, grounds: Grounds
) -> IndexValue:
    answers = {
        form: inputs.answers[school.uid, form]
        for form in inputs.methodology.forms
        if (school.uid, form) in inputs.answers
    }
    return linear_value(school.code, index, answers, inputs.methodology, grounds)


def _classes(
    inputs: CalculationInputs,
    linear: Mapping[str, Mapping[str, IndexValue]],
    units: Mapping[str, list[SubjectCounts]],
    codes: set[str],
    grounds: Grounds,
) -> list[ClassRow]:
    """Rows of all classes, by school and then in the methodology's order."""
    reference = _reference(inputs)
    small_n = int(inputs.methodology.number("small_n"))
    rows: list[ClassRow] = []
    for rule in inputs.methodology.classes:
        if isinstance(rule, LowestShare):
            threshold = reference.thresholds.get(rule.code) if reference else None
            found = lowest_group(rule, linear[rule.index], grounds, threshold)
            rows.extend(row for row in found if row.school in codes)
        elif isinstance(rule, LowShare):
            rows.extend(
                low_results(rule, code, units.get(code, ()), grounds, small_n)
                for code in sorted(codes)
            )
    # sorted() keeps the order of rules inside a school
    return sorted(rows, key=lambda row: row.school)
