"""Invents a district unlike the customer's: the same layouts, everything else otherwise.

Shuffled columns, more tasks, headers elsewhere, other totals and footnotes, more schools. What it
wrote is kept beside as plain numbers, so that a test can compute with them on its own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

NBSP, THIN = "\u00a0", "\u202f"


@dataclass
class School:
    """The truth about one school; None is what the sheets do not tell."""

    code: str
    name: str
    pupils: int
    high: int | None
    single: int
    vshu: int | None
    km: str | None
    vacancies: int
    works: dict[str, list[Work]] = field(default_factory=dict)
    exams: dict[str, list[int]] = field(default_factory=dict)
    """Subject → numbers of «2» to «5»; nothing without a ninth grade."""


@dataclass(frozen=True)
class Work:
    """One pupil's work in one subject; no points when he was away."""

    pupil: str
    points: tuple[int, ...] | None

    @property
    def total(self) -> int | None:
        return None if self.points is None else sum(self.points)


@dataclass(frozen=True)
class Scale:
    """Greatest points of the tasks, and the least totals for «3», «4» and «5»."""

    most: tuple[int, ...]
    bounds: tuple[int, int, int]

    def mark(self, total: int) -> int:
        return 2 + sum(total >= bound for bound in self.bounds)


SCALES = {
    "Русский язык": Scale((5, 3, 4, 3, 2, 1, 3, 2, 2, 1, 2, 3, 2, 1, 4, 2), (18, 27, 35)),
    "Математика": Scale((1, 1, 1, 2, 1, 2, 1, 1, 2, 2, 2, 1, 2, 2), (7, 12, 17)),
}
CODES = {"Русский язык": "russian", "Математика": "math"}


def invent(seed: int, schools: int) -> list[School]:
    """The truth."""
    chance = random.Random(seed)
    found = [_school(chance, 12001 + 13 * n, n) for n in range(schools)]
    found[4].high = None
    found[9].vshu = None
    # The trap 40 + 0 − 40 − 40: clamping the parts one by one would give another value.
    found[2].pupils, found[2].high, found[2].single, found[2].vshu = 100, 40, 40, 40
    return found


def _school(chance: random.Random, code: int, n: int) -> School:
    pupils = chance.choice((31, 77, 140, 305, 1204))
    single = chance.randrange(pupils // 3)
    made = School(
        code=f"{code:06d}",
        name=f"МБОУ «СОШ № {n + 1} пос. Ёлочный»",
        pupils=pupils,
        high=chance.randrange(pupils // 2),
        single=single,
        vshu=chance.randrange(pupils // 4),
        km=None if n % 3 else f"{chance.randrange(400) / 10}".replace(".", ","),
        vacancies=chance.randrange(4),
    )
    away = chance.randrange(3), chance.randrange(3)
    for n_subject, (subject, scale) in enumerate(SCALES.items()):
        made.works[subject] = list(_works(chance, scale, max(3, pupils // 12), away[n_subject]))
        if n % 5 != 3:
            made.exams[subject] = [chance.randrange(9) for _ in range(4)]
    return made


def _works(chance: random.Random, scale: Scale, amount: int, away: int) -> Iterator[Work]:
    for n in range(amount):
        points = tuple(chance.randint(0, top) for top in scale.most)
        yield Work(f"{9001 + n}", None if n == away else points)


def write(folder: Path, schools: Sequence[School], seed: int) -> list[Path]:
    """The four workbooks."""
    chance = random.Random(seed)
    passport = folder / "соцпаспорт.xlsx"
    _passport(passport, schools, chance)
    exam = folder / "огэ.xlsx"
    _exam(exam, schools, chance)
    protocols = [folder / f"впр {subject}.xlsx" for subject in SCALES]
    for file, subject in zip(protocols, SCALES, strict=True):
        _protocols(file, subject, schools, chance)
    return [passport, *protocols, exam]


def _passport(file: Path, schools: Sequence[School], chance: random.Random) -> None:
    columns: list[tuple[str, str, Any]] = [
        ("", "№", lambda school: schools.index(school) + 1),
        ("", "Код школы", lambda school: _eaten(school.code, chance)),
        ("", "Наименование организации", lambda school: school.name + " " * chance.randrange(3)),
        ("", "Контингент", lambda school: _typed(school.pupils, chance)),
        ("", "Вакансии", lambda school: _typed(school.vacancies, chance)),
        ("", "Расстояние до ближайшей школы", lambda school: school.km or "—"),
    ]
    groups = [
        ("Дети из семей", "неполных", lambda school: _typed(school.single, chance)),
        ("Дети из семей", "где оба родителя с высшим обр.", lambda s: _typed(s.high, chance)),
        ("На учёте", "ВШУ, чел", lambda school: _typed(school.vshu, chance)),
        ("На учёте", "ПДН, чел", lambda school: 0),
    ]
    chance.shuffle(columns)
    columns[3:3] = groups
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("Лист1")
    sheet.write(0, 0, "Утверждаю")
    sheet.write(2, 0, "Социальный паспорт муниципалитета на 01.10.2025")
    head = 7
    for column, (group, title, _) in enumerate(columns):
        if not group:
            sheet.merge_range(head, column, head + 1, column, title)
        else:
            sheet.write(head + 1, column, title)
    sheet.merge_range(head, 3, head, 4, "Дети из семей")
    sheet.merge_range(head, 5, head, 6, "На учёте")
    line = head + 2
    for n, school in enumerate(schools):
        line += 1 if n in (2, 11) else 0
        for column, (_, _, value) in enumerate(columns):
            _put(sheet, line, column, value(school))
        line += 1
    name = next(n for n, (_, title, _) in enumerate(columns) if title.startswith("Наименование"))
    sheet.write(line, name, "Всего по муниципалитету")
    sheet.write(line + 2, 0, "Исполнитель: специалист отдела образования")
    book.close()


def _protocols(file: Path, subject: str, schools: Sequence[School], chance: random.Random) -> None:
    scale, book = SCALES[subject], xlsxwriter.Workbook(str(file))
    cover = book.add_worksheet("Инструкция")
    cover.write(0, 0, "Заполните по листу на школу")
    for school in schools:
        sheet = book.add_worksheet(school.code)
        marks = ", ".join(f"«{n}» — от {least}" for n, least in enumerate(scale.bounds, 3))
        sheet.write(0, 0, "Отдел образования")
        sheet.write(2, 0, f"ВПР 2025/2026. {subject}. 5 класс. Протокол")
        for column, value in enumerate(("ОО:", school.name, "Код ОО:", school.code)):
            _put(sheet, 4, column, value)
        sheet.write(5, 0, f"Максимальный балл: {sum(scale.most)}. Отметка {marks}")
        tasks = [f"{n} ({top}б)" for n, top in enumerate(scale.most, 1)]
        columns = ["Код участника", "Вариант", *tasks, "Сумма баллов", "Отметка", "Класс"]
        for column, title in enumerate(columns):
            sheet.write(8, column, title)
        for n, work in enumerate(school.works[subject]):
            for column, cell in enumerate(_row(work, scale, chance)):
                _put(sheet, 9 + n, column, cell)
    book.close()


def _row(work: Work, scale: Scale, chance: random.Random) -> list[object]:
    if work.points is None or work.total is None:
        return [work.pupil, None, *[None] * len(scale.most), None, "не писал", "5"]
    signs = [
        chance.choice(("Х", "X", "х", "x", 0)) if point == 0 else point for point in work.points
    ]
    return [work.pupil, 1, *signs, work.total, scale.mark(work.total), "5"]


def _exam(file: Path, schools: Sequence[School], chance: random.Random) -> None:
    titles = ["Предмет", "Код организации", "Участников", *(f"Отметка {n}" for n in (5, 4, 3, 2))]
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("Итоги")
    sheet.write(1, 1, "Результаты ОГЭ 2026 г.")
    for column, title in enumerate(titles):
        sheet.write(4, column, title)
    line = 5
    for subject in CODES:
        for school in schools:
            marks = school.exams.get(subject)
            cells: list[object] = [subject, _eaten(school.code, chance), "не проводился"]
            if marks is not None:
                cells[2:] = [_typed(sum(marks), chance), *reversed(marks)]
            for column, value in enumerate(cells):
                _put(sheet, line, column, value)
            line += 1
    book.close()


def _eaten(code: str, chance: random.Random) -> object:
    """A code as text, or as the number Excel made of it."""
    return chance.choice((code, int(code)))


def _typed(number: int | None, chance: random.Random) -> object:
    """A number as people type it."""
    if number is None:
        return chance.choice(("н/д", "-", "нет данных", None))
    spaced = f"{number:,}".replace(",", chance.choice((NBSP, THIN, " ")))
    return chance.choice((number, str(number), spaced, f" {number} "))


def _put(sheet: Worksheet, line: int, column: int, value: object) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value)
    elif value is not None:
        sheet.write(line, column, value)
