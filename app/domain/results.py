"""Assessment procedures and their results: pupil by pupil as columns, or totals of a school.

Columns are plain arrays of small integers, so that a million results are a few dozen megabytes and
numpy can look at them without copying (docs/decisions/0004).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import TypeAlias

MISSING = -1
"""No value in an integer column (no mark, no total)."""
NOT_ATTEMPTED = -2
"""Task not attempted (Х, X): 0 points, but told apart from a zero."""

MARKS = (2, 3, 4, 5)

MOST_POINTS = 1000
"""No work is worth more; the form of procedures says the same."""
_LEVEL_BOUNDS = 4
LEVEL_TITLES = {"base": "база", "profile": "профиль", "advanced": "углублённая"}
"""How people name the level of a work."""


class ProcedureKind(StrEnum):
    """Kinds of assessment procedures (DOMAIN 6.5)."""

    VPR = "vpr"
    OGE = "oge"
    EGE = "ege"
    GVE = "gve"
    RDR = "rdr"
    NIKO = "niko"
    INTERNAL = "internal"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The Russian abbreviation."""
        return {
            "vpr": "ВПР",
            "oge": "ОГЭ",
            "ege": "ЕГЭ",
            "gve": "ГВЭ",
            "rdr": "РДР",
            "niko": "НИКО",
            "internal": "Внутренняя работа",
        }[self.value]


class Status(IntEnum):
    """What happened to a participant's work."""

    PRESENT = 0
    ABSENT = 1
    ANNULLED = 2


@dataclass(frozen=True, slots=True, order=True)
class ProcedureKey:
    """One procedure: kind × school year × subject × grade (× level)."""

    kind: str
    year: str
    """Key of the school year, «2025/2026»."""
    subject: str
    """Code from resources/directories/subjects.toml: russian, math, …"""
    grade: int
    level: str = ""
    """«base», «profile», «advanced» or empty."""

    @property
    def text(self) -> str:
        """A stable text form: «vpr:2025/2026:russian:5:»."""
        return f"{self.kind}:{self.year}:{self.subject}:{self.grade}:{self.level}"


@dataclass(frozen=True, slots=True)
class Scale:
    """How primary points become marks and levels. Unknown bounds are None, never guessed."""

    max_points: int | None = None
    min_3: int | None = None
    """Least total for «3»; also the official lower threshold unless `threshold` says otherwise."""
    min_4: int | None = None
    min_5: int | None = None
    threshold: int | None = None
    """b_порог (F04); None means `min_3`."""
    delta: int | None = None
    """δ of F04 for this procedure; None means the methodology's default."""
    mass_from: int | None = None
    """b_ср of F03."""
    high_from: int | None = None
    """b_выс of F06."""
    levels: tuple[int | None, ...] = ()
    """Least totals of the levels 2…5 (b1 < b2 < b3 < b4 of F02) as they were entered; empty when
    nobody set any. Calculations use `five_levels`."""
    source: str = ""
    """Where the scale comes from (order, year, «из протокола школы»)."""

    @property
    def lower_bound(self) -> int | None:
        """The official lower threshold b_порог."""
        return self.min_3 if self.threshold is None else self.threshold

    @property
    def has_marks(self) -> bool:
        """Whether anybody entered bounds of marks or a threshold."""
        bounds = (self.min_3, self.min_4, self.min_5, self.threshold)
        return any(bound is not None for bound in bounds)

    def mark(self, total: int) -> int | None:
        """The mark for a total; None when the scale is not known whole."""
        if self.min_3 is None or self.min_4 is None or self.min_5 is None:
            return None
        return 2 + (total >= self.min_3) + (total >= self.min_4) + (total >= self.min_5)

    @property
    def five_levels(self) -> tuple[int, ...]:
        """The four bounds of the levels; empty unless all are there and grow."""
        given = tuple(bound for bound in self.levels if bound is not None)
        whole = len(given) == _LEVEL_BOUNDS and len(set(given)) == len(given)
        return given if whole and _grow(given) else ()

    def faults(self) -> bool:
        """Whether bounds contradict each other (V9)."""
        return bool(self.contradicting())

    def contradicting(self) -> dict[str, object]:
        """The first bounds that ought to grow and do not, by name in that order; else empty."""
        lower = "min_3" if self.threshold is None else "threshold"
        for names in (
            ("min_3", "min_4", "min_5", "max_points"),
            (lower, "mass_from", "high_from", "max_points"),
        ):
            given = {name: getattr(self, name) for name in names}
            if not _grow(given.values()):
                return {name: bound for name, bound in given.items() if bound is not None}
        if self.levels and not (self.five_levels and _grow((*self.levels, self.max_points))):
            return {"levels": list(self.levels), "max_points": self.max_points}
        return {}


def _grow(bounds: Iterable[int | None]) -> bool:
    given = [bound for bound in bounds if bound is not None]
    return given == sorted(given) and all(0 <= bound <= MOST_POINTS for bound in given)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One assessment procedure with its scale."""

    key: ProcedureKey
    scale: Scale = field(default_factory=Scale)
    mass_subject: bool | None = None
    """Whether the subject is taken «в массовых масштабах» (F05); None: the methodology says."""
    held_on: str = ""
    """ISO date or empty."""


Column: TypeAlias = "array[int] | memoryview"
"""Small integers side by side: typed in as an array, out of the base as they lie there."""


@dataclass(frozen=True, slots=True)
class PupilResults:
    """Results of one school in one procedure, pupil by pupil, as columns of equal length n."""

    codes: Sequence[str]
    """Local codes of pupils (never names); shared between subjects where `shared_codes`."""
    classes: Sequence[str]
    """«5А»; empty when unknown."""
    statuses: Column
    """'b', Status of each."""
    totals: Column
    """'h', primary points; MISSING for those who did not write."""
    marks: Column
    """'b', 2…5 as entered; MISSING when none."""
    previous_marks: Column
    """'b', mark of the previous quarter or trimester; MISSING when none."""
    variants: Column
    """'b', variant; MISSING when none."""
    task_max: tuple[int, ...] = ()
    """Points of each task, k of them."""
    tasks: Column = field(default_factory=lambda: array("b"))
    """'b', n × k points row by row; NOT_ATTEMPTED, MISSING."""
    sub_points: Column = field(default_factory=lambda: array("b"))
    """'b', points of the sub-condition (ОГЭ: literacy, geometry); empty when nobody has any."""
    shared_codes: bool = True
    """Whether a code means the same pupil in the school's other subjects (F05 needs it)."""

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class Totals:
    """Results of one school in one procedure as totals; None where not reported."""

    participants: int | None = None
    grade_size: int | None = None
    marks: Mapping[int, int] = field(default_factory=dict)
    """Mark 2…5 → number of participants; empty when not reported."""
    sum_points: int | None = None
    mean_points: Decimal | None = None
    below: int | None = None
    """Number below b_низ (with `delta_used`)."""
    mass: int | None = None
    high: int | None = None
    histogram: tuple[int, ...] = ()
    """Number of participants at 0…max_points; empty when not reported."""


@dataclass(frozen=True, slots=True)
class SentCount:
    """Pupils counted once over several subjects, by codes that stay at the school (F05, F07)."""

    least: int
    most: int
    """Above `least` where not every result tells."""
    pupils: int
    """The different pupils it is a part of."""
    works: str
    """What it was counted from (`sent_counts.works_told`): whoever counts otherwise must not use
    it."""


@dataclass(frozen=True, slots=True)
class SchoolResults:
    """All the base knows of one school in one procedure: one of the two is there."""

    school: str
    """Organisation code."""
    procedure: Procedure
    pupils: PupilResults | None = None
    totals: Totals | None = None
    sent: Mapping[str, SentCount] | None = None
    """What is counted → the count over joined pupils that the school's package brought for the
    procedure in this grade, all its subjects together; the same object for each of them."""
