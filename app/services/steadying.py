"""How steady the class of a small school is: said beside every decision drawn from few pupils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

from app.domain.class_rules import LowestShare, LowShare
from app.domain.classes import takes_part, unit_of
from app.domain.counts import SubjectCounts
from app.domain.explanations import PERCENT
from app.domain.indices import ClassRow, Grounds, IndexValue, State
from app.domain.linear_indices import weights_of_terms
from app.domain.messages import number
from app.domain.methodology import Methodology
from app.domain.school_facts import SchoolAnswers, whole_number


def steady_low(
    row: ClassRow,
    rule: LowShare,
    units: Sequence[SubjectCounts],
    grounds: Grounds,
    small_n: int,
) -> ClassRow:
    """The row of the rule of 30 % with its stability, where one of the procedures is small."""
    from app.analysis.stability import Counted, low_results_stability

    looked_at = [unit_of(rule, unit, grounds) for unit in units if takes_part(rule, unit)]
    is_small = any(unit.n < small_n for unit in looked_at)
    is_known = all(unit.twos.exact is not None for unit in looked_at)
    if row.state is State.UNDETERMINED or not is_small or not is_known:
        return row
    counted = [Counted(unit.twos.least, unit.n) for unit in looked_at]
    return _told(row, low_results_stability(counted, rule.share, rule.least))


def steady_lowest(
    row: ClassRow,
    rule: LowestShare,
    value: IndexValue,
    answers: SchoolAnswers,
    methodology: Methodology,
) -> ClassRow:
    """The row of the lowest group with its stability, where the school is small."""
    from app.analysis.stability import LinearIndex, lowest_group_stability

    linear, whole = value.definition.linear, value.n
    is_small = whole is not None and 0 < whole < methodology.number("small_n")
    known = row.state is not State.UNDETERMINED and row.threshold is not None
    if linear is None or whole is None or not is_small or not known or row.threshold is None:
        return row
    parts = [whole_number(answers, term.counted) for term in linear.terms]
    counts = [part for part in parts if part is not None and part <= whole]
    if len(counts) < len(parts):
        return row
    constant, weights = weights_of_terms(linear, methodology)
    index = LinearIndex(constant, weights, counts, whole)
    return _told(row, lowest_group_stability(index, row.threshold))


def steady_rows(
    rule: LowestShare,
    rows: Sequence[ClassRow],
    values: Mapping[str, IndexValue],
    answers: Mapping[str, SchoolAnswers],
    methodology: Methodology,
) -> list[ClassRow]:
    """All rows of the lowest group, those of small schools with their stability."""
    return [
        steady_lowest(row, rule, values[row.school], answers.get(row.school, {}), methodology)
        for row in rows
    ]


def _told(row: ClassRow, percent: float) -> ClassRow:
    return row.saying(partial(_stability_told, percent), stability=percent)


def _stability_told(percent: float) -> str:
    shown = number(Fraction(percent), 0)
    return (
        "Детей мало: если бы столько же детей учились или писали работы ещё раз, вывод "
        f"сменился бы примерно в {shown}{PERCENT} случаев."
    )
