"""Points of schools over the agreed works, by kind of procedure (DOMAIN F13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from app.domain.class_rules import Units
from app.domain.index_kinds import Residual
from app.domain.indices import IndexValue
from app.domain.results import ProcedureKey


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points of one school over the agreed procedures."""

    points: Fraction
    best: int
    works: int = 0
    """How many works the points were given for."""

    @property
    def percent(self) -> Fraction:
        """УД = 100 · Σb / ΣB."""
        return 100 * self.points / self.best


Scored: TypeAlias = tuple[str, ProcedureKey, Fraction | int, int, int]
"""School, its procedure, the sum of points, how many works have points, the most one may have."""
Outcomes = Mapping[str, Mapping[str, Outcome]]
"""Kind of procedure → school → its points."""


def outcomes_of(
    units: tuple[Units, ...],
    works: Iterable[Scored],
    excluded: Collection[tuple[str, ProcedureKey]] = frozenset(),
) -> Outcomes:
    """Points of every school by kind of procedure; excluded pairs are left out."""
    sums: dict[str, dict[str, tuple[Fraction | int, int, int]]] = {}
    agreed: dict[tuple[str, str, int], bool] = {}
    waiting = {school for school, _ in excluded}
    for school, key, points, scored, best in works:
        about = key.kind, key.subject, key.grade
        if about not in agreed:
            agreed[about] = any(unit.hold(*about) for unit in units)
        if not agreed[about] or (school in waiting and (school, key) in excluded):
            continue
        of_kind = sums.setdefault(key.kind, {})
        before = of_kind.get(school, (0, 0, 0))
        of_kind[school] = before[0] + points, before[1] + scored * best, before[2] + scored
    return {
        kind: {code: Outcome(Fraction(points), *rest) for code, (points, *rest) in of.items()}
        for kind, of in sums.items()
    }


def waiting_schools(
    units: tuple[Units, ...], kind: str, excluded: Iterable[tuple[str, ProcedureKey]]
) -> frozenset[str]:
    """Schools some of whose results of that kind wait for their check (F08)."""
    return frozenset(
        school
        for school, key in excluded
        if key.kind == kind and any(one.hold(kind, key.subject, key.grade) for one in units)
    )


def pairs_of(
    social: Mapping[str, IndexValue], outcomes: Mapping[str, Outcome]
) -> dict[str, tuple[Fraction, Fraction]]:
    """School → (social index, УД) where both are known, in order of codes."""
    known = {code: one.value for code, one in social.items() if one.value is not None}
    both = sorted(set(known) & set(outcomes))
    return {code: (known[code], outcomes[code].percent) for code in both}


def agreed_kind(
    residual: Residual, social: Mapping[str, IndexValue], outcomes: Outcomes, least: int
) -> tuple[str | None, int]:
    """The first kind of procedure, as the methodology lists them, that enough schools have.

    Beside it the number of schools; with None the largest number that was found.
    """
    most = 0
    for kind in dict.fromkeys(unit.kind for unit in residual.units):
        schools = len(pairs_of(social, outcomes.get(kind, {})))
        if schools >= least:
            return kind, schools
        most = max(most, schools)
    return None, most
