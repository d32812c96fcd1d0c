"""How steady a class is under resampling, in words and in the row (docs/decisions/0036)."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from app.domain.explanations import PERCENT
from app.domain.indices import ClassRow, State
from app.domain.messages import number


def changes(state: State, chance: float) -> float:
    """Percent of resamplings with another state; `chance`: how likely the school is inside."""
    return 100 * min(max(1 - chance if state is State.IN else chance, 0.0), 1.0)


def chance_of(row: ClassRow) -> float | None:
    """How likely the school is inside, by its row; None where that does not hang on few pupils."""
    if row.stability is None:
        return None
    changed = row.stability / 100
    return 1 - changed if row.state is State.IN else changed


def steadied(row: ClassRow, chance: float) -> ClassRow:
    """The row with its stability; `chance`: how likely the school is inside."""
    found = changes(row.state, chance)
    return row.noting(partial(_told, found), stability=found)


def steadied_by_works(row: ClassRow, chance: float, works: int) -> ClassRow:
    """The same where of few works the sum of points alone is known."""
    found = changes(row.state, chance)
    return row.noting(partial(_told_by_works, works, found), stability=found)


def _told(stability: float) -> str:
    return (
        "Детей мало: если бы столько же детей учились или писали работы ещё раз, вывод "
        f"сменился бы {_rounded(stability)} случаев."
    )


def _told_by_works(works: int, stability: float) -> str:
    return (
        f"Работ мало ({number(works)}), а как разошлись баллы, по их сумме не видно. Если бы "
        "столько же работ писали ещё раз и каждая удавалась целиком или не удавалась совсем, вывод "
        f"сменился бы {_rounded(stability)} случаев."
    )


def _rounded(stability: float) -> str:
    if stability < 1:
        return f"меньше чем в 1{PERCENT}"
    return f"примерно в {number(Fraction(stability), 0)}{PERCENT}"
