"""Shares of a whole region in each procedure, with which a school's are compared (DOMAIN F08)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.results import ProcedureKey


class Work(NamedTuple):
    """One procedure whatever the year: kind × subject × grade × level."""

    kind: str
    subject: str
    grade: int
    level: str = ""

    @property
    def text(self) -> str:
        """«vpr:russian:5:»."""
        return f"{self.kind}:{self.subject}:{self.grade}:{self.level}"


Excluded = Collection[tuple[str, ProcedureKey]]
"""Pairs school × procedure that are left out of means and conclusions."""


@lru_cache(maxsize=4096)
def _share_of(part: int, whole: int) -> Fraction:
    """Every school is held against the same few shares."""
    return Fraction(part, whole)


@dataclass(frozen=True, slots=True)
class Pooled:
    """Pupils of all schools together: 100 · part / whole; nothing where nobody is known."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> Fraction | None:
        """Between 0 and 1; None without anybody."""
        return _share_of(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class RegionalShare:
    """What the schools of a region come to in one procedure."""

    below: Pooled = Pooled()
    """НМГ."""
    low: Pooled = Pooled()
    """ИНРп."""
    mass: Pooled = Pooled()
    """ИМР."""
    high: Pooled = Pooled()
    """ИВРп."""
    participation: Pooled = Pooled()
    schools: int = 0
    of_grade: Pooled = Pooled()
    """Participants of the subject, of all pupils of the grade; only where the methodology tells
    mass subjects so (F05)."""

    def as_json(self) -> dict[str, Any]:
        """Parts and wholes, so that shares stay exact."""
        pooled = {name: getattr(self, name) for name in _POOLED}
        if self.of_grade == Pooled():
            del pooled["of_grade"]
        parts = {name: [one.part, one.whole] for name, one in pooled.items()}
        return {**parts, "schools": self.schools}


_POOLED = tuple(one.name for one in fields(RegionalShare) if one.name != "schools")
Regional = Mapping[Work, RegionalShare]


_LONGEST_GRADE = 2


def work_of(key: ProcedureKey) -> Work:
    """The procedure without its year."""
    return Work(key.kind, key.subject, key.grade, key.level)


def shares_as_json(shares: Regional) -> dict[str, Any]:
    """Shares by «vpr:russian:5:», in order; a part of the reference."""
    return {work.text: shares[work].as_json() for work in sorted(shares)}


def shares_from_json(parts: object, where: str) -> dict[Work, RegionalShare]:
    """The inverse of `shares_as_json`, strictly; raises BadDefinition."""
    if not isinstance(parts, Mapping):
        raise BadDefinition(f"{where}: доли региона записаны не по процедурам.")
    return {
        _work(str(text), where): _share(part, f"{where}, {text}") for text, part in parts.items()
    }


def _work(text: str, where: str) -> Work:
    kind, _, rest = text.partition(":")
    subject, _, rest = rest.partition(":")
    grade, colon, level = rest.partition(":")
    if not (kind and subject and colon and grade.isdecimal() and len(grade) <= _LONGEST_GRADE):
        raise BadDefinition(f"{where}: «{text}» — не процедура вида «vpr:russian:5:».")
    return Work(kind, subject, int(grade), level)


def _share(parts: object, where: str) -> RegionalShare:
    entry = Entry(parts, where)
    names = [name for name in _POOLED if name != "of_grade" or entry.peek(name) is not None]
    pooled = {name: _pooled(entry, name) for name in names}
    share = RegionalShare(**pooled, schools=entry.take("schools", int))
    entry.close()
    return share


def _pooled(entry: Entry, name: str) -> Pooled:
    ends = entry.take(name, list)
    if (
        len(ends) != 2
        or not all(type(end) is int and end >= 0 for end in ends)
        or ends[0] > ends[1]
    ):
        raise BadDefinition(f"{entry.where}: «{name}» — два числа, часть и целое.")
    return Pooled(ends[0], ends[1])
