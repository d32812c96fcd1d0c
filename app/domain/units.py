"""Numbers written with their unit: «139 чел.», «12,5 Мбит/с», «7 км», «0,5 ст.».

A number with the unit of its own question is that number. Another unit, or a second number, is
never guessed at: 12 руб. are no 12 children.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from app.domain import spelling

_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "чел": ("чел", "человек", "человека"),
    "шт": ("шт", "штук", "штука", "штуки"),
    "руб": ("руб", "р", "рубль", "рубля", "рублей", "₽"),
    "км": ("км", "километр", "километра", "километров"),
    "мин": ("мин", "минута", "минуты", "минут"),
    "час": ("ч", "час", "часа", "часов"),
    "ставка": ("ст", "ставка", "ставки", "ставок"),
    "балл": ("балл", "балла", "баллов", "б"),
    "класс": ("класс", "класса", "классов", "кл"),
    "смена": ("смена", "смены", "смен"),
    "мбит/с": (
        "мбит/с", "мбит/сек", "мбит", "мбит в секунду", "мегабит", "мегабита", "мегабит/с",
        "мегабит в секунду", "mbit/s", "mbps",
    ),
}  # fmt: skip
"""Unit → how it is written; «Мб/с» is left out, for it may be eight times as much."""
_UNIT_OF = {
    "".join(spelt.split()): unit for unit, spellings in _SPELLINGS.items() for spelt in spellings
}
_NUMBER_WITH_UNIT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)([^0-9.+-][^0-9]*)")


@lru_cache(maxsize=1024)
def units_of(unit: str, label: str) -> frozenset[str]:
    """The units a question's numbers may carry: its own, or the one its label counts in."""
    words = [unit] if unit else re.findall(r"[^\W\d_]+", label)
    found = (_UNIT_OF.get(_bare(word)) for word in words)
    return frozenset(one for one in found if one)


def amount(raw: object, allowed: frozenset[str]) -> str:
    """The number's spelling, as `spelling.plain_number` gives it, without a unit of `allowed`."""
    text = spelling.plain_number(raw)
    match = _NUMBER_WITH_UNIT.fullmatch(text)
    return match[1] if match and _UNIT_OF.get(_bare(match[2])) in allowed else text


def has_unit(raw: object) -> bool:
    """Whether it is one number and the word of a unit behind it; «2o» is a slip of the finger."""
    match = _NUMBER_WITH_UNIT.fullmatch(spelling.plain_number(raw))
    if match is None or match[2].startswith(("%", "/", "(", "*", ":")):
        return False
    unit = _bare(match[2])
    apart = re.search(r"[0-9]\s", spelling.plain_text(raw).strip()) is not None
    return unit in _UNIT_OF or len(unit) > 1 or apart


def _bare(text: str) -> str:
    return "".join(text.casefold().split()).rstrip(".")
