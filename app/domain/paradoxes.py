"""What is odd without being wrong, shown kindly so that somebody looks (DOMAIN 8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.class_rules import LowestShare, LowShare
from app.domain.indices import ClassRow, State
from app.domain.issues import Issue, Place, Severity
from app.domain.messages import NO_BREAK, number
from app.domain.methodology import Methodology
from app.domain.school_facts import PartOfPupils, SchoolAnswers, locality, whole_number

_FORM = "social_passport"
_SELDOM = 80
"""Percent of children with two highly educated parents that a village seldom has."""
_STRONG = (
    "Обратите внимание: условия трудные, а признака низких результатов нет. Возможно, опыт этой "
    "школы пригодится другим."
)
_NOT_SOCIAL = (
    "Обратите внимание: результаты низкие, а в группу с наименьшим социальным показателем школа "
    "не входит. Возможно, причина не в составе семей."
)


def odd_answers(answers: SchoolAnswers) -> Iterator[Issue]:
    """Notes about what a school says of itself in several forms."""
    place, known_from = locality(answers)
    part, whole = (
        whole_number(answers, f"{_FORM}.{name}") for name in ("parents_higher", "pupils_total")
    )
    if place != "rural" or part is None or not whole or part > whole:
        return
    share = PartOfPupils(part, whole).percent
    if share > _SELDOM:
        sentence = (
            f"Обратите внимание: у {number(share)}{NO_BREAK}% детей оба родителя с высшим "
            f"образованием ({number(part)} из {number(whole)}), а школа сельская ({known_from}). "
            "Так бывает редко: на всякий случай сверьте число."
        )
        at = Place(form=_FORM, field="parents_higher")
        yield Issue(Severity.NOTE, "higher_education_in_village", sentence, at)


def odd_classes(methodology: Methodology, rows: Mapping[str, ClassRow]) -> Iterator[ClassRow]:
    """Rows of one school with a note: low social composition without low results, and the other
    way round. `rows`: its classes.
    """
    social = [rows[one.code] for one in methodology.classes if isinstance(one, LowestShare)]
    results = [rows[one.code] for one in methodology.classes if isinstance(one, LowShare)]
    if not social or not results:
        return
    if all(row.state is State.OUT for row in results):
        yield from (row.noting(_STRONG) for row in social if row.state is State.IN)
    if all(row.state is State.OUT for row in social):
        yield from (row.noting(_NOT_SOCIAL) for row in results if row.state is State.IN)
