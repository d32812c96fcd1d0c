"""Reading a directory of scales from its TOML text, strictly."""

from __future__ import annotations

import re
import tomllib

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.results import MARKS, ProcedureKey, ProcedureKind, Scale
from app.domain.scales import ScaleEntry, Scales, SubCondition

_YEAR = re.compile(r"((?:19|20)\d\d)/((?:19|20)\d\d)")
_BOUNDS = ("max_points", "min_3", "min_4", "min_5", "threshold", "delta", "mass_from", "high_from")
_LEVELS = ("", "base", "profile", "advanced")


def load_scales(text: str, where: str) -> Scales:
    """The scales in `text`; `where` names the file. Raises BadDefinition.

    The file says its `kind` and `title`; each `[[scales]]` its subjects, grades, year (empty when
    the source names none), level, bounds in points, source, and a sub-condition where there is one.
    """
    try:
        root = Entry(tomllib.loads(text), where)
    except tomllib.TOMLDecodeError as fault:
        raise BadDefinition(f"{where}: файл записан с ошибкой ({fault}).") from fault
    kind = root.take("kind", str)
    if kind not in [known.value for known in ProcedureKind]:
        raise BadDefinition(f"{where}: неизвестный вид процедуры «{kind}».")
    root.take("title", str)
    entries = tuple(one for entry in root.entries("scales") for one in _scales(entry, kind))
    root.close()
    keys = [entry.key for entry in entries]
    twice = sorted({key.text for key in keys if keys.count(key) > 1})
    if twice:
        raise BadDefinition(f"{where}: шкала записана дважды: {', '.join(twice)}.")
    return Scales(entries)


def _scales(entry: Entry, kind: str) -> list[ScaleEntry]:
    subjects, grades = entry.strings("subjects"), entry.take("grades", list)
    if not subjects or not grades or not all(type(one) is int and 1 <= one <= 12 for one in grades):
        raise BadDefinition(f"{entry.where}: нужны предметы («subjects») и классы («grades»).")
    year, level = _year(entry), entry.take("level", str, "")
    if level not in _LEVELS:
        raise BadDefinition(f"{entry.where}: неизвестный уровень «{level}».")
    scale, sub = _scale(entry), _sub(entry)
    entry.close()
    return [
        ScaleEntry(ProcedureKey(kind, year, subject, grade, level), scale, sub)
        for subject in subjects
        for grade in grades
    ]


def _year(entry: Entry) -> str:
    year = entry.take("year", str)
    found = _YEAR.fullmatch(year)
    if year and (found is None or int(found[2]) != int(found[1]) + 1):
        raise BadDefinition(f"{entry.where}: «{year}» — не учебный год вида «2025/2026».")
    return year


def _scale(entry: Entry) -> Scale:
    bounds = {name: entry.optional(name, int) for name in _BOUNDS}
    levels = entry.take("levels", list, [])
    if levels and not (len(levels) == 4 and all(type(one) is int for one in levels)):
        raise BadDefinition(f"{entry.where}: «levels» — четыре балла, с которых начинаются уровни.")
    source = entry.take("source", str)
    scale = Scale(**bounds, levels=tuple(levels), source=source)
    if scale.faults():
        raise BadDefinition(f"{entry.where}: границы шкалы противоречат друг другу.")
    if not source or scale.max_points is None:
        raise BadDefinition(f"{entry.where}: нужны источник и наибольший балл.")
    return scale


def _sub(entry: Entry) -> SubCondition | None:
    if entry.peek("sub") is None:
        return None
    parts = Entry(entry.take("sub", dict), f"{entry.where}, sub")
    title = parts.take("title", str)
    need: dict[int, int] = {}
    otherwise: dict[int, int] = {}
    for step in parts.entries("marks"):
        mark, lower = step.take("mark", int), step.take("otherwise", int)
        need[mark], otherwise[mark] = step.take("need", int), lower
        step.close()
        if mark not in MARKS[1:] or lower not in MARKS or lower >= mark:
            raise BadDefinition(f"{step.where}: отметка от 3 до 5, иначе — меньшая.")
    parts.close()
    if not need:
        raise BadDefinition(f"{parts.where}: не названы отметки («marks»).")
    return SubCondition(title, need, otherwise)
