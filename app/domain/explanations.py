"""How a number came to be, in plain Russian: one text for the window, the paper and `--json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from app.domain.boundaries import Boundaries, Level
from app.domain.class_about import Text, inside, written
from app.domain.index_kinds import AnswerGiven, Outside, Residual
from app.domain.levels import LEVEL_TITLES, LEVELS
from app.domain.medians import points_told
from app.domain.messages import NO_BREAK, count, number
from app.domain.methodology import (
    DYNAMICS,
    OF_LEVELS,
    IndexDefinition,
    Linear,
    Parameter,
    Statistic,
)
from app.domain.results import MARKS
from app.domain.wordings import WORDINGS

PERCENT = f"{NO_BREAK}%"


class HasWordings(Protocol):
    """What all values of a calculation share, as far as words need it."""

    @property
    def methodology_words(self) -> str: ...
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
    def basis(self) -> Text: ...
    @property
    def calculation(self) -> Text: ...


def wording(wordings: Mapping[str, str], code: str) -> str:
    """The methodology's own wording, else the default one."""
    return wordings.get(code, WORDINGS[code])


def explain(value: Explained) -> str:
    """Formula in words, numbers put in, boundaries, interval or bounds, source, marks."""
    # of a linear index the parts come first and the sum last; of a share its boundary explains it
    told = [_figures(value), written(value.basis)]
    parts = [
        f"{value.definition.title}: {value.definition.formula}.",
        *(told if value.definition.linear is None else reversed(told)),
        _interval(value),
        f"Источник: {value.definition.source}.",
        f"Методика: {value.grounds.methodology_words}.",
        *(flag_sentence(flag, value) for flag in value.flags),
    ]
    return " ".join(part for part in parts if part)


def as_sentence(reason: str | None) -> str:
    """«Нет данных: баллы участников.» of a reason why there is no value."""
    said = reason or WORDINGS["no_data"]
    return f"{said[0].upper()}{said[1:].rstrip('.')}."


def shown(value: Fraction, index: IndexDefinition) -> str:
    """The value as people read it; beside a raw ИСБ outside its scale stands the clamped one."""
    if isinstance(index.special, Outside):
        return number(value)
    if isinstance(index.special, Residual):
        return f"{'+' if value > 0 else ''}{number(value)}{NO_BREAK}п.п."
    if isinstance(index.special, AnswerGiven):
        return f"{number(value)}{NO_BREAK}{index.special.unit}"
    if index.linear is None:
        return _of_results(value, index.statistic)
    scale = index.linear.scale
    if scale is None or scale[0] <= value <= scale[1]:
        return number(value)
    clamped = min(max(value, scale[0]), scale[1])
    ends = f"{number(int(scale[0]))}–{number(int(scale[1]))}"
    return f"{number(value)} (по шкале {ends}: {number(int(clamped))})"


def _of_results(value: Fraction, statistic: Statistic | None) -> str:
    if statistic in DYNAMICS:
        return f"{'+' if value > 0 else ''}{number(value)}{NO_BREAK}п.п."
    if statistic is Statistic.OBJECTIVITY_LISTS:
        return number(value, 0)
    if statistic is Statistic.MEDIAN:
        return points_told(value)
    return number(value) + PERCENT


def _figures(value: Explained) -> str:
    if value.value is None:
        return f"Не рассчитано. {as_sentence(value.reason)}"
    if value.calculation:
        return written(value.calculation)
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
        low, high = value.bounds
        statistic = value.definition.statistic
        least = number(low, 0 if statistic is Statistic.OBJECTIVITY_LISTS else None)
        most = _of_results(high, statistic)
        apart = number(low) != number(high)
        told = f"оно лежит от {least} до {most}" if apart else f"оно около {most}"
        return f"Точное значение по этим данным неизвестно; {told.rstrip('.')}."
    if value.interval is None:
        return ""
    ends = [_end(end) for end in value.interval]
    level = _in_percent(value.grounds.parameters["confidence"])
    return (
        f"С поправкой на случайность: от {ends[0]} до {ends[1]}{PERCENT} "
        f"(доверительный интервал Уилсона {level}{PERCENT})."
    )


@lru_cache(maxsize=1 << 14)
def _end(end: float) -> str:
    """Intervals repeat: they come of the same small numbers of children."""
    return number(Fraction(end))


@lru_cache(maxsize=8)
def _in_percent(share: str) -> str:
    """«95» for «0.95»; every value of a calculation asks for the same one."""
    return number(100 * Fraction(share), 0)


def flag_sentence(flag: str, value: Explained) -> str:
    """What a flag says about the value, one sentence."""
    wordings = value.grounds.wordings
    mark = wording(wordings, "default_mark")
    sentences = {
        "provisional": f"{wording(wordings, 'provisional').capitalize()}.",
        "small_n": wording(wordings, "small_n"),
        "default_delta": f"Добавка к порогу (δ): {mark}.",
        "default_boundary": f"Граница: {mark}.",
        "default_method": f"Способ расчёта: {mark}.",
        "approximate_mean": "Сумма баллов взята из среднего балла, который был округлён.",
        "contradiction": "Введённые числа противоречат друг другу.",
        "default_scale": _other_year_told(value.flags),
        "test_scale": "Посчитано по тестовой шкале (0–100); с первичными баллами не сравнивайте.",
        "significant_up": "Рост больше погрешности.",
        "significant_down": "Снижение больше погрешности.",
        "not_significant": "Без изменений в пределах погрешности.",
        "pooled_3_years": "Для малой численности рядом дано значение за несколько лет вместе.",
        "not_objective": wording(wordings, "not_objective"),
    }
    return sentences[flag]


def _other_year_told(flags: Sequence[str]) -> str:
    """Pooled values may rest on such a scale in one of the years only."""
    if "pooled_3_years" in flags:
        return "Хотя бы один из годов измерен шкалой другого года; её можно заменить своей."
    return "Шкала взята из другого года; её можно заменить своей."


def linear_basis(
    linear: Linear, counted: Mapping[str, int], whole: int, parameters: Mapping[str, Parameter]
) -> str:
    """«Ш = 85 (…); Дв = 100 · 12 / 87 = 13,8 % (…)» for a linear index."""
    parts = [
        _constant(symbol, parameters[name.removeprefix("parameters.")])
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


def _constant(symbol: str, parameter: Parameter) -> str:
    value = Fraction(parameter.text)
    shown_value = number(value, 0 if value.denominator == 1 else None)
    return f"{symbol} = {shown_value} ({inside(parameter.title)})"


def boundary_sentence(statistic: Statistic, bounds: Boundaries) -> str:
    """Which boundary stood behind a count of results; empty where none was needed."""
    match statistic:
        case Statistic.ACHIEVEMENT if bounds.scale.max_points is not None:
            lent = "" if bounds.most_entered else _scale(bounds)
            return f"Наибольший балл за работу: {bounds.scale.max_points}.{lent}"
        case Statistic.BELOW_THRESHOLD if bounds.threshold is not None:
            notes = f" Справочно: {'; '.join(bounds.notes)}." if bounds.notes else ""
            return f"Официальный порог: {bounds.threshold}.{_scale(bounds)}{notes}"
        case Statistic.LOW_SUBJECT if bounds.low is not None:
            return (
                f"Нижняя граница: {bounds.low} (порог {bounds.threshold} + δ {bounds.delta})."
                f"{_delta_of_scores(bounds)}{_scale(bounds)}"
            )
        case Statistic.MASS:
            return level_sentence("Средний результат", bounds.mass) + _scale(bounds)
        case Statistic.HIGH_SUBJECT:
            return level_sentence("Высокий результат", bounds.high) + _scale(bounds)
    if statistic in OF_LEVELS:
        return five_levels_sentence(bounds) + _scale(bounds)
    return _marks_of_totals(bounds) if statistic in _BY_MARK else ""


_BY_MARK = (Statistic.SHARE_2, Statistic.SHARE_3, Statistic.SHARE_4, Statistic.SHARE_5)


def _marks_of_totals(bounds: Boundaries) -> str:
    """By what marks were taken from totals; said only where some were."""
    scale = bounds.scale
    starts = zip(MARKS[1:], (scale.min_3, scale.min_4, scale.min_5), strict=True)
    told = ", ".join(f"«{mark}» от {start}" for mark, start in starts if start is not None)
    if not told:
        return ""
    sub = ""
    if bounds.sub is not None:
        year = ", условие другого года" if bounds.default_sub else ""
        sub = f" Нужны и {bounds.sub.title}{year}."
    return f"Отметки взяты из баллов: {told}.{sub}{_scale(bounds)}"


def _delta_of_scores(bounds: Boundaries) -> str:
    """How δ, which is told in primary points, was laid upon test scores (F04)."""
    if not bounds.test_scale or not bounds.default_delta:
        return ""
    if bounds.primary_delta is None:
        return " Перевода первичных баллов в тестовые нет, δ взята в тестовых баллах."
    points = count(bounds.primary_delta, "первичный балл", "первичных балла", "первичных баллов")
    return f" Добавка δ — {points}, в тестовых баллах по таблице своего года."


def level_sentence(name: str, level: Level) -> str:
    """«Высокий результат: от 28 баллов.» or «…: отметка «5» и выше.»"""
    if level.points is not None:
        points = count(level.points, "балла", "баллов", "баллов")
        return f"{name}: от {points}."
    return f"{name}: отметка «{level.mark}»" + ("." if level.mark == 5 else " и выше.")


def five_levels_sentence(bounds: Boundaries) -> str:
    """Where the five levels begin, in points or by marks (F02)."""
    starts = bounds.levels.starts
    if len(starts) == len(LEVELS) - 1:
        named = zip(LEVEL_TITLES[1:], starts, strict=True)
        told = ", ".join(f"{title} от {points}" for title, points in named)
        return f"Уровни по баллам: {LEVEL_TITLES[0]} от 0, {told}."
    if starts:
        points = count(starts[0], "балла", "баллов", "баллов")
        half = f"«2» ниже {points} — низкий, остальные «2» — пониженный"
    else:
        half = "«2» делится пополам на низкий и пониженный"
    return f"Уровни по отметкам: {half}, «3» — базовый, «4» — повышенный, «5» — высокий."


def _scale(bounds: Boundaries) -> str:
    source = bounds.scale.source.rstrip(".")
    return f" Шкала — {inside(source)}." if source else ""
