"""Whether a password is worth guarding a key: long enough, and not what everybody takes.

Whoever finds the file of a key tries first what people take: words of a short list (our own, after
what lists of leaked passwords have in common), the same words typed on the other keyboard or
written in Latin letters, rows of keys, dates, one thing twice. All that is counted as little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

SHORTEST = 10
"""Signs of a password, by the project's own decision (docs/decisions/0080)."""
_LEAST_OWN = 6
"""Signs that remain when a word of the list, a row of keys or a date counts as one."""

_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю"
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_OTHER_KEYBOARD = str.maketrans(_LATIN + _RUSSIAN, _RUSSIAN + _LATIN)
_LOOKS_LIKE = str.maketrans("0134578@$!", "oieastbasi")
_SPOKEN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_COMMON = """
пароль пароли секрет админ администратор директор завуч учитель учительница школа школьник
гимназия лицей класс ученик район регион россия москва опора ключ вход доступ логин привет
здравствуй спасибо любовь люблю солнце солнышко зайка котенок кошка собака мама папа мамочка
сынок дочка семья счастье наташа светлана елена ольга татьяна ирина марина людмила галина
надежда вера екатерина анастасия мария александр андрей алексей сергей дмитрий владимир николай
виктор иванов иван михаил максим никита данил спартак зенит локомотив динамо победа свобода
весна осень лето зима понедельник сентябрь январь password passwort parol admin administrator
root user login welcome letmein secret master monkey dragon football princess sunshine shadow
superman michael iloveyou test guest school teacher director windows microsoft google qazwsx
love hello access changeme default computer internet samsung marina natasha opora
"""
_ROWS = (
    "1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "йцукенгшщзхъ", "фывапролджэ",
    "ячсмитьбю", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "147258369", "789456123",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1й2ц3у4к5е6н7г8ш9щ0з",
    "йфяцычувскамепинртгоьшлбщдю",
)  # fmt: skip
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])[.\-/ ]?(?:0?[1-9]|1[0-2])[.\-/ ]?(?:19|20)\d\d|(?:19|20)\d\d"
)


def weakness(password: str) -> str:
    """What is wrong with a password for a new key, in one Russian sentence; empty when nothing."""
    if len(password) < SHORTEST:
        return f"Пароль короче {SHORTEST} знаков."
    if own_signs(password) < _LEAST_OWN:
        return "Такой пароль угадывают одним из первых: слово, ряд клавиш, дата или повторение."
    return ""


def own_signs(password: str) -> int:
    """How many signs of a password nobody would try first: a known piece counts as one sign."""
    text = password.casefold().replace("ё", "е")
    least = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        pieces = (least[start] + 1 for start in _starts(text, end))
        least[end] = min(least[end - 1] + 1, *pieces, len(text))
    return least[-1]


def _starts(text: str, end: int) -> Iterator[int]:
    """Where a known piece that ends here begins."""
    for start in range(max(0, end - 40), end - 1):
        piece = text[start:end]
        if (
            _is_row(piece)
            or _is_word(piece)
            or _DATE.fullmatch(piece)
            or _is_repeated(text, start, end)
        ):
            yield start


def _is_row(piece: str) -> bool:
    return len(piece) > 2 and any(piece in row or piece in row[::-1] for row in _ROWS)


def _is_word(piece: str) -> bool:
    return len(piece) > 2 and bool({piece, piece.translate(_LOOKS_LIKE)} & _words())


def _is_repeated(text: str, start: int, end: int) -> bool:
    """Whether the piece stood just before: a sign or a word once more."""
    length = end - start
    before = text[max(0, start - length) : start]
    one = text[start]
    return before == text[start:end] or (length > 1 and text[start:end] == one * length)


@cache
def _words() -> frozenset[str]:
    """The list, each word as typed on the other keyboard and as spelled in Latin letters too."""
    words = {word.replace("ё", "е") for word in _COMMON.split()}
    other = {word.translate(_OTHER_KEYBOARD) for word in words}
    return frozenset(
        words | other | {"".join(_SPOKEN.get(one, one) for one in word) for word in words}
    )
