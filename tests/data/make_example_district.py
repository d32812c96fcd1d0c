"""Writes the example district of `make demo` into resources/example, the same bytes every time.

Run it as `python -m tests.data.make_example_district`. Places, schools and numbers are invented.
The workbooks look as districts really send them: merged headers, an empty row, totals, footnotes,
numbers as text, no-break spaces, decimal commas, codes whose leading zero Excel ate.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

EXAMPLE = Path(__file__).parents[2] / "resources" / "example"
_MADE = datetime(2026, 5, 20, 9, 0)
_SEED = 2026


@dataclass(frozen=True)
class School:
    """The truth behind one row of the sheets; None is what the school did not report."""

    code: str
    name: str
    rural: bool
    pupils: int
    parents_higher: int
    single_parent: int
    registered: int | None
    non_native: int
    disabilities: int
    km: str | None
    mbps: int
    vacancies: int
    skill: float
    """Chance of a point, by which results are drawn."""
    remote: bool = False
    ninth_grade: bool = True


SCHOOLS = (
    School(
        "021304", "МБОУ «СОШ № 1 г. Кедрополь»",
        False, 1012, 231, 214, 31, 96, 48, None, 100, 1, 0.62,
    ),
    School(
        "021311", "МБОУ «СОШ № 2 г. Кедрополь»",
        False, 688, 64, 203, 44, 171, 52, None, 50, 3, 0.47,
    ),
    School("021318", "МКОУ «СОШ с. Белоключье»", True, 164, 31, 28, 4, 12, 9, "18,4", 50, 0, 0.58),
    School("021325", "МКОУ «СОШ с. Рябинники»", True, 121, 14, 33, 7, 0, 8, "22,0", 20, 1, 0.43),
    School("021332", "МКОУ «ООШ с. Тихий Лог»", True, 47, 6, 13, 2, 0, 3, "31,5", 8, 1, 0.50, True),
    School("021339", "МКОУ «СОШ с. Сосновый Плёс»", True, 98, 22, 17, 3, 5, 4, "14,2", 50, 0, 0.60),
    School(
        "021346", "МКОУ «НОШ д. Дальние Покосы»",
        True, 19, 3, 5, 0, 0, 1, "40,7", 2, 1, 0.55, True, False,
    ),
    School(
        "021353", "МКОУ «СОШ с. Ключевая Падь»",
        True, 133, 27, 24, None, 41, 7, "26,3", 20, 0, 0.53,
    ),
    School("021360", "МКОУ «ООШ с. Старый Брод»", True, 58, 5, 19, 5, 3, 6, "12,8", 8, 2, 0.41),
    School("021367", "МКОУ «СОШ с. Липовый Угол»", True, 142, 49, 21, 2, 0, 5, None, 100, 0, 0.66),
    School("021374", "МКОУ «СОШ с. Ягодное Поле»", True, 87, 11, 25, 6, 22, 5, "35,1", 20, 1, 0.45),
    School(
        "021381", "МКОУ «ООШ с. Верхний Причал»",
        True, 36, 8, 6, 1, 0, 2, "28,9", 8, 0, 0.57, True,
    ),
)  # fmt: skip

_PERCENT_ROW = "021374"
"""This school wrote the share of single-parent families instead of their number."""

_RUSSIAN = ((4, 3, 4, 2, 3, 4, 2, 3, 3, 2, 2, 2), (15, 22, 28))
_MATH = ((1, 1, 2, 1, 2, 2, 1, 2, 2, 2), (6, 10, 13))


def main(folder: Path = EXAMPLE) -> None:
    """Write the four workbooks into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _social_passport(folder / "social_passport.xlsx")
    absent = _absent(random.Random(_SEED))
    _protocols(folder / "vpr5_russian.xlsx", "Русский язык", _RUSSIAN, absent, _SEED + 1)
    _protocols(folder / "vpr5_math.xlsx", "Математика", _MATH, absent, _SEED + 2)
    _oge(folder / "oge9.xlsx", random.Random(_SEED + 3))


def _workbook(file: Path) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(file))
    book.set_properties({"created": _MADE})
    return book


def _social_passport(file: Path) -> None:
    book = _workbook(file)
    sheet = book.add_worksheet("Соцпаспорт")
    sheet.merge_range("A1:P1", "Социальный паспорт школ Кедропольского района")
    sheet.write("A2", "по состоянию на 20.09.2025")
    _header(sheet)
    for number, school in enumerate(SCHOOLS):
        line = 5 + number + (number >= 7)  # an empty row after the seventh school
        for column, value in enumerate(_passport_row(number, school)):
            _put(sheet, line, column, value)
    last = 5 + len(SCHOOLS) + 1
    sheet.write(last, 1, "ИТОГО по району")
    total = sum(school.pupils for school in SCHOOLS)
    sheet.write_formula(last, 5, f"=SUM(F6:F{last})", None, total)
    sheet.write(last + 2, 0, "* сведения о семьях собраны классными руководителями")
    book.close()


_HEAD = (
    "№ п/п", "Наименование ОО", "Код ОО", "Местность (село/город)", "Труднодоступная",
    "Всего обучающихся, чел.", "", "", "", "", "", "С неродным русским языком", "ОВЗ",
    "Расстояние до ближайшей ОО, км", "Скорость Интернета, Мбит/с", "Вакансии, ед.",
)  # fmt: skip


def _header(sheet: Worksheet) -> None:
    for column, title in enumerate(_HEAD):
        if title:
            sheet.merge_range(3, column, 4, column, title)
    sheet.merge_range("G4:H4", "Из них дети из семей")
    sheet.merge_range("I4:K4", "Состоят на учёте")
    below = ("где оба родителя с высшим образованием", "неполных", "ВШУ", "КДН", "ПДН")
    for column, title in enumerate(below, start=6):
        sheet.write(4, column, title)


def _passport_row(number: int, school: School) -> Iterator[object]:
    """Cells as people type them; which ones are odd depends on the row alone."""
    share = 100 * school.single_parent / school.pupils
    spaced = f"{school.pupils:,}".replace(",", "\u00a0")
    yield number + 1
    yield school.name + " " * (number % 3)
    yield int(school.code) if number % 4 == 1 else school.code
    yield ("село", "с.", "Село")[number % 3] if school.rural else ("г.", "город")[number % 2]
    yield "да" if school.remote else ("нет" if number % 5 == 3 else None)
    yield spaced if school.pupils > 999 or number % 6 == 4 else school.pupils
    yield str(school.parents_higher) if number % 4 == 2 else school.parents_higher
    yield f"{share:.0f}%" if school.code == _PERCENT_ROW else school.single_parent
    yield "н/д" if school.registered is None else school.registered
    yield (school.registered or 0) // 4
    yield str((school.registered or 0) // 6) if number % 3 == 0 else (school.registered or 0) // 6
    yield school.non_native
    yield school.disabilities
    yield school.km or ("-" if school.rural else "0")
    yield school.mbps
    yield school.vacancies


def _absent(chance: random.Random) -> dict[tuple[str, int], int]:
    """Who missed which work: (school, pupil) → 0 Russian, 1 mathematics."""
    return {
        (school.code, pupil): chance.randrange(2)
        for school in SCHOOLS
        for pupil in range(_fifth_graders(school))
        if chance.random() < 0.06
    }


def _fifth_graders(school: School) -> int:
    return max(3, school.pupils // 10)


def _protocols(
    file: Path,
    subject: str,
    scale: tuple[Sequence[int], Sequence[int]],
    absent: dict[tuple[str, int], int],
    seed: int,
) -> None:
    """A sheet per school. A primary school has no fifth grade and so no sheet."""
    chance, book = random.Random(seed), _workbook(file)
    most, bounds = scale
    for school in SCHOOLS:
        if not school.ninth_grade:
            continue
        sheet = book.add_worksheet(school.code)
        _protocol_head(sheet, school, subject, most, bounds)
        classes = "АБ" if school.pupils > 500 else " "
        for pupil in range(_fifth_graders(school)):
            wrote = absent.get((school.code, pupil)) != seed - _SEED - 1
            row = _pupil(chance, school.skill, most, bounds) if wrote else _away(chance, len(most))
            letter = classes[pupil % len(classes)].strip()
            cells = [pupil + 1, str(5001 + pupil), f"5{letter}", *row]
            for column, value in enumerate(cells):
                _put(sheet, 5 + pupil, column, value)
    book.close()


def _protocol_head(
    sheet: Worksheet, school: School, subject: str, most: Sequence[int], bounds: Sequence[int]
) -> None:
    sheet.write("A1", f"ВПР 2025/26. {subject}. 5 класс. Протокол проведения")
    for column, value in enumerate(("ОО:", school.name, "Код ОО:", school.code)):
        _put(sheet, 1, column, value)
    marks = ", ".join(
        f"«{mark}» — от {least}" for mark, least in zip((3, 4, 5), bounds, strict=True)
    )
    sheet.write("A3", f"Максимальный балл: {sum(most)}. Отметка {marks}")
    tasks = [f"{number} ({points}б)" for number, points in enumerate(most, 1)]
    titles = ["№", "Код участника", "Класс", "Вариант", *tasks]
    titles += ["Сумма баллов", "Отметка", "Отметка за чет."]
    for column, title in enumerate(titles):
        sheet.write(4, column, title)


def _pupil(
    chance: random.Random, skill: float, most: Sequence[int], bounds: Sequence[int]
) -> list[object]:
    own = min(0.97, max(0.05, chance.gauss(skill, 0.17)))
    points = [sum(chance.random() < own for _ in range(top)) for top in most]
    signs: list[object] = list(points)
    for task, point in enumerate(points):
        if point == 0 and chance.random() < 0.4:
            signs[task] = chance.choice("ХXх")  # Cyrillic, Latin, small
    total = sum(points)
    mark = 2 + sum(total >= least for least in bounds)
    before = min(5, max(2, mark + chance.choice((0, 0, 0, 1, -1))))
    return [1 + chance.randrange(2), *signs, total, mark, before]


def _away(chance: random.Random, tasks: int) -> list[object]:
    return [None, *[None] * tasks, "не писал(а)", None, chance.choice((3, 4))]


def _oge(file: Path, chance: random.Random) -> None:
    book = _workbook(file)
    sheet = book.add_worksheet("ОГЭ 2026")
    sheet.write("A1", "Результаты ОГЭ 2026 г. по общеобразовательным организациям")
    titles = ("Код ОО", "Предмет", "Участников", "«2»", "«3»", "«4»", "«5»", "Средний балл")
    for column, title in enumerate(titles):
        sheet.write(2, column, title)
    line = 3
    for school in SCHOOLS:
        for subject, top in (("Русский язык", 33), ("Математика", 31)):
            cells: list[object] = [school.code, subject, "нет 9 класса"]
            if school.ninth_grade:
                cells = [school.code, subject, *_exam(chance, school, top)]
            for column, value in enumerate(cells):
                _put(sheet, line, column, value)
            line += 1
    book.close()


def _exam(chance: random.Random, school: School, top: int) -> list[object]:
    """Participants, numbers of «2» to «5», mean with a decimal comma."""
    participants = max(2, school.pupils // 12)
    points = [
        round(top * min(1, max(0, chance.gauss(school.skill, 0.16)))) for _ in range(participants)
    ]
    shares = [sum(point >= top * least for least in (0.36, 0.6, 0.8)) for point in points]
    mean = f"{sum(points) / participants:.1f}".replace(".", ",")
    return [participants, *(shares.count(level) for level in range(4)), mean]


def _put(sheet: Worksheet, line: int, column: int, value: object) -> None:
    if isinstance(value, str):
        sheet.write_string(line, column, value)
    elif value is not None:
        sheet.write(line, column, value)


if __name__ == "__main__":
    main()
