"""Thresholds of the region: out of its reference, or out of the distribution of its schools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.class_rules import AllOf, AmongLowest, Condition, Middle, ShareAbove
from app.domain.class_words import WHERE
from app.domain.compositions import Compose, nothing_known
from app.domain.indices import Grounds, IndexValue
from app.domain.methodology import Methodology
from app.domain.quantiles import lowest_threshold, mean, rank_value, weighted_mean
from app.domain.school_facts import PartOfPupils, SchoolAnswers, part_of_pupils


@dataclass(frozen=True, slots=True)
class Threshold:
    """A value of the region's distribution."""

    value: Fraction | None
    schools: int
    provisional: bool
    where: str = ""
    """Whose schools it was found among, in the genitive; or the reference."""
    code: str = ""
    """Its name in the reference."""


NOT_FOUND = Threshold(None, 0, True)
"""Of a condition that is held against no distribution."""


@dataclass(frozen=True, slots=True)
class Region:
    """What the conditions of all schools look at; what is found in it once is kept."""

    methodology: Methodology
    grounds: Grounds
    answers: Mapping[str, SchoolAnswers]
    """School → its answers; schools without any have an empty mapping."""
    values: Mapping[str, Mapping[str, IndexValue]]
    """Index → school → value."""
    reference: Mapping[str, Fraction] | None = None
    """Thresholds of the region; None: there is no reference."""
    where: str = WHERE[0]
    """Whose schools these are, in the genitive."""
    compose: Compose = nothing_known
    """What a school's index is made of."""
    _parts: dict[ShareAbove, dict[str, PartOfPupils]] = field(default_factory=dict, repr=False)
    _bounds: dict[str, tuple[tuple[Condition, Threshold], ...]] = field(
        default_factory=dict, repr=False
    )

    @property
    def method(self) -> str:
        """How the boundary of a lowest group is found; ⌈qN⌉ where nothing else is said."""
        known = self.methodology.parameters.get("lowest_method")
        return str(known.value) if known else "ceil"

    def parts(self, condition: ShareAbove) -> Mapping[str, PartOfPupils]:
        """School → the share a condition looks at, where it is known."""
        if condition not in self._parts:
            parts = {code: part_of_pupils(condition, own) for code, own in self.answers.items()}
            self._parts[condition] = {code: one for code, one in parts.items() if one is not None}
        return self._parts[condition]

    def bounds(self, rule: AllOf) -> tuple[tuple[Condition, Threshold], ...]:
        """The conditions of a rule, each with its threshold (`NOT_FOUND` where it has none)."""
        if rule.code not in self._bounds:
            self._bounds[rule.code] = tuple(self._with_threshold(rule))
        return self._bounds[rule.code]

    def _with_threshold(self, rule: AllOf) -> list[tuple[Condition, Threshold]]:
        return [
            (one, _threshold(code, one, self))
            if isinstance(one, AmongLowest | ShareAbove)
            else (one, NOT_FOUND)
            for one, code in zip(rule.conditions, threshold_codes(rule), strict=True)
        ]


def threshold_codes(rule: AllOf) -> list[str]:
    """Names of the conditions' thresholds in the reference, «» of those without.

    The class, numbered from the second on.
    """
    codes, amount = [], 0
    for one in rule.conditions:
        is_regional = isinstance(one, AmongLowest | ShareAbove)
        amount += is_regional
        numbered = rule.code if amount == 1 else f"{rule.code}_{amount}"
        codes.append(numbered if is_regional else "")
    return codes


def _threshold(code: str, condition: AmongLowest | ShareAbove, region: Region) -> Threshold:
    if region.reference is not None and code in region.reference:
        reference = f"эталон региона {region.grounds.reference_name}"
        return Threshold(region.reference[code], 0, False, reference, code)
    known = _distribution(condition, region)
    if len(known) < condition.least_schools:
        return Threshold(None, len(known), True, region.where, code)
    if isinstance(condition, AmongLowest):
        value = lowest_threshold(known, condition.share, region.method)
    elif condition.middle is Middle.DECILE:
        value = rank_value(known, region.methodology.number("decile_rank"))
    elif condition.middle is Middle.WEIGHTED:
        parts = region.parts(condition).values()
        value = weighted_mean((part.part, part.whole) for part in parts)
    else:
        value = mean(known)
    return Threshold(value, len(known), True, region.where, code)


def _distribution(condition: AmongLowest | ShareAbove, region: Region) -> list[Fraction]:
    """The known values of all schools, in no order that matters."""
    if isinstance(condition, AmongLowest):
        values = region.values.get(condition.index, {}).values()
        return [one.value for one in values if one.value is not None]
    return [part.percent for part in region.parts(condition).values()]
