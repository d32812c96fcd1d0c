"""The directory of scales: what a procedure is measured by when nobody entered its own scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.domain.results import Procedure, ProcedureKey, Scale

TEST_POINTS = 100
"""Greatest test score of the ЕГЭ; totals up to it are no primary points (F01)."""


@dataclass(frozen=True, slots=True)
class SubCondition:
    """A mark needs points of its own kind as well: literacy, geometry (ОГЭ, DOMAIN 9.6)."""

    title: str
    """«баллы за грамотность (ГК1–ГК4)»."""
    need: Mapping[int, int]
    """Mark → least sub-points it needs."""
    otherwise: Mapping[int, int]
    """Mark → the mark given when they are missing, as the source says it."""

    def marks(self, mark: int, points: int | None) -> frozenset[int]:
        """The marks that may stand for a total worth `mark`; `points` None: not known.

        More than one where the source does not say whether the lower mark needs its own points.
        """
        if mark not in self.need:
            return frozenset({mark})
        lower = self.otherwise[mark]
        if points is None:
            return frozenset({mark}) | self.marks(lower, None)
        if points >= self.need[mark]:
            return frozenset({mark})
        return frozenset({lower}) | self.marks(lower, points)


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """One scale of the directory."""

    key: ProcedureKey
    """`year` is empty where the source names none."""
    scale: Scale
    sub: SubCondition | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a procedure is measured by."""

    scale: Scale
    sub: SubCondition | None = None
    is_default: bool = False
    """A scale of another year, or of a year the source does not name."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Scales by what they are for; the first entry of a key counts."""

    entries: tuple[ScaleEntry, ...] = ()
    _found: dict[tuple[str, str, int, str], tuple[ScaleEntry, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for entry in self.entries:
            place = _place(entry.key)
            self._found[place] = (*self._found.get(place, ()), entry)

    def over(self, others: Scales) -> Scales:
        """These scales, and those of `others` whose key is not here: a region replaces scales.

        A sub-condition belongs to the work, not to the scale: it stays where the region names none.
        """
        own = {entry.key for entry in self.entries}
        entries = [
            entry
            if entry.sub or not (known := others.fitting(entry.key))
            else replace(entry, sub=known.sub)
            for entry in self.entries
        ]
        return Scales((*entries, *(one for one in others.entries if one.key not in own)))

    def fitting(self, key: ProcedureKey) -> ScaleEntry | None:
        """The scale of the very year, else the newest, else one whose year is unknown."""
        known = self._found.get(_place(key), ())
        for entry in known:
            if entry.key.year == key.year:
                return entry
        return max(known, key=lambda entry: entry.key.year, default=None)

    def measure(self, procedure: Procedure) -> Measure:
        """What `procedure` is measured by: its own scale first, else one that fits it."""
        own, entry = procedure.scale, self.fitting(procedure.key)
        if entry is None:
            return Measure(own)
        if own.has_marks:
            same_work = entry.key.year == procedure.key.year and _same_most(own, entry.scale)
            levels = own.levels or (entry.scale.levels if same_work else ())
            return Measure(replace(own, levels=levels), entry.sub)
        if not _same_most(own, entry.scale):
            return Measure(own)
        scale = _filled(own, entry, procedure.key.year)
        return Measure(scale, entry.sub, entry.key.year != procedure.key.year)


NO_SCALES = Scales()


def scales_of(known: Mapping[ProcedureKey, Scale]) -> Scales:
    """A directory out of plain scales, such as those of a region's reference."""
    return Scales(tuple(ScaleEntry(key, known[key]) for key in sorted(known)))


def _place(key: ProcedureKey) -> tuple[str, str, int, str]:
    return key.kind, key.subject, key.grade, key.level


def _same_most(own: Scale, known: Scale) -> bool:
    return own.max_points is None or own.max_points == known.max_points


def _filled(own: Scale, entry: ScaleEntry, year: str) -> Scale:
    """The directory's scale; what the procedure says itself (δ, levels) goes before it."""
    known = entry.scale
    return replace(
        known,
        delta=known.delta if own.delta is None else own.delta,
        mass_from=known.mass_from if own.mass_from is None else own.mass_from,
        high_from=known.high_from if own.high_from is None else own.high_from,
        levels=own.levels or known.levels,
        source=_source(entry, year),
    )


def _source(entry: ScaleEntry, year: str) -> str:
    """Where the scale comes from and of which year it is, as shown in explanations."""
    if entry.key.year == year:
        return f"справочник шкал, {year} год, {entry.scale.source}"
    own = f"шкала {entry.key.year} года" if entry.key.year else "год шкалы в источнике не назван"
    return f"справочник шкал, {own}, шкалы за {year} год нет, {entry.scale.source}"


def marks_of_total(scale: Scale, sub: SubCondition | None, total: int) -> frozenset[int]:
    """Marks a total may stand for when the sub-points are not known; empty: scale not whole."""
    mark = scale.mark(total)
    if mark is None:
        return frozenset()
    return frozenset({mark}) if sub is None else sub.marks(mark, None)
