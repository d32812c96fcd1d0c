"""ИСБШ: a value entered by the region, or linear with published weights; never the ИСБ (F09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from app.domain.contradictions import contradiction
from app.domain.explanations import PERCENT
from app.domain.index_kinds import Outside
from app.domain.indices import Flag, Grounds, IndexValue
from app.domain.messages import count, number
from app.domain.methodology import IndexDefinition, Methodology
from app.domain.models import Weights
from app.domain.school_facts import SchoolAnswers, answer, whole_number


def outside_value(
    school: str,
    index: IndexDefinition,
    outside: Outside,
    answers: SchoolAnswers,
    weights: Mapping[str, Fraction] | None,
    told: str,
    grounds: Grounds,
) -> IndexValue:
    """The entered value; else c0 + Σ w_k · Д_k; else None with the reason.

    `weights`: term → weight, c0 under «»; `told`: whose they are.
    """
    flags = () if index.approved else (Flag.DEFAULT_METHOD.value,)
    entered = answer(answers, outside.answer)
    if isinstance(entered, Decimal | int) and not isinstance(entered, bool):
        value = Fraction(str(entered))
        return IndexValue(
            school,
            index,
            grounds,
            value,
            flags=flags,
            calculation=f"{index.short} = {number(value)}.",
            basis=_where_from(outside, answers),
        )
    if weights is None:
        reason = f"нет данных: {outside.label}; весов для расчёта методика не задаёт"
        return IndexValue(school, index, grounds, None, flags=flags, reason=reason)
    whole = whole_number(answers, outside.denominator)
    counted = {term.code: whole_number(answers, term.counted) for term in outside.terms}
    missing = [term.label for term in outside.terms if counted[term.code] is None]
    if not whole:
        missing.insert(0, outside.denominator_label)
    if missing or not whole:
        reason = f"нет данных: {'; '.join(missing)}"
        return IndexValue(school, index, grounds, None, flags=flags, reason=reason)
    amounts = {code: one for code, one in counted.items() if one is not None}
    if why := contradiction(outside.terms, outside.apart, amounts, whole):
        flags = (*flags, Flag.CONTRADICTION.value)
        return IndexValue(school, index, grounds, None, n=whole, flags=flags, reason=why)
    shares = {code: Fraction(100 * amount, whole) for code, amount in amounts.items()}
    value = weights[""] + sum(
        (weights[code] * share for code, share in shares.items()), Fraction(0)
    )
    parts = [
        f"{term.symbol} = {number(shares[term.code])}{PERCENT}, вес "
        f"{number(weights[term.code], 3)} ({term.title})"
        for term in outside.terms
    ]
    return IndexValue(
        school,
        index,
        grounds,
        value,
        n=whole,
        flags=flags,
        calculation=f"{index.short} = {number(value)}.",
        basis=f"Свободный член {number(weights[''], 3)}; {'; '.join(parts)}. {told}",
    )


def _where_from(outside: Outside, answers: SchoolAnswers) -> str:
    source = answer(answers, outside.source_answer)
    day = answer(answers, outside.date_answer)
    parts = [str(source)] if source else ["источник не указан"]
    if isinstance(day, date):
        parts.append(f"на {day:%d.%m.%Y}")
    return f"Значение введено, а не рассчитано: {', '.join(parts)}."


def weights_of(
    outside: Outside, methodology: Methodology, estimated: Weights | None, reference: str = ""
) -> tuple[dict[str, Fraction] | None, str]:
    """Weights of the methodology's parameters, else those the region estimated and published.

    `reference`: the reference that published them, with its day.
    """
    names = {"": outside.weight(""), **{t.code: outside.weight(t.code) for t in outside.terms}}
    if outside.terms and all(name in methodology.parameters for name in names.values()):
        own = {code: methodology.number(name) for code, name in names.items()}
        return own, "Веса заданы методикой."
    chosen = methodology.parameters.get("isbsh_weights")
    if chosen is None or chosen.value != "estimated":
        return None, ""
    if estimated is None or set(estimated.terms) != set(names) - {""}:
        return None, ""
    found = {code: one.value for code, one in estimated.terms.items()}
    warned = f" Осторожно: {' '.join(estimated.warnings)}" if estimated.warnings else ""
    published = f" (эталон {reference})" if reference else ""
    schools = count(estimated.n, "школе", "школам", "школам")
    told = f"Веса оценены регионом{published} по {schools}, R² = {number(estimated.r2, 2)}.{warned}"
    return {"": estimated.constant.value, **found}, told
