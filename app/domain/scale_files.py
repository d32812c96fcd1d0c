"""Reading a directory of scales from its TOML text, strictly."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.kept_scales import read_sub
from app.domain.results import MOST_POINTS, ProcedureKey, ProcedureKind, Scale
from app.domain.scales import TEST_POINTS, ScaleEntry, Scales, SubCondition
from app.domain.toml_faults import parsed

_YEAR = re.compile(r"((?:19|20)\d\d)/((?:19|20)\d\d)")
_BOUNDS = ("max_points", "min_3", "min_4", "min_5", "threshold", "delta", "mass_from", "high_from")
_LEVELS = ("", "base", "profile", "advanced")


def load_scales(text: str, where: str) -> Scales:
    """The scales in `text`; `where` names the file. Raises BadDefinition.

    The file says its `kind` and `title`; each `[[scales]]` its subjects, grades, year (empty when
    the source names none), level, bounds in points, source; where there are such, a sub-condition,
    the test scores of primary points (ЕГЭ), notes, and a kind of its own.
    """
    root = Entry(parsed(text, where), where)
    kind = _kind(root, "")
    root.take("title", str)
    entries = tuple(one for entry in root.entries("scales") for one in _scales(entry, kind))
    root.close()
    # works of one key may differ in their greatest total: sets of tasks of the ГВЭ
    works = Counter((entry.key, entry.scale.max_points) for entry in entries)
    twice = sorted({key.text for (key, _), times in works.items() if times > 1})
    if twice:
        raise BadDefinition(f"{where}: шкала записана дважды: {', '.join(twice)}.")
    return Scales(entries)


def _kind(entry: Entry, default: str) -> str:
    kind = entry.take("kind", str, default or None)
    if kind not in [known.value for known in ProcedureKind]:
        raise BadDefinition(f"{entry.where}: неизвестный вид процедуры «{kind}».")
    return kind


def _scales(entry: Entry, kind: str) -> list[ScaleEntry]:
    kind = _kind(entry, kind)
    subjects, grades = entry.strings("subjects"), entry.take("grades", list)
    if not subjects or not grades or not all(type(one) is int and 1 <= one <= 12 for one in grades):
        raise BadDefinition(f"{entry.where}: нужны предметы («subjects») и классы («grades»).")
    year, level = _year(entry), entry.take("level", str, "")
    if level not in _LEVELS:
        raise BadDefinition(f"{entry.where}: неизвестный уровень «{level}».")
    work = (", ".join(subjects), f"{', '.join(map(str, grades))} класс", level, year)
    entry.where += f" ({'; '.join(part for part in (kind, *work) if part)})"
    scale, sub, scores = _scale(entry), _sub(entry), _scores(entry)
    notes = entry.strings("notes")
    entry.close()
    return [
        ScaleEntry(ProcedureKey(kind, year, subject, grade, level), scale, sub, scores, notes)
        for subject in subjects
        for grade in grades
    ]


def _scores(entry: Entry) -> tuple[int, ...]:
    """Test scores of the primary points 0, 1, 2, …; they begin with 0 and grow.

    The greatest score alone may stand several times: in mathematics 30, 31 and 32 points give 100.
    """
    scores = entry.take("scores", list, [])
    if not all(type(one) is int and 0 <= one <= TEST_POINTS for one in scores):
        raise _bad_scores(entry)
    steps = pairwise(scores)
    grow = all(low < high or low == high == TEST_POINTS for low, high in steps)
    if scores and (scores[0] != 0 or not grow):
        raise _bad_scores(entry)
    return tuple(scores)


def _bad_scores(entry: Entry) -> BadDefinition:
    return BadDefinition(
        f"{entry.where}: «scores» — тестовые баллы за 0, 1, 2… первичных: с нуля и по возрастанию "
        "(повторяться может только 100)."
    )


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
    if bad := scale.contradicting():
        told = ", ".join(f"{name} = {bound}" for name, bound in bad.items() if bound is not None)
        raise BadDefinition(
            f"{entry.where}: границы шкалы противоречат друг другу; нужны растущие числа "
            f"от 0 до {MOST_POINTS}, а стоит: {told}."
        )
    if not source or scale.max_points is None:
        raise BadDefinition(f"{entry.where}: нужны источник и наибольший балл.")
    return scale


def _sub(entry: Entry) -> SubCondition | None:
    if entry.peek("sub") is None:
        return None
    return read_sub(Entry(entry.take("sub", dict), f"{entry.where}, sub"))
