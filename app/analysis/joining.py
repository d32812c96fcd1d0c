"""Joining a school's pupils between the subjects of a procedure by their codes (F05, F07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.columns import Bools, Columns, Ints, as_list
from app.analysis.tallies import Found, Parts, Tally
from app.domain.results import PupilResults

Group = Sequence[int]
"""Places of the units of one procedure in one grade of one school."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Counts over the different pupils of each joined group."""

    place: dict[int, int]
    """Number of a group → its place in the lists; groups that cannot be joined are absent."""
    pupils: list[int]
    """Different pupils with at least one valid result."""
    low: Parts
    """Low in at least one mass subject."""
    high: Parts
    """High in at least one subject."""
    mass: JoinedMass | None = None
    """Where the methodology counts mass results by pupils (F03)."""


@dataclass(frozen=True, slots=True)
class JoinedMass:
    """Mass results by pupils who have a result in a mass subject; in the order of `place`."""

    pupils: list[int]
    any: Parts
    """Not below the «middle» in at least one mass subject."""
    all: Parts
    """In every mass subject they wrote."""


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Which pupil each row is about; the pupils of a group lie side by side."""

    ids: Ints
    """int32 per row; meaningless in the rows of units that are not joined."""
    sizes: Ints
    """Different pupils of each joined group."""

    def any(self, rows: Bools) -> Bools:
        """Pupils of whom at least one row is marked."""
        pupils = np.zeros(int(self.sizes.sum()), dtype=np.bool_)
        pupils[self.ids[rows]] = True
        return pupils

    def per_group(self, pupils: Bools) -> list[int]:
        """How many of the marked pupils each group has."""
        running = np.concatenate([[0], np.cumsum(pupils, dtype="i8")])
        ends = np.cumsum(self.sizes)
        return as_list(running[ends] - running[ends - self.sizes])


def joined(
    columns: Columns,
    tallied: Tally,
    units: Sequence[PupilResults],
    groups: Mapping[int, Group],
    is_mass_subject: Sequence[bool],
    with_mass: bool = False,
) -> Joined:
    """Join the pupils of every group whose codes allow it.

    A group is left out when codes are not shared between its subjects, or a pupil has no code or
    stands twice. `is_mass_subject` follows the list of boundaries. `with_mass`: whether mass
    results are wanted by pupils.
    """
    equal = {number: _codes_are_equal(units, group) for number, group in groups.items()}
    kept = [number for number, found in equal.items() if found is not None]
    members = np.zeros(len(units), dtype=np.bool_)
    members[[place for number in kept for place in groups[number]]] = True
    rows = np.repeat(members, columns.lengths)
    pupils = _numbering(columns, units, [(groups[number], equal[number]) for number in kept])
    mass = rows & columns.spread([int(one) for one in is_mass_subject], "i1").view(np.bool_)
    return Joined(
        place={number: place for place, number in enumerate(kept)},
        pupils=pupils.per_group(pupils.any(columns.present & rows)),
        low=_per_group(tallied.low_rows, mass, pupils),
        high=_per_group(tallied.high_rows, rows, pupils),
        mass=_mass(tallied.mass_rows, columns.present & mass, pupils) if with_mass else None,
    )


def _mass(found: Found, rows: Bools, pupils: _Numbering) -> JoinedMass:
    """`rows`: results in mass subjects. Who has one below is not among «all»."""
    unknown = np.zeros_like(rows) if found.unknown is None else found.unknown
    below = Found(~found.yes & ~unknown, found.unknown)
    wrote, failed = pupils.per_group(pupils.any(rows)), _per_group(below, rows, pupils)
    return JoinedMass(
        pupils=wrote,
        any=_per_group(found, rows, pupils),
        all=Parts(
            [whole - most for whole, most in zip(wrote, failed.most, strict=True)],
            [whole - least for whole, least in zip(wrote, failed.least, strict=True)],
        ),
    )


def _codes_are_equal(units: Sequence[PupilResults], group: Group) -> bool | None:
    """Whether all subjects list the same pupils in the same order; None: they cannot be joined."""
    first = units[group[0]].codes
    if not all(units[place].shared_codes for place in group) or not _are_distinct(first):
        return None
    others = [codes for place in group[1:] if (codes := units[place].codes) != first]
    if not others:
        return True
    return False if all(_are_distinct(codes) for codes in others) else None


def _are_distinct(codes: Sequence[str]) -> bool:
    """Whether every pupil has a code and no code stands twice."""
    different = set(codes)
    return len(different) == len(codes) and "" not in different


def _numbering(
    columns: Columns, units: Sequence[PupilResults], groups: Sequence[tuple[Group, bool | None]]
) -> _Numbering:
    """Number the pupils group by group; subjects with equal lists of codes share numbers."""
    lengths = as_list(columns.lengths)
    starts = as_list(np.cumsum(columns.lengths) - columns.lengths)
    shifts = [0] * len(units)
    own: list[tuple[int, Ints]] = []
    sizes: list[int] = []
    base = 0
    for group, equal in groups:
        if equal:
            for place in group:
                shifts[place] = base - starts[place]
            sizes.append(lengths[group[0]])
        else:
            sizes.append(_numbered(units, group, base, own))
        base += sizes[-1]
    ids = np.arange(sum(lengths), dtype="i4") + np.repeat(np.array(shifts, "i4"), columns.lengths)
    for place, numbers in own:
        ids[starts[place] : starts[place] + len(numbers)] = numbers
    return _Numbering(ids, np.array(sizes, dtype="i8"))


def _numbered(
    units: Sequence[PupilResults], group: Group, base: int, own: list[tuple[int, Ints]]
) -> int:
    """Number the different codes of one group from `base`; how many there are."""
    codes = dict.fromkeys(code for place in group for code in units[place].codes)
    numbers = dict(zip(codes, range(base, base + len(codes)), strict=True))
    for place in group:
        given = units[place].codes
        own.append((place, np.array([numbers[code] for code in given], dtype="i4")))
    return len(codes)


def _per_group(found: Found, rows: Bools, pupils: _Numbering) -> Parts:
    sure = pupils.any(found.yes & rows)
    least = pupils.per_group(sure)
    if found.unknown is None:
        return Parts(least, least)
    return Parts(least, pupils.per_group(sure | pupils.any(found.unknown & rows)))
