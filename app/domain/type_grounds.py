"""What a school marked in the checklist of table 1, told beside its type (DOMAIN F12, А-5).

The checklist is grounds for measures; no rule counts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from app.domain.class_rules import AllOf
from app.domain.explanations import wording
from app.domain.indices import ClassRow, Grounds, State
from app.domain.messages import number
from app.domain.school_facts import SchoolAnswers, answer


def with_grounds(
    rule: AllOf,
    row: ClassRow,
    answers: SchoolAnswers,
    labels: Mapping[str, str],
    grounds: Grounds,
) -> ClassRow:
    """The row of a confirmed type with its criteria; any other row as it is.

    `labels`: answer of the checklist → its words, where they are known.
    """
    if row.state is not State.IN or not rule.is_type:
        return row
    row = row.noting(f"Тип относится к группе «{wording(grounds.wordings, 'adverse_schools')}».")
    return row.noting(partial(_told, rule, answers, labels)) if rule.criteria else row


def _told(rule: AllOf, answers: SchoolAnswers, labels: Mapping[str, str]) -> str:
    """«Отмечены критерии: 4 из 10 (…); не отмечены: …; не просмотрены: …»."""
    said = {path: answer(answers, path) for path in rule.criteria}
    marked = [path for path, given in said.items() if given is True]
    unmarked = [path for path, given in said.items() if given is False]
    unseen = [path for path, given in said.items() if not isinstance(given, bool)]
    if len(unseen) == len(said):
        return (
            f"Критерии этого типа ({number(len(said))}) школа ещё не просматривала: список ждёт "
            "в форме «Критерии отнесения к типу школы»."
        )
    parts = [f"Отмечены критерии: {number(len(marked))} из {number(len(said))}"]
    parts[0] += f" ({_named(marked, labels)})" if marked else ""
    parts += [f"не отмечены: {_named(unmarked, labels)}"] if unmarked else []
    parts += [f"ещё не просмотрены: {_named(unseen, labels)}"] if unseen else []
    return f"{'; '.join(parts)}."


def _named(paths: list[str], labels: Mapping[str, str]) -> str:
    return ", ".join(_words(paths, labels))


def _words(paths: list[str], labels: Mapping[str, str]) -> Iterator[str]:
    for path in paths:
        words = labels.get(path, path)
        yield words[:1].lower() + words[1:]
