"""Nothing stored is never met with silence: at least one sentence, whatever was loaded."""

from __future__ import annotations

import csv
import errno
import inspect
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.domain.errors import AppError
from app.services.context import Context
from app.services.importing import import_files
from app.services.opening import open_base
from app.spreadsheets import sentences
from tests.unit.services.bases import DISTRICT, SCHOOL, Bases

WORDS: list[Any] = [
    "Код ОО", "Школа", "Всего обучающихся", "Оба родителя с высшим", "Неполных", "Предмет", "ВШУ",
    "Участников", "«2»", "«3»", "Средний балл", "Код участника", "Сумма баллов", "Отметка", "Класс",
    "1 (2б)", "Русский язык", "Математика", "ОГЭ 2026 г.", "ВПР 2025/26. Математика. 5 класс.",
    "Социальный паспорт на 20.09.2025", "2024/2025", "021301", "021302", 21301, 5, 12.5, 100, "",
    "", "", None, "Итого", "н/д", "12%", "много", "(подпись)", "5А", "нет 9 класса", "Код ОО:",
]  # fmt: skip
HEADERS = [
    ["Код ОО", "Школа", "Всего обучающихся", "Оба родителя с высшим", "Неполных"],
    ["Код ОО", "Предмет", "Участников", "«2»", "«3»", "Средний балл"],
    ["Код участника", "Класс", "1 (2б)", "Сумма баллов", "Отметка"],
]
TITLES = [["ОГЭ 2026 г."], ["ВПР 2025/26. Математика. 5 класс. Код ОО: 021301"], ["Паспорт"], []]


@pytest.fixture(params=["district", "school"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Context]]:
    """A new copy of an empty base each time, of a district and of a school."""
    bases = Bases(tmp_path)
    own = DISTRICT if request.param == "district" else SCHOOL
    empty = bases.make(request.param, own).base
    bases.close()
    opened: list[Context] = []

    def make() -> Context:
        while opened:
            opened.pop().close()
        opened.append(open_base(Path(shutil.copy(empty, tmp_path / "копия.sqlite"))))
        return opened[-1]

    yield make
    for context in opened:
        context.close()


def _sheet(chance: random.Random) -> list[list[Any]]:
    rows = [chance.choice(TITLES), chance.choice([*HEADERS, chance.sample(WORDS, 6)])]
    rows += [
        [chance.choice(WORDS) for _ in range(chance.randint(0, 7))]
        for _ in range(chance.randint(0, 4))
    ]
    return rows


def _file(chance: random.Random, folder: Path) -> Path:
    if chance.random() < 0.4:
        path = folder / "таблица.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(_sheet(chance))
        return path
    book = openpyxl.Workbook()
    for row in _sheet(chance):
        book.worksheets[0].append(row)
    for number in range(chance.randint(0, 2)):
        sheet = book.create_sheet(f"Лист {number}")
        for row in _sheet(chance):
            sheet.append(row)
    path = folder / "таблица.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("partial", [False, True])
def test_a_file_of_which_nothing_is_stored_always_says_why(
    fresh: Callable[[], Context], tmp_path: Path, partial: bool
) -> None:
    chance = random.Random(8)
    outcomes = set()
    for number in range(20):
        path = _file(chance, tmp_path)
        (report,) = import_files(fresh(), [path], partial=partial)
        outcomes.add(report.stored)
        if not report.stored:
            told = [one.message for one in report.issues if one.severity == "error"]
            assert told, f"file {number}"
            assert all(len(message) > 15 and message.endswith((".", "»")) for message in told), told
    assert False in outcomes


def test_every_refusal_has_a_sentence_and_an_advice() -> None:
    made = 0
    for name, function in inspect.getmembers(sentences, inspect.isfunction):
        hints = inspect.signature(function)
        if function.__module__ != sentences.__name__ or hints.return_annotation == "str":
            continue
        given = [_argument(str(one.annotation)) for one in hints.parameters.values()]
        fault = function(*given)
        if isinstance(fault, AppError):
            made += 1
            assert len(fault.what) > 15, name
            assert len(fault.advice) > 10, name
            assert "--" not in str(fault), name
            assert "opora " not in str(fault), name
    assert made > 10


def _argument(annotation: str) -> Any:
    if annotation == "int":
        return 3
    if annotation == "OSError":
        return OSError(errno.EIO, "ошибка диска")
    return ("слово",) if annotation.startswith(("Iterable", "tuple")) else "слово"
