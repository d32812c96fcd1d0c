"""How a number came to be, in plain Russian: one text for the window, the paper and `--json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from app.domain.boundaries import Boundaries, Level
from app.domain.messages import NO_BREAK, count, number
from app.domain.methodology import IndexDefinition, Linear, Statistic
from app.domain.wordings import WORDINGS

PERCENT = f"{NO_BREAK}%"


class HasWordings(Protocol):
    """What all values of a calculation share, as far as words need it."""

    @property
    def methodology(self) -> str: ...
    @property
    def reference(self) -> str | None: ...
    @property
    def wordings(self) -> Mapping[str, str]: ...
    @property
    def parameters(self) -> Mapping[str, str]: ...


class Explained(Protocol):
    """What an index value must tell to be explained (IndexValue does)."""

    @property
    def definition(self) -> IndexDefinition: ...
    @property
    def grounds(self) -> HasWordings: ...
    @property
    def value(self) -> Fraction | None: ...
    @property
    def numerator(self) -> Fraction | int | None: ...
    @property
    def denominator(self) -> int | None: ...
    @property
    def interval(self) -> tuple[float, float] | None: ...
    @property
    def bounds(self) -> tuple[Fraction, Fraction] | None: ...
    @property
    def flags(self) -> Sequence[str]: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def basis(self) -> str: ...


def wording(wordings: Mapping[str, str], code: str) -> str:
    """The methodology's own wording, else the default one."""
    return wordings.get(code, WORDINGS[code])


def explain(value: Explained) -> str:
    """Formula in words, numbers put in, boundaries, interval or bounds, source, marks."""
    # of a linear index the parts come first and the sum last; of a share its boundary explains it
    told = [_figures(value), value.basis]
    parts = [
        f"{value.definition.title}: {value.definition.formula}.",
        *(told if value.definition.linear is None else reversed(told)),
        _interval(value),
        f"Источник: {value.definition.source}.",
        f"Методика: {value.grounds.methodology.replace('/v', ', версия ')}.",
        *(_flag(flag, value) for flag in value.flags),
    ]
    return " ".join(part for part in parts if part)


def shown(value: Fraction, index: IndexDefinition) -> str:
    """The value as people read it; beside a raw ИСБ outside its scale stands the clamped one."""
    if index.linear is None:
        return number(value) + PERCENT
    scale = index.linear.scale
    if scale is None or scale[0] <= value <= scale[1]:
        return number(value)
    clamped = min(max(value, scale[0]), scale[1])
    ends = f"{number(int(scale[0]))}–{number(int(scale[1]))}"
    return f"{number(value)} (по шкале {ends}: {number(int(clamped))})"


def _figures(value: Explained) -> str:
    if value.value is None:
        return f"Не рассчитано ({value.reason})."
    index = value.definition
    if index.linear is not None:
        return f"{index.short} = {shown(value.value, index)}."
    top = (
        value.numerator if isinstance(value.numerator, Fraction) else Fraction(value.numerator or 0)
    )
    put_in = number(top, 0 if top.denominator == 1 else 1)
    return f"Расчёт: 100 · {put_in} / {number(value.denominator)} = {shown(value.value, index)}."


def _interval(value: Explained) -> str:
    if value.bounds is not None:
        low, high = (number(end) for end in value.bounds)
        return f"Точное значение по этим данным неизвестно; оно лежит от {low} до {high}{PERCENT}."
    if value.interval is None:
        return ""
    low, high = (number(Fraction(end)) for end in value.interval)
    level = number(100 * Fraction(value.grounds.parameters["confidence"]), 0)
    return f"Доверительный интервал {level}{PERCENT} (Уилсон): от {low} до {high}{PERCENT}."


def _flag(flag: str, value: Explained) -> str:
    wordings = value.grounds.wordings
    mark = wording(wordings, "default_mark")
    sentences = {
        "provisional": f"{wording(wordings, 'provisional').capitalize()}.",
        "small_n": wording(wordings, "small_n"),
        "default_delta": f"Величина δ: {mark}.",
        "default_boundary": f"Граница: {mark}.",
        "default_method": f"Способ расчёта: {mark}.",
        "approximate_mean": "Сумма баллов взята из среднего балла, который был округлён.",
        "contradiction": "Введённые числа противоречат друг другу.",
    }
    return sentences[flag]


def linear_basis(
    linear: Linear, counted: Mapping[str, int], whole: int, parameters: Mapping[str, str]
) -> str:
    """«Ш = 85; Дв = 100 · 12 / 87 = 13,8 % (…)» for a linear index."""
    parts = [
        f"{symbol} = {number(_as_decimal(parameters[name.removeprefix('parameters.')]))}"
        for symbol, name in linear.constants.items()
    ]
    for term in linear.terms:
        amount = counted[term.code]
        share = number(Fraction(100 * amount, whole))
        parts.append(
            f"{term.symbol} = 100 · {number(amount)} / {number(whole)} = "
            f"{share}{PERCENT} ({term.title})"
        )
    return "; ".join(parts) + "."


def _as_decimal(text: str) -> Fraction | int:
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value


def boundary_sentence(statistic: Statistic, bounds: Boundaries) -> str:
    """Which boundary stood behind a count of results; empty where none was needed."""
    match statistic:
        case Statistic.ACHIEVEMENT if bounds.scale.max_points is not None:
            return f"Наибольший балл за работу: {bounds.scale.max_points}.{_scale(bounds)}"
        case Statistic.BELOW_THRESHOLD if bounds.threshold is not None:
            return f"Официальный порог: {bounds.threshold}.{_scale(bounds)}"
        case Statistic.LOW_SUBJECT if bounds.low is not None:
            return (
                f"Нижняя граница: {bounds.low} (порог {bounds.threshold} + δ {bounds.delta})."
                f"{_scale(bounds)}"
            )
        case Statistic.MASS:
            return level_sentence("Средний результат", bounds.mass) + _scale(bounds)
        case Statistic.HIGH_SUBJECT:
            return level_sentence("Высокий результат", bounds.high) + _scale(bounds)
    return ""


def level_sentence(name: str, level: Level) -> str:
    """«Высокий результат: от 28 баллов.» or «…: отметка «5» и выше.»"""
    if level.points is not None:
        points = count(level.points, "балла", "баллов", "баллов")
        return f"{name}: от {points}."
    return f"{name}: отметка «{level.mark}»" + ("." if level.mark == 5 else " и выше.")


def _scale(bounds: Boundaries) -> str:
    return f" Шкала: {bounds.scale.source}." if bounds.scale.source else ""
