"""What to say of the scales a reference keeps, and where the base holds other ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.domain.issues import Issue, Place, Severity
from app.domain.messages import number
from app.domain.results import ProcedureKind, Scale, SchoolResults
from app.domain.scales import Scales, Standing

_NAMED = {
    "max_points": "наибольший балл",
    "min_3": "«3» от",
    "min_4": "«4» от",
    "min_5": "«5» от",
    "threshold": "нижний порог",
}


def scale_notes(
    results: Iterable[SchoolResults], scales: Scales, subjects: Mapping[str, str]
) -> Iterator[Issue]:
    """A note for each work whose entered bounds are not those it is counted by."""
    for one in results:
        own, counted = one.procedure.scale, scales.measure(one.procedure).scale
        differ = [name for name in _NAMED if _differs(own, counted, name)]
        if differ:
            key = one.procedure.key
            subject = subjects.get(key.subject, key.subject)
            sentence = (
                f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс: в базе записано "
                f"{_told(own, differ)}, а в эталоне региона {_told(counted, differ)}. Считаем по "
                "эталону. Если верна ваша шкала, сообщите об этом региону."
            )
            place = Place(school=one.school, form="procedures")
            yield Issue(Severity.NOTE, "scale_of_reference", sentence, place)


def scales_told(scales: Scales) -> str:
    """How many scales a reference keeps, and how many of them nobody approved for their year."""
    entries = scales.entries
    given = sum(entry.standing is Standing.APPROVED for entry in entries)
    other = sum(entry.is_default for entry in entries)
    return (
        f"шкал: {number(len(entries))}, из них утверждено регионом {number(given)}, "
        f"взято из другого года {number(other)}"
    )


def _differs(own: Scale, counted: Scale, name: str) -> bool:
    entered = getattr(own, name)
    return entered is not None and entered != getattr(counted, name)


def _told(scale: Scale, names: Iterable[str]) -> str:
    parts = ((_NAMED[name], getattr(scale, name)) for name in names)
    return ", ".join(f"{words} {'не задан' if value is None else value}" for words, value in parts)
