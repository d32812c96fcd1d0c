"""Two clusters inside the schools with low results: whom to help first (DOMAIN Ф-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from app.domain.class_about import inside, sentences, written
from app.domain.class_rules import AllOf, LowCluster, LowShare, LowTwoYears
from app.domain.class_words import about, of_parameter
from app.domain.classes import LowUnit, what_would_change
from app.domain.explanations import wording
from app.domain.indices import ClassRow, Grounds, State
from app.domain.low_years import of_both_signs
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


def divided_by(rule: LowCluster | LowTwoYears, methodology: Methodology) -> LowShare:
    """The rule that says what «low» is. Raises ValueError where the methodology has none."""
    of = next((one for one in methodology.classes if one.code == rule.of), None)
    if not isinstance(of, LowShare):
        raise ValueError(rule.of)
    return of


def leans_on_both_years(rule: LowCluster, methodology: Methodology) -> bool:
    """Whether the class that is enough for the first cluster looks at the works of both years."""
    enough = next(one for one in methodology.classes if one.code == rule.or_class)
    if isinstance(enough, AllOf):
        of = of_both_signs(enough, methodology.classes)
        return of is not None and of.code == rule.of
    return isinstance(enough, LowTwoYears) and enough.of == rule.of


def cluster_state(
    rule: LowCluster,
    divided: State,
    lows: Sequence[bool | None],
    further: State | None,
    methodology: Methodology,
) -> State:
    """The cluster of a school; `divided`, `further`: its states in `rule.of` and `rule.or_class`.

    A school outside the divided class belongs to neither cluster.
    """
    return _state(rule, divided, _ground(lows, methodology.number(rule.parameter), further))


def _state(rule: LowCluster, divided: State, ground: _Ground) -> State:
    if divided is not State.IN:
        return divided
    if ground.holds is None:
        return State.UNDETERMINED
    return State.IN if ground.holds is rule.first else State.OUT


def _ground(lows: Sequence[bool | None], least: Fraction, further: State | None) -> _Ground:
    return _Ground(lows.count(True), lows.count(None), len(lows), int(least), further)


def low_cluster(
    rule: LowCluster,
    school: str,
    looked_at: Sequence[LowUnit],
    rows: Mapping[str, ClassRow],
    methodology: Methodology,
    grounds: Grounds,
) -> ClassRow:
    """The row of one school; `rows`: its classes decided before."""
    of, bound = divided_by(rule, methodology), of_parameter(methodology, rule.parameter)
    divided, further = rows[rule.of], rows[rule.or_class] if rule.or_class else None
    state_of = further.state if further else None
    ground = _ground([unit.low for unit in looked_at], bound.value, state_of)
    state = _state(rule, divided.state, ground)
    told, change = partial(_not_divided, of, divided), divided.change
    if divided.state is State.IN:
        told = partial(_told, rule, ground, state, methodology, grounds)
        change = partial(_change, of, ground, looked_at, further, grounds)
    provisional = divided.provisional and state is not State.UNDETERMINED
    return ClassRow(
        school,
        rule.code,
        state,
        told,
        provisional,
        None if provisional else grounds.reference,
        bound.value,
        change=change,
        about=about(
            rule,
            grounds,
            partial(_formula, rule, of, ground, methodology, grounds),
            (*divided.about.bounds, bound),
        ),
    )


def _formula(
    rule: LowCluster, of: LowShare, ground: _Ground, methodology: Methodology, grounds: Grounds
) -> str:
    first = wording(grounds.wordings, "cluster_lowest")
    low = count(ground.least, "процедуре", "процедурах", "процедурах")
    also = f" или если школа входит в группу «{_title(rule, methodology)}»" if rule.or_class else ""
    rest = "" if rule.first else " Остальные относятся ко второму кластеру."
    return (
        f"Школы группы «{of.title}» делятся на два кластера. Школа относится к кластеру "
        f"«{first}», если результаты низкие не менее чем в {low}{also}.{rest}"
    )


def _title(rule: LowCluster, methodology: Methodology) -> str:
    return next(one.title for one in methodology.classes if one.code == rule.or_class)


def _change(
    of: LowShare,
    ground: _Ground,
    units: Sequence[LowUnit],
    further: ClassRow | None,
    grounds: Grounds,
) -> str:
    """How many «2» would put the school into the other cluster."""
    first = wording(grounds.wordings, "cluster_lowest")
    marks = what_would_change(replace(of, least=ground.least), units)
    told = f"Кластер «{first}»: {inside(marks)}" if marks else ""
    if ground.further is State.IN and further is not None:
        # the other ground holds too; both would have to go
        kept = written(further.change)
        own = f"Группа «{further.about.title}»: {inside(kept)}" if kept else ""
        return sentences(own, told if ground.low >= ground.least else "")
    return told


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
        title = _title(rule, methodology)
        answers = {State.IN: "да", State.OUT: "нет", State.UNDETERMINED: "неизвестно"}
        said.append(f"Достаточно и другого: «{title}» — {answers[ground.further]}.")
    if state is State.IN and rule.first:
        said.append("Такой школе помощь нужна в первую очередь.")
    if state is State.UNDETERMINED:
        said.append("Чтобы определить кластер, нужны недостающие результаты.")
    return " ".join(said)
