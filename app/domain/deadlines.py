"""Typed deadlines of measures (DOMAIN section 5): what can be overdue is known from the type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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
    QUARTERLY = "quarterly"
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
    DeadlineKind.QUARTERLY: "ежеквартально",
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

    def last_day(self) -> date | None:
        """The day after which the measure is overdue; None where no date can be computed."""
        match self.kind:
            case DeadlineKind.EXACT | DeadlineKind.BY | DeadlineKind.RANGE:
                return self.end
            case DeadlineKind.YEAR | DeadlineKind.YEARS:
                year = self.last_year or self.first_year
                return date(year, 12, 31) if year else None
        return None

    def wording(self) -> str:
        """The deadline as it is printed, in Russian; `spelling.deadline` reads it back."""
        if self.kind is DeadlineKind.ANNUAL and self.end is not None:
            return f"ежегодно до {self.end.day} {MONTHS[self.end.month - 1]}"
        if self.kind is DeadlineKind.BY_SCHEDULE and self.text:
            return f"по графику: {self.text}"
        return _WORDINGS[self.kind].format(
            start=_day(self.start),
            end=_day(self.end),
            first=self.first_year,
            last=self.last_year,
            days=self.days,
            text=self.text,
        )

    def as_json(self) -> dict[str, str | int]:
        """Canonical JSON form: only the parts that are filled."""
        parts: dict[str, str | int | None] = {
            "kind": self.kind.value,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "first_year": self.first_year,
            "last_year": self.last_year,
            "days": self.days,
            "text": self.text or None,
        }
        return {name: value for name, value in parts.items() if value is not None}

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
        )
        if not deadline.is_complete() or deadline.as_json() != dict(parts):
            raise ValueError("not a deadline")
        return deadline

    def is_complete(self) -> bool:
        """Whether the parts its kind needs are there and in order."""
        first, last = self.first_year, self.last_year
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


_WORDINGS: Mapping[DeadlineKind, str] = {
    DeadlineKind.EXACT: "{end}",
    DeadlineKind.BY: "до {end}",
    DeadlineKind.RANGE: "с {start} по {end}",
    DeadlineKind.YEAR: "{first} год",
    DeadlineKind.YEARS: "{first}–{last} годы",
    DeadlineKind.ANNUAL: "ежегодно",
    DeadlineKind.QUARTERLY: "ежеквартально",
    DeadlineKind.WITHIN: "в течение {days} дн. после события: {text}",
    DeadlineKind.BY_SCHEDULE: "по графику",
    DeadlineKind.DURING_YEAR: "в течение учебного года",
}


def within(start: date, days: int) -> date:
    """The last day of a «within N days» deadline once its event is known."""
    return start + timedelta(days=days)


def _day(day: date | None) -> str:
    return f"{day:%d.%m}.{day.year:04}" if day else "…"


def _read_day(part: object) -> date | None:
    return None if part is None else date.fromisoformat(str(part))


def _read_number(part: object) -> int | None:
    if part is None or (isinstance(part, int) and not isinstance(part, bool)):
        return part
    raise ValueError(part)
