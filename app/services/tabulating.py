"""Indices as a workbook: groups and values, a row a school; every value and group explained."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.calculations import Calculation
from app.domain.diagnostics import noting
from app.domain.errors import Cancelled, WrongUsage
from app.domain.indices import ClassRow, IndexValue, State
from app.domain.monitoring import Monitoring, with_offers
from app.domain.organisations import Organisation
from app.domain.school_rows import Row, SchoolRows
from app.services.calculating import INDICES_HEADINGS
from app.services.collecting import uncollected
from app.services.context import Progress, silent
from app.services.telling_monitoring import monitoring_sheet

if TYPE_CHECKING:
    from app.analysis.summary import WideTable
    from app.spreadsheets.summaries import SummaryCell, SummarySheet

STATES = {State.IN: "входит", State.OUT: "не входит", State.UNDETERMINED: "не определено"}


def column_of(value: IndexValue) -> str:
    """What a value is about, in one line: «ИНРп, ВПР, Математика, 5 класс»."""
    subject = value.grounds.subject(value.subject) if value.subject else None
    grade = f"{value.grade} класс" if value.grade else None
    about = value.extra.get("about")
    parts = (
        value.definition.short,
        value.procedure_title,
        subject,
        grade,
        value.level_title,
        about,
    )
    return ", ".join(part for part in parts if part)


def class_titles(calculation: Calculation) -> dict[str, str]:
    """Code of a class → its name in Russian."""
    return {rule.code: rule.title for rule in calculation.methodology.classes}


CLASS_HEADINGS = (
    "Код школы",
    "Группа",
    "Состояние",
    "Предварительно",
    "Порог",
    "Эталон",
    "Почему",
    "Пояснение",
)
"""Headings of the rows that `class_cells` gives."""


def class_cells(row: ClassRow, title: str) -> tuple[str | float | None, ...]:
    """One school and one class; «Порог» is the number that decided, unrounded."""
    return (
        row.school,
        title,
        STATES[row.state],
        "да" if row.provisional else "нет",
        None if row.threshold is None else float(row.threshold),
        row.reference,
        row.because,
        row.explanation,
    )


def value_cells(value: IndexValue) -> tuple[SummaryCell, ...]:
    """A value under INDICES_HEADINGS, unrounded; «От» and «До»: the interval or the bounds."""
    top = value.numerator
    low, high = value.interval or value.bounds or (None, None)
    return (
        value.school,
        value.title,
        value.procedure_title,
        value.grounds.subject(value.subject) if value.subject else None,
        value.grade,
        _plain(value.value),
        int(top) if top is not None and top.denominator == 1 else _plain(top),
        value.denominator,
        _plain(low),
        _plain(high),
        value.explanation,
    )


def _plain(number: Fraction | float | None) -> float | None:
    return None if number is None else float(number)


@uncollected()
def write_indices(
    calculation: Calculation,
    path: Path,
    seen: Monitoring | None = None,
    known: Collection[Organisation] = (),
    progress: Progress = silent,
) -> None:
    """Write the calculation to an .xlsx file. Raises WrongUsage, WorldFailed, Cancelled.

    seen: what forms tell of the support; offers are found on the way through the values.
    known: organisations, for the names of schools. A file that was there stays until the new one
    is whole.
    """
    from app.spreadsheets.summaries import write_summary

    if path.suffix.lower() != ".xlsx":
        raise WrongUsage(
            f"Файл «{path.name}»: таблица бывает только книгой Excel.",
            "Укажите имя с окончанием .xlsx.",
        )
    schools = len(calculation.values.codes) + len(calculation.classes.codes)
    steps = _Steps(progress, schools + 1)  # the last one is putting the sheets into the file
    write_summary(path, _sheets(calculation, seen, known, steps), steps.tell)
    with suppress(Cancelled):  # too late: the file is whole and in its place
        progress(steps.total, steps.total)


_GROUPS, _SCHOOLS, _VALUES, _REASONS, _ABOUT = range(1, 6)
"""Places of the sheets: what is looked at and printed first stands first."""
_CODE, _NAME = "Код школы", "Школа"
_SIGNS = {State.IN: "да", State.OUT: "нет", State.UNDETERMINED: "?"}


def _sheets(
    calculation: Calculation,
    seen: Monitoring | None,
    known: Collection[Organisation],
    steps: _Steps,
) -> Iterator[SummarySheet]:
    """The values first: the others are made of what was met among them."""
    from app.analysis.summary import WideTable
    from app.spreadsheets.summaries import SummarySheet

    names = {one.code: one.title for one in known}
    # coverage and plans of districts stand with the values; the other table has a row a school
    table, schools = WideTable(), frozenset(calculation.classes.codes)
    worse: list[IndexValue] = []
    met = noting(steps.over(calculation.values), worse)
    values = (value_cells(value) for value in _noting(met, table, schools))
    aside, named = ("Пояснение",), ("Показатель", "Группа", _NAME)
    yield SummarySheet(
        "Показатели", INDICES_HEADINGS, values, aside=aside, names=named, place=_VALUES
    )
    headings = [_CODE, _NAME, *table.columns]
    numbers = ([code, names.get(code), *row] for code, row in table.rows())
    yield SummarySheet("По школам", headings, numbers, names=named, narrow=True, place=_SCHOOLS)
    titles = class_titles(calculation)
    headings = [_CODE, _NAME, *titles.values()]
    rows = _groups(calculation, names)
    yield SummarySheet("Группы по школам", headings, rows, names=named, narrow=True, place=_GROUPS)
    classes = (class_cells(one, titles[one.class_code]) for one in steps.over(calculation.classes))
    yield SummarySheet("Группы", CLASS_HEADINGS, classes, ("Почему",), named, aside, place=_REASONS)
    notes = [(f"{calculation.methodology.title}, {calculation.period.title}",)]
    if calculation.caution:
        notes.append((calculation.caution,))
    notes.extend([(_SIGNS_TOLD,), (_PAPER_TOLD,)])
    yield SummarySheet("О таблице", ("Что важно знать",), notes, ("Что важно знать",), place=_ABOUT)
    if seen is not None:
        yield from monitoring_sheet(with_offers(seen, worse))


def _noting(
    values: Iterable[IndexValue], table: WideTable, schools: Collection[str]
) -> Iterator[IndexValue]:
    """The same values, those of schools noted in the table."""
    for value in values:
        if value.school in schools:
            table.note(value.school, column_of(value), value.value)
        yield value


_SIGNS_TOLD = (
    "Лист «Группы по школам»: да — школа относится к группе, нет — не относится, ? — пока нельзя "
    "определить. Школы стоят по порядку кодов."
)
_PAPER_TOLD = (
    "На бумагу выводится всё, кроме столбца «Пояснение»: он для экрана. Чтобы напечатать одну "
    "школу, выберите её код стрелкой в заголовке столбца «Код школы»."
)


@dataclass(slots=True)
class _Steps:
    """Tells progress before every school, over the values and then over the groups.

    Progress raises Cancelled, so nobody waits for more than one school.
    """

    progress: Progress
    total: int
    done: int = 0

    def over(self, rows: SchoolRows[Row]) -> Iterator[Row]:
        """The rows, one by one."""
        for code in rows.codes:
            self.tell()
            self.done += 1
            yield from rows.of(code)

    def tell(self) -> None:
        """How far it is now."""
        self.progress(self.done, self.total)


def _groups(calculation: Calculation, names: Mapping[str, str]) -> Iterator[list[SummaryCell]]:
    """A row a school: its code, its name, and whether it is in each of the groups."""
    known = [calculation.states.get(one.code, {}) for one in calculation.methodology.classes]
    for school in calculation.classes.codes:
        states = (one.get(school) for one in known)
        yield [school, names.get(school), *(one and _SIGNS[one] for one in states)]
