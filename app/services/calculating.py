"""Computing the indices and classes of a period, each with its explanation."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from app.domain.calculations import Calculation, CalculationInputs
from app.domain.explanations import shown
from app.domain.index_kinds import Residual
from app.domain.indices import ClassRow, Grounds, IndexValue
from app.domain.periods import Period, results_year
from app.domain.population import not_compared, without
from app.domain.reference import Reference
from app.services.base_values import coverage, of_answers, plans
from app.services.calculating_results import (
    ResultValues,
    result_values,
    shares_of_region,
    uncollected,
)
from app.services.classifying import ClassInputs, Rows, class_rows
from app.services.context import Context, Progress, silent
from app.services.gathering import gathered, subject_titles
from app.services.school_values import (
    ByIndex,
    Residuals,
    answered_values,
    answers_of_schools,
    grounds_of,
    reference_of,
    residuals,
    schools_of,
    whose_schools,
)

__all__ = [
    "INDICES_HEADINGS",
    "as_json",
    "calculate",
    "calculate_from",
    "indices_table",
    "results_year",
    "shown_value",
    "subject_titles",
]


def calculate(
    context: Context,
    period: Period,
    schools: Collection[str] | None = None,
    progress: Progress | None = None,
    reference: Reference | None = None,
) -> Calculation:
    """All values and classes of a period, of all schools or of those whose codes are given.

    Classes that compare schools always look at the whole base. Without a `reference` the base's
    own one is used, with the methodology it was published with: a past year stays as it was.
    """
    from app.services.referencing import current, frozen_methodology

    reference = reference or current(context, period)
    methodology = frozen_methodology(reference) if reference else None
    inputs = gathered(context, period, methodology or context.methodology, reference)
    return calculate_from(inputs, schools, progress)


def calculate_from(
    inputs: CalculationInputs,
    schools: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Calculation:
    """The pure work behind `calculate`. `progress` raises Cancelled to stop it."""
    with uncollected():
        return _calculated(inputs, schools, progress)


def _calculated(
    inputs: CalculationInputs, schools: Collection[str] | None, progress: Progress | None
) -> Calculation:
    report = progress or silent
    own = schools_of(inputs)
    wanted = [school.code for school in own if schools is None or school.code in schools]
    report(0, len(wanted))
    grounds = grounds_of(inputs)
    answers = answers_of_schools(inputs, own)
    answered = answered_values(inputs, answers, grounds)
    results = _results(inputs, {school.code for school in own}, set(wanted), grounds)
    apart = not_compared(inputs.methodology, answers)
    modelled = _residuals(inputs, answered, results, wanted, grounds, apart)
    known = ClassInputs(
        inputs.methodology,
        grounds,
        wanted,
        answers,
        answered,
        results,
        modelled,
        reference_of(inputs),
        whose_schools(inputs),
        inputs.labels,
    )
    rows = class_rows(known)
    values: dict[str, list[IndexValue]] = {}
    for done, school in enumerate(wanted, 1):
        values[school] = list(_of_school(inputs, school, answered, results, modelled))
        report(done, len(wanted))
    for value in of_answers(inputs, wanted, answers, grounds):
        values[value.school].append(value)
    for value in plans(inputs, schools, grounds):
        values.setdefault(value.school, []).append(value)
    for value in coverage(inputs, rows, results, grounds) if schools is None else ():
        values.setdefault(value.school, []).append(value)
    flat = tuple(value for code in sorted(values) for value in values[code])
    return Calculation(
        inputs.period,
        inputs.methodology,
        flat,
        tuple(_ordered(inputs, rows, wanted)),
        reference_of(inputs),
    )


def _results(
    inputs: CalculationInputs, every: set[str], wanted: set[str], grounds: Grounds
) -> ResultValues:
    """Values over results; of all schools where the base itself has to give a model."""
    reference = reference_of(inputs)
    has_model = any(isinstance(one.special, Residual) for one in inputs.methodology.indices)
    codes = every if has_model and reference is None else wanted
    regional = reference.shares if reference else None
    if reference is None and inputs.whole_region:
        regional = shares_of_region(inputs)
    return result_values(inputs, codes, grounds, regional or None)


def _residuals(
    inputs: CalculationInputs,
    answered: ByIndex,
    results: ResultValues,
    wanted: list[str],
    grounds: Grounds,
    apart: frozenset[str],
) -> dict[str, Residuals]:
    """By index; schools that are not compared neither make the line nor are held against it."""
    made = {}
    for index in inputs.methodology.indices:
        if isinstance(index.special, Residual):
            social = without(answered[index.special.social], apart)
            found = residuals(inputs, index, social, results, wanted, grounds)
            made[index.code] = replace(found, values=without(found.values, apart))
    return made


def _of_school(
    inputs: CalculationInputs,
    school: str,
    answered: ByIndex,
    results: ResultValues,
    modelled: dict[str, Residuals],
) -> Iterator[IndexValue]:
    """Indices over answers, over results, then those of special kinds."""
    linear = {index.code for index in inputs.methodology.indices if index.linear is not None}
    yield from (found[school] for code, found in answered.items() if code in linear)
    yield from results.values.get(school, ())
    yield from (found[school] for code, found in answered.items() if code not in linear)
    yield from (found.values[school] for found in modelled.values())


def _ordered(inputs: CalculationInputs, rows: Rows, wanted: list[str]) -> Iterator[ClassRow]:
    """Rows by school and then in the methodology's order."""
    for school in wanted:
        for rule in inputs.methodology.classes:
            yield rows[rule.code][school]


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
