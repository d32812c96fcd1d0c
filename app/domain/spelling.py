"""How people spell answers in workbooks: «н/д», no-break spaces, decimal commas."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

_NO_DATA = frozenset(
    {
        "",
        "-",
        "--",
        "?",
        "н/д",
        "нд",
        "н.д",
        "н.д.",
        "нет данных",
        "нет сведений",
        "неизвестно",
        "не известно",
        "данных нет",
        "#н/д",
        "n/a",
        "#n/a",
        "na",
    }
)
_UNSEEN = ("Cc", "Cf", "Cs", "Cn")
_SPACES = "\u00a0\u202f\u2007\u2009\t"
DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})


_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])")
"""A number with its thousands apart: «1 234 567»."""
_APART = re.compile(r"[0-9][,.;]? [0-9]")


def plain_text(raw: object) -> str:
    """The raw answer as text: whole floats without «.0», no-break spaces as spaces, NFC."""
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%d.%m.%Y")
    if isinstance(raw, date):
        return raw.strftime("%d.%m.%Y")
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    kept = (ch for ch in text if ch in "\n\t" or unicodedata.category(ch) not in _UNSEEN)
    return unicodedata.normalize("NFC", "".join(" " if ch in _SPACES else ch for ch in kept))


def is_no_data(raw: object) -> bool:
    """Whether nothing was answered: empty, a dash, «н/д» and the like. Missing is never zero."""
    if raw is None:
        return True
    if isinstance(raw, float) and raw != raw:
        return True
    if not isinstance(raw, str):
        return False
    return folded(raw) in _NO_DATA


def folded(text: str) -> str:
    """A spelling to compare by: one case, single spaces, ё as е, plain dashes and quotes."""
    text = plain_text(text).translate(DASHES).casefold().replace("ё", "е")
    text = re.sub(r"[«»“”„\"']", "", text)
    return " ".join(text.split())


_LATIN = "ABCEHKMOPTXYaceopxyk"
_RUSSIAN = "АВСЕНКМОРТХУасеорхук"
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_WORD = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile("[А-Яа-яЁё]")


@lru_cache(maxsize=8192)
def as_cyrillic(text: str) -> str:
    """The text with Latin letters that look Russian as Russian ones, where they stand among them.

    «Kод OO» is «Код ОО» for everybody who looks at it, and «OO» alone is «ОО»; a text with a letter
    that is only Latin and none that is Russian stays.
    """
    if text.isascii():
        meant = text.translate(_TO_RUSSIAN)
        return text if re.search("[A-Za-z]", meant) else meant
    return _WORD.sub(_meant, text) if _CYRILLIC.search(text) else text


def lookalikes_as_cyrillic(text: str) -> str:
    """Every Latin letter that looks Russian as the Russian one, whatever stands around it."""
    return text.translate(_TO_RUSSIAN)


def _meant(word: re.Match[str]) -> str:
    meant = word[0].translate(_TO_RUSSIAN)
    return word[0] if re.search("[A-Za-z]", meant) else meant


def plain_number(raw: object) -> str:
    """A number's spelling without spaces, with a decimal point and a plain minus.

    A float is cut to the 15 digits that Excel itself knows (23.900000000000002 is 23.9).
    """
    if isinstance(raw, float):
        return format(Decimal(format(raw, ".15g")), "f")
    if isinstance(raw, Decimal):
        return format(raw, "f")  # never «1E-7», which nobody would take for a number
    text = " ".join(plain_text(raw).translate(DASHES).split())
    if _APART.search(_GROUPED.sub(lambda number: number[0].replace(" ", ""), text)):
        return text  # «12 15» and «12, 15» are two numbers, and never 1215 or 12.15
    return text.replace(" ", "").replace(",", ".")
