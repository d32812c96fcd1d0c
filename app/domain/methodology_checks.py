"""What only a whole methodology can tell: names point somewhere, parameters are within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.domain.class_rules import LowestShare
from app.domain.errors import BadDefinition
from app.domain.methodology import (
    ALWAYS_NEEDED,
    PARAMETERS_OF,
    IndexDefinition,
    Linear,
    Methodology,
)

_RANGES: Mapping[str, tuple[Fraction, Fraction]] = {
    "delta": (Fraction(0), Fraction(100)),
    "small_n": (Fraction(1), Fraction(1000)),
    "confidence": (Fraction(1, 2), Fraction(9999, 10000)),
    "mass_from_mark": (Fraction(2), Fraction(5)),
    "high_from_mark": (Fraction(2), Fraction(5)),
}
"""Parameter → least and greatest value; all but the confidence are whole numbers."""


def check_whole(whole: Methodology) -> None:
    """Refuse a methodology whose indices and classes name what is not there (BadDefinition)."""
    where = f"Методика {whole.code}"
    for index in whole.indices:
        for code in _needed(index):
            if code not in whole.parameters:
                raise BadDefinition(f"{where}: показателю «{index.code}» нужен параметр «{code}».")
        for answer in _answers(index.linear):
            if answer.partition(".")[0] not in whole.forms:
                raise BadDefinition(f"{where}: «{answer}» — такой формы в методике нет.")
    linear = {index.code for index in whole.indices if index.linear is not None}
    for rule in whole.classes:
        if isinstance(rule, LowestShare) and rule.index not in linear:
            raise BadDefinition(
                f"{where}: правило «{rule.code}» ссылается на «{rule.index}», "
                "а такого показателя по ответам школ нет."
            )
    _check_ranges(whole, where)


def _needed(index: IndexDefinition) -> Iterator[str]:
    """Parameters an index cannot do without."""
    yield from ALWAYS_NEEDED
    if index.statistic is not None:
        yield from PARAMETERS_OF.get(index.statistic, ())
    if index.linear is not None:
        named = (*index.linear.expression.names, *index.linear.constants.values())
        prefix = "parameters."
        yield from (name.removeprefix(prefix) for name in named if name.startswith(prefix))


def _answers(linear: Linear | None) -> tuple[str, ...]:
    """Answers a linear index reads, «form.field»."""
    if linear is None:
        return ()
    return linear.denominator, *(term.counted for term in linear.terms)


def _check_ranges(whole: Methodology, where: str) -> None:
    for code, (least, most) in _RANGES.items():
        if code not in whole.parameters:
            continue
        value = whole.number(code)
        is_whole = code == "confidence" or value.denominator == 1
        if not (least <= value <= most and is_whole):
            raise BadDefinition(f"{where}: параметр «{code}» вне допустимых границ.")
