"""What makes a school belong to a class: rules as data; `class_files` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class LowestShare:
    """Class of the schools with the lowest values of an index (DOMAIN F10)."""

    code: str
    title: str
    source: str
    index: str
    share: Fraction
    """q: the threshold is the ⌈qN⌉-th lowest value; equal values all belong to the group."""
    least_schools: int
    """With fewer values in the base a group of its own says nothing; a reference is needed."""
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Units:
    """Procedures that a rule looks at: one kind, some subjects, some grades (all when empty)."""

    kind: str
    subjects: tuple[str, ...]
    grades: tuple[int, ...] = ()

    def hold(self, kind: str, subject: str, grade: int) -> bool:
        """Whether the procedure belongs here."""
        known = kind == self.kind and subject in self.subjects
        return known and (not self.grades or grade in self.grades)


@dataclass(frozen=True, slots=True)
class LowShare:
    """Class of the schools with many «2» in several procedures (DOMAIN F20)."""

    code: str
    title: str
    source: str
    share: Fraction
    """A procedure is low when its share of «2» is not less than this."""
    least: int
    """Number of low procedures that makes the class."""
    units: tuple[Units, ...]
    approved: bool = True


@dataclass(frozen=True, slots=True)
class LowTwoYears:
    """Class of the schools low in the same procedure this year and the year before (F20)."""

    code: str
    title: str
    source: str
    of: str
    """The rule that says what «low» is."""
    approved: bool = True


@dataclass(frozen=True, slots=True)
class LowCluster:
    """One of the two parts into which schools with low results are divided (DOMAIN Ф-8)."""

    code: str
    title: str
    source: str
    of: str
    """The rule whose schools are divided; it says what «low» is."""
    parameter: str
    """So many low procedures put a school into the first part."""
    or_class: str
    """This class puts it there too; «» where nothing but the number decides."""
    first: bool
    """The part that needs help first; False: all other schools of the class."""
    approved: bool = True


@dataclass(frozen=True, slots=True)
class Expectation:
    """Class of the schools above or below what their social composition lets expect (F13)."""

    code: str
    title: str
    source: str
    index: str
    """An index of residuals."""
    above: bool
    approved: bool = True


@dataclass(frozen=True, slots=True)
class ToCheck:
    """Class of the schools with a procedure whose results have to be checked (F08)."""

    code: str
    title: str
    source: str
    approved: bool = True


class Middle(StrEnum):
    """What of the region's distribution a school's share is held against (F11)."""

    DECILE = "decile"
    MEAN = "mean"
    """Of schools, each counted once: the distribution the source speaks of."""
    WEIGHTED = "weighted_mean"
    """Of children: all who are counted among all pupils of the region."""


@dataclass(frozen=True, slots=True)
class InClass:
    """The school belongs to another class."""

    code: str


@dataclass(frozen=True, slots=True)
class AmongLowest:
    """The school is among the lowest of an index by a share of its own (1-й квинтиль)."""

    index: str
    share: Fraction
    least_schools: int


@dataclass(frozen=True, slots=True)
class Place:
    """The school stands in the country or in a town: as answered, else by ОКТМО."""

    locality: str
    """«rural» or «urban»."""


@dataclass(frozen=True, slots=True)
class Said:
    """A yes-or-no question was answered «да»."""

    answer: str
    label: str


@dataclass(frozen=True, slots=True)
class FewerThan:
    """A number is strictly less than a parameter."""

    answer: str
    label: str
    parameter: str


@dataclass(frozen=True, slots=True)
class ShareAbove:
    """A share of pupils is strictly above a statistic of the region's schools."""

    counted: tuple[str, ...]
    """The first of these answers that was given is counted."""
    denominator: str
    label: str
    middle: Middle
    least_schools: int


Condition: TypeAlias = InClass | AmongLowest | Place | Said | FewerThan | ShareAbove


@dataclass(frozen=True, slots=True)
class AllOf:
    """Class of the schools that meet every condition (DOMAIN F12, table 1 of the source)."""

    code: str
    title: str
    source: str
    conditions: tuple[Condition, ...]
    is_type: bool = False
    """One of the types of table 1, among which a main one is chosen by priority."""
    criteria: tuple[str, ...] = ()
    """Answers of a checklist, «form.table.row.column», that are grounds for a type (А-5)."""
    approved: bool = True


ClassRule: TypeAlias = (
    LowestShare | LowShare | LowTwoYears | LowCluster | Expectation | ToCheck | AllOf
)
