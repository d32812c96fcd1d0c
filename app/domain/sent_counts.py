"""Counts over pupils joined by code, as packages carry them: a receiver has no codes (F05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.counts import JoinedCounts, ProcedureGroup
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.results import SentCount
from app.domain.shares import Part

LOW = "low_procedure"
HIGH = "high_procedure"
MASS_ANY = "mass_any"
MASS_ALL = "mass_all"
COUNTED = (LOW, HIGH, MASS_ANY, MASS_ALL)
"""What is counted; the values of the column `index` of data/counts.csv."""


def sent_counts(
    joined: JoinedCounts, subjects: Sequence[SubjectOfProcedure]
) -> Iterator[tuple[str, SentCount]]:
    """What a package tells of one procedure in a grade, out of what was joined by codes."""
    found = {
        LOW: (joined.low, joined.pupils),
        HIGH: (joined.high, joined.pupils),
        MASS_ANY: (joined.mass_any, joined.mass_pupils),
        MASS_ALL: (joined.mass_all, joined.mass_pupils),
    }
    for counted, (part, pupils) in found.items():
        works = works_told(counted, subjects)
        if part is not None and works is not None:
            yield counted, SentCount(part.least, part.most, pupils, works)


def joined_as_sent(
    group: ProcedureGroup,
    subjects: Sequence[SubjectOfProcedure],
    sent: Mapping[str, SentCount],
) -> JoinedCounts | None:
    """What the package brought, as far as it was counted from the very works that lie here.

    Another mass subject, boundary or total since then makes a count one of something else, and
    the totals may leave no room for it: it is not used, and bounds are told instead.
    """
    used = _of_same_pupils(
        {
            counted: one
            for counted, one in sent.items()
            if one.works == works_told(counted, subjects)
            and _may_be(counted, one, _works(counted, subjects))
        }
    )
    if not used:
        return None
    whole = used.get(LOW) or used.get(HIGH)
    mass = used.get(MASS_ANY) or used.get(MASS_ALL)
    return JoinedCounts(
        group,
        pupils=whole.pupils if whole else 0,
        low=_part(used.get(LOW)),
        high=_part(used.get(HIGH)),
        mass_pupils=mass.pupils if mass else 0,
        mass_any=_part(used.get(MASS_ANY)),
        mass_all=_part(used.get(MASS_ALL)),
        sent=True,
    )


def _of_same_pupils(used: dict[str, SentCount]) -> dict[str, SentCount]:
    """Two counts over the same works are of the same pupils; where they differ, neither is used."""
    apart = {
        counted
        for pair in ((LOW, HIGH), (MASS_ANY, MASS_ALL))
        if len({used[one].pupils for one in pair if one in used}) > 1
        for counted in pair
    }
    return {counted: one for counted, one in used.items() if counted not in apart}


@dataclass(frozen=True, slots=True)
class _Work:
    """One work of those a count is made of."""

    name: str
    n: int
    part: Part | None
    """How many have the property; None where it does not matter (F05: no mass subject)."""

    @property
    def text(self) -> str:
        told = [self.name, str(self.n)]
        return ":".join(told if self.part is None else [*told, _told(self.part)])


def works_told(counted: str, subjects: Sequence[SubjectOfProcedure]) -> str | None:
    """«math:57:12;physics:20;russian:58:9-11»: participants of each work, how many have it.

    A subject whose property does not matter (F05: no mass subject) tells its participants alone.
    None where that is not known of some work, or no work matters.
    """
    return ";".join(work.text for work in _works(counted, subjects)) or None


def _works(counted: str, subjects: Sequence[SubjectOfProcedure]) -> list[_Work]:
    """Empty where it is not known of some work who has the property, or no work matters."""
    works = []
    for one in subjects:
        counts, key, mass = one.unit.counts, one.unit.key, one.bounds.is_mass_subject
        name = f"{key.subject}/{key.level}" if key.level else key.subject
        unknown = one.bounds.mass_subject is not None and one.bounds.mass_subject.is_mass is None
        if counts.contradiction or (counted != HIGH and unknown):
            return []
        if counted == HIGH or mass:
            part = {LOW: counts.low, HIGH: counts.high}.get(counted, counts.mass)
            if part is None:
                return []
            works.append(_Work(name, counts.n, part))
        elif counted == LOW:
            works.append(_Work(name, counts.n, None))
    return works if any(work.part for work in works) else []


def _told(part: Part) -> str:
    return str(part.least) if part.least == part.most else f"{part.least}-{part.most}"


def _part(one: SentCount | None) -> Part | None:
    return None if one is None else Part(one.least, one.most)


def _may_be(counted: str, one: SentCount, works: Sequence[_Work]) -> bool:
    """Whether so many pupils can have written these works at all (Fréchet)."""
    sizes = [work.n for work in works]
    if not max(sizes) <= one.pupils <= sum(sizes) or not 0 <= one.least <= one.most <= one.pupils:
        return False
    parts = [(work.n, work.part) for work in works if work.part is not None]
    if counted == MASS_ALL:
        # who is below in one work is not among «all», and of those below in any the bounds hold
        sure, perhaps = one.pupils - one.most, one.pupils - one.least
        least, most = [n - part.most for n, part in parts], [n - part.least for n, part in parts]
    else:
        sure, perhaps = one.least, one.most
        least, most = [part.least for _, part in parts], [part.most for _, part in parts]
    again = sum(sizes) - one.pupils
    return _is_union(sure, least, again) and _is_union(perhaps, most, again)


def _is_union(pupils: int, parts: Sequence[int], again: int) -> bool:
    """Whether they can be those of any of the parts; `again`: how often a pupil wrote one more."""
    return max(*parts, sum(parts) - again) <= pupils <= sum(parts)
