"""A region's methodology: forms, indices, parameters, wordings, levels of the card, calendar.

Values only; `methodology_files` loads them from forms/methodologies/*.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from app.domain.class_rules import ClassRule
from app.domain.errors import BadDefinition
from app.domain.expressions import Expression
from app.domain.index_kinds import Special, Term
from app.domain.organisations import OrganisationKind

ParameterValue: TypeAlias = Fraction | str | tuple[str, ...]


class Statistic(StrEnum):
    """What can be computed over assessment results; an index names one of them (DOMAIN F01–F07)."""

    ACHIEVEMENT = "achievement"
    MEDIAN = "median"
    SHARE_2 = "share_2"
    SHARE_3 = "share_3"
    SHARE_4 = "share_4"
    SHARE_5 = "share_5"
    BELOW_THRESHOLD = "below_threshold"
    LOW_SUBJECT = "low_subject"
    LOW_PROCEDURE = "low_procedure"
    MASS = "mass"
    HIGH_SUBJECT = "high_subject"
    HIGH_PROCEDURE = "high_procedure"
    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"
    LEVEL_4 = "level_4"
    LEVEL_5 = "level_5"
    BASIC_OR_HIGHER = "basic_or_higher"
    PARTICIPATION = "participation"
    DYNAMICS_ACHIEVEMENT = "dynamics_achievement"
    DYNAMICS_LOW = "dynamics_low"
    DYNAMICS_SHARE_2 = "dynamics_share_2"
    DYNAMICS_COHORT = "dynamics_cohort"
    OBJECTIVITY_LISTS = "objectivity_lists"


LEVEL_OF: Mapping[Statistic, int] = {
    Statistic.LEVEL_1: 1,
    Statistic.LEVEL_2: 2,
    Statistic.LEVEL_3: 3,
    Statistic.LEVEL_4: 4,
    Statistic.LEVEL_5: 5,
}
OF_LEVELS = frozenset((*LEVEL_OF, Statistic.BASIC_OR_HIGHER))
"""Shares by the five levels; the last one is «не ниже базового» (levels 3 to 5)."""
DYNAMICS = frozenset(one for one in Statistic if one.value.startswith("dynamics_"))
"""Differences between two school years, in percentage points (F18)."""


PARAMETERS_OF: Mapping[Statistic, tuple[str, ...]] = {
    Statistic.LOW_SUBJECT: ("delta",),
    Statistic.LOW_PROCEDURE: ("delta", "mass_subjects"),
    Statistic.MASS: ("mass_from_mark",),
    Statistic.HIGH_SUBJECT: ("high_from_mark",),
    Statistic.HIGH_PROCEDURE: ("high_from_mark",),
    **dict.fromkeys(DYNAMICS, ("dynamics_z",)),
    Statistic.OBJECTIVITY_LISTS: (
        "objectivity_signs",
        "objectivity_unit",
        "objectivity_participation",
    ),
}
"""Parameters a statistic cannot do without; a methodology that lacks one is refused."""

ALWAYS_NEEDED = ("small_n", "confidence")
"""Parameters without which no index can be told with its uncertainty."""

LEVEL_CODES = ("school", "district", "institute", "ministry", "resource_centre", "other")
"""The six columns of the support card, from left to right (columns 2–7 of Ф-1)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number (or word) a region may set."""

    code: str
    title: str
    value: ParameterValue
    unit: str = ""
    source: str = ""
    approved: bool = True
    """False: no source gives it; shown as «по умолчанию, регионом не утверждено»."""

    @property
    def text(self) -> str:
        """The value as kept in snapshots: exact, «17/2» where it is not whole."""
        return " ".join(self.value) if isinstance(self.value, tuple) else str(self.value)


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear index over answers of forms."""

    expression: Expression
    """Over the codes of `terms`, «parameters.code»."""
    terms: tuple[Term, ...]
    denominator: str
    """Answer that all terms are shares of, «form.field»."""
    denominator_label: str
    apart: tuple[str, ...] = ()
    """Terms that count different children: together they are no more than all (V3)."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Symbol in the formula → parameter («Ш» → «isb_base»)."""
    scale: tuple[Fraction, Fraction] | None = None
    """Ends between which the value is shown beside the raw one; never used for comparing."""


@dataclass(frozen=True, slots=True)
class IndexDefinition:
    """One index: linear over answers, or a statistic over results, or of a special kind."""

    code: str
    title: str
    short: str
    """«ИСБ», «ИНРп»."""
    formula: str
    """In words, for the explanation."""
    source: str
    """Document and paragraph."""
    linear: Linear | None = None
    statistic: Statistic | None = None
    special: Special | None = None
    """What is neither linear nor a statistic of results."""
    approved: bool = True


@dataclass(frozen=True, slots=True)
class CardLevel:
    """One of the six columns of the support card."""

    code: str
    """school, district, institute, ministry, resource_centre or other."""
    title: str
    """Heading as printed."""
    owner: OrganisationKind
    """Who confirms what stands in the column."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that repeats each year."""

    code: str
    title: str
    month: int
    day: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class SmallNumbers:
    """What is hidden in the outgoing view (DOMAIN R4)."""

    hide_below: int = 0
    """Counts from 1 to this less one are hidden in sensitive fields; 0 hides nothing."""
    except_for: frozenset[str] = frozenset()
    """Further answers never hidden, «form.field»; what indices and classes read never is."""
    approved: bool = False


@dataclass(frozen=True)
class Methodology:
    """One version of a region's methodology, or a part that others include."""

    code: str
    version: int
    title: str
    source: str
    region: str = ""
    """Two digits of ОКТМО; empty for a part."""
    is_part: bool = False
    include: tuple[str, ...] = ()
    not_approved: tuple[str, ...] = ()
    """Codes, or whole included parts, taken over without the region having approved them."""
    forms: tuple[str, ...] = ()
    """What schools fill in."""
    district_forms: tuple[str, ...] = ()
    """What districts and the region fill in."""
    calendar: tuple[CalendarDay, ...] = ()
    levels: tuple[CardLevel, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    indices: tuple[IndexDefinition, ...] = ()
    classes: tuple[ClassRule, ...] = ()
    wordings: Mapping[str, str] = field(default_factory=dict)
    small_numbers: SmallNumbers = field(default_factory=SmallNumbers)

    @property
    def all_forms(self) -> frozenset[str]:
        """Forms of schools, districts and the region."""
        return frozenset((*self.forms, *self.district_forms))

    @property
    def version_id(self) -> str:
        """«kbr-2020/v1»."""
        return f"{self.code}/v{self.version}"

    def number(self, code: str) -> Fraction:
        """The parameter as a number; raises BadDefinition when it is none."""
        value = self._parameter(code).value
        if not isinstance(value, Fraction):
            raise BadDefinition(f"Методика {self.code}: параметр «{code}» должен быть числом.")
        return value

    def words(self, code: str) -> tuple[str, ...]:
        """The parameter as a list of codes; raises BadDefinition when it is none."""
        value = self._parameter(code).value
        if not isinstance(value, tuple):
            raise BadDefinition(f"Методика {self.code}: параметр «{code}» должен быть списком.")
        return value

    def _parameter(self, code: str) -> Parameter:
        if code not in self.parameters:
            raise BadDefinition(f"Методика {self.code}: нет параметра «{code}».")
        return self.parameters[code]

    def snapshot(self) -> dict[str, str]:
        """All parameters as they were used, exact; kept with each result (DOMAIN, decision 21)."""
        return {code: self.parameters[code].text for code in sorted(self.parameters)}

    def level(self, code: str) -> CardLevel:
        """The card's column of that code; raises KeyError."""
        for level in self.levels:
            if level.code == code:
                return level
        raise KeyError(code)

    def day(self, code: str) -> CalendarDay:
        """The calendar's day of that code; raises KeyError."""
        for day in self.calendar:
            if day.code == code:
                return day
        raise KeyError(code)
