"""Layouts that went wrong once (tests/data/cases) and others of their kinds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import Refused
from app.domain.issues import Severity
from app.domain.results import ProcedureKey
from app.spreadsheets.layouts import FormLookup, WorkbookReading
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.workbooks import read_workbook
from tests.unit.spreadsheets.conftest import MakeBook

CASES = Path(__file__).parents[2] / "data" / "cases"
PASSPORT = ["№", "Наименование ОО", "Код ОО", "Всего обучающихся",
            "Из семей, где оба родителя с высшим образованием", "Из неполных семей"]  # fmt: skip
EXAM = ["Код ОО", "Школа", "Предмет", "Участников", "«2»", "«3»", "«4»", "«5»", "Средний балл"]
PROTOCOL = ["№", "Код участника", "Класс", "1 (2б)", "2 (3б)", "Сумма баллов", "Отметка"]
OF_THE_YEAR = ["Социальный паспорт на 20.09.2025"]


@pytest.fixture
def case(forms: FormLookup, mappings: Sequence[TableMapping]) -> Callable[[str], WorkbookReading]:
    return lambda name: read_workbook(CASES / name, forms, mappings)


@pytest.fixture
def read(make_book: MakeBook, forms: FormLookup, mappings: Sequence[TableMapping]) -> Any:
    def reader(*rows: Sequence[Any], merged: Sequence[str] = ()) -> WorkbookReading:
        return read_workbook(make_book({"Лист": rows}, merged), forms, mappings)

    return reader


def told(reading: WorkbookReading) -> list[tuple[str, str, str]]:
    return [(one.severity.value, one.code, one.place.cell) for one in reading.issues]


def errors(reading: WorkbookReading) -> list[str]:
    return [one.code for one in reading.issues if one.severity is Severity.ERROR]


def passports(reading: WorkbookReading) -> dict[str, dict[str, Any]]:
    return {
        one.organisation_code: {
            code: value for code, value in one.raw.values.items() if code != "census_date"
        }
        for one in reading.records
        if one.form == "social_passport"
    }


def totals(reading: WorkbookReading) -> dict[tuple[str, str], Any]:
    return {(one.organisation_code, one.procedure.subject): one.totals for one in reading.results}


def test_a_code_merged_over_rows_holds_for_all_of_them(case: Any) -> None:
    reading = case("02-code-merged-over-rows.xlsx")
    assert errors(reading) == []
    assert {key: one.participants for key, one in totals(reading).items()} == {
        ("021301", "russian"): 10, ("021301", "math"): 10, ("021301", "biology"): 3,
    }  # fmt: skip


def test_a_number_merged_over_rows_is_no_number_of_each(read: Any) -> None:
    reading = read(
        ["Результаты ОГЭ 2026 г."], EXAM,
        ["021301", "Школа А", "Русский язык", 10, 1, 4, 4, 1, 20.5],
        ["", "", "Математика", None, 1, 4, 4, 1, 15],
        merged=["A3:A4", "B3:B4", "D3:D4"],
    )  # fmt: skip
    assert totals(reading)["021301", "math"].participants is None


def test_latin_letters_in_a_header_are_understood_and_told(case: Any) -> None:
    reading = case("13a-latin-header.xlsx")
    assert set(passports(reading)) == {"021301", "021302"}
    assert told(reading) == [("note", "latin_letters", "")]
    assert "«Kод OO»" in reading.issues[0].message


def test_latin_letters_in_a_subject_are_understood_and_told(case: Any) -> None:
    reading = case("13b-latin-subject.xlsx")
    assert totals(reading)["021301", "russian"].participants == 10
    assert told(reading) == [("note", "latin_letters", "C4")]


def test_latin_letters_in_titles_totals_and_marks_are_understood(read: Any) -> None:
    reading = read(
        ["BПP 2025/26. Математика. 5 класс. Протокол"], ["OО:", "Школа", "Kод ОO:", "021301"], [],
        PROTOCOL, [1, "5001", "5А", 2, 3, 5, 5], [2, "5002", "5А", "", "", "нe пиcал", ""],
        ["", "Итoгo", "", 2, 3, 5, ""],
    )  # fmt: skip
    assert errors(reading) == []
    [result] = reading.results
    assert result.pupils is not None
    assert list(result.pupils.totals) == [5, -1]


def test_percent_and_people_under_one_heading_are_told_apart(case: Any) -> None:
    reading = case("14-percent-and-count.xlsx")
    assert errors(reading) == []
    assert passports(reading) == {
        "021301": {"pupils_total": 200, "parents_higher": 40, "single_parent": 60},
        "021302": {"pupils_total": 50, "parents_higher": 10, "single_parent": 5},
    }


@pytest.mark.parametrize(
    "kinds", [("%", "чел."), ("чел.", "%"), ("доля", "кол-во"), ("человек", "процент"), ("", "%")]
)
def test_the_words_for_percent_and_people_decide(read: Any, kinds: tuple[str, str]) -> None:
    share = next(place for place, kind in enumerate(kinds) if kind in ("%", "доля", "процент"))
    cells = [30, 30]
    cells[share] = 15
    header = [*PASSPORT[:5], *(f"Из неполных семей, {kind}".strip(" ,") for kind in kinds)]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, *cells])
    assert passports(reading)["021301"]["single_parent"] == 30


def test_percents_alone_are_never_stored_as_people(read: Any) -> None:
    header = [*PASSPORT[:5], "Из неполных семей", "ВШУ, %"]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, 30, 4.5])
    assert "registered_school" not in passports(reading)["021301"]
    assert "ВШУ, %" in next(one.message for one in reading.issues)


def test_the_year_stated_decides_between_two_years(case: Any) -> None:
    reading = case("15-two-years.xlsx")
    assert errors(reading) == []
    one = totals(reading)["021301", "russian"]
    assert (one.participants, one.mean_points) == (12, Decimal(25))


@pytest.mark.parametrize(
    ("title", "header", "value"),
    [
        ("Паспорт на 20.09.2025", ["Всего обучающихся 2025/26", "Всего обучающихся 2024/25"], 1),
        ("Паспорт на 20.09.2025", ["Всего обучающихся 2024/25", "Всего обучающихся 2025/26"], 2),
        ("Паспорт", ["Всего обучающихся в прошлом году", "Всего обучающихся"], 2),
        ("Паспорт на 20.09.2025", ["Всего обучающихся на 20.09.2024",
                                   "Всего обучающихся на 20.09.2025"], 2),
        ("Паспорт на 20.09.2025", ["Всего обучающихся", "Всего обучающихся, 2024 год"], 1),
    ],
)  # fmt: skip
def test_years_in_headers_are_met_in_all_their_forms(
    read: Any, title: str, header: list[str], value: int
) -> None:
    reading = read(
        [title], [*PASSPORT[:3], *header, *PASSPORT[4:]], [1, "Школа", "021301", 1, 2, 0, 0]
    )
    assert passports(reading)["021301"]["pupils_total"] == value


def test_columns_of_another_year_alone_are_not_this_years(read: Any) -> None:
    header = [*PASSPORT[:5], "Из неполных семей", "ВШУ 2024/2025"]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, 30, 4])
    assert "registered_school" not in passports(reading)["021301"]


def test_the_only_year_in_the_headers_is_the_year_of_the_file(read: Any) -> None:
    header = [*PASSPORT[:3], "Всего обучающихся 2024/2025", *PASSPORT[4:]]
    assert read(["Паспорт"], header, [1, "Школа", "021301", 200, 40, 30]).year == "2024/2025"


def test_a_tie_names_both_columns_and_reads_neither(read: Any) -> None:
    header = [*PASSPORT, "ВШУ", "ВШУ"]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, 30, 4, 5])
    assert told(reading) == [("error", "like_columns", "H2")]
    assert "«ВШУ» (G) и «ВШУ» (H)" in reading.issues[0].message
    assert "registered_school" not in passports(reading)["021301"]


def test_a_tie_of_a_needed_column_reads_no_row(read: Any) -> None:
    header = [
        *PASSPORT[:3],
        "Всего обучающихся 2024/25",
        "Всего обучающихся 2025/26",
        *PASSPORT[4:],
    ]
    reading = read(["Паспорт"], header, [1, "Школа А", "021301", 200, 210, 40, 30])
    assert errors(reading) == ["like_columns"]
    assert reading.records == ()


def test_two_years_in_the_title_are_asked_about(read: Any) -> None:
    reading = read(
        ["Итоги ОГЭ: 2024/2025 и 2025/2026"],
        EXAM,
        ["021301", "Школа", "Математика", 10, 1, 4, 4, 1, 15],
    )
    assert errors(reading) == ["several_years"]
    assert reading.results == ()


@pytest.mark.parametrize(
    "name", ["16a-signature-below.xlsx", "16b-header-repeated.xlsx", "16c-empty-row-with-sum.xlsx"]
)
def test_rows_that_are_no_data_are_passed_over(case: Any, name: str) -> None:
    reading = case(name)
    assert told(reading) == []
    assert reading.rows_read == (3 if name.startswith("16c") else 2)


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "", "", "", ""],
        ["", "Исп.: Петрова А. А., тел. 8-900-000-00-00", "", "(подпись)", "", ""],
        ["М.П.", "", "", "", "", ""],
        ["", "Директор школы", "Иванов И. И.", "______", "", ""],
        [2, "", "", 0, 0, 0],
        [2, "", "", "=0/0", "", 0],
        ["№", "Наименование ОО", "Код ОО", "Всего обучающихся", "", ""],
        ["", "Утверждаю", "", "", "«__» ______ 2025 г.", ""],
    ],
)
def test_other_rows_below_a_table_are_passed_over_too(read: Any, row: list[Any]) -> None:
    reading = read(OF_THE_YEAR, PASSPORT, [1, "Школа А", "021301", 200, 40, 30], row)
    assert [code for code in errors(reading) if code != "formula_not_computed"] == []
    assert reading.rows_read == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([2, "Школа Б", "", 100, 20, 10], "no_organisation_code"),
        ([2, "", "", 100, 20, 10], "no_organisation_code"),
        ([2, "Директор", "", 100, "", ""], "no_organisation_code"),
        ([2, "Школа Б", "О21302", 100, 20, 10], "bad_organisation_code"),
    ],
)
def test_rows_with_numbers_and_without_a_code_are_still_errors(
    read: Any, row: list[Any], code: str
) -> None:
    reading = read(OF_THE_YEAR, PASSPORT, [1, "Школа А", "021301", 200, 40, 30], row)
    assert errors(reading) == [code]


def test_names_instead_of_codes_are_refused_and_not_repeated(read: Any) -> None:
    reading = read(
        ["ВПР 2025/26. Математика. 5 класс. Протокол"], ["ОО:", "Школа", "Код ОО:", "021301"], [],
        PROTOCOL, [1, "Иванова Маша", "5А", 2, 3, 5, 5], [2, "5002", "5А", 1, 1, 2, 3],
    )  # fmt: skip
    assert told(reading) == [("error", "name_for_code", "B5")]
    assert "Иванова" not in str(reading)


def test_a_date_is_no_class(read: Any) -> None:
    reading = read(
        ["ВПР 2025/26. Математика. 5 класс. Протокол"], ["ОО:", "Школа", "Код ОО:", "021301"], [],
        PROTOCOL, [1, "5001", datetime(2025, 9, 5), 2, 3, 5, 5], [2, "5002", "5А", 1, 1, 2, 3],
    )  # fmt: skip
    assert told(reading) == [("error", "not_a_class", "C5")]
    assert reading.results[0].pupils.classes == ("", "5А")


def test_an_exam_centres_protocol_is_read_without_a_name_of_anybody(case: Any) -> None:
    reading = case("32-exam-centre-protocol.xlsx")
    assert reading.layout == "oge_protocol"
    assert told(reading) == []
    [result] = reading.results
    assert result.procedure == ProcedureKey("oge", "2025/2026", "russian", 9)
    assert result.organisation_code == "021301"
    assert list(result.pupils.totals) == [22, 17]
    assert list(result.pupils.marks) == [4, 3]
    assert result.pupils.classes == ("9А", "9Б")
    whole = repr(reading)
    assert not any(name in whole for name in ("Тестов", "Проба", "Пробовна", "000001"))


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("01 - Русский язык 2026.06.09", "russian"),
        ("2 – Математика 09.06.2026", "math"),
        ("Предмет: 06 - Биология. Дата: 09.06.2026", "biology"),
    ],
)
def test_headings_of_exam_centres_are_met_in_several_forms(
    read: Any, title: str, subject: str
) -> None:
    header = ["№", "Код ОО", "Класс", "Код участника", "ФИО", "Первичный балл", "Оценка"]
    reading = read(["ОГЭ"], [title], header, [1, 21301, "9А", 102, "Тестов Т. Т.", 22, 4])
    assert errors(reading) == []
    [result] = reading.results
    assert (result.procedure.subject, result.procedure.year) == (subject, "2025/2026")


def test_a_protocol_that_says_nothing_of_the_exam_is_named_by_its_nearest_table(read: Any) -> None:
    header = ["№", "Код ОО", "Класс", "Код участника", "ФИО", "Первичный балл", "Оценка"]
    with pytest.raises(Refused, match=r"Протокол ОГЭ из центра обработки.*«огэ»") as refused:
        read(["01 - Русский язык 2026.06.09"], header, [1, 21301, "9А", 102, "Т", 22, 4])
    assert "впр" not in str(refused.value)


def test_a_class_of_another_grade_is_asked_about(read: Any) -> None:
    header = ["№", "Код ОО", "Класс", "Код участника", "Первичный балл", "Оценка"]
    reading = read(["ОГЭ"], ["01 - Русский язык 2026.06.09"], header, [1, 21301, "11А", 102, 22, 4])
    assert told(reading)[-1] == ("query", "another_grade", "C4")


@pytest.mark.parametrize("mark", ["чел.", "человек", "кол-во", "2025/26 уч. год", "на 20.09.2025"])
def test_a_header_with_a_mark_behind_it_is_the_same_header(read: Any, mark: str) -> None:
    header = [*PASSPORT, f"Состоят на ВШУ, {mark}"]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, 30, 4])
    assert passports(reading)["021301"]["registered_school"] == 4


def test_a_second_line_of_years_belongs_to_the_header_without_merged_cells(read: Any) -> None:
    header = [*PASSPORT[:5], "Из неполных семей", ""]
    years = ["", "", "", "", "", "2024/2025", "2025/2026"]
    reading = read(OF_THE_YEAR, header, years, [1, "Школа А", "021301", 200, 40, 31, 30])
    assert errors(reading) == []
    assert passports(reading)["021301"]["single_parent"] == 30


@pytest.mark.parametrize("years", [("2024/2025", "2025/2026"), ("2025-26", "2024-25"),
                                   (2024, 2026), ("2023 г.", "2025 г.")])  # fmt: skip
def test_rows_of_another_year_are_left_out_and_counted(read: Any, years: tuple[Any, Any]) -> None:
    header = ["Учебный год", *PASSPORT[1:]]
    rows = [[year, "Школа А", "021301", 200 + n, 40, 30] for n, year in enumerate(years)]
    reading = read(OF_THE_YEAR, header, *rows)
    assert errors(reading) == []
    this = next(n for n, year in enumerate(years) if str(year)[:4] in ("2025", "2026"))
    assert passports(reading)["021301"]["pupils_total"] == 200 + this
    assert "rows_of_other_years" in [one.code for one in reading.issues]


def test_rows_of_several_years_under_a_silent_title_are_asked_about(read: Any) -> None:
    header = ["Учебный год", *PASSPORT[1:]]
    rows = [[year, "Школа А", "021301", 200, 40, 30] for year in ("2024/2025", "2025/2026")]
    reading = read(["Паспорт"], header, *rows)
    assert errors(reading) == ["several_years"]
    assert reading.records == ()


def test_the_year_of_the_rows_is_the_year_of_a_file_whose_title_is_silent(read: Any) -> None:
    header = ["Год", *PASSPORT[1:]]
    assert read(["Паспорт"], header, ["2024/2025", "Ш", "021301", 200, 40, 30]).year == "2024/2025"


def test_years_of_an_exam_may_stand_in_the_rows(read: Any) -> None:
    header = [*EXAM, "Год"]
    rows = [["021301", "Ш", "Математика", 10, 1, 4, 4, 1, mean, year]
            for mean, year in ((15, 2025), (16, "2025/2026"))]  # fmt: skip
    reading = read(["Результаты ОГЭ"], header, *rows)
    assert errors(reading) == []
    assert {one.procedure.year: one.totals.mean_points for one in reading.results} == {
        "2024/2025": 15, "2025/2026": 16,
    }  # fmt: skip


def test_a_line_of_numbers_below_a_repeated_header_is_no_school_and_no_pupil(read: Any) -> None:
    first = [1, "Школа А", "021301", 200, 40, 30]
    reading = read(OF_THE_YEAR, PASSPORT, first, PASSPORT, [1, 2, 3, 4, 5, 6])
    assert told(reading) == []
    assert set(passports(reading)) == {"021301"}
    reading = read(
        ["ВПР 2025/26. Математика. 5 класс. Протокол"], ["ОО:", "Школа", "Код ОО:", "021301"], [],
        PROTOCOL, [1, 5001, "5А", 2, 3, 5, 5], PROTOCOL, [1, 2, 3, 4, 5, 6, 7],
    )  # fmt: skip
    assert told(reading) == []
    assert reading.results[0].pupils.codes == ("5001",)


@pytest.mark.parametrize("heading", ["% от общего количества", "Доля от численности", "чел. (%)"])
def test_a_percent_of_an_amount_is_a_percent(read: Any, heading: str) -> None:
    header = [*PASSPORT, f"ВШУ, {heading}"]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, 30, 4])
    is_percent = heading[0] != "ч"
    assert ("registered_school" not in passports(reading)["021301"]) == is_percent


def test_latin_letters_alone_are_a_label_too(read: Any) -> None:
    reading = read(
        ["ВПР 2025/26. Математика. 5 класс. Протокол"], ["OO:", "Школа", "Код OO:", "021301"], [],
        PROTOCOL, [1, 5001, "5А", 2, 3, 5, 5],
    )  # fmt: skip
    assert errors(reading) == []
    assert reading.results[0].organisation_name == "Школа"


@pytest.mark.parametrize("other", ["Всего обучающихся, в т. ч. девочек", "Всего обучающихся 9 кл."])
def test_the_exact_header_stands_before_longer_ones(read: Any, other: str) -> None:
    header = [*PASSPORT[:3], other, *PASSPORT[3:]]
    reading = read(OF_THE_YEAR, header, [1, "Школа А", "021301", 90, 200, 40, 30])
    assert errors(reading) == []
    assert passports(reading)["021301"]["pupils_total"] == 200


def test_a_heading_over_two_columns_needs_no_merged_cells(read: Any) -> None:
    """A title is merged, the headings are not."""
    header = [*PASSPORT[:5], "Из неполных семей", ""]
    kinds = ["", "", "", "", "", "%", "чел."]
    reading = read(
        OF_THE_YEAR, header, kinds, [1, "Школа А", "021301", 200, 40, 15, 30], merged=["A1:G1"]
    )
    assert errors(reading) == []
    assert passports(reading)["021301"]["single_parent"] == 30


@pytest.mark.parametrize("mark", [", %", " 2024/2025", ", доля"])
def test_needed_columns_only_in_percents_or_of_another_year_are_named(read: Any, mark: str) -> None:
    header = [*PASSPORT[:5], f"Из неполных семей{mark}"]
    with pytest.raises(Refused, match="проценты или другой учебный год") as refused:
        read(OF_THE_YEAR, header, [1, "Школа А", "021301", 200, 40, 15])
    assert f"«Из неполных семей{mark}»" in str(refused.value)


@pytest.mark.parametrize("order", [(2024, 2025), (2025, 2024)])
def test_a_sheet_of_the_year_before_is_named_and_not_mixed_in(
    make_book: MakeBook, forms: FormLookup, mappings: Sequence[TableMapping], order: Any
) -> None:
    sheets = {
        str(year): [
            [f"Социальный паспорт на 20.09.{year}"],
            PASSPORT,
            [1, "Школа", f"02130{year - 2023}", year, 40, 30],
        ]
        for year in order
    }
    reading = read_workbook(make_book(sheets), forms, mappings)
    assert errors(reading) == []
    assert reading.year == "2025/2026"
    assert {code: one["pupils_total"] for code, one in passports(reading).items()} == {
        "021302": 2025,
    }
    [note] = [one for one in reading.issues if one.code == "sheet_of_another_year"]
    assert note.place.sheet == "2024"
