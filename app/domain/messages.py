"""Every sentence shown about data: what is wrong, and what to do. Nothing here decides anything."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

NO_BREAK = "\u00a0"


def number(value: Decimal | Fraction | int | None, places: int | None = None) -> str:
    """A number as Russians write it: decimal comma, no-break thousands, half-up rounding.

    `places` None keeps a Decimal's own digits; a Fraction is then shown with one (DOMAIN R1).
    """
    if value is None:
        return "—"
    if isinstance(value, int) and not places:
        return _written(f"{value:,}")
    if isinstance(value, Fraction):
        return _of_fraction(value.numerator, value.denominator, 1 if places is None else places)
    if places is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return _written(f"{Decimal(value):,f}")


def _written(text: str) -> str:
    return text.replace(",", NO_BREAK).replace(".", ",").replace("-", "−", 1)


@lru_cache(maxsize=1 << 14)
def _of_fraction(top: int, bottom: int, places: int) -> str:
    """Two million numbers of a region are shares of a few dozen children, ever the same ones."""
    value = Decimal(_units(Fraction(top, bottom), places)).scaleb(-places)
    return _written(f"{value:,f}")


def rounded(value: Fraction, places: int) -> Fraction:
    """What `number` prints, as a number: half-up."""
    return Fraction(_units(value, places), 10**places)


def _units(value: Fraction, places: int) -> int:
    """In units of the last place."""
    top, bottom = value.numerator, value.denominator
    whole: int = (2 * abs(top) * 10**places + bottom) // (2 * bottom)
    return whole if top >= 0 else -whole


def count(amount: int, one: str, few: str, many: str) -> str:
    """«1 школа», «3 школы», «12 школ»."""
    tens, ones = amount % 100, amount % 10
    word = one if ones == 1 else few
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        word = many
    return f"{number(amount)} {word}"


def too_long(label: str, limit: int) -> str:
    return f"«{label}»: текст длиннее {limit} знаков. Сократите его."


def not_digits(label: str, text: str) -> str:
    return f"«{label}»: здесь нужны только цифры, а стоит «{text}». Исправьте значение."


def wrong_length(label: str, lengths: Iterable[int]) -> str:
    asked = " или ".join(str(length) for length in lengths)
    return f"«{label}»: должно быть цифр: {asked}. Проверьте, не потеряны ли нули в начале."


def bad_checksum(label: str, text: str) -> str:
    return (
        f"«{label}»: в номере {text} ошибка, контрольная цифра не сходится. "
        "Сверьте номер с документом."
    )


def out_of_range(label: str, low: Decimal | None, high: Decimal | None) -> str:
    bounds = []
    if low is not None:
        bounds.append(f"не меньше {number(low)}")
    if high is not None:
        bounds.append(f"не больше {number(high)}")
    return f"«{label}»: значение должно быть {' и '.join(bounds)}. Проверьте число."


def percent_for_count(label: str, text: str) -> str:
    return (
        f"«{label}»: стоит процент ({text}), а нужно количество. "
        "Впишите само число, без знака процента."
    )


def not_a_number(label: str, text: str) -> str:
    return (
        f"«{label}»: здесь нужно число, а стоит «{text}». "
        "Впишите число; если данных нет, оставьте клетку пустой."
    )


def other_unit(label: str, text: str, unit: str) -> str:
    asked = f"число, единица — {unit}" if unit else "число без единицы"
    return (
        f"«{label}»: стоит «{text}», а нужно {asked}. "
        "Пересчитайте, если единица другая, и впишите само число."
    )


def not_whole(label: str, value: Decimal) -> str:
    return f"«{label}»: здесь нужно целое число, а стоит {number(value)}. Исправьте значение."


def not_yes_no(label: str, text: str) -> str:
    return f"«{label}»: ответьте «да» или «нет», а стоит «{text}»."


def not_a_date(label: str, text: str) -> str:
    return f"«{label}»: «{text}» не похоже на дату. Впишите её так: 20.09.2025."


def not_a_deadline(label: str, text: str) -> str:
    return (
        f"«{label}»: срок «{text}» непонятен. Напишите, например: «до 20 апреля», «15.04.2026», "
        "«с 01.10.2025 по 31.05.2026», «II квартал», «ежеквартально», «в течение учебного года»."
    )


def not_a_class(label: str, text: str) -> str:
    return f"«{label}»: «{text}» не похоже на класс. Впишите его так: 5А."


def name_for_code(label: str, text: str) -> str:
    """The name itself is not repeated."""
    return (
        f"«{label}»: похоже на имя человека, а нужен код. Имена в программу не вносятся: "
        "впишите код участника."
    )


def bad_code(label: str, text: str) -> str:
    return f"«{label}»: «{text}» не похоже на код организации. Сверьте код со справочником."


def not_an_email(label: str, text: str) -> str:
    return f"«{label}»: «{text}» не похоже на адрес почты. Впишите его так: school@example.ru."


def not_a_phone(label: str, text: str) -> str:
    return f"«{label}»: «{text}» не похоже на телефон. Впишите номер цифрами."


def not_a_website(label: str, text: str) -> str:
    return f"«{label}»: «{text}» не похоже на адрес сайта. Впишите его так: school.example.ru."


def not_in_list(label: str, text: str, labels: list[str]) -> str:
    return f"«{label}»: «{text}» нет в списке. Выберите одно из: {', '.join(labels)}."


def part_above_whole(part: str, whole: str, part_value: object, whole_value: object) -> str:
    return (
        f"«{part}»: {part_value}, а «{whole}» — {whole_value}. "
        "Часть не может быть больше целого: проверьте оба числа."
    )


def required_is_empty(label: str) -> str:
    return f"«{label}»: нет ответа. Заполните или поясните, почему данных нет."
