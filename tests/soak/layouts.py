"""Tables as districts make them, by chance, with their right reading known beforehand."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.copier import WorksheetCopy

from app.services.catalogue import FormCatalogue
from app.spreadsheets.templates import write_template

YEAR, LAST_YEAR = "2025/2026", "2024/2025"
Values = dict[tuple[str, ...], object]
"""(school, question) or (school, subject, question) → number; what is missing is left out."""

QUESTIONS = {
    "parents_higher": ["Из семей, где оба родителя с высшим образованием",
                       "Оба родителя с высшим образованием"],
    "single_parent": ["Из неполных семей", "Дети из неполных семей"],
    "registered_school": ["ВШУ", "Состоят на ВШУ"],
    "registered_kdn": ["КДН", "Состоят на учёте: КДН"],
    "non_native": ["С неродным русским языком"],
    "disabilities": ["Дети с ОВЗ", "ОВЗ"],
    "low_income": ["Из малообеспеченных семей"],
    "large_families": ["Многодетных семей", "Из многодетных семей"],
}  # fmt: skip
NEEDED = ["parents_higher", "single_parent"]
"""Without them the table is no passport."""
TOTAL = ["Всего обучающихся", "Контингент", "Численность обучающихся"]
CODES = ["Код ОО", "Код школы", "Код организации"]
NAMES = ["Наименование ОО", "Школа", "Название школы"]
SUBJECTS = {"Русский язык": "russian", "Математика": "math", "Биология": "biology",
            "Физика": "physics"}  # fmt: skip
LATIN = str.maketrans("АВЕКМНОРСТХаеорсх", "ABEKMHOPCTXaeopcx")


@dataclass
class Layout:
    """One file, what is right to read in it, and whether it must be read."""

    path: Path
    right: Values
    decidable: bool | None
    """Whether nothing in it has to be refused; None: it may be read or refused."""
    tricks: list[str] = field(default_factory=list)


@dataclass
class _Column:
    """Texts of the header from top to bottom and the cells below."""

    path: tuple[str, ...]
    cells: list[Any]
    key: bool = False


class Maker:
    """Makes one table after another; every choice comes from `chance`."""

    def __init__(self, chance: random.Random, folder: Path) -> None:
        self.chance, self.folder = chance, folder
        self.tricks: list[str] = []
        self.decidable = True

    def table(self, number: int) -> Layout:
        """A passport of a district, totals of an exam, or protocols of schools."""
        self.tricks, self.decidable = [], True
        makers = [self._passports, self._passports, self._exams, self._protocols, self._template]
        make = self.chance.choice(makers)
        return make(self.folder / f"таблица {number}")

    def _does(self, trick: str, share: float = 0.3) -> bool:
        if self.chance.random() >= share:
            return False
        self.tricks.append(trick)
        return True

    def _one(self, options: Sequence[Any]) -> Any:
        return self.chance.choice(options)

    # passports

    def _passports(self, path: Path) -> Layout:
        schools = self._schools()
        totals = {code: self.chance.randint(20, 1500) for code in schools}
        columns = [
            _Column((self._one(CODES),), [self._code(code) for code in schools], key=True),
            _Column((self._one(NAMES),), [f"Школа {code}" for code in schools], key=True),
        ]
        right: Values = {}
        asked = ["pupils_total", *NEEDED]
        asked += self.chance.sample(list(QUESTIONS)[2:], self.chance.randint(0, 5))
        for question in asked:
            numbers = {
                code: totals[code] if question == "pupils_total" else self._part(totals[code])
                for code in schools
            }
            columns += self._question(question, numbers, totals, right)
        columns += self._decoys(len(schools))
        if len(schools) > 1 and self._does("no code", 0.04):
            self.decidable = False
            columns[0].cells[-1] = ""
            right = {key: value for key, value in right.items() if key[0] != schools[-1]}
        title = self._one(["Социальный паспорт школ района", "Паспорт"])
        stated = f"{title} по состоянию на 20.09.2025"
        return self._written(path, [[stated]], columns, right)

    def _schools(self) -> list[str]:
        return [f"0213{number:02}" for number in self.chance.sample(range(1, 60), self._few())]

    def _few(self) -> int:
        return self.chance.randint(1, 7)

    def _part(self, whole: int) -> int:
        return self.chance.randint(0, whole // 4)

    def _code(self, code: str) -> Any:
        return self._one([code, code, int(code), f"{code[:3]} {code[3:]}"])

    def _question(
        self,
        question: str,
        numbers: Mapping[str, int],
        totals: Mapping[str, int],
        right: Values,
    ) -> list[_Column]:
        """The columns of one question: the number, perhaps beside percents or another year."""
        label = self._one(TOTAL if question == "pupils_total" else QUESTIONS[question])
        if self._does("latin", 0.08):
            label = "".join(self._one([sign, sign.translate(LATIN)]) for sign in label)
        if question not in ("pupils_total", *NEEDED) and self._does("not asked", 0.1):
            # percents alone, or last year's numbers, are nobody's answer
            mark = self._one(["%", LAST_YEAR, "на 20.09.2024", "доля", "2023 год"])
            return [_Column((f"{label}, {mark}",), [self._part(90) for _ in numbers])]
        cells = [self._cell(question, code, number, right) for code, number in numbers.items()]
        this = _Column((label,), cells)
        if question != "pupils_total" and self._does("percent", 0.2):
            shares = [round(100 * numbers[code] / totals[code], 1) for code in numbers]
            percent, people = self._one([("%", "чел."), ("доля", "кол-во"), ("процент", "человек")])
            return self._pair(label, (people, this), (percent, _Column((), list(shares))))
        if self._does("two years", 0.12):
            others = [self._part(1500) for _ in numbers]
            years = self._one([(YEAR, LAST_YEAR), ("2025/26 уч. год", "2024/25 уч. год"),
                               ("на 20.09.2025", "на 20.09.2024")])  # fmt: skip
            return self._pair(label, (years[0], this), (years[1], _Column((), list(others))))
        if self._does("tie", 0.02):
            self.decidable = False
            for code in numbers:
                right.pop((code, question), None)
            return [this, _Column((label,), [self._part(1500) for _ in numbers])]
        return [this]

    def _pair(
        self, label: str, first: tuple[str, _Column], second: tuple[str, _Column]
    ) -> list[_Column]:
        two_rows = self._does("merged header", 0.5)
        found = [
            _Column((label, mark) if two_rows else (f"{label}, {mark}",), column.cells)
            for mark, column in (first, second)
        ]
        if not two_rows or self.chance.random() < 0.5:
            found.reverse()
        return found

    def _cell(self, question: str, code: str, number: int, right: Values) -> Any:
        right[code, question] = number
        chosen = self.chance.random()
        if chosen < 0.05 and question != "pupils_total":
            del right[code, question]
            return self._one(["н/д", "-", "", "нет данных"])
        if chosen < 0.12:
            return f"{number:,}".replace(",", self._one([" ", "\u00a0"]))
        if chosen < 0.2:
            return f"{number} {self._one(['чел.', 'чел', 'человек'])}"
        if chosen < 0.25:
            return str(number)
        if chosen < 0.255:
            self.decidable = False
            self.tricks.append("not this unit")
            del right[code, question]
            return f"{number} {self._one(['руб.', '%', 'кл.', '+ 5', 'и 7', '(из них 3)'])}"
        return number

    def _decoys(self, count: int) -> list[_Column]:
        found = []
        if self._does("decoys", 0.4):
            for label in self.chance.sample(
                ["Примечание", "Всего обучающихся в прошлом году", "Район", "Классов", "Директор"],
                2,
            ):
                found.append(_Column((label,), [self.chance.randint(1, 99) for _ in range(count)]))
        return found

    # totals of an exam

    def _exams(self, path: Path) -> Layout:
        right: Values = {}
        rows = [
            (code, subject)
            for code in self._schools()
            for subject in self.chance.sample(list(SUBJECTS), self.chance.randint(1, 4))
        ]
        columns = [
            _Column((self._one(CODES),), [code for code, _ in rows], key=True),
            _Column((self._one(NAMES),), [f"Школа {code}" for code, _ in rows], key=True),
            _Column(("Предмет",), [self._subject(one) for _, one in rows], key=True),
        ]
        marks = [[self.chance.randint(0, 30) for _ in range(4)] for _ in rows]
        means = [round(self.chance.uniform(5, 35), 1) for _ in rows]
        told: dict[str, tuple[str, list[Any]]] = {
            "participants": ("Участников", [sum(one) for one in marks]),
            **{f"mark_{n + 2}": (f"«{n + 2}»", [one[n] for one in marks]) for n in range(4)},
            "mean_points": ("Средний балл", means),
        }
        two_years = self._does("two years", 0.3)
        for name, (label, numbers) in told.items():
            for (code, subject), number in zip(rows, numbers, strict=True):
                right[code, SUBJECTS[subject], name] = number
            if two_years and name in ("participants", "mean_points"):
                others: list[Any] = [self.chance.randint(1, 90) for _ in rows]
                pair = [_Column((YEAR, label), list(numbers)), _Column((LAST_YEAR, label), others)]
                self.chance.shuffle(pair)
                columns += pair
            else:
                columns.append(_Column((label,), list(numbers)))
        merged = self._does("merged codes", 0.4)
        return self._written(
            path, [["Результаты ОГЭ 2026 г."]], columns, right, shuffled=not merged, merged=merged
        )

    def _subject(self, subject: str) -> str:
        return subject.translate(LATIN) if self._does("latin", 0.05) else subject

    # protocols

    def _protocols(self, path: Path) -> Layout:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        right: Values = {}
        most = [self.chance.randint(1, 4) for _ in range(self.chance.randint(1, 6))]
        for code in self._schools():
            sheet = book.create_sheet(code)
            if self._does("hidden sheet", 0.15) and len(book.worksheets) > 1:
                sheet.sheet_state = "hidden"
            sheet.append(["ВПР 2025/26. Математика. 5 класс. Протокол"])
            sheet.append(["ОО:", f"Школа {code}", "Код ОО:", code])
            sheet.append([])
            tasks = [f"{n} ({points}б)" for n, points in enumerate(most, 1)]
            header = ["№", "Код участника", "Класс", *tasks, "Сумма баллов", "Отметка"]
            sheet.append(header)
            for n in range(1, self.chance.randint(2, 12)):
                points = [self.chance.randint(0, one) for one in most]
                right[code, str(5000 + n), "total"] = sum(points)
                mark = self.chance.randint(2, 5)
                right[code, str(5000 + n), "mark"] = mark
                sheet.append([n, 5000 + n, self._one(["5А", "5Б"]), *points, sum(points), mark])
                if self._does("header again", 0.02):
                    sheet.append(header)
            for row in self._stray_rows(len(header)):
                sheet.append(row)
        book.save(path.with_suffix(".xlsx"))
        return Layout(path.with_suffix(".xlsx"), right, self.decidable, list(self.tricks))

    def _stray_rows(self, width: int) -> list[list[Any]]:
        """Rows below a table that are no data."""
        rows: list[list[Any]] = [
            [],
            ["", "Директор", "", "(подпись)"],
            ["", "Исп.: Петрова А. А., тел. 8-900-000-00-00"],
            ["М.П."],
            [99, *[""] * (width - 3), 0, ""],
            ["* по данным школ"],
            ["", "Итого", "", *[7] * (width - 3)],
        ]
        if not self._does("stray rows", 0.5):
            return []
        return self.chance.sample(rows, self.chance.randint(1, 4))

    # templates of our own

    def _template(self, path: Path) -> Layout:
        """A template filled, then changed as people change it; perhaps copied for more schools."""
        path = path.with_suffix(".xlsx")
        form = FormCatalogue().form("social_passport")
        schools = self._schools()
        write_template(form, path, organisation_code=schools[0], period=YEAR)
        book = openpyxl.load_workbook(path)
        places = {str(row[0]): str(row[1]) for row in book["opora"].iter_rows(values_only=True)}
        first, right = book.worksheets[0], Values()
        sheets = [first]
        for code in schools[1:]:
            sheets.append(book.create_sheet(f"Копия {code}"))
            WorksheetCopy(first, sheets[-1]).copy_worksheet()
        for code, sheet in zip(schools, sheets, strict=True):
            sheet[places["@organisation"]] = code
            for question in ("pupils_total", *QUESTIONS):
                number = self._part(400) if question != "pupils_total" else 400
                sheet[places[question]] = right[code, question] = number
        decidable: bool | None = True
        for sheet in sheets:
            if self._does("renamed sheet"):
                sheet.title = f"Школа {sheets.index(sheet)}"
            if self._does("changed sheet"):
                decidable = None
                change = self._one(["insert_rows", "delete_rows", "insert_cols", "delete_cols"])
                first_place = 3 if change == "delete_cols" else 1  # labels and answers stay
                last_place = 40 if "rows" in change else 4
                getattr(sheet, change)(self.chance.randint(first_place, last_place))
        book.save(path)
        return Layout(path, right, decidable, list(self.tricks))

    # writing

    def _written(
        self,
        path: Path,
        above: list[list[Any]],
        columns: list[_Column],
        right: Values,
        *,
        shuffled: bool = True,
        merged: bool = False,
    ) -> Layout:
        if shuffled and self._does("shuffled", 0.5):
            columns = self._shuffled(columns)
        grid, areas = self._grid(above, columns)
        code_at = next(n for n, one in enumerate(columns) if one.path[0] in CODES)
        if not merged and self._does("text file", 0.25):
            return self._as_text(path.with_suffix(".csv"), grid, right, bool(areas))
        grid += [self._placed(row, columns, code_at) for row in self._stray_rows(len(columns))]
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in grid:
            sheet.append(row)
        for area in areas:
            sheet.merge_cells(area)
        if merged:
            self._merge_codes(sheet, len(grid), columns)
        if self._does("hidden parts", 0.1):
            sheet.row_dimensions[len(above) + 3].hidden = True
        book.save(path.with_suffix(".xlsx"))
        return Layout(path.with_suffix(".xlsx"), right, self.decidable, list(self.tricks))

    def _shuffled(self, columns: list[_Column]) -> list[_Column]:
        """Groups under one merged heading stay together."""
        groups: list[list[_Column]] = []
        for column in columns:
            same = groups and len(column.path) > 1 and groups[-1][0].path[:-1] == column.path[:-1]
            if same:
                groups[-1].append(column)
            else:
                groups.append([column])
        self.chance.shuffle(groups)
        return [column for group in groups for column in group]

    def _grid(
        self, above: list[list[Any]], columns: list[_Column]
    ) -> tuple[list[list[Any]], list[str]]:
        height = max(len(column.path) for column in columns)
        grid: list[list[Any]] = [*above, []]
        first = len(grid) + 1
        areas: list[str] = []
        upper: list[Any] = [column.path[0] for column in columns]
        if height > 1:
            for n, column in enumerate(columns):
                if len(column.path) == 1:
                    areas.append(_area(first, n + 1, first + 1, n + 1))
            areas += self._headings(columns, upper, first)
            grid += [upper, [one.path[1] if len(one.path) > 1 else "" for one in columns]]
        else:
            grid.append(upper)
        grid += [list(row) for row in zip(*(column.cells for column in columns), strict=True)]
        return grid, areas

    def _headings(self, columns: list[_Column], upper: list[Any], first: int) -> list[str]:
        """Merge equal neighbours of the upper line."""
        areas, start = [], 0
        for n in range(1, len(columns) + 1):
            same = n < len(columns) and len(columns[n].path) > 1 and upper[n] == upper[start]
            if same and len(columns[start].path) > 1:
                continue
            if n - start > 1:
                areas.append(_area(first, start + 1, first, n))
                upper[start + 1 : n] = [""] * (n - start - 1)
            start = n
        return areas

    def _placed(self, row: list[Any], columns: list[_Column], code_at: int) -> list[Any]:
        """A stray row never writes a text into the column of codes unless it is a signature."""
        if "Итого" in row:
            return ["Итого" if n == 0 else "" for n in range(len(columns))]
        if row[:1] == [99]:
            keys = [one.key for one in columns]
            return ["" if key else 0 for key in keys]
        return row

    def _merge_codes(self, sheet: Any, rows: int, columns: list[_Column]) -> None:
        """Merge equal codes (and names) of neighbouring rows."""
        first = next(n for n in range(1, rows + 1) if sheet.cell(n, 1).value in CODES)
        start = first + (2 if any(len(one.path) > 1 for one in columns) else 1)
        while start <= rows:
            end = start
            value = sheet.cell(start, 1).value
            while end < rows and value and sheet.cell(end + 1, 1).value == value:
                end += 1
            if end > start:
                for column in (1, 2):
                    sheet.merge_cells(_area(start, column, end, column))
            start = end + 1

    def _as_text(self, path: Path, grid: list[list[Any]], right: Values, two_rows: bool) -> Layout:
        rows = [[str(cell) for cell in row] for row in grid]
        if self._does("lawful quotes", 0.4):
            rows[-1] = [
                f'МБОУ "СОШ"\nс. Лог; филиал {cell}' if cell.startswith("Школа") else cell
                for cell in rows[-1]
            ]
        stray = self._does("stray quote", 0.15)
        with path.open("w", encoding=self._one(["utf-8-sig", "cp1251"]), newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        if stray:
            self._spoil(path)
        return Layout(path, right, self.decidable, list(self.tricks))

    def _spoil(self, path: Path) -> None:
        """Put one quotation mark before the name of a school and none behind it."""
        content = path.read_bytes()
        encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "cp1251"
        text = content.decode(encoding)
        places = [n for n in range(len(text)) if text.startswith(";Школа 0", n)]
        places = [n for n in places if ";" in text[n + 1 :]]  # else nothing is swallowed
        if places:
            self.decidable = False
            place = self._one(places) + 1
            path.write_bytes((text[:place] + '"' + text[place:]).encode(encoding))


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
