"""Deadlines as people word them: «до 20 апреля», «16–17 мая 2018», «II квартал», «ежеквартально».

The forms are those of the five sources (DOMAIN section 5, seeds 001 paragraphs 141–184, 002
paragraphs 62–206, 004 paragraph 219) in any mix of case, dashes, spaces and «г.». A day that names
no year is a day of the plan's own period. What is not understood is None, never a guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.domain import spelling
from app.domain.deadlines import Deadline, DeadlineKind, yearless_day

_STEMS = (
    "январ", "феврал", "март", "апрел", "ма", "июн",
    "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
_SHORT = ("янв", "февр", "мар", "апр", "май", "июн", "июл", "авг", "сент", "окт", "нояб", "дек")
_MONTH = r"(?P<month>[а-я]+)\.?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_OF_YEAR = r"(?: ?(?:года|году|год|г)\b\.?)?"
_ORDINALS = {
    "1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
    "первый": 1, "второй": 2, "третий": 3, "четвертый": 4, "первого": 1, "второго": 2,
    "третьего": 3, "четвертого": 4, "первом": 1, "втором": 2, "третьем": 3, "четвертом": 4,
    "первое": 1, "второе": 2,
}  # fmt: skip
_ORDINAL = r"(?P<part>[1-4]|i{1,3}|iv|[а-я]+)(?:[- ]?(?:ый|й|го|м|е))?"
_LATIN = str.maketrans({"і": "i", "ӏ": "i"})


@dataclass(frozen=True, slots=True)
class _Mark:
    """A day, its year not always known."""

    day: int
    month: int
    year: int | None

    @property
    def order(self) -> tuple[int, int]:
        return self.month, self.day

    def date(self) -> date:
        """Raises ValueError for a day no calendar has."""
        if self.year is None:
            return yearless_day(self.month, self.day)
        return date(self.year, self.month, self.day)


_Span = tuple[_Mark, _Mark]
"""First and last day."""


def read_deadline(raw: object) -> Deadline | None:
    """A deadline out of a date or of words; None where they are unclear."""
    if isinstance(raw, datetime):
        return Deadline(DeadlineKind.BY, end=raw.date())
    if isinstance(raw, date):
        return Deadline(DeadlineKind.BY, end=raw)
    if isinstance(raw, float) and not raw.is_integer():
        return None  # 20.1 in a cell may have been «20.10»
    written = _plain(spelling.plain_text(raw))
    try:
        return _understood(written) or _understood(written.rstrip(" .;,"))
    except ValueError:  # 31 February
        return None


def _understood(written: str) -> Deadline | None:
    for pattern, build in _PHRASES:
        match = pattern.fullmatch(written)
        found = build(match) if match else None
        if found is not None:
            return found if found.is_complete() else None
    return None


def _plain(text: str) -> str:
    """Single spaces, plain dashes, letters apart from figures, nothing before and behind."""
    text = " ".join(text.translate(spelling.DASHES).split())
    text = re.sub(r"(?i)^сроки?(?: исполнения| реализации)?\b ?[:-]? ?", "", text)
    return re.sub(r"(?<=[0-9])(?=[А-Яа-яёЁ])|(?<=[а-яё])(?=[0-9])", " ", text).strip()


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е").strip(" ,")


def _month(word: str) -> int | None:
    """«апреля», «апрель», «апреле», «апр.» → 4."""
    for number, (stem, short) in enumerate(zip(_STEMS, _SHORT, strict=True), 1):
        endings = {"й", "я", "е"} if stem == "ма" else {"", "ь", "я", "е", "а"}
        if word == short or (word.startswith(stem) and word[len(stem) :] in endings):
            return number
    return None


def _day(text: str) -> _Mark | None:
    """«20 апреля 2023 года», «20.04», «30.05.2018 г.»."""
    text = _folded(text)
    if match := re.fullmatch(rf"([0-9]{{1,2}})(?:-?го)? {_MONTH}(?: {_YEAR}{_OF_YEAR})?", text):
        month = _month(match["month"])
        return None if month is None else _Mark(int(match[1]), month, _number(match["year"]))
    figures = r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2}))?"
    if match := re.fullmatch(figures + _OF_YEAR, text):
        year = f"20{match[3]}" if match[3] and len(match[3]) == 2 else match[3]
        return _Mark(int(match[1]), int(match[2]), _number(year))
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        return _Mark(int(match[3]), int(match[2]), int(match[1]))
    return None


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _span(text: str) -> _Span | None:
    """A day, a month, a quarter, a half-year or a school year as its first and last day."""
    text = _folded(text).translate(_LATIN)
    if day := _day(text):
        return day, day
    year = rf"(?:,? {_YEAR}{_OF_YEAR})?"
    if match := re.fullmatch(rf"(?:в )?{_MONTH}{year}", text):
        month = _month(match["month"])
        return None if month is None else _months(month, month, _number(match["year"]))
    if match := re.fullmatch(rf"(?:во? )?{_ORDINAL} квартал[а-я]*{year}", text):
        part = _ORDINALS.get(match["part"])
        return None if part is None else _months(3 * part - 2, 3 * part, _number(match["year"]))
    if match := re.fullmatch(rf"(?:во? )?{_ORDINAL} полугоди[а-я]*(?P<of>.*)", text):
        return _half_year(_ORDINALS.get(match["part"]), match["of"].strip())
    return _school_year(text)


def _months(first: int, last: int, year: int | None) -> _Span:
    days = monthrange(year or 2000, last)[1]
    return _Mark(1, first, year), _Mark(days, last, year)


def _half_year(part: int | None, of: str) -> _Span | None:
    """Of a calendar year where one is named, else of a school year (DOMAIN section 5)."""
    if part not in (1, 2):
        return None
    if match := re.fullmatch(_YEAR + _OF_YEAR, of):
        return _months(6 * part - 5, 6 * part, int(match["year"]))
    year = _school_year(of) if of and of not in ("учебного года", "уч. года") else None
    if of and year is None and of not in ("учебного года", "уч. года"):
        return None
    first, last = (year[0].year, year[1].year) if year else (None, None)
    if part == 1:
        return _Mark(1, 9, first), _Mark(31, 12, first)
    return _Mark(1, 1, last), _Mark(31, 5, last)


def _school_year(text: str) -> _Span | None:
    """«2022/2023 учебного года», «2022-23 уч. год»."""
    of_school = r" ?(?:уч\.|учебн[а-я]+) ?(?:года|году|год|г\.?)"
    match = re.fullmatch(rf"(?:в )?([0-9]{{4}}) ?[/-] ?([0-9]{{4}}|[0-9]{{2}})({of_school})?", text)
    if match is None or not (match[3] or "/" in text):
        return None
    first = int(match[1])
    if match[2] not in (f"{first + 1:04}", f"{(first + 1) % 100:02}"):
        return None
    return _Mark(1, 9, first), _Mark(31, 8, first + 1)


def _between(first: _Mark, last: _Mark) -> Deadline:
    """From one to the other; a year said once is said of both."""
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year - (first.order > last.order))
    elif last.year is None and first.year is not None:
        last = replace(last, year=first.year + (first.order > last.order))
    yearless = last.year is None
    return Deadline(DeadlineKind.RANGE, first.date(), last.date(), yearless=yearless)


def _ranged(match: re.Match[str]) -> Deadline | None:
    """«с 16 по 17 мая 2018», «16-17 мая», «сентябрь-октябрь 2023»."""
    last = _span(match[2])
    if last is None:
        return None
    if match[1].isdigit():
        start = replace(last[0], day=int(match[1]))
        return _between(start, last[1]) if _day(match[2]) else None
    first = _span(match[1])
    return None if first is None else _between(first[0], last[1])


def _spanned(match: re.Match[str]) -> Deadline | None:
    """One day is that day; anything longer is from its first to its last."""
    found = _span(match[1])
    if found is None:
        return None
    first, last = found
    return _dated(DeadlineKind.EXACT, last) if first is last else _between(first, last)


def _dated(kind: DeadlineKind, day: _Mark) -> Deadline:
    return Deadline(kind, end=day.date(), yearless=day.year is None)


def _by(match: re.Match[str]) -> Deadline | None:
    day = _day(match[1])
    return None if day is None else _dated(DeadlineKind.BY, day)


def _by_end_of(match: re.Match[str]) -> Deadline | None:
    """«до конца апреля», «до конца 2023 года», «до конца II квартала»."""
    if year := re.fullmatch(_YEAR + _OF_YEAR, _folded(match[1])):
        return _dated(DeadlineKind.BY, _Mark(31, 12, int(year["year"])))
    found = _span(match[1])
    return None if found is None else _dated(DeadlineKind.BY, found[1])


def _years(match: re.Match[str]) -> Deadline:
    first, last = int(match[1]), int(match[2])
    return Deadline(DeadlineKind.YEARS, first_year=first, last_year=last)


def _annual(match: re.Match[str]) -> Deadline | None:
    """A day that repeats each year; 2000 stands for «any year» and is a leap year."""
    written = next((part for part in match.groups() if part), None)
    if written is None:
        return Deadline(DeadlineKind.ANNUAL)
    day = _day(written)
    if day is None or day.year is not None:
        return None
    return Deadline(DeadlineKind.ANNUAL, end=replace(day, year=2000).date())


_LENGTHS = {"недел": 7, "месяц": 30, "д": 1}


def _within(match: re.Match[str]) -> Deadline:
    """«в течение 10 дн. после события: …», «в течение месяца по получению результатов»."""
    word = _folded(match[2])
    days = next(days for stem, days in _LENGTHS.items() if word.startswith(stem))
    return Deadline(DeadlineKind.WITHIN, days=int(match[1] or 1) * days, text=match[3])


def _always(kind: DeadlineKind) -> Callable[[re.Match[str]], Deadline]:
    return lambda _: Deadline(kind)


def _spelt(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PHRASES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Deadline | None]], ...] = (
    (
        _spelt("ежеквартально|(?:каждый|1 раз в|один раз в|раз в) квартал"),
        _always(DeadlineKind.QUARTERLY),
    ),
    (
        _spelt("ежемесячно|(?:каждый|1 раз в|один раз в|раз в) месяц"),
        _always(DeadlineKind.MONTHLY),
    ),
    (
        _spelt("каждое полугодие|(?:1 раз в|один раз в|раз в) полугодие|(?:2|два) раза в год"),
        _always(DeadlineKind.HALF_YEARLY),
    ),
    (
        _spelt("(?:в течение|весь) (?:всего )?(?:учебного |учебный )?года?|постоянно"),
        _always(DeadlineKind.DURING_YEAR),
    ),
    (
        _spelt("(?:по|согласно) (?:отдельному )?графику:? ?(.*)"),
        lambda found: Deadline(DeadlineKind.BY_SCHEDULE, text=found[1]),
    ),
    (_spelt("(?:ежегодно|каждый год|1 раз в год|раз в год)(?:,? до (.+))?"), _annual),
    (_spelt("до (.+?),? ежегодно|(?:ежегодно|каждый год),? (?:к|не позднее) (.+)"), _annual),
    (
        _spelt(
            r"в течение (?:([0-9]{1,3}) )?(дн\.?|дней|дня|недел[а-я]+|месяц[а-я]*) "
            r"(?:после события: ?|после |по |с момента |со дня )(.+)"
        ),
        _within,
    ),
    (
        _spelt(rf"(?:в течение |в )?{_YEAR}{_OF_YEAR}"),
        lambda found: Deadline(DeadlineKind.YEAR, first_year=int(found["year"])),
    ),
    (
        _spelt(r"(?:в течение |в )?([0-9]{4}) ?- ?([0-9]{4}) ?(?:годы|годов|годах|гг|г)?\.?"),
        _years,
    ),
    (_spelt(r"(?:до|к) конца (.+)|до конца (.+)"), _by_end_of),
    (_spelt(r"(?:до|к|не позднее|не позже|по) (.+)"), _by),
    (_spelt(r"со? (.+?),? (?:по|до) (.+)"), _ranged),
    (_spelt(r"в течение (.+)"), _spanned),
    (_spelt(r"([0-9]{4}-[0-9]{2}-[0-9]{2})"), _spanned),
    (_spelt(r"((?:в )?[0-9]{4} ?[/-] ?[0-9]{2,4}.*)"), _spanned),
    (_spelt(r"([^-]+?) ?- ?([^-]+)"), _ranged),
    (_spelt(r"(.+)"), _spanned),
)
