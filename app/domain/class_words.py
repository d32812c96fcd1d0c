"""Words and numbers that all rules of classes share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from app.domain.class_about import About, Bound, TakenFrom, Text, capital
from app.domain.class_rules import ClassRule
from app.domain.explanations import PERCENT, wording
from app.domain.indices import Grounds
from app.domain.messages import count, number
from app.domain.methodology import Methodology
from app.domain.results import ProcedureKey, ProcedureKind

WHERE = ("этой базы", "муниципалитета", "региона")
"""Whose schools a base holds, in the genitive."""
_LEVELS = {"base": " (база)", "profile": " (профиль)", "advanced": " (углублённая)"}


def about(
    rule: ClassRule, grounds: Grounds, formula: Text = "", bounds: tuple[Bound, ...] = ()
) -> About:
    """What all rows of the rule share."""
    return About(
        rule.title,
        formula,
        rule.source,
        grounds.methodology_words,
        grounds.reference,
        grounds.reference_day,
        f"{capital(wording(grounds.wordings, 'provisional'))}.",
        "" if rule.approved else f"Правило: {default_mark(grounds.wordings)}.",
        bounds,
    )


def default_mark(wordings: Mapping[str, str]) -> str:
    """«по умолчанию, регионом не утверждено»."""
    return wording(wordings, "default_mark")


def of_parameter(methodology: Methodology, code: str) -> Bound:
    """A number of the methodology as a threshold."""
    known = methodology.parameters[code]
    value = methodology.number(code)
    return Bound(code, known.title, value, known.unit, TakenFrom.METHODOLOGY)


def percent(share: Fraction) -> str:
    """«30 %» of 0,3."""
    whole = 100 * share
    return number(whole, 0 if whole.denominator == 1 else 1) + PERCENT


def children(amount: int) -> str:
    """«на 3 ребёнка», «на 9 детей»."""
    return f"на {count(amount, 'ребёнка', 'ребёнка', 'детей')}"


def schools_of(amount: int, where: str) -> str:
    """«15 школ этой базы»."""
    return f"{count(amount, 'школы', 'школ', 'школ')} {where}"


def procedure_name(key: ProcedureKey, grounds: Grounds) -> str:
    """«ОГЭ, Математика, 9 класс»."""
    subject = grounds.subject(key.subject) + _LEVELS.get(key.level, "")
    return f"{ProcedureKind(key.kind).title}, {subject}, {key.grade} класс"
