"""Two clusters inside the schools with low results: whom to help first (DOMAIN Ф-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from app.domain.class_rules import LowCluster, LowShare
from app.domain.classes import takes_part, unit_of
from app.domain.counts import SubjectCounts
from app.domain.explanations import wording
from app.domain.indices import ClassRow, Grounds, State
from app.domain.messages import count, number
from app.domain.methodology import Methodology


@dataclass(frozen=True, slots=True)
class _Ground:
    """What puts a school of the class into the first cluster, or leaves it in the second."""

    low: int
    unclear: int
    procedures: int
    least: int
    further: State | None
    """State of the class that is enough by itself; None where the rule names none."""

    @property
    def holds(self) -> bool | None:
        """Whether it is the first cluster; None where that cannot be told."""
        if self.low >= self.least or self.further is State.IN:
            return True
        is_open = self.low + self.unclear >= self.least or self.further is State.UNDETERMINED
        return None if is_open else False


def low_cluster(
    rule: LowCluster,
    school: str,
    units: Sequence[SubjectCounts],
    rows: Mapping[str, Mapping[str, ClassRow]],
    methodology: Methodology,
    grounds: Grounds,
) -> ClassRow:
    """The row of one school; `units`: its procedures of the year; `rows`: classes decided before.

    A school outside the divided class belongs to neither cluster.
    """
    of = next(one for one in methodology.classes if one.code == rule.of)
    if not isinstance(of, LowShare):
        raise ValueError(rule.of)
    least = int(methodology.number(rule.parameter))
    divided = rows[rule.of][school]
    if divided.state is not State.IN:
        told = partial(_not_divided, of, divided)
        return ClassRow(
            school, rule.code, divided.state, told, threshold=methodology.number(rule.parameter)
        )
    low = [unit_of(of, unit, grounds).low for unit in units if takes_part(of, unit)]
    further = rows[rule.or_class][school].state if rule.or_class else None
    ground = _Ground(low.count(True), low.count(None), len(low), least, further)
    state = State.UNDETERMINED
    if ground.holds is not None:
        state = State.IN if ground.holds is rule.first else State.OUT
    told = partial(_told, rule, ground, state, methodology, grounds)
    return ClassRow(school, rule.code, state, told, threshold=methodology.number(rule.parameter))


def _not_divided(of: LowShare, divided: ClassRow) -> str:
    if divided.state is State.OUT:
        return f"Не определяется: школа не входит в группу «{of.title}»."
    return f"Не определено, пока неизвестно, входит ли школа в группу «{of.title}»."


def _told(
    rule: LowCluster, ground: _Ground, state: State, methodology: Methodology, grounds: Grounds
) -> str:
    wordings = grounds.wordings
    first = wording(wordings, "cluster_lowest")
    low = count(ground.low, "процедура", "процедуры", "процедур")
    whole, least = number(ground.procedures), number(ground.least)
    said = [f"Низкие результаты: {low} из {whole}; для кластера «{first}» достаточно {least}."]
    if ground.unclear:
        said.append(f"Неизвестно по процедурам: {number(ground.unclear)}.")
    if ground.further is not None:
        title = next(one.title for one in methodology.classes if one.code == rule.or_class)
        answers = {State.IN: "да", State.OUT: "нет", State.UNDETERMINED: "неизвестно"}
        said.append(f"Достаточно и другого: «{title}» — {answers[ground.further]}.")
    if state is State.IN and rule.first:
        said.append("Такой школе помощь нужна в первую очередь.")
    if state is State.UNDETERMINED:
        said.append("Чтобы определить кластер, нужны недостающие результаты.")
    if not rule.approved:
        said.append(f"Правило: {wording(wordings, 'default_mark')}.")
    return " ".join(said)
