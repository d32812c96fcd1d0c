"""Computing the indices and classes of a period, each with its explanation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.domain.calculations import Calculation, CalculationInputs
from app.domain.conditions import States
from app.domain.explanations import shown
from app.domain.index_kinds import Residual
from app.domain.indices import Grounds, IndexValue
from app.domain.periods import Period, results_year
from app.domain.population import not_compared
from app.domain.reference import Reference
from app.domain.school_rows import Classes, Values
from app.services.base_values import coverage, of_answers, plans
from app.services.calculating_results import ResultValues
from app.services.class_inputs import ClassFacts, ClassInputs
from app.services.classifying import ClassRows
from app.services.collecting import uncollected
from app.services.context import Context, Progress, silent
from app.services.gathering import gathered, subject_titles
from app.services.school_values import (
    ByIndex,
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
    "results_year",
    "shown_value",
    "subject_titles",
]


@uncollected()
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
    methodology = methodology or context.methodology
    inputs = gathered(context, period, methodology, reference, progress=progress)
    return calculate_from(inputs, schools, progress)


@dataclass(frozen=True, slots=True)
class Before:
    """What was computed over the very same data without a reference."""

    results: ResultValues | None = None
    answered: ByIndex | None = None


def calculate_from(
    inputs: CalculationInputs,
    schools: Collection[str] | None = None,
    progress: Progress | None = None,
    before: Before | None = None,
) -> Calculation:
    """The pure work behind `calculate`. `progress` raises Cancelled to stop it.

    `before`: of all schools, what does not hang on the reference, where it was computed already.

    Everything that compares schools is decided here, and which classes each school belongs to;
    the values and the class rows of a school are made when they are looked at.
    """
    with uncollected():
        return _calculated(inputs, schools, progress or silent, before or Before())


def _calculated(
    inputs: CalculationInputs,
    schools: Collection[str] | None,
    report: Progress,
    before: Before,
) -> Calculation:
    own = schools_of(inputs)
    wanted = [school.code for school in own if schools is None or school.code in schools]
    report(0, _STEPS)
    grounds, reference = grounds_of(inputs), reference_of(inputs)
    answers = answers_of_schools(inputs, own)
    answered = answered_values(inputs, answers, grounds, before.answered)
    report(1, _STEPS)
    counted = _counted(inputs, {school.code for school in own}, set(wanted))
    results = ResultValues(inputs, counted, grounds, reference, before.results)
    apart = not_compared(inputs.methodology, answers)
    modelled = {
        index.code: residuals(inputs, index, answered, results, grounds, apart)
        for index in inputs.methodology.indices
        if isinstance(index.special, Residual)
    }
    report(2, _STEPS)
    known = ClassInputs(
        inputs.methodology,
        grounds,
        wanted,
        answers,
        answered,
        results,
        modelled,
        reference,
        whose_schools(inputs),
        inputs.labels,
    )
    classes = ClassRows(ClassFacts(known))
    states = classes.states
    report(3, _STEPS)
    further = _of_organisations(inputs, schools, states, results, grounds)
    values = _SchoolValues(known, inputs, frozenset(wanted), further)
    calculation = Calculation(
        inputs.period,
        inputs.methodology,
        Values(sorted({*wanted, *further}), values.of),
        Classes(wanted, classes.of),
        reference,
        states,
        frozenset(one.procedure.key.kind for one in chain(inputs.results, inputs.earlier)),
    )
    report(_STEPS, _STEPS)
    return calculation


_STEPS = 4


def _counted(inputs: CalculationInputs, every: set[str], wanted: set[str]) -> set[str]:
    """Whose results are counted: of all schools where the base itself has to give the region."""
    has_model = any(isinstance(one.special, Residual) for one in inputs.methodology.indices)
    is_alone = reference_of(inputs) is None and (has_model or inputs.whole_region)
    return every if is_alone else wanted


def _of_organisations(
    inputs: CalculationInputs,
    schools: Collection[str] | None,
    states: States,
    results: ResultValues,
    grounds: Grounds,
) -> dict[str, list[IndexValue]]:
    """Plans of any organisation, and the coverage of the whole base."""
    found: dict[str, list[IndexValue]] = {}
    for value in plans(inputs, schools, grounds):
        found.setdefault(value.school, []).append(value)
    for value in coverage(inputs, states, results, grounds) if schools is None else ():
        found.setdefault(value.school, []).append(value)
    return found


@dataclass(frozen=True, slots=True)
class _SchoolValues:
    """Makes the values of one organisation."""

    known: ClassInputs
    inputs: CalculationInputs
    schools: frozenset[str]
    further: Mapping[str, list[IndexValue]]
    """Plans and coverage."""

    def of(self, code: str) -> list[IndexValue]:
        """Indices over answers, over results, those of special kinds, plans and coverage."""
        own = list(self._of_school(code)) if code in self.schools else []
        return [*own, *self.further.get(code, ())]

    def _of_school(self, school: str) -> Iterator[IndexValue]:
        known = self.known
        linear = {index.code for index in known.methodology.indices if index.linear}
        answered = known.values.items()
        yield from (found[school] for code, found in answered if code in linear)
        yield from known.results.of_school(school)
        yield from (found[school] for code, found in answered if code not in linear)
        yield from (found.value(school) for found in known.residuals.values())
        yield from of_answers(self.inputs, [school], known.answers, known.grounds)


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
"""Headings of the rows that `tabulating.value_cells` gives."""


def shown_value(value: IndexValue) -> str:
    """The value as people read it; «—» where there is none."""
    return "—" if value.value is None else shown(value.value, value.definition)
