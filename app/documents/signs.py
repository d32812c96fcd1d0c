"""Signs that the shipped font lacks: written in others, or marked so that none is blank.

What the font has is asked of the font itself: the signs that all four faces draw.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from app.documents.fonts import Face, registered_font

LACKING = "[?]"
"""Stands on the paper for a sign that nothing can stand in for."""

STAND_INS = {
    "₽": "руб.", "₸": "тг", "￥": "¥",
    "✓": "+", "✔": "+", "✅": "+", "☑": "+", "🗸": "+",
    "✗": "x", "✘": "x", "❌": "x", "☒": "x", "✖": "x",
    "☐": "□", "◻": "□", "⬜": "□", "▢": "□", "◼": "■", "⬛": "■",
    "★": "*", "☆": "*", "⭐": "*", "✱": "*", "✳": "*",
    "◆": "•", "◇": "○", "⚫": "●", "⚪": "○", "❖": "•", "➢": "►", "➤": "►",
    "➔": "→", "➜": "→", "➡": "→", "⇒": "→", "⟶": "→", "⬅": "←", "⇐": "←", "⟵": "←",
    "⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥", "≅": "≈", "≃": "≈", "∽": "≈",
    "❗": "!", "❓": "?", "☎": "тел.", "📞": "тел.", "✉": "e-mail:", "📧": "e-mail:",
    "❝": "«", "❞": "»", "⁃": "-", "﹣": "-", "∅": "Ø",
}  # fmt: skip
"""What people write instead, by hand or on another keyboard."""


def printable(text: str) -> str:
    """The text in signs that the font draws."""
    if text.isascii():
        return text
    return "".join(sign if sign in drawn() else _instead(sign) for sign in text)


def lacking(texts: Iterable[str]) -> list[str]:
    """The signs of tidied texts that stand on paper as a mark, in the order they are met."""
    found = dict.fromkeys(sign for text in texts for sign in text if _is_lost(sign))
    return list(found)


@cache
def drawn() -> frozenset[str]:
    """The signs that every face of the font has, the end of a line among them."""
    faces = [set(registered_font(face).face.charWidths) for face in Face]
    return frozenset(map(chr, set.intersection(*faces))) | {"\n"}


@lru_cache(maxsize=4096)
def _instead(sign: str) -> str:
    """What stands in for a sign: the table, else what Unicode takes it for, else a mark."""
    known = STAND_INS.get(sign) or _numbered(sign) or _without_its_form(sign)
    if known is not None:
        return known
    return "" if unicodedata.category(sign) in ("Cf", "Mn", "Me", "Cc") else LACKING


def _numbered(sign: str) -> str | None:
    """A number in a ring, in brackets or with a dot: «②» is «(2)»."""
    number = unicodedata.numeric(sign, None)
    if number is None or unicodedata.category(sign) != "No" or number != int(number):
        return None
    return f"({int(number)})" if "CIRCLED" in unicodedata.name(sign, "") else None


def _without_its_form(sign: str) -> str | None:
    """What Unicode says the sign is another form of: «㎡» of «м2», «Ⅱ» of «II»."""
    for form in ("NFKC", "NFKD"):
        plain = unicodedata.normalize(form, sign).replace("\u2044", "/")
        if plain and plain != sign and all(one in drawn() for one in plain):
            return f"({plain})" if "CIRCLED" in unicodedata.name(sign, "") else plain
    return None


def _is_lost(sign: str) -> bool:
    return sign not in drawn() and _instead(sign) == LACKING
