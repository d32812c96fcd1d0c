"""Which subjects are taken «в массовых масштабах» (F05): those of a list, or by who took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.messages import NO_BREAK, number
from app.domain.methodology import Methodology
from app.domain.regional_shares import Regional, RegionalShare, work_of
from app.domain.results import ProcedureKey

MASS_SUBJECTS_RULE = "mass_subjects_rule"
"""Parameter that chooses."""
MASS_SUBJECTS_SHARE = "mass_subjects_share"
"""Parameter: from what share of the grade on, percent."""


class MassSubjectsRule(StrEnum):
    """What makes a subject one of those."""

    LIST = "list"
    """It stands in the methodology's list."""
    SHARE = "share"
    """At least a share of the grade took part."""


def mass_subjects_rule(methodology: Methodology) -> MassSubjectsRule:
    """What the methodology chose; its list where it says nothing."""
    known = methodology.parameters.get(MASS_SUBJECTS_RULE)
    return MassSubjectsRule(str(known.value)) if known else MassSubjectsRule.LIST


@dataclass(frozen=True, slots=True)
class MassSubject:
    """Whether one subject is taken by the mass of a grade, and by what that is known."""

    is_mass: bool | None
    """None: nobody knows how many pupils the grade has."""
    told: str
    """«812 из 1 024, 79,3 %»."""


@dataclass(frozen=True, slots=True)
class MassSubjects:
    """The rule «участвует ≥ 50 % параллели» over the grades of a region."""

    regional: Regional
    """Whose `of_grade` counts: the region's, so that a school comes to what its region does."""
    least: Fraction
    """Percent."""
    whose: str
    """«по эталону региона»."""
    is_reference: bool = False
    is_provisional: bool = False
    """By the schools of a base that is not the region's: the region may come to others."""

    def of(self, key: ProcedureKey) -> MassSubject:
        """Of one procedure."""
        known = self.regional.get(work_of(key), RegionalShare()).of_grade
        if known.share is None:
            return MassSubject(None, "")
        percent = 100 * known.share
        told = f"{number(known.part)} из {number(known.whole)}, {number(percent)}{NO_BREAK}%"
        return MassSubject(percent >= self.least, told)

    def sentence(self, subjects: Mapping[str, MassSubject]) -> str:
        """Which of a procedure's subjects counted and why. `subjects`: name → whether it does."""
        least = number(self.least, 0 if self.least.denominator == 1 else 1)
        mass = [f"{name} ({one.told})" for name, one in subjects.items() if one.is_mass]
        others = [f"{name} ({one.told})" for name, one in subjects.items() if not one.is_mass]
        told = (
            f"Массовый предмет — тот, где участвовало не меньше {least}{NO_BREAK}% параллели "
            f"({self.whose}): {', '.join(mass) or 'таких нет'}."
        )
        return f"{told} Не массовые: {', '.join(others)}." if others else told

    def missing(self, subjects: Sequence[str]) -> str:
        """What is missing where of these subjects nobody can tell; for «нет данных: …»."""
        named = ", ".join(subjects)
        ask = (
            "в эталоне региона её нет; когда школы её впишут, регион составит эталон заново"
            if self.is_reference
            else "впишите или поправьте её в социальном паспорте («Обучающиеся и классы по "
            "параллелям») или в итогах процедуры («Всего детей в параллели»)"
        )
        return f"численность параллели, чтобы узнать, массовый ли предмет ({named}); {ask}"


def mass_subjects_by(
    methodology: Methodology, regional: Regional, whose: str, **marks: bool
) -> MassSubjects:
    """The rule with the methodology's share."""
    has_share = MASS_SUBJECTS_SHARE in methodology.parameters
    least = methodology.number(MASS_SUBJECTS_SHARE) if has_share else Fraction(50)
    return MassSubjects(regional, least, whose, **marks)
