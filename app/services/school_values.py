"""Values of schools that come from answers and models: ИСБ, ИСБШ, residuals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from app.domain.calculations import CalculationInputs
from app.domain.class_words import WHERE
from app.domain.expectation import gap_of, residual_value
from app.domain.index_kinds import Outside, Residual
from app.domain.indices import Grounds, IndexValue
from app.domain.linear_indices import linear_value
from app.domain.methodology import IndexDefinition
from app.domain.models import Line, Weights
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.outcomes import Outcome, agreed_kind, pairs_of, waiting_schools
from app.domain.outside_index import outside_value, weights_of
from app.domain.population import left_out, without
from app.domain.reference import Reference
from app.domain.school_facts import SchoolAnswers
from app.services.calculating_results import ResultValues

ByIndex = Mapping[str, Mapping[str, IndexValue]]
"""Index → school → value."""


def schools_of(inputs: CalculationInputs) -> list[Organisation]:
    """The schools that were open in the period, by code."""
    return _open(inputs, OrganisationKind.SCHOOL)


def districts_of(inputs: CalculationInputs) -> list[Organisation]:
    """The districts of the period, by code."""
    return _open(inputs, OrganisationKind.DISTRICT)


def _open(inputs: CalculationInputs, kind: OrganisationKind) -> list[Organisation]:
    period = inputs.period
    return sorted(
        (
            one
            for one in inputs.organisations
            if one.kind is kind
            and (one.valid_from is None or one.valid_from <= period.end)
            and (one.valid_to is None or one.valid_to >= period.start)
        ),
        key=lambda one: one.code,
    )


def answers_of_schools(
    inputs: CalculationInputs, schools: Sequence[Organisation]
) -> dict[str, SchoolAnswers]:
    """School → form → answers; an empty mapping for a school that answered nothing."""
    codes = {school.uid: school.code for school in schools}
    found: dict[str, dict[str, object]] = {school.code: {} for school in schools}
    for (uid, form), answers in inputs.answers.items():
        if uid in codes:
            found[codes[uid]][form] = answers
    return found  # type: ignore[return-value]


def reference_of(inputs: CalculationInputs) -> Reference | None:
    """The reference, when it is of this period and methodology."""
    reference = inputs.reference
    if reference is None or not reference.fits(inputs.methodology, inputs.period):
        return None
    return reference


def grounds_of(inputs: CalculationInputs) -> Grounds:
    """What all values of the calculation share."""
    reference = reference_of(inputs)
    wordings = dict(inputs.methodology.wordings)
    if inputs.own is not None and inputs.own.kind is OrganisationKind.DISTRICT:
        wordings.setdefault("provisional", "предварительно, по муниципалитету")
    return Grounds(
        methodology=inputs.methodology.version_id,
        parameters=inputs.methodology.snapshot(),
        reference=reference.id if reference else None,
        reference_day=reference.issued_on if reference else None,
        wordings=wordings,
        subjects=inputs.subjects,
        title=inputs.methodology.title,
    )


def whose_schools(inputs: CalculationInputs) -> str:
    """«этой базы», «муниципалитета» or «региона»: among whose schools thresholds are found."""
    base, district, region = WHERE
    if inputs.whole_region:
        return region
    is_district = inputs.own is not None and inputs.own.kind is OrganisationKind.DISTRICT
    return district if is_district else base


def plan_day(inputs: CalculationInputs) -> date:
    """The day plans are looked at."""
    return inputs.today or inputs.period.end


def answered_values(
    inputs: CalculationInputs,
    answers: Mapping[str, SchoolAnswers],
    grounds: Grounds,
    before: ByIndex | None = None,
) -> dict[str, dict[str, IndexValue]]:
    """Linear and outside indices of every school.

    `before`: the same values on other grounds; a linear index hangs on answers alone.
    """
    reference = reference_of(inputs)
    found: dict[str, dict[str, IndexValue]] = {}
    for index in inputs.methodology.indices:
        if index.linear is not None:
            known = before.get(index.code, {}) if before else {}
            found[index.code] = {
                code: replace(known[code], grounds=grounds)
                if code in known
                else linear_value(code, index, own, inputs.methodology, grounds)
                for code, own in answers.items()
            }
        elif isinstance(index.special, Outside):
            estimated = reference.weights.get(index.code) if reference else None
            found[index.code] = _outside(inputs, index, index.special, answers, estimated, grounds)
    return found


def _outside(
    inputs: CalculationInputs,
    index: IndexDefinition,
    outside: Outside,
    answers: Mapping[str, SchoolAnswers],
    estimated: Weights | None,
    grounds: Grounds,
) -> dict[str, IndexValue]:
    weights, told = weights_of(outside, inputs.methodology, estimated, grounds.reference_name)
    return {
        code: outside_value(code, index, outside, own, weights, told, grounds)
        for code, own in answers.items()
    }


@dataclass(frozen=True, slots=True)
class Residuals:
    """What comes of one index of residuals."""

    index: IndexDefinition
    grounds: Grounds
    line: Line | None
    why: str
    """Why there is no line."""
    social: Mapping[str, IndexValue]
    outcomes: Mapping[str, Outcome]
    """School → the points the line is held against."""
    waiting: Collection[str]
    """Schools some of whose results wait for their check."""
    apart: frozenset[str]
    """Schools that are not compared."""
    _gaps: dict[str, Fraction | None] = field(default_factory=dict, repr=False)

    def gap(self, school: str) -> Fraction | None:
        """How far the school stands from what is expected; two classes ask for it."""
        if school not in self._gaps:
            known = None if school in self.apart else self.social.get(school)
            self._gaps[school] = gap_of(self.line, known, self.outcomes.get(school))
        return self._gaps[school]

    def value(self, school: str) -> IndexValue:
        """The same as a value with its explanation."""
        found = residual_value(
            school,
            self.index,
            self.grounds,
            self.line,
            self.social.get(school),
            self.outcomes.get(school),
            self.why,
            left_out=school in self.waiting,
        )
        return left_out(found) if school in self.apart else found


def residuals(
    inputs: CalculationInputs,
    index: IndexDefinition,
    answered: ByIndex,
    results: ResultValues,
    grounds: Grounds,
    apart: frozenset[str],
) -> Residuals:
    """Residuals of all schools: by the reference's line, else by that of these schools.

    `results` must hold all schools where the base itself has to give the line. `apart`: schools
    that are not compared: they neither make the line nor are held against it.
    """
    residual = index.special
    if not isinstance(residual, Residual):
        raise ValueError(index.code)
    social = without(answered[residual.social], apart)
    outcomes = results.outcomes(residual.units)
    line, why = _line(inputs, index.code, residual, social, outcomes)
    points = outcomes.get(line.kind, {}) if line else {}
    waiting = waiting_schools(residual.units, line.kind, results.excluded) if line else ()
    return Residuals(index, grounds, line, why, social, points, waiting, apart)


def _line(
    inputs: CalculationInputs,
    code: str,
    residual: Residual,
    social: Mapping[str, IndexValue],
    outcomes: Mapping[str, Mapping[str, Outcome]],
) -> tuple[Line | None, str]:
    from app.analysis.regression import fitted_line

    reference = reference_of(inputs)
    if reference is not None:
        return reference.lines.get(code), "в эталоне региона ожидаемых результатов нет: школ мало"
    least = int(inputs.methodology.number("residual_least_schools"))
    kind, schools = agreed_kind(residual, social, outcomes, least)
    if kind is None:
        return None, _too_few(least, schools)
    line = fitted_line(list(pairs_of(social, outcomes[kind]).values()), kind)
    return line, "ожидаемый результат не с чем сравнить: социальный показатель у всех школ одинаков"


def _too_few(least: int, schools: int) -> str:
    return (
        f"ожидаемый результат пока не с чем сравнить: нужно не меньше {least} школ с социальным "
        f"показателем и результатами, в базе {schools}; или нужен эталон региона"
    )
