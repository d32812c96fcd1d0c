"""Indices as a workbook: values with explanations, a row a school, and the groups."""

from __future__ import annotations

from pathlib import Path

from app.domain.calculations import Calculation
from app.domain.errors import WrongUsage
from app.domain.indices import ClassRow, IndexValue, State
from app.domain.monitoring import Monitoring
from app.services.calculating import INDICES_HEADINGS, indices_table
from app.services.telling_monitoring import monitoring_sheet

STATES = {State.IN: "входит", State.OUT: "не входит", State.UNDETERMINED: "не определено"}


def column_of(value: IndexValue) -> str:
    """What a value is about, in one line: «ИНРп, ВПР, Математика, 5 класс»."""
    subject = value.grounds.subject(value.subject) if value.subject else None
    grade = f"{value.grade} класс" if value.grade else None
    about = value.extra.get("about")
    parts = (value.definition.short, value.procedure_title, subject, grade, value.level, about)
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


def write_indices(calculation: Calculation, path: Path, seen: Monitoring | None = None) -> None:
    """Write the calculation to an .xlsx file. Raises WrongUsage, WorldFailed."""
    from app.analysis.summary import wide_table
    from app.spreadsheets.summaries import SummarySheet, write_summary

    if path.suffix.lower() != ".xlsx":
        raise WrongUsage(
            f"Файл «{path.name}»: таблица бывает только книгой Excel.",
            "Укажите имя с окончанием .xlsx.",
        )
    # coverage and plans of districts stand on the first sheet; this one has a row a school
    schools = {one.school for one in calculation.classes}
    cells = {
        (one.school, column_of(one)): None if one.value is None else float(one.value)
        for one in reversed(calculation.values)
        if one.school in schools
    }
    triples = [(*place, value) for place, value in reversed(cells.items())]
    headings, rows = wide_table(triples)
    titles = class_titles(calculation)
    classes = (class_cells(one, titles[one.class_code]) for one in calculation.classes)
    explained, named = ("Пояснение",), ("Показатель", "Группа")
    notes = [(f"{calculation.methodology.title}, {calculation.period.title}",)]
    if calculation.caution:
        notes.append((calculation.caution,))
    write_summary(
        path,
        [
            SummarySheet(
                "Показатели", INDICES_HEADINGS, indices_table(calculation), explained, named
            ),
            SummarySheet("По школам", headings, rows),
            SummarySheet("Группы", CLASS_HEADINGS, classes, ("Почему", "Пояснение"), named),
            *monitoring_sheet(seen),
            SummarySheet("О таблице", ("Что важно знать",), notes, ("Что важно знать",)),
        ],
    )
