"""How people spell answers in workbooks: «н/д», no-break spaces, decimal commas, worded dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from app.domain.deadlines import MONTHS, Deadline, DeadlineKind

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
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_DAY = r"([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4})"


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
    text = plain_text(text).translate(_DASHES).casefold().replace("ё", "е")
    text = re.sub(r"[«»“”„\"']", "", text)
    return " ".join(text.split())


def plain_number(raw: object) -> str:
    """A number's spelling without spaces, with a decimal point and a plain minus.

    A float is cut to the 15 digits that Excel itself knows (23.900000000000002 is 23.9).
    """
    if isinstance(raw, float):
        return format(Decimal(format(raw, ".15g")), "f")
    if isinstance(raw, Decimal):
        return format(raw, "f")  # never «1E-7», which nobody would take for a number
    text = plain_text(raw).translate(_DASHES)
    return "".join(text.split()).replace(",", ".")


def deadline(raw: object) -> Deadline | None:
    """A deadline out of a date or of words («до 20.04.2026», «ежеквартально»); None if unclear."""
    if isinstance(raw, datetime):
        return Deadline(DeadlineKind.BY, end=raw.date())
    if isinstance(raw, date):
        return Deadline(DeadlineKind.BY, end=raw)
    text = " ".join(plain_text(raw).split())
    for pattern, build in _SPELLINGS:
        if match := pattern.fullmatch(text):
            found = build(match)
            return found if found is not None and found.is_complete() else None
    return None


def _range(match: re.Match[str]) -> Deadline:
    return Deadline(DeadlineKind.RANGE, start=_day(match[1]), end=_day(match[2]))


def _day_of(match: re.Match[str]) -> Deadline:
    kind = DeadlineKind.BY if match[1] else DeadlineKind.EXACT
    return Deadline(kind, end=_day(match[2]))


def _years(match: re.Match[str]) -> Deadline:
    years = int(match[1]), int(match[2])
    return Deadline(DeadlineKind.YEARS, first_year=years[0], last_year=years[1])


def _annual(match: re.Match[str]) -> Deadline | None:
    """A day that repeats each year; 2000 stands for «any year» and is a leap year."""
    if match[1] is None:
        return Deadline(DeadlineKind.ANNUAL)
    month = match[2].casefold()
    if month not in MONTHS:
        return None
    day = _day(f"{match[1]}.{MONTHS.index(month) + 1}.2000")
    return None if day is None else Deadline(DeadlineKind.ANNUAL, end=day)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return None


def _spelt(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SPELLINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Deadline | None]], ...] = (
    (_spelt(rf"с {_DAY} (?:по|до) {_DAY}"), _range),
    (_spelt(rf"(до |не позднее )?{_DAY}"), _day_of),
    (
        _spelt(r"([0-9]{4}) ?(?:год|г\.?)?"),
        lambda found: Deadline(DeadlineKind.YEAR, first_year=int(found[1])),
    ),
    (_spelt(r"([0-9]{4}) ?[-–—−] ?([0-9]{4}) ?(?:годы|гг\.?)?"), _years),
    (
        _spelt("ежеквартально|каждый квартал|1 раз в квартал|раз в квартал"),
        lambda _: Deadline(DeadlineKind.QUARTERLY),
    ),
    (
        _spelt("в течение года|в течение учебного года|весь год|постоянно"),
        lambda _: Deadline(DeadlineKind.DURING_YEAR),
    ),
    (
        _spelt("по графику:? ?(.*)"),
        lambda found: Deadline(DeadlineKind.BY_SCHEDULE, text=found[1]),
    ),
    (_spelt(r"ежегодно(?: до ([0-9]{1,2}) (\w+))?"), _annual),
    (
        _spelt(r"в течение ([0-9]{1,3}) дн\.? после события: ?(.+)"),
        lambda found: Deadline(DeadlineKind.WITHIN, days=int(found[1]), text=found[2]),
    ),
)
