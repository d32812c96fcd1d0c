"""Reading indices over one school's answers out of a methodology file (kinds of F19b–l)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.class_files import answer_path
from app.domain.definitions import Entry
from app.domain.errors import BadDefinition
from app.domain.index_kinds import Answered, AnswerGiven, Diagnosed, Involved, Present, ShareOf


def _labelled(entry: Entry, key: str) -> dict[str, str]:
    """`[[indices.parts]]`: answers with their words."""
    found: dict[str, str] = {}
    for item in entry.entries(key):
        path = answer_path(item, "answer")
        if path in found:
            raise BadDefinition(f"{item.where}: «{path}» назван дважды.")
        found[path] = item.take("label", str)
        item.close()
    return found


def _share(entry: Entry) -> ShareOf:
    parts, without = _labelled(entry, "parts"), _labelled(entry, "without")
    if bool(parts) == bool(without):
        raise BadDefinition(
            f"{entry.where}: назовите часть («parts») или то, что вычесть из целого («without»)."
        )
    return ShareOf(
        parts,
        without,
        whole=answer_path(entry, "whole"),
        whole_label=entry.take("whole_label", str),
        of_pupils=entry.take("of_pupils", bool, False),
        within=entry.take("within", bool, True),
    )


def _present(entry: Entry) -> Present:
    answers = _labelled(entry, "answers")
    if not answers:
        raise BadDefinition(f"{entry.where}: не названо, что должно быть («answers»).")
    return Present(answers)


def _given(entry: Entry) -> AnswerGiven:
    return AnswerGiven(
        answer_path(entry, "answer"), entry.take("label", str), entry.take("unit", str)
    )


ANSWERED: Mapping[str, Callable[[Entry], Answered]] = {
    "share": _share,
    "present": _present,
    "answer": _given,
    "involved": lambda entry: Involved(entry.code("form")),
    "diagnosed": lambda entry: Diagnosed(entry.code("form")),
}
"""Kind in a file → what reads it."""
