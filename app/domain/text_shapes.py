"""Texts that are no free texts: a class, a participant's code, a school's code, an address.

One rule for typing, workbooks and packages: a field names its shape, whoever reads it asks here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from app.domain import messages, spelling

_MONTH = "(?:янв|фев|мар|апр|май|мая|июн|июл|авг|сен|окт|ноя|дек)[а-я]*"
_DAY = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
    rf"|\d{{1,2}}[.\- ]?{_MONTH}[.\- ]?(?:\d{{2,4}})?"
    rf"|{_MONTH}[.\- ]?\d{{2,4}}"
    r"|.*\d{1,2}:\d{2}:\d{2}.*"
)
_HIGHEST_GRADE = 12
_LONGEST_CLASS = 30
_MOST_DIGITS = 15
"""Of a code; Excel itself keeps no more of a number."""
_LONGEST_CODE = 40
_WORDS = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"[А-ЯЁA-Z][а-яёa-z]{2,}")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text has to look like."""

    fault: str
    """Stable code of the issue."""
    is_right: Callable[[str], bool]
    sentence: Callable[[str, str], str]
    """Of the label and the text."""


def is_class(text: str) -> bool:
    """«5А», «10-1», «11 (профильный)», «Б»; no date, no year, no long number."""
    folded = spelling.folded(text)
    if len(folded) > _LONGEST_CLASS or _DAY.fullmatch(folded):
        return False
    grade = re.match(r"\d+", folded)
    return grade is None or (len(grade[0]) < 3 and 1 <= int(grade[0]) <= _HIGHEST_GRADE)


def is_participant_code(text: str) -> bool:
    """Digits or letters with digits; words that are a person's name («Иванова Маша») are none."""
    names = _NAME.findall(text)
    words = _WORDS.findall(text)
    if len(names) > 1 or re.search(r"[А-ЯЁ][а-яё]+ ?[А-ЯЁ]\.", text):
        return False
    return any(sign.isdigit() for sign in text) or all(len(word) < 3 for word in words)


def is_organisation_code(text: str) -> bool:
    """A code of at most 15 digits, or a short text with a letter or figure; no date."""
    bare = text.strip()
    if not 0 < len(bare) <= _LONGEST_CODE or _DAY.fullmatch(spelling.folded(bare)):
        return False
    if re.fullmatch(r"[+-]?[\d.,]+(?:[eE][+-]?\d+)?", bare):
        return bare.isdigit() and len(bare) <= _MOST_DIGITS
    return bare[0].isalnum() and bare.isprintable()


def is_email(text: str) -> bool:
    """Something before and behind one @; several may stand side by side."""
    parts = re.split(r"[;,\s]+", text.strip())
    return all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", part) for part in parts if part)


def is_phone(text: str) -> bool:
    """At least five figures, and no address of a mail or a site."""
    return sum(sign.isdigit() for sign in text) >= 5 and "@" not in text


def is_website(text: str) -> bool:
    """A name with a dot, no spaces and no @; several may stand side by side."""
    parts = re.split(r"[;,\s]+", text.strip())
    return all("." in part.strip(".") and "@" not in part for part in parts if part) and bool(
        re.search(r"[^\W\d_]", text)
    )


SHAPES: Mapping[str, Shape] = {
    "class": Shape("not_a_class", is_class, messages.not_a_class),
    "participant_code": Shape("name_for_code", is_participant_code, messages.name_for_code),
    "organisation_code": Shape("bad_code", is_organisation_code, messages.bad_code),
    "email": Shape("not_an_email", is_email, messages.not_an_email),
    "phone": Shape("not_a_phone", is_phone, messages.not_a_phone),
    "website": Shape("not_a_website", is_website, messages.not_a_website),
}


def is_text(raw: object) -> bool:
    """Whether the raw answer was written as words or a whole number, not as a day or a sum."""
    if isinstance(raw, bool | date | time):
        return False
    return not isinstance(raw, float) or (raw.is_integer() and abs(raw) < 10**_MOST_DIGITS)
