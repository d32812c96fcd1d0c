"""How steady the classes drawn from a school's own numbers are: said where the school is small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from app.domain.class_rules import AllOf, AmongLowest, Condition, InClass, LowestShare, ShareAbove
from app.domain.compositions import Compose, Composition
from app.domain.conditions import finding_of
from app.domain.indices import ClassRow, IndexValue, State
from app.domain.region_thresholds import Region, Threshold
from app.domain.school_facts import SchoolAnswers, part_of_pupils, whole_number
from app.domain.steadiness import chance_of, steadied


def steady_lowest(row: ClassRow, value: IndexValue, compose: Compose, small_n: int) -> ClassRow:
    """The row of the lowest group with its stability, where the school is small."""
    if row.state is State.UNDETERMINED or row.threshold is None:
        return row
    made = _small_composition(value, compose, small_n)
    return row if made is None else steadied(row, _lowest_chance(made, row.threshold))


def steady_type(
    row: ClassRow, rule: AllOf, region: Region, rows: Mapping[str, ClassRow]
) -> ClassRow:
    """The row of a rule of several conditions with its stability, where the school is small.

    `rows`: the school's classes decided before. A condition nobody can tell about is taken to hold:
    where it decides, the class would change to «cannot be told».
    """
    if row.state is State.UNDETERMINED:
        return row
    school, conditions = _School(row.school, region, rows), dict(region.bounds(rule))
    chances = dict(school.together(conditions))
    for one, bound in conditions.items():
        if one not in chances and (chance := school.chance(one, bound)) is not None:
            chances[one] = chance
    if not chances:
        return row
    sure = (
        float(finding_of(one, row.school, region, bound, rows).holds is not False)
        for one, bound in conditions.items()
        if one not in chances
    )
    return steadied(row, prod(chances.values()) * prod(sure))


@dataclass(frozen=True, slots=True)
class _School:
    """One school whose conditions are drawn again."""

    code: str
    region: Region
    rows: Mapping[str, ClassRow]

    @property
    def small_n(self) -> int:
        return int(self.region.methodology.number("small_n"))

    @property
    def answers(self) -> SchoolAnswers:
        return self.region.answers.get(self.code, {})

    def chance(self, condition: Condition, threshold: Threshold) -> float | None:
        """How likely a condition holds; None where it does not hang on few pupils."""
        match condition:
            case InClass(code=code):
                return chance_of(self.rows[code])
            case AmongLowest():
                made = self._made(condition.index)
                if made is None or threshold.value is None:
                    return None
                return _lowest_chance(made, threshold.value)
            case ShareAbove() if threshold.value is not None:
                return self._above_chance(condition, threshold.value)
        return None

    def _above_chance(self, condition: ShareAbove, percent: Fraction) -> float | None:
        from app.analysis.stability import Counted, share_chance

        part = part_of_pupils(condition, self.answers)
        if part is None or part.whole >= self.small_n:
            return None
        return share_chance(Counted(part.part, part.whole), percent)

    def together(self, conditions: Mapping[Condition, Threshold]) -> dict[Condition, float]:
        """A lowest group and a share of pupils that its index counts too, as one chance.

        The very same children stand in both: to multiply the chances would draw them twice.
        """
        for low, its in conditions.items():
            index, bound = self._lowest(low, its)
            made = None if bound is None else self._made(index)
            for above, share in conditions.items() if made is not None else ():
                if isinstance(above, ShareAbove) and made is not None and bound is not None:
                    chance = self._joint(made, bound, above, share)
                    if chance is not None:
                        return {low: chance, above: 1.0}
        return {}

    def _lowest(self, condition: Condition, threshold: Threshold) -> tuple[str, Fraction | None]:
        """The index of a lowest group, and the bound it is held against."""
        if isinstance(condition, AmongLowest):
            return condition.index, threshold.value
        if isinstance(condition, InClass):
            rules = self.region.methodology.classes
            rule = next((one for one in rules if one.code == condition.code), None)
            if isinstance(rule, LowestShare):
                return rule.index, self.rows[condition.code].threshold
        return "", None

    def _made(self, index: str) -> Composition | None:
        value = self.region.values.get(index, {}).get(self.code)
        if value is None:
            return None
        return _small_composition(value, self.region.compose, self.small_n)

    def _joint(
        self, made: Composition, bound: Fraction, above: ShareAbove, share: Threshold
    ) -> float | None:
        """None where the index does not count the pupils of the share."""
        from app.analysis.stability import LinearIndex, lowest_and_above_chance

        part = part_of_pupils(above, self.answers)
        paths = [one.term.counted for one in made.parts]
        shared = next((path for path in above.counted if path in paths), None)
        if share.value is None or part is None or shared is None or part.whole != made.whole:
            return None
        place = paths.index(shared)
        given = next(path for path in above.counted if whole_number(self.answers, path) is not None)
        # what was counted first is the wider: on any register are those on the school's too
        others = None if given == shared else part.part - made.parts[place].counted
        if others is not None and others < 0:
            return None
        weights = [one.weight for one in made.parts]
        index = LinearIndex(made.constant, weights, [one.counted for one in made.parts], made.whole)
        return lowest_and_above_chance(index, bound, place, others, share.value)


def _small_composition(value: IndexValue, compose: Compose, small_n: int) -> Composition | None:
    """What the index is made of; None where it is not known or the school is not small."""
    if value.n is None or not 0 < value.n < small_n:
        return None
    return compose(value)


def _lowest_chance(made: Composition, threshold: Fraction) -> float:
    """How likely the index stays within the threshold."""
    from app.analysis.stability import LinearIndex, lowest_group_chance

    weights = [part.weight for part in made.parts]
    counts = [part.counted for part in made.parts]
    return lowest_group_chance(LinearIndex(made.constant, weights, counts, made.whole), threshold)
