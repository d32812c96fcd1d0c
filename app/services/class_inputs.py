"""What classes are decided by: the inputs, and what is found in them once for all schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from app.domain.class_rules import ClassRule, LowestShare, LowShare
from app.domain.class_words import WHERE
from app.domain.classes import Lows, lows_of
from app.domain.compositions import composer
from app.domain.indices import Grounds
from app.domain.lowest import LowestGroup, lowest_group
from app.domain.methodology import Methodology
from app.domain.methodology_names import classes_of_rule
from app.domain.population import compares, not_compared
from app.domain.reference import Reference
from app.domain.region_thresholds import Region
from app.domain.school_facts import SchoolAnswers
from app.services.calculating_results import ResultValues
from app.services.school_values import ByIndex, Residuals


@dataclass(frozen=True, slots=True)
class ClassInputs:
    """What classes are decided by."""

    methodology: Methodology
    grounds: Grounds
    schools: Sequence[str]
    """Whose classes are wanted, in order of codes."""
    answers: Mapping[str, SchoolAnswers]
    """Of all schools of the base: distributions look at the whole."""
    values: ByIndex
    """Of all schools, indices over answers."""
    results: ResultValues
    residuals: Mapping[str, Residuals] = field(default_factory=dict)
    reference: Reference | None = None
    where: str = WHERE[0]
    """Whose schools the base holds, in the genitive."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Answer of a checklist → its words."""

    @property
    def small_n(self) -> int:
        """Below this number of children a decision is told as unsteady."""
        return int(self.methodology.number("small_n"))


class ClassFacts:
    """The inputs of all schools, looked through as rarely as can be."""

    def __init__(self, inputs: ClassInputs) -> None:
        self.inputs = inputs
        self.apart = not_compared(inputs.methodology, inputs.answers)
        """Schools that are not compared with the others."""
        self._groups: dict[str, LowestGroup] = {}
        self._lows: dict[tuple[str, bool], dict[str, Lows]] = {}

    @cached_property
    def rules(self) -> tuple[ClassRule, ...]:
        """The rules of the methodology, each after those it leans on."""
        waiting, ordered = list(self.inputs.methodology.classes), dict[str, ClassRule]()
        while waiting:
            rule = next(one for one in waiting if classes_of_rule(one) <= set(ordered))
            ordered[rule.code] = rule
            waiting.remove(rule)
        return tuple(ordered.values())

    def region(self, rule: ClassRule) -> Region:
        """What the conditions of a rule look at."""
        return self._compared if compares(rule) else self._every

    @cached_property
    def _every(self) -> Region:
        inputs = self.inputs
        weights = inputs.reference.weights if inputs.reference else {}
        return Region(
            inputs.methodology,
            inputs.grounds,
            inputs.answers,
            inputs.values,
            inputs.reference.thresholds if inputs.reference else None,
            inputs.where,
            composer(inputs.methodology, inputs.answers, weights),
        )

    @cached_property
    def _compared(self) -> Region:
        """The same without schools that are not compared."""
        every = self._every
        if not self.apart:
            return every
        return Region(
            every.methodology,
            every.grounds,
            {code: own for code, own in every.answers.items() if code not in self.apart},
            {
                index: {code: one for code, one in values.items() if code not in self.apart}
                for index, values in every.values.items()
            },
            every.reference,
            every.where,
            every.compose,
        )

    def lowest(self, rule: LowestShare) -> LowestGroup:
        """The lowest group among the compared schools."""
        if rule.code not in self._groups:
            inputs, region = self.inputs, self.region(rule)
            self._groups[rule.code] = lowest_group(
                rule,
                region.values[rule.index],
                inputs.grounds,
                (region.reference or {}).get(rule.code),
                region.method,
                inputs.where,
            )
        return self._groups[rule.code]

    def lows(self, of: LowShare) -> Mapping[str, Lows]:
        """School → its works of the year that the rule looks at."""
        return self._lows_of(of, is_before=False)

    def lows_before(self, of: LowShare) -> Mapping[str, Lows]:
        """The same of the years before."""
        return self._lows_of(of, is_before=True)

    def _lows_of(self, of: LowShare, *, is_before: bool) -> Mapping[str, Lows]:
        at = of.code, is_before
        if at not in self._lows:
            results = self.inputs.results
            works = results.judged_counts_before if is_before else results.judged_counts
            schools, named = self.inputs.schools, dict[tuple[str, str, int], bool]()
            self._lows[at] = {one: lows_of(of, works(one), named) for one in schools}
        return self._lows[at]
