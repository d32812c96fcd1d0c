"""Directories of scales: what a procedure is measured by, and in which order they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

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


class Standing(StrEnum):
    """How far a scale of a directory may be argued with."""

    LISTED = "listed"
    """A directory says so: the scale entered with the procedure goes before it."""
    GIVEN = "given"
    """The region gives it to the reference it publishes: it goes before what was entered."""
    KEPT = "kept"
    """A reference measured by it: it stands, whatever anybody says since."""
    APPROVED = "approved"
    """The same, and the region had given it: it is given again when a reference follows."""


@dataclass(frozen=True, slots=True)
class ScaleEntry:
    """One scale of a directory."""

    key: ProcedureKey
    """`year` is empty where the source names none."""
    scale: Scale
    sub: SubCondition | None = None
    scores: tuple[int, ...] = ()
    """ЕГЭ of this very year: the test score of each primary point from 0, as far as known."""
    notes: tuple[str, ...] = ()
    """What the source says besides: least totals for profile classes, for universities."""
    standing: Standing = Standing.LISTED
    is_default: bool = False
    """Of a reference: the scale is of another year, or of no known one, and nobody approved it."""
    sub_is_default: bool = False
    """The same of the sub-condition alone."""
    most_entered: bool = False
    """Of a reference: the scale is lent, but its greatest total was entered with the procedure."""
    mass_subject: bool | None = None
    """Of a reference: whether the subject was said to be taken «в массовых масштабах» (F05)."""

    @property
    def stands(self) -> bool:
        """Whether it goes before the scale entered with the procedure."""
        return self.standing is not Standing.LISTED

    @property
    def tells_bounds(self) -> bool:
        """Whether it sets a boundary; the greatest total or a table of scores alone does not."""
        scale = self.scale
        bounds = (scale.mass_from, scale.high_from)
        return bool(scale.has_marks or scale.five_levels) or any(one is not None for one in bounds)


GIVEN_BY_REGION = "шкала региона, "
"""How the source of a scale begins that the region gave."""
_BY_REGION = (Standing.GIVEN, Standing.APPROVED)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a procedure is measured by."""

    scale: Scale
    sub: SubCondition | None = None
    is_default: bool = False
    """A scale of another year, or of a year the source does not name."""
    sub_is_default: bool = False
    """The sub-condition is of another year, whatever the scale is."""
    scores: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    mass_subject: bool | None = None
    is_approved: bool = False
    """The region gave the scale for this very year."""
    most_entered: bool = False
    """The scale is lent, but its greatest total was entered with the procedure."""


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
        own = {entry.key for entry in self.entries if not _is_table(entry)}
        entries = [_completed(entry, others) for entry in self.entries]
        return Scales((*entries, *(one for one in others.entries if one.key not in own)))

    def fitting(self, key: ProcedureKey, most: int | None = None) -> ScaleEntry | None:
        """The scale of the very year, else the newest, else one whose year is unknown.

        `most`: the greatest total of the work, when it is known: another one means another work.
        None too where works of one year differ in it and nobody said which it was.
        """
        known = self._found.get(_place(key), ())
        same_year = [one for one in known if one.key.year == key.year and not _is_table(one)]
        if standing := [entry for entry in same_year if entry.stands]:
            return next((one for one in standing if _same_most(most, one.scale)), standing[0])
        fitting = [one for one in same_year or _newest(known) if _same_most(most, one.scale)]
        return fitting[0] if len({one.scale.max_points for one in fitting}) == 1 else None

    def measure(self, procedure: Procedure) -> Measure:
        """What `procedure` is measured by: what stands, its own scale, else one that fits it."""
        own = procedure.scale
        entry = self.fitting(procedure.key, own.max_points)
        if entry is None:
            scores = self._scores(procedure.key)
            return Measure(own, scores=scores, mass_subject=procedure.mass_subject)
        of_year = entry.key.year == procedure.key.year
        if of_year and entry.stands:
            return _standing(entry, procedure)
        scale, is_default = _filled(own, entry, procedure.key.year), not of_year
        if own.has_marks:
            levels = own.five_levels or (entry.scale.five_levels if of_year else ())
            scale, is_default = replace(own, levels=levels), False
        return Measure(
            scale,
            entry.sub,
            is_default,
            entry.sub is not None and (entry.sub_is_default or not of_year),
            self._scores(procedure.key),
            entry.notes if of_year else (),
            procedure.mass_subject,
            most_entered=is_default and own.max_points is not None,
        )

    def _scores(self, key: ProcedureKey) -> tuple[int, ...]:
        """The table of this very year, wherever it stands."""
        known = self._found.get(_place(key), ())
        return next((one.scores for one in known if one.key.year == key.year and one.scores), ())

    def kept(self, procedure: Procedure) -> ScaleEntry:
        """What `procedure` is measured by now, as a reference keeps it."""
        measure = self.measure(procedure)
        return ScaleEntry(
            procedure.key,
            measure.scale,
            measure.sub,
            measure.scores,
            measure.notes,
            Standing.APPROVED if measure.is_approved else Standing.KEPT,
            measure.is_default,
            measure.sub_is_default,
            measure.most_entered,
            measure.mass_subject,
        )


NO_SCALES = Scales()


def _completed(entry: ScaleEntry, others: Scales) -> ScaleEntry:
    """With what the other directory knows of the work besides its scale; what is kept stays."""
    if entry.standing in (Standing.KEPT, Standing.APPROVED):
        return entry
    entry = replace(entry, scores=entry.scores or others._scores(entry.key))
    known = others.fitting(entry.key, entry.scale.max_points)
    if known is None:
        return entry
    of_year = known.key.year == entry.key.year
    if entry.sub is None and known.sub is not None:
        other = known.sub_is_default or not of_year
        entry = replace(entry, sub=known.sub, sub_is_default=other)
    if of_year:
        entry = replace(entry, notes=entry.notes or known.notes)
    return entry


def _place(key: ProcedureKey) -> tuple[str, str, int, str]:
    return key.kind, key.subject, key.grade, key.level


def _is_table(entry: ScaleEntry) -> bool:
    """A table of scores alone: it takes nobody's place."""
    return bool(entry.scores) and not entry.tells_bounds and not entry.stands


def _newest(known: tuple[ScaleEntry, ...]) -> Iterator[ScaleEntry]:
    """Entries of the newest year that a year without its own may borrow."""
    usable = [entry for entry in known if entry.tells_bounds and not entry.is_default]
    year = max((entry.key.year for entry in usable), default="")
    return (entry for entry in usable if entry.key.year == year)


def _same_most(most: int | None, known: Scale) -> bool:
    return most is None or most == known.max_points


def _standing(entry: ScaleEntry, procedure: Procedure) -> Measure:
    """A scale that stands is taken whole: nothing is mixed into it."""
    is_new = entry.standing is Standing.GIVEN
    return Measure(
        entry.scale,
        entry.sub,
        entry.is_default,
        entry.sub_is_default,
        entry.scores,
        entry.notes,
        procedure.mass_subject if is_new else entry.mass_subject,
        entry.standing in _BY_REGION,
        entry.most_entered,
    )


def _filled(own: Scale, entry: ScaleEntry, year: str) -> Scale:
    """The directory's scale; what the procedure says itself (δ, levels) goes before it."""
    known = entry.scale
    return replace(
        known,
        delta=known.delta if own.delta is None else own.delta,
        mass_from=known.mass_from if own.mass_from is None else own.mass_from,
        high_from=known.high_from if own.high_from is None else own.high_from,
        levels=own.five_levels or known.five_levels,
        source=_source(entry, year),
    )


def _source(entry: ScaleEntry, year: str) -> str:
    """Where the scale comes from and of which year it is, as shown in explanations."""
    own, told = entry.key.year, entry.scale.source
    if entry.stands:
        whose = "региона" if entry.standing in _BY_REGION else "эталона"
        told = told.removeprefix(GIVEN_BY_REGION)
        return f"шкала {whose} другого года ({own}){f', {told}' if told else ''}"
    if own == year:
        return f"из справочника: {_with_year(told, year)}"
    known = _with_year(told, own) if own else f"{told}, год в источнике не назван"
    return f"из справочника: {known}; за {year} год шкалы в нём нет"


def _with_year(told: str, year: str) -> str:
    """The source with its school year, unless it names it itself: «2023/24», «2026 года»."""
    named = (year, f"{year[:5]}{year[-2:]}", f"{year[-4:]} год")
    return told if any(one in told for one in named) else f"{told}, {year} год"


def marks_of_total(scale: Scale, sub: SubCondition | None, total: int) -> frozenset[int]:
    """Marks a total may stand for when the sub-points are not known; empty: scale not whole."""
    mark = scale.mark(total)
    if mark is None:
        return frozenset()
    return frozenset({mark}) if sub is None else sub.marks(mark, None)
