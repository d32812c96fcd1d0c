"""Scales that a region gives to its reference, and what the reference keeps of them as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from typing import Any

from app.domain.definitions import Entry, unique
from app.domain.errors import BadDefinition
from app.domain.results import MARKS, MOST_POINTS, Procedure, ProcedureKey, Scale
from app.domain.scales import GIVEN_BY_REGION, ScaleEntry, Scales, Standing, SubCondition


def given(scales: Scales) -> Scales:
    """The same scales as given by the region, each for its own year."""
    return Scales(tuple(_given(entry) for entry in scales.entries))


def _given(entry: ScaleEntry) -> ScaleEntry:
    if entry.scores and not entry.tells_bounds:
        return entry  # a table of scores goes beside whatever bounds there are
    source = f"{GIVEN_BY_REGION}{entry.scale.source}"
    return replace(entry, standing=Standing.GIVEN, scale=replace(entry.scale, source=source))


def given_before(kept: Scales) -> Scales:
    """What the region had given to the reference that keeps `kept`, to be given again."""
    return Scales(
        tuple(
            replace(entry, standing=Standing.GIVEN, mass_subject=None)
            for entry in kept.entries
            if entry.standing is Standing.APPROVED
        )
    )


def kept_scales(scales: Scales, procedures: Iterable[Procedure]) -> Scales:
    """What a reference keeps: the scale of each procedure used, and whatever the region gave."""
    # a region has one procedure for thousands of results: the object is looked at before its key
    different = {id(one): one for one in procedures}
    used = {one.key: scales.kept(one) for one in different.values()}
    unused = [
        replace(entry, standing=Standing.APPROVED)
        for entry in scales.entries
        if entry.standing is Standing.GIVEN and entry.key not in used
    ]
    return Scales(tuple(sorted((*used.values(), *unused), key=lambda entry: entry.key)))


def scales_as_json(scales: Scales) -> list[dict[str, Any]]:
    """Each scale with what belongs to it; what is empty is left out."""
    return [dict(_parts(entry)) for entry in scales.entries]


def _parts(entry: ScaleEntry) -> Iterator[tuple[str, Any]]:
    yield from asdict(entry.key).items()
    yield from asdict(entry.scale).items()
    if entry.sub is not None:
        yield "sub", _sub_as_json(entry.sub)
    if entry.scores:
        yield "scores", list(entry.scores)
    if entry.notes:
        yield "notes", list(entry.notes)
    if entry.mass_subject is not None:
        yield "mass_subject", entry.mass_subject
    told = {
        "approved": entry.standing is Standing.APPROVED,
        "default_scale": entry.is_default,
        "default_sub": entry.sub_is_default,
        "max_entered": entry.most_entered,
    }
    yield from ((name, True) for name, is_so in told.items() if is_so)


def _sub_as_json(sub: SubCondition) -> dict[str, Any]:
    marks = [
        {"mark": mark, "need": sub.need[mark], "otherwise": sub.otherwise[mark]}
        for mark in sorted(sub.need)
    ]
    return {"title": sub.title, "marks": marks}


def scales_from_json(entries: Iterable[Entry]) -> Scales:
    """The inverse of `scales_as_json`, strictly; raises BadDefinition."""
    found = tuple(_entry(entry) for entry in entries)
    # of one work there may be scales with different greatest totals: sets of tasks of the ГВЭ
    works = [f"{one.key.text} ({one.scale.max_points})" for one in found]
    unique(works, "Эталон региона, шкалы")
    return Scales(found)


def _entry(entry: Entry) -> ScaleEntry:
    key = ProcedureKey(
        entry.take("kind", str),
        entry.take("year", str),
        entry.take("subject", str),
        entry.take("grade", int),
        entry.take("level", str),
    )
    made = ScaleEntry(
        key,
        _scale(entry),
        sub=_sub(entry),
        scores=tuple(_whole(one, entry) for one in entry.take("scores", list, [])),
        notes=entry.strings("notes"),
        standing=Standing.APPROVED if entry.take("approved", bool, False) else Standing.KEPT,
        is_default=entry.take("default_scale", bool, False),
        sub_is_default=entry.take("default_sub", bool, False),
        most_entered=entry.take("max_entered", bool, False),
        mass_subject=entry.optional("mass_subject", bool),
    )
    entry.close()
    return made


def _scale(entry: Entry) -> Scale:
    names = [one.name for one in fields(Scale) if one.name not in ("source", "levels")]
    numbers = {name: _number(entry, name) for name in names}
    levels = tuple(
        None if one is None else _whole(one, entry) for one in entry.take("levels", list, [])
    )
    return Scale(**numbers, levels=levels, source=entry.take("source", str, ""))


def _number(entry: Entry, name: str) -> int | None:
    value = entry.optional(name, object)
    return None if value is None else _whole(value, entry)


def _whole(value: object, entry: Entry) -> int:
    if type(value) is not int or not 0 <= value <= MOST_POINTS:
        raise BadDefinition(f"{entry.where}: границы шкалы — целые числа от 0 до {MOST_POINTS}.")
    return value


def _sub(entry: Entry) -> SubCondition | None:
    if entry.peek("sub") is None:
        return None
    return read_sub(Entry(entry.take("sub", dict), f"{entry.where}, sub"))


def read_sub(parts: Entry) -> SubCondition:
    """A sub-condition as files and references write it; raises BadDefinition."""
    title = parts.take("title", str)
    need: dict[int, int] = {}
    otherwise: dict[int, int] = {}
    for step in parts.entries("marks"):
        mark, lower = step.take("mark", int), step.take("otherwise", int)
        if mark in need:
            raise BadDefinition(f"{step.where}: отметка {mark} записана дважды, оставьте одну.")
        need[mark], otherwise[mark] = step.take("need", int), lower
        step.close()
        if mark not in MARKS[1:] or lower not in MARKS or lower >= mark:
            raise BadDefinition(f"{step.where}: отметка от 3 до 5, иначе — меньшая.")
    parts.close()
    if not need:
        raise BadDefinition(f"{parts.where}: не названы отметки («marks»).")
    return SubCondition(title, need, otherwise)
