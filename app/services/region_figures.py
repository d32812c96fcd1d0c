"""What a region's reference holds, out of the whole of its schools in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from app.domain.calculations import CalculationInputs
from app.domain.class_rules import AllOf, LowestShare, Middle, ShareAbove
from app.domain.contradictions import contradiction
from app.domain.index_kinds import Outside, Residual
from app.domain.indices import IndexValue
from app.domain.kept_scales import kept_scales
from app.domain.models import Line, Weights
from app.domain.outcomes import Outcomes, agreed_kind, pairs_of
from app.domain.population import not_compared
from app.domain.quantiles import lowest_threshold, mean, weighted_mean
from app.domain.reference import Reference
from app.domain.region_thresholds import Region
from app.domain.regional_shares import RegionalShare, Work
from app.domain.scales import NO_SCALES, Scales
from app.domain.school_facts import SchoolAnswers, whole_number
from app.services.calculating_results import ResultValues
from app.services.context import Progress, silent
from app.services.school_values import (
    ByIndex,
    answered_values,
    answers_of_schools,
    grounds_of,
    schools_of,
)

_STEP = 5
_STEPS = 4
_SIGNS = {"dv": 1, "dn": -1, "du": -1, "dm": -1}
"""Which way a share of pupils is expected to work on results."""


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """The parts of a reference that are computed; see Reference for what each holds."""

    schools: int
    thresholds: Mapping[str, Fraction]
    counts: Mapping[str, int]
    means: Mapping[str, Fraction]
    distributions: Mapping[str, Mapping[str, int]]
    lines: Mapping[str, Line] = field(default_factory=dict)
    weights: Mapping[str, Weights] = field(default_factory=dict)
    shares: Mapping[Work, RegionalShare] = field(default_factory=dict)
    clean_shares: Mapping[Work, RegionalShare] = field(default_factory=dict)
    earlier_shares: Mapping[str, Mapping[Work, RegionalShare]] = field(default_factory=dict)
    scales: Scales = NO_SCALES
    answered: ByIndex = field(default_factory=dict)
    """Indices over answers of the compared schools, which all this was found in."""


def region_results(inputs: CalculationInputs) -> ResultValues:
    """The results of all schools, judged by their own shares."""
    schools = (school.code for school in schools_of(inputs))
    return ResultValues(replace(inputs, whole_region=True), set(schools), grounds_of(inputs))


def figures_of(
    inputs: CalculationInputs, results: ResultValues, progress: Progress | None = None
) -> RegionFigures:
    """Everything, once; results whose check was asked for are left out in one second pass.

    `results`: see `region_results`.
    """
    report = progress or silent
    report(0, _STEPS)
    schools = schools_of(inputs)
    every = answers_of_schools(inputs, schools)
    answers = _compared(inputs, every)
    grounds = grounds_of(inputs)
    report(1, _STEPS)
    weights = dict(_weights(inputs, answers, results))
    report(2, _STEPS)
    answered = answered_values(_with_weights(inputs, weights), answers, grounds)
    report(3, _STEPS)
    region = Region(inputs.methodology, grounds, answers, answered)
    thresholds, counts = _thresholds(region)
    lines = dict(_lines(inputs, answered, results))
    report(_STEPS, _STEPS)
    return RegionFigures(
        schools=max((len(_known(one.values())) for one in answered.values()), default=0),
        thresholds=thresholds,
        counts=counts,
        means=dict(_means(region)),
        distributions=dict(_distributions(region)),
        lines=lines,
        weights=weights,
        shares=results.year.shares(),
        clean_shares=results.year.shares(results.excluded),
        earlier_shares={year: one.shares() for year, one in results.before.items()},
        scales=kept_scales(
            inputs.scales, (one.procedure for one in (*inputs.results, *inputs.earlier))
        ),
        answered=answered,
    )


def estimated(inputs: CalculationInputs, index: str) -> Weights | None:
    """Weights of an outside index by OLS over the base's own schools, with errors and warnings.

    None where there are too few schools, or shares that follow from one another.
    """
    schools = schools_of(inputs)
    answers = answers_of_schools(inputs, schools)
    found = dict(_weights(inputs, _compared(inputs, answers), region_results(inputs)))
    return found.get(index)


def _compared(
    inputs: CalculationInputs, answers: Mapping[str, SchoolAnswers]
) -> dict[str, SchoolAnswers]:
    """Without the kinds of schools the methodology does not compare (F10)."""
    apart = not_compared(inputs.methodology, answers)
    return {code: own for code, own in answers.items() if code not in apart}


def _weights(
    inputs: CalculationInputs, answers: Mapping[str, SchoolAnswers], results: ResultValues
) -> Iterator[tuple[str, Weights]]:
    from app.analysis.regression import Term, estimated_weights

    for index in inputs.methodology.indices:
        outside = index.special
        if not isinstance(outside, Outside) or not outside.terms:
            continue
        shares = {
            code: row for code, own in answers.items() if (row := _shares(outside, own)) is not None
        }
        outcomes = _outcomes(inputs, results)
        kind = max(
            outcomes, key=lambda one: (len(set(outcomes[one]) & set(shares)), one), default=""
        )
        both = sorted(set(outcomes.get(kind, {})) & set(shares))
        made = estimated_weights(
            [Term(term.code, term.title, _SIGNS.get(term.code, 0)) for term in outside.terms],
            [shares[code] for code in both],
            [outcomes[kind][code].percent for code in both],
        )
        if made is not None:
            yield index.code, made


def _shares(outside: Outside, answers: SchoolAnswers) -> list[Fraction] | None:
    whole = whole_number(answers, outside.denominator)
    counted = [whole_number(answers, term.counted) for term in outside.terms]
    amounts = [one for one in counted if one is not None]
    if not whole or len(amounts) < len(counted):
        return None
    by_code = dict(zip((term.code for term in outside.terms), amounts, strict=True))
    if contradiction(outside.terms, outside.apart, by_code, whole):
        return None
    return [Fraction(100 * one, whole) for one in amounts]


def _outcomes(inputs: CalculationInputs, results: ResultValues) -> Outcomes:
    """УД by kind over the procedures that the methodology's residuals agree on."""
    units = tuple(
        unit
        for index in inputs.methodology.indices
        if isinstance(index.special, Residual)
        for unit in index.special.units
    )
    return results.outcomes(units)


def _with_weights(inputs: CalculationInputs, weights: Mapping[str, Weights]) -> CalculationInputs:
    """The inputs as schools will have them once the weights are published."""
    methodology = inputs.methodology
    reference = Reference(
        "", methodology.region, inputs.period.key, methodology.code, methodology.version, 0,
        date.min, 0, weights=weights,
    )  # fmt: skip
    return replace(inputs, reference=reference)


def _known(values: Iterable[IndexValue]) -> list[Fraction]:
    return [one.value for one in values if one.value is not None]


def _thresholds(region: Region) -> tuple[dict[str, Fraction], dict[str, int]]:
    """Thresholds of all rules that need the region, and among how many schools each was found."""
    found: dict[str, Fraction] = {}
    counts: dict[str, int] = {}
    for rule in region.methodology.classes:
        if isinstance(rule, LowestShare):
            values = _known(region.values[rule.index].values())
            bound = lowest_threshold(values, rule.share, region.method)
            if bound is not None and len(values) >= rule.least_schools:
                found[rule.code], counts[rule.code] = bound, len(values)
        elif isinstance(rule, AllOf):
            for _, one in region.bounds(rule):
                if one.value is not None:
                    found[one.code], counts[one.code] = one.value, one.schools
    return found, counts


def _lines(
    inputs: CalculationInputs,
    answered: Mapping[str, Mapping[str, IndexValue]],
    results: ResultValues,
) -> Iterator[tuple[str, Line]]:
    from app.analysis.regression import fitted_line

    for index in inputs.methodology.indices:
        if not isinstance(index.special, Residual):
            continue
        social = answered[index.special.social]
        outcomes = results.outcomes(index.special.units)
        least = int(inputs.methodology.number("residual_least_schools"))
        kind, _ = agreed_kind(index.special, social, outcomes, least)
        if kind is None:
            continue
        line = fitted_line(list(pairs_of(social, outcomes[kind]).values()), kind)
        if line is not None:
            yield index.code, line


def _conditions(region: Region) -> Iterator[tuple[str, ShareAbove]]:
    for rule in region.methodology.classes:
        for condition, threshold in region.bounds(rule) if isinstance(rule, AllOf) else ():
            if isinstance(condition, ShareAbove):
                yield threshold.code, condition


def _means(region: Region) -> Iterator[tuple[str, Fraction]]:
    """Means of indices over schools; of shares both the plain and the weighted one (F11)."""
    for index, values in region.values.items():
        middle = mean(_known(values.values()))
        if middle is not None:
            yield index, middle
    for code, condition in _conditions(region):
        parts = region.parts(condition).values()
        middle = mean([part.percent for part in parts])
        if middle is not None and condition.middle is not Middle.DECILE:
            yield code, middle
            by_children = weighted_mean((part.part, part.whole) for part in parts)
            yield f"{code}_weighted", by_children or Fraction(0)


def _distributions(region: Region) -> Iterator[tuple[str, dict[str, int]]]:
    """How many schools fall into each interval of five points."""
    for index, values in region.values.items():
        yield index, _bins(_known(values.values()))
    for code, condition in _conditions(region):
        yield code, _bins([part.percent for part in region.parts(condition).values()])


def _bins(values: Iterable[Fraction]) -> dict[str, int]:
    counted = Counter(_STEP * (value.numerator // (_STEP * value.denominator)) for value in values)
    return {str(start): counted[start] for start in sorted(counted)}
