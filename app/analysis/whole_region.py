"""Decisions over a whole region in columns: its shares (F08), and which works are worth a look.

A work is one school in one procedure. What is decided here is decided by whole numbers or left to
the exact rule of app.domain: columns only spare looking at every work one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt

from app.analysis.columns import Bools, Ints, as_list
from app.analysis.counting import CountedResults
from app.domain.counts import Counts
from app.domain.objectivity import Settings
from app.domain.participation import GradeSizes, size_of
from app.domain.regional_shares import Excluded, Pooled, Regional, RegionalShare, Work, work_of
from app.domain.results import ProcedureKey
from app.domain.shares import Part

Floats = npt.NDArray[np.float64]

SHARES = ("below", "low", "mass", "high")
_UNKNOWN = -1
_MARGIN = 1e-7
"""Percent points: what lies so near to a bound is looked at by the exact rule."""


@dataclass(frozen=True, slots=True)
class Works:
    """Works as columns, in the order of the counted results."""

    places: list[int]
    """Of each: its place in the counted results."""
    schools: list[str]
    """School of each."""
    keys: list[ProcedureKey]
    """Procedure of each."""
    kinds: list[Work]
    """The different procedures, whatever the year."""
    kind: Ints
    """Of each: its place in `kinds`."""
    n: Ints
    usable: Bools
    """With participants and without a contradiction."""
    sizes: Ints
    """Pupils of the grade; 0 when not known."""
    is_whole: Bools
    """Whether the grade's size tells how many should have taken part."""
    least: Mapping[str, Ints]
    """Share → how many surely; −1 where nothing is known."""
    most: Mapping[str, Ints]
    """Share → how many at most; −1 where nothing is known."""


def works_of(counted: CountedResults, grades: Mapping[str, GradeSizes]) -> Works:
    """The works of all counted results; `grades`: school → sizes by its social passport."""
    known = [(place, counts) for place, counts in enumerate(counted.counts()) if counts is not None]
    places = [place for place, _ in known]
    kinds, kind = _kinds(counted, places)
    parts = {name: _parts(counted, name, known) for name in SHARES}
    return Works(
        places=places,
        schools=[counted.results[place].school for place in places],
        keys=[counted.results[place].procedure.key for place in places],
        kinds=kinds,
        kind=kind,
        n=np.array([counts.n for _, counts in known], dtype="i8"),
        usable=np.array([_is_usable(counts) for _, counts in known], dtype=np.bool_),
        sizes=np.array([_size(counted, place, counts, grades) for place, counts in known], "i8"),
        is_whole=np.array([_is_whole(counted, place) for place in places], dtype=np.bool_),
        least={name: least for name, (least, _) in parts.items()},
        most={name: most for name, (_, most) in parts.items()},
    )


def _kinds(counted: CountedResults, places: list[int]) -> tuple[list[Work], Ints]:
    kinds: dict[Work, int] = {}
    seen: dict[int, int] = {}
    kind = []
    for place in places:
        procedure = counted.results[place].procedure
        # schools share the object, and to hash a procedure costs more than to count it
        if id(procedure) not in seen:
            seen[id(procedure)] = kinds.setdefault(work_of(procedure.key), len(kinds))
        kind.append(seen[id(procedure)])
    return list(kinds), np.array(kind, dtype="i8")


def _is_usable(counts: Counts) -> bool:
    return counts.n > 0 and not counts.contradiction


def _is_whole(counted: CountedResults, place: int) -> bool:
    level = counted.results[place].procedure.key.level
    return counted.bounds_of(place).is_mass_subject and not level


def _size(
    counted: CountedResults, place: int, counts: Counts, grades: Mapping[str, GradeSizes]
) -> int:
    one = counted.results[place]
    size = size_of(counts, one.procedure.key.grade, grades.get(one.school, {}))
    return size.pupils if size else 0


def _parts(
    counted: CountedResults, name: str, known: list[tuple[int, Counts]]
) -> tuple[Ints, Ints]:
    """Out of the tally in one go where there are pupil rows, one by one where there are totals."""
    least = np.full(len(known), _UNKNOWN, dtype="i8")
    most = np.full(len(known), _UNKNOWN, dtype="i8")
    units = np.array([counted.units.get(place, _UNKNOWN) for place, _ in known], dtype="i8")
    tallied = np.flatnonzero(units >= 0)
    if counted.tally is not None:
        of_units = getattr(counted.tally, name)
        least[tallied] = np.array(of_units.least, dtype="i8")[units[tallied]]
        most[tallied] = np.array(of_units.most, dtype="i8")[units[tallied]]
    for row in as_list(np.flatnonzero(units < 0)):
        part: Part | None = getattr(known[row][1], name)
        if part is not None:
            least[row], most[row] = part.least, part.most
    return least, most


def excluded_rows(works: Works, excluded: Excluded) -> Bools:
    """Works of the pairs school × procedure."""
    pairs = zip(works.schools, works.keys, strict=True)
    return np.array([pair in excluded for pair in pairs], dtype=np.bool_)


def shares_of(works: Works, excluded: Excluded = frozenset()) -> dict[Work, RegionalShare]:
    """The pooled shares of one school year; schools whose count is not exact are left out of it.

    A share that is known exactly for a minority of the participants only is no share of the region:
    exact are mostly the best and the worst works. `excluded`: pairs left out (the second pass).
    """
    taken = works.usable & ~excluded_rows(works, excluded) if excluded else works.usable
    sums = {name: _pooled(works, name, taken) for name in SHARES}
    took_part = taken & (works.sizes >= works.n)
    sums["participation"] = _sums(works, took_part, works.n), _sums(works, took_part, works.sizes)
    schools = _sums(works, taken, np.ones_like(works.n))
    return {
        work: RegionalShare(
            **{name: Pooled(part[place], whole[place]) for name, (part, whole) in sums.items()},
            schools=schools[place],
        )
        for place, work in enumerate(works.kinds)
        if schools[place]
    }


def _pooled(works: Works, name: str, taken: Bools) -> tuple[list[int], list[int]]:
    least, most = works.least[name], works.most[name]
    exact = taken & (least == most) & (least >= 0)
    part, whole = _sums(works, exact, least), _sums(works, exact, works.n)
    everybody = _sums(works, taken, works.n)
    stands = [2 * of_exact >= of_all for of_exact, of_all in zip(whole, everybody, strict=True)]
    return (
        [one if is_known else 0 for one, is_known in zip(part, stands, strict=True)],
        [one if is_known else 0 for one, is_known in zip(whole, stands, strict=True)],
    )


def _sums(works: Works, rows: Bools, numbers: Ints) -> list[int]:
    """The sum over the marked works of each kind."""
    sums = np.zeros(len(works.kinds), dtype="i8")
    np.add.at(sums, works.kind[rows], numbers[rows])
    return as_list(sums)


@dataclass(frozen=True, slots=True)
class Sieved:
    """What the exact rule has to look at."""

    judged: frozenset[str]
    """With a work that is judged at all: enough participants, and the region has this work."""
    perhaps: tuple[int, ...]
    """Works that may be listed, or of which that may be unknown: their places in the results."""


def sieved(works: Works, regional: Regional, settings: Settings) -> Sieved:
    """Schools with works that can come near to a list of F08; the others surely do not."""
    known = np.array([work in regional for work in works.kinds], dtype=np.bool_)
    judged = works.usable & (works.n >= settings.small_n) & known[works.kind]
    shares = [regional.get(work, RegionalShare()) for work in works.kinds]
    signs = np.zeros(len(works.n), dtype="i8")
    for name in SHARES:
        signs += _may_differ(works, name, shares, settings.z)
    signs += _may_be_absent(works, shares, settings)
    perhaps = judged & (signs >= settings.least_signs)
    return Sieved(
        frozenset(works.schools[row] for row in as_list(np.flatnonzero(judged))),
        tuple(works.places[row] for row in as_list(np.flatnonzero(perhaps))),
    )


def _may_differ(works: Works, name: str, shares: list[RegionalShare], z: float) -> Bools:
    """Works whose share may lie significantly on the side that is a sign, or is not known."""
    pooled: list[Pooled] = [getattr(one, name) for one in shares]
    bound = _percents(pooled)[works.kind]
    unknown = (works.most[name] < 0) | np.isnan(bound)
    if name in ("below", "low"):
        _, high = wilson_of(np.maximum(works.least[name], 0), works.n, z)
        return cast(Bools, unknown | (high < bound + _MARGIN))
    low, _ = wilson_of(np.maximum(works.most[name], 0), works.n, z)
    return cast(Bools, unknown | (low > bound - _MARGIN))


def _may_be_absent(works: Works, shares: list[RegionalShare], settings: Settings) -> Bools:
    """Works in which so few took part that this may be a sign, or the grade is not known."""
    unknown = works.sizes < works.n
    if settings.participation:
        few = 100 * works.n < float(settings.participation) * works.sizes + _MARGIN
    else:
        bound = _percents([one.participation for one in shares])[works.kind]
        _, high = wilson_of(works.n, np.maximum(works.sizes, 1), settings.z)
        few = np.isnan(bound) | (high < bound + _MARGIN)
    return works.is_whole & (unknown | few)


def _percents(pooled: list[Pooled]) -> Floats:
    shares = [one.share for one in pooled]
    return np.array([np.nan if one is None else 100 * float(one) for one in shares])


def wilson_of(parts: Ints, wholes: Ints, z: float) -> tuple[Floats, Floats]:
    """Ends of Wilson's intervals, percent; as app.domain.shares.wilson, for many at once."""
    whole = np.maximum(wholes, 1).astype("f8")
    share, square = parts / whole, z * z
    middle = share + square / (2 * whole)
    reach = z * np.sqrt(np.maximum(share * (1 - share), 0) / whole + square / (4 * whole * whole))
    scale = 100 / (1 + square / whole)
    return np.maximum((middle - reach) * scale, 0), np.minimum((middle + reach) * scale, 100)
