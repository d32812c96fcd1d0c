"""Mass subjects by who took part (F05): whose grades count for the results of one school year.

The region's: of its reference, else of its whole base, so that a school with the reference comes to
the very subjects of its region. A base without either counts its own grades and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.domain.calculations import CalculationInputs
from app.domain.mass_subjects import (
    MassSubjects,
    MassSubjectsRule,
    mass_subjects_by,
    mass_subjects_rule,
)
from app.domain.methodology import Methodology
from app.domain.organisations import OrganisationKind
from app.domain.participation import GradeSizes
from app.domain.regional_shares import Regional, RegionalShare, Work
from app.domain.results import SchoolResults
from app.domain.scales import Scales


def mass_subjects_of(
    inputs: CalculationInputs,
    results: Sequence[SchoolResults],
    grades: Mapping[str, GradeSizes],
    given: Regional | None,
) -> MassSubjects | None:
    """What tells the mass subjects of `results`; None where the methodology has a list.

    `given`: shares of the region's reference for their year; without them the whole base counts,
    whatever schools `results` are of.
    """
    if mass_subjects_rule(inputs.methodology) is MassSubjectsRule.LIST:
        return None
    if given is not None:
        return by_reference(inputs.methodology, given)
    every = results if inputs.whole_region else _of_same_years(inputs, results)
    own = own_shares(inputs.methodology, inputs.scales, every, grades)
    is_region, whose = inputs.whole_region, _whose(inputs)
    return mass_subjects_by(inputs.methodology, own, whose, is_provisional=not is_region)


def by_reference(methodology: Methodology, given: Regional) -> MassSubjects:
    """As the region's reference has it."""
    return mass_subjects_by(methodology, given, "по эталону региона", is_reference=True)


def with_grades(
    shares: Mapping[Work, RegionalShare], mass: MassSubjects
) -> dict[Work, RegionalShare]:
    """The shares with what told the mass subjects, to be published with them."""
    none = RegionalShare()
    return {
        work: replace(share, of_grade=mass.regional.get(work, none).of_grade)
        for work, share in shares.items()
    }


def _of_same_years(
    inputs: CalculationInputs, results: Sequence[SchoolResults]
) -> list[SchoolResults]:
    years = {one.procedure.key.year for one in results}
    known = (*inputs.results, *inputs.earlier)
    return [one for one in known if one.procedure.key.year in years]


def own_shares(
    methodology: Methodology,
    scales: Scales,
    results: Sequence[SchoolResults],
    grades: Mapping[str, GradeSizes],
) -> dict[Work, RegionalShare]:
    """What these schools come to by themselves."""
    from app.analysis.counting import count_results
    from app.analysis.grade_shares import grade_shares

    found = grade_shares(count_results(results, methodology, scales), grades)
    return {work: RegionalShare(of_grade=pooled) for work, pooled in found.items()}


def _whose(inputs: CalculationInputs) -> str:
    if inputs.whole_region:
        return "по школам региона"
    kind = inputs.own.kind if inputs.own else None
    known = {
        OrganisationKind.SCHOOL: "по своей школе",
        OrganisationKind.DISTRICT: "по школам муниципалитета",
    }
    return known.get(kind, "по школам этой базы") if kind else "по школам этой базы"
