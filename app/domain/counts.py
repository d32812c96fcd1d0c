"""What is counted in the results of one school in one procedure, from pupils or from totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from app.domain.results import ProcedureKey
from app.domain.shares import Part


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one school in one procedure. What is not known is None, never zero."""

    n: int
    """Participants: present, with a total or a mark."""
    scored: int | None = None
    """Those with a total; None when totals of points are not known."""
    sum_points: Fraction | None = None
    marks: Mapping[int, Part] = field(default_factory=dict)
    """Mark 2…5 → participants; empty when no mark is known."""
    below: Part | None = None
    """Below the official threshold (НМГ)."""
    low: Part | None = None
    """Below the threshold with δ (F04)."""
    mass: Part | None = None
    """Not below the «middle» (F03)."""
    high: Part | None = None
    """Not below the high level (F06)."""
    levels: Mapping[int, Part] = field(default_factory=dict)
    """Level 1…5 → participants (F02); empty when neither marks nor totals tell."""
    grade_size: int | None = None
    """Pupils of the grade, as the school reported with these results."""
    listed: int | None = None
    """Pupils in the protocol, those who were absent included; None for totals."""
    approximate: bool = False
    """`sum_points` comes from a rounded mean."""
    reported: frozenset[str] = frozenset()
    """«low», «mass», «high»: counts that the school reported as they are."""
    derived_marks: bool = False
    """Some marks were not entered but taken from totals by the scale."""
    other_year_scale: bool = False
    """What tells the «2» rests on a scale of another, or of no known year."""
    middle: tuple[int, int] | None = None
    """The two totals in the middle of all, equal where those are odd in number (F19n); None where
    the totals of pupils are not known one by one."""
    contradiction: str = ""
    """Russian: why the numbers cannot all be true; then nothing is computed from them."""

    @property
    def twos(self) -> Part | None:
        """Participants with «2»; None where no mark is known."""
        return self.marks.get(2)


@dataclass(frozen=True, slots=True)
class SubjectCounts:
    """Counts of one school in one procedure, with the procedure they belong to."""

    school: str
    key: ProcedureKey
    counts: Counts


@dataclass(frozen=True, slots=True, order=True)
class ProcedureGroup:
    """All subjects of one procedure in one grade of one school (F05, F07)."""

    school: str
    kind: str
    year: str
    grade: int


@dataclass(frozen=True, slots=True)
class JoinedCounts:
    """Counts over the different pupils of a procedure in a grade, joined by their codes."""

    group: ProcedureGroup
    pupils: int
    """Different pupils with at least one valid result."""
    low: Part | None
    """Low in at least one mass subject; None where a package does not tell."""
    high: Part | None
    """High in at least one subject; None where a package does not tell."""
    mass_pupils: int = 0
    """Different pupils with a valid result in at least one mass subject."""
    mass_any: Part | None = None
    """Of those: not below the «middle» in at least one mass subject (F03, variant в)."""
    mass_all: Part | None = None
    """Of those: in every mass subject they wrote (F03, variant б)."""
    sent: bool = False
    """Counted at the school and brought by its package; the codes are not here."""
