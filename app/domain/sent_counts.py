"""Counts over pupils joined by code, as packages carry them: a receiver has no codes (F05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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

    Another mass subject, boundary or total since then makes a count one of something else: it is
    not used, and bounds are told instead.
    """
    used = {
        counted: one
        for counted, one in sent.items()
        if one.works == works_told(counted, subjects) and _may_be(one)
    }
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


def works_told(counted: str, subjects: Sequence[SubjectOfProcedure]) -> str | None:
    """«math:57:12;physics:20;russian:58:9-11»: participants of each work, how many have it.

    A subject whose property does not matter (F05: no mass subject) tells its participants alone.
    None where that is not known of some work, or no work matters.
    """
    told, matters = [], False
    for one in subjects:
        counts, key, mass = one.unit.counts, one.unit.key, one.bounds.is_mass_subject
        name = f"{key.subject}/{key.level}" if key.level else key.subject
        unknown = one.bounds.mass_subject is not None and one.bounds.mass_subject.is_mass is None
        if counts.contradiction or (counted != HIGH and unknown):
            return None
        if counted == HIGH or mass:
            part = {LOW: counts.low, HIGH: counts.high}.get(counted, counts.mass)
            if part is None:
                return None
            matters = True
            told.append(f"{name}:{counts.n}:{_told(part)}")
        elif counted == LOW:
            told.append(f"{name}:{counts.n}")
    return ";".join(told) if matters else None


def _told(part: Part) -> str:
    return str(part.least) if part.least == part.most else f"{part.least}-{part.most}"


def _part(one: SentCount | None) -> Part | None:
    return None if one is None else Part(one.least, one.most)


def _may_be(one: SentCount) -> bool:
    """Whether so many pupils can have written these works at all."""
    wholes = [int(work.split(":")[1]) for work in one.works.split(";")]
    parts = [work.split(":")[2].split("-") for work in one.works.split(";") if work.count(":") > 1]
    at_most = min(sum(int(ends[-1]) for ends in parts), one.pupils)
    return (
        max(wholes) <= one.pupils <= sum(wholes)
        and 0 <= one.least <= one.most <= one.pupils
        and (one.most <= at_most)
    )
