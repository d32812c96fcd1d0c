"""Typed deadlines of measures (DOMAIN section 5): what can be overdue is known from the type."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.periods import Period

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_YEARS = range(1900, 2101)


class DeadlineKind(StrEnum):
    """How a source may word a deadline."""

    EXACT = "exact"
    BY = "by"
    RANGE = "range"
    YEAR = "year"
    YEARS = "years"
    ANNUAL = "annual"
    HALF_YEARLY = "half_yearly"
    QUARTERLY = "quarterly"
    MONTHLY = "monthly"
    WITHIN = "within"
    BY_SCHEDULE = "by_schedule"
    DURING_YEAR = "during_year"


KIND_TITLES: Mapping[DeadlineKind, str] = {
    DeadlineKind.EXACT: "точная дата",
    DeadlineKind.BY: "не позднее даты",
    DeadlineKind.RANGE: "с … по …",
    DeadlineKind.YEAR: "в течение календарного года",
    DeadlineKind.YEARS: "годы",
    DeadlineKind.ANNUAL: "ежегодно",
    DeadlineKind.HALF_YEARLY: "раз в полугодие",
    DeadlineKind.QUARTERLY: "ежеквартально",
    DeadlineKind.MONTHLY: "ежемесячно",
    DeadlineKind.WITHIN: "через число дней после события",
    DeadlineKind.BY_SCHEDULE: "по графику",
    DeadlineKind.DURING_YEAR: "в течение учебного года",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline; which parts are filled depends on the kind."""

    kind: DeadlineKind
    start: date | None = None
    """RANGE: first day."""
    end: date | None = None
    """EXACT, BY, RANGE: the day; ANNUAL: a day whose month and day repeat each year."""
    first_year: int | None = None
    last_year: int | None = None
    days: int | None = None
    text: str = ""
    """WITHIN: the event; BY_SCHEDULE: whose schedule."""
    yearless: bool = False
    """EXACT, BY, RANGE: the days name no year («до 20 апреля»), so they are those of the period
    of the plan; here they stand as days of the school year 1999/2000 (`yearless_day`)."""

    def last_day(self, period: Period | None = None) -> date | None:
        """The day after which the measure is overdue; None where no date can be computed.

        A day that names no year, or repeats every year, is that of `period`: the plan's.
        """
        match self.kind:
            case DeadlineKind.EXACT | DeadlineKind.BY | DeadlineKind.RANGE:
                return self._yearless_end(period) if self.yearless else self.end
            case DeadlineKind.ANNUAL:
                return _in_period(self.end, period) if self.end and period else None
            case DeadlineKind.YEAR | DeadlineKind.YEARS:
                year = self.last_year or self.first_year
                return date(year, 12, 31) if year else None
        return None

    def _yearless_end(self, period: Period | None) -> date | None:
        if period is None or self.end is None:
            return None
        return _in_period(self.end, period)

    def wording(self) -> str:
        """The deadline as it is printed; `deadline_words.read_deadline` reads it back."""
        if self.kind is DeadlineKind.ANNUAL and self.end is not None:
            return f"ежегодно до {self.day(self.end)}"
        if self.kind is DeadlineKind.BY_SCHEDULE and self.text:
            return f"по графику: {self.text}"
        return _WORDINGS[self.kind].format(
            start=self.day(self.start),
            end=self.day(self.end),
            first=self.first_year,
            last=self.last_year,
            days=self.days,
            text=self.text,
        )

    def day(self, day: date | None) -> str:
        """One of its days as it is written: «20.04.2026», or «20 апреля» where no year is named."""
        if day is None:
            return "…"
        if self.yearless or self.kind is DeadlineKind.ANNUAL:
            return f"{day.day} {MONTHS[day.month - 1]}"
        return f"{day:%d.%m}.{day.year:04}"

    def as_json(self) -> dict[str, str | int]:
        """Canonical JSON form: only the parts that are filled; days without a year as «--04-20»."""
        parts: dict[str, str | int | None] = {
            "kind": self.kind.value,
            "start": self._iso(self.start),
            "end": self._iso(self.end),
            "first_year": self.first_year,
            "last_year": self.last_year,
            "days": self.days,
            "text": self.text or None,
        }
        return {name: value for name, value in parts.items() if value is not None}

    def _iso(self, day: date | None) -> str | None:
        if day is None:
            return None
        return f"--{day:%m-%d}" if self.yearless else day.isoformat()

    @classmethod
    def from_json(cls, parts: Mapping[str, object]) -> Deadline:
        """The inverse of `as_json`; raises ValueError for anything else."""
        deadline = cls(
            DeadlineKind(str(parts.get("kind"))),
            _read_day(parts.get("start")),
            _read_day(parts.get("end")),
            _read_number(parts.get("first_year")),
            _read_number(parts.get("last_year")),
            _read_number(parts.get("days")),
            str(parts.get("text", "")),
            str(parts.get("end", "")).startswith("--"),
        )
        if not deadline.is_complete() or deadline.as_json() != dict(parts):
            raise ValueError("not a deadline")
        return deadline

    def is_complete(self) -> bool:
        """Whether the parts its kind needs are there and in order."""
        first, last = self.first_year, self.last_year
        if self.yearless and self.kind not in _WITH_DAYS:
            return False
        match self.kind:
            case DeadlineKind.EXACT | DeadlineKind.BY:
                return self.end is not None
            case DeadlineKind.RANGE:
                return bool(self.start and self.end and self.start <= self.end)
            case DeadlineKind.YEAR:
                return first in _YEARS
            case DeadlineKind.YEARS:
                return bool(first in _YEARS and last in _YEARS and first and last and first <= last)
            case DeadlineKind.WITHIN:
                return bool(self.days and self.days > 0 and self.text)
        return True


_WITH_DAYS = (DeadlineKind.EXACT, DeadlineKind.BY, DeadlineKind.RANGE)
_WORDINGS: Mapping[DeadlineKind, str] = {
    DeadlineKind.EXACT: "{end}",
    DeadlineKind.BY: "до {end}",
    DeadlineKind.RANGE: "с {start} по {end}",
    DeadlineKind.YEAR: "{first} год",
    DeadlineKind.YEARS: "{first}–{last} годы",
    DeadlineKind.ANNUAL: "ежегодно",
    DeadlineKind.HALF_YEARLY: "раз в полугодие",
    DeadlineKind.QUARTERLY: "ежеквартально",
    DeadlineKind.MONTHLY: "ежемесячно",
    DeadlineKind.WITHIN: "в течение {days} дн. после события: {text}",
    DeadlineKind.BY_SCHEDULE: "по графику",
    DeadlineKind.DURING_YEAR: "в течение учебного года",
}


def within(start: date, days: int) -> date:
    """The last day of a «within N days» deadline once its event is known."""
    return start + timedelta(days=days)


def yearless_day(month: int, day: int) -> date:
    """A day that names no year, as a day of the school year 1999/2000; raises ValueError.

    That year has a 29 February, and its days stand in the order of every school year.
    """
    return date(1999 if month >= _SEPTEMBER else 2000, month, day)


_SEPTEMBER = 9
_YEARLESS = re.compile(r"--([0-9]{2})-([0-9]{2})")


def _in_period(repeated: date, period: Period) -> date | None:
    """The first day of that month and number in the period; 29 February only in a leap year."""
    for year in range(period.start.year, period.end.year + 1):
        leap = repeated.month == 2 and repeated.day == 29 and not isleap(year)
        day = repeated.replace(year=year, day=28) if leap else repeated.replace(year=year)
        if period.holds(day):
            return day
    return None


def _read_day(part: object) -> date | None:
    if part is None:
        return None
    if match := _YEARLESS.fullmatch(str(part)):
        return yearless_day(int(match[1]), int(match[2]))
    return date.fromisoformat(str(part))


def _read_number(part: object) -> int | None:
    if part is None or (isinstance(part, int) and not isinstance(part, bool)):
        return part
    raise ValueError(part)
