"""Control digits of Russian organisation numbers (DOMAIN 9.10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

_INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn_is_right(text: str) -> bool:
    """ИНН of an organisation, 10 digits: weighted sum mod 11 mod 10 is the last digit."""
    if not _has_digits(text, 10):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_INN_WEIGHTS, text, strict=False))
    return total % 11 % 10 == int(text[9])


def ogrn_is_right(text: str) -> bool:
    """ОГРН, 13 digits: the first twelve mod 11 mod 10 is the last digit."""
    return _has_digits(text, 13) and int(text[:12]) % 11 % 10 == int(text[12])


def okpo_is_right(text: str) -> bool:
    """ОКПО, 8 digits: weights 1…7 mod 11, and once more with 3…9 when that gives 10."""
    if not _has_digits(text, 8):
        return False
    for start in (1, 3):
        rest = sum((start + n) * int(digit) for n, digit in enumerate(text[:7])) % 11
        if rest < 10:
            return rest == int(text[7])
    return text[7] == "0"


def _has_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


CHECKSUMS: Mapping[str, Callable[[str], bool]] = {
    "inn": inn_is_right,
    "ogrn": ogrn_is_right,
    "okpo": okpo_is_right,
}
