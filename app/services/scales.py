"""Scales in use: those of references, then the shipped ones; and a region's own file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from app import outside
from app.domain.errors import BadDefinition, Refused, WorldFailed
from app.domain.kept_scales import given
from app.domain.reference import Reference
from app.domain.scale_files import load_scales
from app.domain.scales import NO_SCALES, Scales


@lru_cache(maxsize=1)
def shipped_scales() -> Scales:
    """All shipped scales; a broken file raises BadDefinition."""
    folder = files("resources") / "directories" / "scales"
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    entries = [
        entry
        for path in sorted(found, key=lambda one: one.name)
        for entry in load_scales(path.read_text(encoding="utf-8"), path.name).entries
    ]
    return Scales(tuple(entries))


def scales_in_use(references: Iterable[Reference | None], region: Scales = NO_SCALES) -> Scales:
    """The region's own scales, those that references keep, the shipped ones: the first counts.

    `references`: of the period itself, then of the years before, where there are such.
    """
    scales = region
    for reference in references:
        if reference is not None:
            scales = scales.over(reference.scales)
    return scales.over(shipped_scales())


_HOW = "Исправьте файл шкал; как его пишут, сказано в docs/scales.md."


def region_scales(path: Path) -> Scales:
    """A region's own scales out of its file (docs/scales.md), to be given to its reference.

    Raises WorldFailed when the file cannot be read, Refused when it is wrong or a scale does not
    say whose year it is.
    """
    try:
        text = outside.read_text(path)
    except UnicodeDecodeError as fault:
        raise Refused(
            f"{path.name}: файл записан не в UTF-8.", "Сохраните его в кодировке UTF-8."
        ) from fault
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось прочитать файл {path}.", "Проверьте имя файла и права."
        ) from fault
    try:
        scales = load_scales(text, path.name)
    except BadDefinition as fault:
        raise Refused(fault.what, fault.advice or _HOW) from fault
    if any(not entry.key.year for entry in scales.entries):
        raise Refused(
            f"{path.name}: у шкалы не назван учебный год.",
            'Впишите year = "2025/2026": регион утверждает шкалу на год.',
        )
    return given(scales)
