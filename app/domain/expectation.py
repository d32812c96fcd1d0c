"""Results against the social composition: residuals and the classes they make (DOMAIN F13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from app.domain.class_rules import Expectation, Units
from app.domain.explanations import PERCENT, wording
from app.domain.index_kinds import Residual
from app.domain.indices import ClassRow, Flag, Grounds, IndexValue, State
from app.domain.messages import NO_BREAK, number
from app.domain.methodology import IndexDefinition, Methodology
from app.domain.models import Line
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.results import ProcedureKey, ProcedureKind


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points of one school over the agreed procedures."""

    points: Fraction
    best: int

    @property
    def percent(self) -> Fraction:
        """УД = 100 · Σb / ΣB."""
        return 100 * self.points / self.best

    def plus(self, other: Outcome) -> Outcome:
        """Both together."""
        return Outcome(self.points + other.points, self.best + other.best)


Outcomes = Mapping[str, Mapping[str, Outcome]]
"""Kind of procedure → school → its points."""


def outcomes_of(
    units: tuple[Units, ...],
    counted: Iterable[SubjectOfProcedure],
    excluded: Collection[tuple[str, ProcedureKey]] = frozenset(),
) -> Outcomes:
    """Points of every school by kind of procedure; excluded pairs and unknown points left out."""
    found: dict[str, dict[str, Outcome]] = {}
    agreed: dict[ProcedureKey, bool] = {}
    for one in counted:
        key, counts, best = one.unit.key, one.unit.counts, one.bounds.scale.max_points
        if key not in agreed:
            agreed[key] = any(unit.hold(key.kind, key.subject, key.grade) for unit in units)
        if not agreed[key]:
            continue
        if counts.contradiction or counts.sum_points is None or not counts.scored or not best:
            continue
        if (one.unit.school, key) in excluded:
            continue
        of_kind = found.setdefault(key.kind, {})
        own = Outcome(counts.sum_points, counts.scored * best)
        before = of_kind.get(one.unit.school)
        of_kind[one.unit.school] = before.plus(own) if before else own
    return found


def pairs_of(
    social: Mapping[str, IndexValue], outcomes: Mapping[str, Outcome]
) -> dict[str, tuple[Fraction, Fraction]]:
    """School → (social index, УД) where both are known, in order of codes."""
    known = {code: one.value for code, one in social.items() if one.value is not None}
    both = sorted(set(known) & set(outcomes))
    return {code: (known[code], outcomes[code].percent) for code in both}


def agreed_kind(
    residual: Residual, social: Mapping[str, IndexValue], outcomes: Outcomes, least: int
) -> tuple[str | None, int]:
    """The first kind of procedure, as the methodology lists them, that enough schools have.

    Beside it the number of schools; with None the largest number that was found.
    """
    most = 0
    for kind in dict.fromkeys(unit.kind for unit in residual.units):
        schools = len(pairs_of(social, outcomes.get(kind, {})))
        if schools >= least:
            return kind, schools
        most = max(most, schools)
    return None, most


def residual_value(
    school: str,
    index: IndexDefinition,
    grounds: Grounds,
    line: Line | None,
    social: IndexValue | None,
    outcome: Outcome | None,
    why_no_line: str = "",
) -> IndexValue:
    """r = y − (a + b·x) of one school, in percent points; None with the reason named."""
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    reason = ""
    if social is None or social.value is None:
        short = social.definition.short if social else "социальный показатель"
        reason = f"нет данных: {short}"
    elif line is None:
        reason = why_no_line
    elif outcome is None:
        reason = f"нет данных: результаты процедуры {ProcedureKind(line.kind).title}"
    if reason or social is None or social.value is None or line is None or outcome is None:
        return IndexValue(school, index, grounds, None, flags=flags, reason=reason)
    expected = line.expected(social.value)
    provisional = () if grounds.reference else (Flag.PROVISIONAL.value,)
    return IndexValue(
        school,
        index,
        grounds,
        outcome.percent - expected,
        n=line.n,
        flags=(*flags, *provisional),
        calculation=_calculation(line, social, social.value, outcome.percent, expected),
        basis=grounds.reference_words,
        extra={"kind": line.kind, "expected": float(expected)},
    )


def _calculation(
    line: Line, social: IndexValue, x: Fraction, own: Fraction, expected: Fraction
) -> str:
    kind = ProcedureKind(line.kind).title
    return (
        f"УД ({kind}) = {number(own)}{PERCENT}; при {social.definition.short} = {number(x)} "
        f"ожидается {number(line.a, 2)} + {number(line.b, 3)} · {number(x)} = "
        f"{number(expected)}{PERCENT}; разница {points(own - expected)}. "
        f"Модель построена по {number(line.n)} школам региона, σ = {number(line.sigma, 2)}."
    )


def points(value: Fraction) -> str:
    """«+3,2 п.п.»."""
    sign = "+" if value > 0 else ""
    return f"{sign}{number(value)}{NO_BREAK}п.п."


def expectation_row(
    rule: Expectation,
    school: str,
    value: IndexValue,
    line: Line | None,
    methodology: Methodology,
) -> ClassRow:
    """Whether the school stands above (or below) what is expected by more than c · σ."""
    grounds = value.grounds
    if value.value is None or line is None:
        because = f"Не определено: {value.reason}."
        return ClassRow(school, rule.code, State.UNDETERMINED, because)
    limit = methodology.number("residual_c") * line.sigma
    bound = limit if rule.above else -limit
    beyond = value.value > bound if rule.above else value.value < bound
    told = partial(_expectation_told, rule, value, value.value, bound, methodology)
    state = State.IN if beyond else State.OUT
    provisional = grounds.reference is None
    return ClassRow(school, rule.code, state, told, provisional, grounds.reference, bound)


def _expectation_told(
    rule: Expectation, value: IndexValue, own: Fraction, bound: Fraction, methodology: Methodology
) -> str:
    grounds = value.grounds
    side = "выше" if rule.above else "ниже"
    words = wording(grounds.wordings, "expectation")
    beyond = own > bound if rule.above else own < bound
    verdict = f"{side} ожидаемого {words}" if beyond else f"не {side} ожидаемого {words}"
    because = (
        f"Результат {verdict}: разница {points(own)}, граница {points(bound)} "
        f"({number(methodology.number('residual_c'))} · σ)."
    )
    if grounds.reference is None:
        because += f" {wording(grounds.wordings, 'provisional').capitalize()}."
    else:
        because += f" {grounds.reference_words}"
    if not rule.approved:
        because += f" Правило: {wording(grounds.wordings, 'default_mark')}."
    return because
