"""What a header tells besides its name: a year, «%», «чел.»; they decide between like columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain import spelling
from app.domain.periods import parse_period, school_year_of

_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d) ?[/-] ?(20\d\d|\d\d)(?!\d)")
_DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(20\d\d)(?!\d)")
_YEAR = re.compile(r"(?<![\d.])(20\d\d)(?!\d)")
_PAST = re.compile(r"(?:прошл|предыдущ)\w* (?:уч\w*\.? )?год")
_PERCENT = re.compile(r"%|процент|\bдол[яи]\b|удельн")
_COUNT = re.compile(r"\bчел\b|\bчеловек|\bкол-?в|количеств|\bчисло\b|численност|\bшт\b")


_TAILS = (
    "чел", "человек", "кол-?во", "количество", "шт", "(?:в )?%", "(?:в )?процент(?:ов|ы|ах)?",
    "доля", r"(?:за |в )?20\d\d ?[/-] ?(?:20)?\d\d(?: ?уч\w*\.? ?г\w*)?",
    r"(?:за |в )?20\d\d(?: ?г(?:од|оду)?)?", r"на \d{1,2}\.\d{1,2}\.20\d\d",
)  # fmt: skip
_TAIL = re.compile(rf"[ ,(/]*(?<![а-я])(?:{'|'.join(_TAILS)})[.) ]*$")


def without_marks(text: str) -> str:
    """A folded header without the marks at its end: «вшу, чел» is «вшу»; a mark alone is «»."""
    while (shorter := _TAIL.sub("", text)) != text:
        text = shorter
    return text


@dataclass(frozen=True, slots=True)
class Marks:
    """What one column's header says of itself."""

    years: frozenset[str] = frozenset()
    """Keys of the school years it may be about; empty: it names none."""
    past: bool = False
    """«Прошлый год» without a number."""
    percent: bool = False
    count: bool = False


def marks_of(path: Sequence[str], matched: str) -> Marks:
    """The marks of a header (its texts from top to bottom) beyond the text it was found by."""
    folded = [spelling.folded(part) for part in path]
    whole = " / ".join(folded)
    known = matched.replace("*", " ")
    percent = count = False
    for part in reversed(folded):  # the lower part is nearer to the numbers
        share, people = _PERCENT.search(part), _COUNT.search(part)
        if share and people:  # «% от общего количества» is a percent, «чел. (%)» is people
            percent = share.start() < people.start()
            break
        percent, count = bool(share), bool(people)
        if percent or count:
            break
    return Marks(
        years=frozenset() if years_in(known) else years_in(whole),
        past=bool(_PAST.search(whole)) and not _PAST.search(known),
        percent=percent and not _PERCENT.search(known),
        count=count,
    )


def years_in(text: str) -> frozenset[str]:
    """All school years the text may speak of; a bare year may be the spring or the autumn."""
    found: set[str] = set()
    for first, last in _SCHOOL_YEAR.findall(text):
        if last in (f"{int(first) + 1}", f"{(int(first) + 1) % 100:02}"):
            found.add(parse_period(f"{first}/{int(first) + 1}").key)
    for day, month, year in _DATE.findall(text):
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 28:
            found.add(school_year_of(date(int(year), int(month), int(day))).key)
        elif 1 <= int(month) <= 12:
            found.add(school_year_of(date(int(year), int(month), 1)).key)
    if not found:
        for year in _YEAR.findall(text):
            found |= {f"{int(year) - 1}/{year}", f"{year}/{int(year) + 1}"}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may be the wanted one."""

    number: int
    label: str
    marks: Marks


def fitting(candidates: Iterable[Candidate], year: str | None, *, percent: bool) -> list[Candidate]:
    """Those whose year and kind of number are the wanted ones; the most telling ones of them.

    `percent`: whether a percent is asked for; then a column that names people is no candidate.
    """
    found = [one for one in candidates if not (one.marks.count if percent else one.marks.percent)]
    found = [one for one in found if _is_of(one.marks, year)]
    for tells in _TELLING if year is not None else _TELLING[1:]:
        telling = [one for one in found if tells(one.marks, percent)]
        if telling:
            found = telling
    return found


def _is_of(marks: Marks, year: str | None) -> bool:
    if marks.past and not marks.years:
        return False
    return year is None or not marks.years or year in marks.years


_TELLING: tuple[Callable[[Marks, bool], bool], ...] = (
    lambda marks, percent: bool(marks.years),
    lambda marks, percent: marks.percent if percent else marks.count,
)
