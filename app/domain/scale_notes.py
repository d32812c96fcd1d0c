"""What to say of the scales a reference keeps, and where the base holds other ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.domain.issues import Issue, Place, Severity
from app.domain.messages import number
from app.domain.results import Procedure, ProcedureKind, Scale
from app.domain.scales import Measure, Scales, Standing
from app.domain.ways import way

_NAMED = {
    "max_points": "наибольший балл",
    "min_3": "«3» от",
    "min_4": "«4» от",
    "min_5": "«5» от",
    "threshold": "нижний порог",
}


def scale_notes(
    procedures: Iterable[Procedure],
    scales: Scales,
    subjects: Mapping[str, str],
    *,
    in_region: bool = False,
) -> Iterator[Issue]:
    """A note for each procedure whose entered bounds are not those it is counted by.

    `in_region`: the base is the one that publishes, so it is told how to change the reference.
    """
    for one in procedures:
        measure = scales.measure(one)
        if differ := _differing(one, measure):
            sentence = (
                f"{_named(one, subjects)}: в базе записано {_told(one.scale, differ)}, а в эталоне "
                f"региона {_told(measure.scale, differ)}. Считаем по эталону. "
                f"{_advice(measure) if in_region else _ASK_REGION}"
            )
            yield Issue(Severity.NOTE, "scale_of_reference", sentence, Place(form="procedures"))


_ASK_REGION = "Если верна ваша шкала, сообщите об этом региону."


def _advice(measure: Measure) -> str:
    with_file = ", дав файл с верными шкалами" if measure.is_approved else ""
    return f"Если верна шкала базы, составьте эталон заново{with_file}."


def given_over_entered(
    procedures: Iterable[Procedure], scales: Scales, subjects: Mapping[str, str]
) -> str:
    """One sentence on the works whose entered bounds a scale given by the region goes before;
    empty where there are none.
    """
    measures = ((one, scales.measure(one)) for one in procedures)
    held = [one for one, known in measures if known.is_approved and _differing(one, known)]
    if not held:
        return ""
    named = "; ".join(_named(one, subjects) for one in held[:_NAMED_WORKS])
    more = f" и ещё {number(len(held) - _NAMED_WORKS)}" if len(held) > _NAMED_WORKS else ""
    return (
        f"Шкалы, которые регион дал файлом раньше, идут перед введёнными: {named}{more}; "
        f"{way('give_scales')}."
    )


_NAMED_WORKS = 5


def _named(one: Procedure, subjects: Mapping[str, str]) -> str:
    key = one.key
    subject = subjects.get(key.subject, key.subject)
    return f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс"


def _differing(one: Procedure, measure: Measure) -> list[str]:
    return [name for name in _NAMED if _differs(one.scale, measure.scale, name)]


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
