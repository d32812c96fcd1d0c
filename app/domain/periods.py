"""Periods: the school year, the calendar year and programme years live side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import WrongUsage
from app.domain.ways import way

_YEAR = r"(?:19|20|21)[0-9]{2}"


class PeriodKind(StrEnum):
    """Two calendars and the years of a programme (DOMAIN section 5)."""

    SCHOOL_YEAR = "school_year"
    CALENDAR_YEAR = "calendar_year"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period; its key is what people write: «2025/2026», «2026», «2020-2022»."""

    key: str
    kind: PeriodKind
    start: date
    end: date

    @property
    def title(self) -> str:
        """The period in words."""
        match self.kind:
            case PeriodKind.SCHOOL_YEAR:
                return f"{self.key} учебный год"
            case PeriodKind.CALENDAR_YEAR:
                return f"{self.key} год"
        return f"{self.key.replace('-', '–')} годы"

    def previous(self) -> Period:
        """The period of the same length just before this one."""
        first, last = self.start.year, self.end.year
        match self.kind:
            case PeriodKind.SCHOOL_YEAR:
                return parse_period(f"{first - 1}/{last - 1}")
            case PeriodKind.CALENDAR_YEAR:
                return parse_period(str(first - 1))
        length = last - first + 1
        return parse_period(f"{first - length}-{last - length}")

    def holds(self, day: date) -> bool:
        """Whether the day lies inside, ends included."""
        return self.start <= day <= self.end


def parse_period(text: str) -> Period:
    """The period written «2025/2026», «2026» or «2020-2022»; raises WrongUsage."""
    compact = "".join(text.split()).replace("–", "-")
    if match := re.fullmatch(rf"({_YEAR})/({_YEAR}|[0-9]{{2}})", compact):
        first, last = int(match[1]), int(match[1]) + 1
        if match[2] in (f"{last:04}", f"{last % 100:02}"):
            days = date(first, 9, 1), date(last, 8, 31)
            return Period(f"{first}/{last}", PeriodKind.SCHOOL_YEAR, *days)
    elif match := re.fullmatch(_YEAR, compact):
        year = int(match[0])
        return Period(compact, PeriodKind.CALENDAR_YEAR, date(year, 1, 1), date(year, 12, 31))
    elif match := re.fullmatch(rf"({_YEAR})-({_YEAR})", compact):
        first, last = int(match[1]), int(match[2])
        if first < last:
            days = date(first, 1, 1), date(last, 12, 31)
            return Period(compact, PeriodKind.PROGRAMME, *days)
    raise WrongUsage(
        f"Период «{text}» непонятен.",
        "Учебный год пишется так: 2025/2026, календарный год: 2026, годы программы: 2020-2022.",
    )


def school_year_of(day: date) -> Period:
    """The school year a day falls into (1 September – 31 August)."""
    first = day.year if day.month >= 9 else day.year - 1
    return parse_period(f"{first}/{first + 1}")


def results_year(period: Period) -> str:
    """Key of the school year whose results belong to a period; raises WrongUsage for programmes."""
    match period.kind:
        case PeriodKind.SCHOOL_YEAR:
            return period.key
        case PeriodKind.CALENDAR_YEAR:
            return school_year_of(period.start).key
    raise WrongUsage(
        f"Показатели считаются за год, а {period.title} — это несколько лет.",
        way("some_year"),
    )
