"""Results against the social composition: residuals and the classes they make (DOMAIN F13)."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from app.domain.apart import gap_told, told_apart
from app.domain.class_about import Bound, TakenFrom, capital
from app.domain.class_rules import Expectation
from app.domain.class_words import about, of_parameter
from app.domain.explanations import PERCENT, as_sentence, wording
from app.domain.indices import ClassRow, Flag, Grounds, IndexValue, State
from app.domain.messages import NO_BREAK, count, number
from app.domain.methodology import IndexDefinition, Methodology
from app.domain.models import Line
from app.domain.outcomes import Outcome
from app.domain.results import ProcedureKind


def gap_of(
    line: Line | None, social: IndexValue | None, outcome: Outcome | None
) -> Fraction | None:
    """r = y − (a + b·x), percent points; None where one of the three is not known."""
    if line is None or social is None or social.value is None or outcome is None:
        return None
    return outcome.percent - line.expected(social.value)


def residual_value(
    school: str,
    index: IndexDefinition,
    grounds: Grounds,
    line: Line | None,
    social: IndexValue | None,
    outcome: Outcome | None,
    why_no_line: str = "",
    *,
    left_out: bool = False,
) -> IndexValue:
    """r = y − (a + b·x) of one school, in percent points; None with the reason named.

    `left_out`: there are results, but they wait for their check (F08).
    """
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    reason = ""
    if social is None or social.value is None:
        short = social.definition.short if social else "социальный показатель"
        reason = f"нет данных: {short}"
    elif line is None:
        reason = why_no_line
    elif outcome is None:
        kind = ProcedureKind(line.kind).title
        reason = f"нет данных: результаты процедуры {kind}"
        if left_out:
            reason = f"результаты процедуры {kind} есть, но не учитываются, пока не проверены"
    gap = gap_of(line, social, outcome)
    if gap is None or social is None or social.value is None or line is None or outcome is None:
        return IndexValue(school, index, grounds, None, flags=flags, reason=reason)
    expected = line.expected(social.value)
    provisional = () if grounds.reference else (Flag.PROVISIONAL.value,)
    return IndexValue(
        school,
        index,
        grounds,
        gap,
        n=line.n,
        flags=(*flags, *provisional),
        calculation=partial(_calculation, line, social, social.value, outcome.percent, expected),
        basis=grounds.reference_words,
        extra={"kind": line.kind, "expected": float(expected)},
    )


def _calculation(
    line: Line, social: IndexValue, x: Fraction, own: Fraction, expected: Fraction
) -> str:
    kind = ProcedureKind(line.kind).title
    apart = gap_told(own, expected, places=1)
    sign = "+" if own > expected else "−" if own < expected else ""
    schools = count(line.n, "школе", "школам", "школам")
    return (
        f"У школы УД ({kind}) = {apart.own}{PERCENT}; у школ с {social.definition.short} = "
        f"{number(x)} ожидается {number(line.a, 2)} + {number(line.b, 3)} · {number(x)} = "
        f"{apart.bound}{PERCENT}; разница {sign}{apart.gap}{NO_BREAK}п.п. Ожидание посчитано по "
        f"{schools}, обычный разброс вокруг него σ = {number(line.sigma, 2)}"
        f"{NO_BREAK}п.п."
    )


def expectation_row(
    rule: Expectation,
    school: str,
    value: IndexValue,
    line: Line | None,
    methodology: Methodology,
    outcome: Outcome | None = None,
) -> ClassRow:
    """Whether the school stands above (or below) what is expected by more than c · σ."""
    grounds, c = value.grounds, methodology.number("residual_c")
    provisional = grounds.reference is None
    bound = expectation_bound(rule, line, methodology)
    shared = about(
        rule, grounds, partial(_formula, rule, c), _bounds(rule, methodology, bound, provisional)
    )
    if value.value is None or bound is None:
        because = f"Не определено. {as_sentence(value.reason)}"
        return ClassRow(school, rule.code, State.UNDETERMINED, because, about=shared)
    return ClassRow(
        school,
        rule.code,
        expectation_state(rule, value.value, bound),
        partial(_expectation_told, rule, value, value.value, bound, c),
        provisional,
        grounds.reference,
        bound,
        parts=value.calculation,
        change=partial(_change, rule, value.value, bound, outcome, provisional),
        about=shared,
    )


def expectation_bound(
    rule: Expectation, line: Line | None, methodology: Methodology
) -> Fraction | None:
    """±c · σ; None where there is no line."""
    c = methodology.number("residual_c")
    return None if line is None else (c if rule.above else -c) * line.sigma


def expectation_state(rule: Expectation, own: Fraction | None, bound: Fraction | None) -> State:
    """The class of a school by its residual."""
    if own is None or bound is None:
        return State.UNDETERMINED
    return State.IN if is_beyond(rule, own, bound) else State.OUT


def is_beyond(rule: Expectation, own: Fraction, bound: Fraction) -> bool:
    """Whether the residual lies beyond the boundary, strictly."""
    return own > bound if rule.above else own < bound


def _bounds(
    rule: Expectation, methodology: Methodology, bound: Fraction | None, provisional: bool
) -> tuple[Bound, ...]:
    if bound is None:
        return ()
    made = TakenFrom.BASE if provisional else TakenFrom.REFERENCE
    title = "разница с ожидаемым результатом, граница"
    return (
        Bound(rule.code, title, bound, "п.п.", made),
        of_parameter(methodology, "residual_c"),
    )


def _formula(rule: Expectation, c: Fraction) -> str:
    side, sign = ("больше", "") if rule.above else ("меньше", "−")
    return (
        f"Школа относится к группе, если разница результата с ожидаемым {side} "
        f"{sign}{_plain(c)} · σ."
    )


def _plain(c: Fraction) -> str:
    return number(c, 0 if c.denominator == 1 else 1)


def _expectation_told(
    rule: Expectation, value: IndexValue, own: Fraction, bound: Fraction, c: Fraction
) -> str:
    side = "выше" if rule.above else "ниже"
    words = wording(value.grounds.wordings, "expectation")
    verdict = "" if is_beyond(rule, own, bound) else "не "
    gap, limit = told_apart(own, bound)
    return (
        f"Результат {verdict}{side} ожидаемого {words}: разница {_signed(own, gap)}, граница "
        f"{_signed(bound, limit)} ({_plain(c)} · σ)."
    )


def _signed(value: Fraction, shown: str) -> str:
    return f"{'+' if value > 0 else ''}{shown}{NO_BREAK}п.п."


def points_across(rule: Expectation, own: Fraction, bound: Fraction, outcome: Outcome) -> int:
    """Primary points of all works together, more (or fewer, negative), that carry the residual to
    the other side of the boundary.
    """
    steps = (bound - own) * outcome.best / 100
    down, up = steps // 1, -(-steps // 1)
    inside = is_beyond(rule, own, bound)
    # strictly beyond is inside: to reach the boundary is enough to leave, not to enter
    if rule.above:
        return down if inside else down + 1
    return up if inside else up - 1


def _change(
    rule: Expectation, own: Fraction, bound: Fraction, outcome: Outcome | None, provisional: bool
) -> str:
    inside = is_beyond(rule, own, bound)
    verdict = "школа не относилась бы к группе" if inside else "школа относилась бы к группе"
    lead = f"При прежней модели {verdict}" if provisional else capital(verdict)
    if outcome is None or not outcome.works:
        return ""
    step = points_across(rule, own, bound, outcome)
    if not 0 <= outcome.points + step <= outcome.best:
        return "При возможных баллах за эти работы вывод другим не стал бы."
    word = "больше" if step > 0 else "меньше"
    percents = Fraction(100 * abs(step), outcome.best)
    sum_of = count(abs(step), "первичный балл", "первичных балла", "первичных баллов")
    return (
        f"{lead}, если бы за все работы вместе набрали на {sum_of} {word} (это "
        f"{number(percents, 2)}{NO_BREAK}п.п., в среднем "
        f"{number(Fraction(abs(step), outcome.works), 2)} балла на работу, работ "
        f"{number(outcome.works)})."
    )
