"""ИМР of a whole procedure: three ways to put its subjects together (DOMAIN F03, а–в)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from app.domain.counts import JoinedCounts
from app.domain.methodology import Methodology
from app.domain.shares import Group, Part, in_any_bounds

MASS_RULE = "mass_rule"
"""Parameter that chooses."""


class MassRule(StrEnum):
    """What «participants with results not below the middle» means over several subjects."""

    WORKS = "works"
    """(а) by works: Σ n(b ≥ b_ср) / Σ N; the only one that totals can tell exactly."""
    ALL = "all"
    """(б) pupils not below in every mass subject they wrote."""
    ANY = "any"
    """(в) pupils not below in at least one mass subject."""

    @property
    def told(self) -> str:
        """Russian, for the explanation."""
        return {
            "works": "Сложены результаты по всем предметам процедуры.",
            "all": (
                "Посчитаны дети, у которых результат не ниже среднего по каждому массовому "
                "предмету, который они писали."
            ),
            "any": (
                "Посчитаны дети, у которых результат не ниже среднего хотя бы по одному массовому "
                "предмету."
            ),
        }[self.value]


def mass_rule(methodology: Methodology) -> MassRule:
    """The way the methodology chose; by works where it says nothing."""
    known = methodology.parameters.get(MASS_RULE)
    return MassRule(str(known.value)) if known else MassRule.WORKS


def by_pupils(rule: MassRule, joined: JoinedCounts) -> Part | None:
    """Pupils that the rule counts, of `joined.mass_pupils`."""
    return joined.mass_all if rule is MassRule.ALL else joined.mass_any


def bounds_by_pupils(
    rule: MassRule, groups: Sequence[Group], grade_size: int | None
) -> tuple[Fraction, Fraction] | None:
    """Fréchet bounds of it, percent, where pupils cannot be joined; `groups`: mass subjects."""
    if rule is MassRule.ANY:
        return in_any_bounds(groups, grade_size)
    below = [Group(one.n, Part(one.n - one.part.most, one.n - one.part.least)) for one in groups]
    found = in_any_bounds(below, grade_size)
    return None if found is None else (100 - found[1], 100 - found[0])
