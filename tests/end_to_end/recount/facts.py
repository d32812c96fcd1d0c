"""What is known before anything is counted: schools, works, who sat them, scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple


class Work(NamedTuple):
    """One work of one year in one grade."""

    kind: str
    year: str
    subject: str
    grade: int
    level: str = ""


@dataclass(frozen=True)
class Scale:
    """Least totals of marks, thresholds; None is what nobody said."""

    most: int | None = None
    starts: tuple[int, int, int] | None = None
    """Least totals of «3», «4», «5»."""
    threshold: int | None = None
    """Where it differs from the least total of a «3»."""
    geometry: bool = False
    """Without two points of geometry any total is a «2» (ОГЭ, mathematics)."""
    literacy: bool = False
    """A «4» and a «5» need points for literacy (ОГЭ, Russian)."""
    of_another_year: bool = False
    test_points: bool = False
    """0–100 of the ЕГЭ."""
    steps: int | None = None
    """Test scores that two primary points above the threshold are worth, by the year's table."""
    delta: int | None = None
    mass_from: int | None = None
    high_from: int | None = None

    @property
    def passed_from(self) -> int | None:
        """The official threshold."""
        if self.threshold is not None:
            return self.threshold
        return self.starts[0] if self.starts else None

    def marks(self, total: int) -> set[int]:
        """The marks a total may stand for when the points of a special kind are not known."""
        if self.starts is None:
            return set()
        mark = 2 + sum(total >= start for start in self.starts)
        if self.geometry:
            return {2, mark}
        if self.literacy and mark > 3:
            # too little literacy makes a «4» of a «5» and a «3» of a «4»; whether a «5» with less
            # than a «4» needs falls to «4» or to «3» the source leaves open
            return {mark, *range(3, mark)}
        return {mark}


@dataclass(frozen=True)
class Sat:
    """One participant's result, as far as it is known."""

    total: int | None
    mark: int | None
    code: str = ""


@dataclass(frozen=True)
class Result:
    """One school in one work: rows of pupils, or totals as participants without names."""

    sat: tuple[Sat, ...]
    listed: int | None = None
    """Rows of the protocol, absent pupils included; None for totals."""
    grade_size: int | None = None
    points: Fraction | None = None
    """Sum of points, of totals."""
    rounded: bool = False
    """The sum comes from a mean that was rounded."""
    said: Mapping[str, int] = field(default_factory=dict)
    """«low», «mass», «high»: counts the school gave itself."""

    @property
    def has_codes(self) -> bool:
        """Whether pupils can be found again in other subjects."""
        return self.listed is not None


@dataclass(frozen=True)
class School:
    """Answers of one school; None is what it did not say."""

    code: str
    pupils: int | None = None
    higher: int | None = None
    single: int | None = None
    registered: int | None = None
    any_register: int | None = None
    non_native: int | None = None
    rural: bool | None = None
    remote: bool | None = None
    isbsh: Fraction | None = None
    parents_known: int | None = None
    """Of so many children the education of the parents is known."""
    kind: str = ""
    """As the passport says it."""
    grades: Mapping[int, int] = field(default_factory=dict)
    more: Mapping[str, Fraction | bool] = field(default_factory=dict)
    """Question «form.field» → answer; what was not answered is not here."""

    @property
    def is_compared(self) -> bool:
        """Correctional and evening schools stand apart from the others."""
        return self.kind not in ("коррекционная", "вечерняя")


@dataclass(frozen=True)
class Facts:
    """Everything one base holds."""

    owner: str
    role: str
    year: str
    schools: Mapping[str, School]
    results: Mapping[tuple[str, Work], Result]
    """School and work; all years."""
    scales: Mapping[Work, Scale]

    def works(self, school: str, year: str | None = None) -> list[Work]:
        """What a school sat in a year (this year when none is named)."""
        return [w for s, w in self.results if s == school and w.year == (year or self.year)]


def year_before(year: str) -> str:
    """«2024/2025» for «2025/2026»."""
    first = int(year[:4]) - 1
    return f"{first}/{first + 1}"
