"""A region's year out of one reading of its base: the reference, and its schools by it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from app.domain.calculations import Calculation, CalculationInputs
from app.domain.indices import State
from app.domain.periods import Period
from app.domain.reference import Reference
from app.domain.reference_directories import in_order, norm_of
from app.domain.scales import Scales
from app.services.calculating import Before, calculate_from
from app.services.collecting import uncollected
from app.services.context import Context, Progress
from app.services.referencing import given_scales, region_of
from app.services.region_methodologies import catalogue_of


@dataclass(frozen=True, slots=True)
class Group:
    """How many schools belong to a class. It says nothing of single schools."""

    code: str
    title: str
    inside: int
    open: int
    """So many cannot be told yet."""

    @property
    def told(self) -> tuple[str, int, int]:
        """As `reference_words.groups_told` takes it."""
        return self.title, self.inside, self.open

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora reference publish --json»."""
        return {"class": self.code, "in": self.inside, "undetermined": self.open}


class RegionYear:
    """A reference with the data it was computed from."""

    def __init__(self, reference: Reference, inputs: CalculationInputs, before: Before) -> None:
        """`inputs`, `before`: of all schools, when there was no reference yet."""
        self.reference = reference
        self._inputs, self._before = inputs, before

    @cached_property
    def calculation(self) -> Calculation:
        """The same year by the reference; results are not counted a second time."""
        inputs = replace(self._inputs, reference=self.reference)
        return calculate_from(inputs, before=self._before)

    def groups(self) -> list[Group]:
        """The classes of the methodology in their order."""
        found = self.calculation
        return [
            Group(rule.code, rule.title, states.count(State.IN), states.count(State.UNDETERMINED))
            for rule in found.methodology.classes
            for states in [list(found.states[rule.code].values())]
        ]


def compute(
    context: Context,
    period: Period,
    progress: Progress | None = None,
    scales: Scales | None = None,
) -> Reference:
    """The reference alone, see `compose`."""
    return compose(context, period, progress, scales).reference


@uncollected()
def compose(
    context: Context,
    period: Period,
    progress: Progress | None = None,
    scales: Scales | None = None,
) -> RegionYear:
    """The reference out of the base's present data, by its present methodology; not stored.

    `scales`: those the region gives (`services.scales.region_scales`); None: those it gave to the
    last reference of the period.
    """
    from app.services.gathering import gathered
    from app.services.region_figures import figures_of, region_results
    from app.store import references
    from app.store.base import said

    methodology = context.methodology
    if scales is None:
        scales = given_scales(context, period)
    inputs: CalculationInputs = gathered(context, period, methodology, None, scales, progress)
    results = region_results(inputs)
    found = figures_of(inputs, results, progress)
    region = region_of(context)
    with said(context.base), context.database.reading() as connection:
        version = 1 + references.newest_version(connection, region, period.key, methodology.code)
    reference = Reference(
        id=f"{region}-{period.key.replace('/', '-')}-{methodology.code}-{version}",
        region=region,
        period=period.key,
        methodology=methodology.code,
        methodology_version=methodology.version,
        version=version,
        issued_on=context.now().date(),
        schools=found.schools,
        thresholds=found.thresholds,
        counts=found.counts,
        means=found.means,
        distributions=found.distributions,
        lines=found.lines,
        weights=found.weights,
        shares=found.shares,
        clean_shares=found.clean_shares,
        earlier_shares=found.earlier_shares,
        scales=found.scales,
        norms={
            code: norm_of(one)
            for code, one in methodology.parameters.items()
            if code.endswith("_norm")
        },
        organisations=in_order(inputs.organisations),
        subjects=inputs.subjects,
        texts=_texts(context),
    )
    return RegionYear(reference, inputs, Before(results, found.answered))


def _texts(context: Context) -> dict[str, str]:
    """The methodology's files; of one that was changed in memory there are none."""
    methodology = context.methodology
    catalogue = catalogue_of(context)
    shipped = catalogue.methodology(methodology.code)
    # parsed expressions are compared by identity, so what they are made of is compared instead
    if (shipped.parameters, shipped.classes) != (methodology.parameters, methodology.classes):
        return {}
    return catalogue.texts(methodology.code)
