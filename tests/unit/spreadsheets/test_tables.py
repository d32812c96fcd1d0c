"""Tables of other districts: other rows, columns and numbers, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from typing import Any

import pytest

from app.domain.errors import BadDefinition, Cancelled, Refused
from app.domain.issues import Severity
from app.domain.results import MISSING, ProcedureKey, Scale, Status
from app.domain.scales import ScaleEntry, Scales, SubCondition
from app.spreadsheets.layouts import FormLookup, WorkbookReading
from app.spreadsheets.mapping_files import load_mapping
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.workbooks import read_workbook
from tests.unit.spreadsheets.conftest import MakeBook

PASSPORT = ["Код ОО", "Наименование ОО", "Всего обучающихся, чел.", "оба родителя с высшим",
            "неполных", "ОВЗ"]  # fmt: skip
PROTOCOL = ["№", "Код участника", "Класс", "1 (2б)", "2 (3б)", "Сумма баллов", "Отметка"]
TITLE = ["ВПР 2025/26. Русский язык. 5 класс. Протокол"]
SCALE = ["Максимальный балл: 5. Отметка «3» — от 2, «4» — от 3, «5» — от 5"]
OWNER = ["ОО:", "Школа села Лесное", "Код ОО:", "41999"]
EXAM = ["Код ОО", "Предмет", "Участников", "«2»", "«3»", "«4»", "«5»", "Средний балл"]


@pytest.fixture
def read(make_book: MakeBook, forms: FormLookup, mappings: Sequence[TableMapping]) -> Any:
    def reader(sheets: dict[str, Any], merged: Sequence[str] = ()) -> WorkbookReading:
        return read_workbook(make_book(sheets, merged), forms, mappings)

    return reader


def told(reading: WorkbookReading) -> list[tuple[str, str, str]]:
    return [(one.severity.value, one.code, one.place.cell) for one in reading.issues]


def protocol(*rows: Sequence[Any], scale: Sequence[Any] = SCALE) -> dict[str, Any]:
    return {"Лесное": [TITLE, OWNER, scale, [], PROTOCOL, *rows]}


def test_columns_in_another_order_and_new_ones_are_no_obstacle(read: Any) -> None:
    header = ["Столовая", *reversed(PASSPORT)]
    reading = read({"Лист": [["Социальный паспорт"], [], header, ["есть", 1, 2, 3, 40, "Ш", 41]]})

    record = next(one for one in reading.records if one.form == "social_passport")
    assert record.organisation_code == "000041"
    assert record.raw.values == {
        "pupils_total": 40, "parents_higher": 3, "single_parent": 2, "disabilities": 1,
    }  # fmt: skip
    assert record.cells["pupils_total"] == ("Лист", "E4")
    [note] = reading.issues
    assert note.severity is Severity.NOTE
    assert "Столовая" in note.message


def test_a_flat_table_of_a_region_with_longer_headers_is_recognised(read: Any) -> None:
    header = [
        "Код ОО", "Район", "Всего обучающихся", "ОВЗ, чел.", "Состоит на учёте ВШУ",
        "Дети из семей, где оба родителя с высшим образованием", "Дети из неполных семей",
    ]  # fmt: skip
    rows = [[f"{100_000 + n}", "Лесной", 50, 5, 1, 20, 10] for n in range(500)]
    reading = read({"Регион": [header, *rows]})

    assert (reading.rows_read, len(reading.records)) == (500, 500)
    assert reading.issues == ()
    assert reading.records[-1].raw.values == {
        "pupils_total": 50, "disabilities": 5, "registered_school": 1,
        "parents_higher": 20, "single_parent": 10,
    }  # fmt: skip


def test_a_merged_header_of_two_rows_below_a_long_preface(read: Any) -> None:
    rows = [["письмо"]] * 12 + [
        ["Код ОО", "Всего обучающихся", "Из них дети из семей", None, "Состоят на учёте", None],
        [None, None, "где оба родителя с высшим образованием", "неполных", "ВШУ", "КДН"],
        [1, 2, 3, 4, 5, 6],
        ["041101", 100, 10, 20, 3, 4],
    ]
    merged = ["A13:A14", "B13:B14", "C13:D13", "E13:F13"]

    [record] = read({"Лист": rows}, merged).records

    assert record.organisation_code == "041101"
    assert record.raw.values["registered_kdn"] == 4
    assert record.cells["single_parent"] == ("Лист", "D16")


def test_totals_footnotes_and_empty_rows_are_nobodys(read: Any) -> None:
    reading = read(
        {
            "Лист": [
                PASSPORT,
                ["041101", "А", 10, 1, 1, 1],
                [],
                ["Итого по району", None, 10, 1, 1, 1],
                [None, "ИТОГО:", 10, 1, 1, 1],
                ["* сведения уточняются"],
            ]
        }
    )
    assert reading.rows_read == 1
    assert reading.issues == ()


def test_a_repeated_code_refuses_the_later_row_and_names_both(read: Any) -> None:
    rows = [PASSPORT, ["041101", "А", 10, 1, 1, 1], [41101, "Б", 20, 2, 2, 2]]
    reading = read({"Лист": rows})

    assert told(reading) == [("error", "repeated_organisation", "A3")]
    assert "строке 2" in reading.issues[0].message
    assert "строка 3" in reading.issues[0].message
    passports = [one.raw.values for one in reading.records if one.form == "social_passport"]
    assert [values["pupils_total"] for values in passports] == [10]


def test_the_name_and_the_date_above_the_table_answer_questions_too(read: Any) -> None:
    rows = [["Паспорт по состоянию на 20.09.2025"], PASSPORT, ["041101", "Школа А", 10, 1, 1, 1]]
    answers = {one.form: one for one in read({"Лист": rows}).records}

    assert answers["passport"].raw.values == {"short_name": "Школа А"}
    assert answers["passport"].cells["short_name"] == ("Лист", "A3")
    assert answers["social_passport"].raw.values["census_date"] == "20.09.2025"


def test_a_row_with_answers_but_no_code_or_a_strange_one_is_told(read: Any) -> None:
    rows = [PASSPORT, [None, "А", 10, 1, 1, 1], ["01-5", "Б", 1], [1234567, "В", 1]]
    assert told(read({"Лист": rows})) == [
        ("error", "no_organisation_code", "A2"),
        ("error", "bad_organisation_code", "A3"),
        ("error", "bad_organisation_code", "A4"),
    ]


def test_a_failed_formula_is_refused_at_its_cell_and_leaves_it_empty(read: Any) -> None:
    reading = read({"Лист": [PASSPORT, ["041101", "А", "#DIV/0!", 1, "=A1", 1]]})
    assert told(reading) == [
        ("error", "formula_error", "C2"),
        ("error", "formula_not_computed", "E2"),
    ]
    assert reading.records[0].raw.values["pupils_total"] is None


def test_an_unknown_table_is_refused_with_what_to_do(read: Any) -> None:
    with pytest.raises(Refused, match=r"не узнали таблицу.*Знакомые таблицы"):
        read({"Лист": [["Меню столовой"], ["Суп", 1]]})


COUNTED = """
title_words = ["ничего такого", "{words}"]
code = "own"
title = "Наша таблица"
kind = "organisations"
organisation = {{ code = {{ column = ["код"] }} }}
columns = [{{ to = "social_passport.pupils_total", header = ["сколько*"], required = true }}]
"""


@pytest.mark.parametrize(
    "words", ["ВПР двух лет", "впр двух лет*", "впр*лет", "*двух*", "впр*2026"]
)
def test_a_title_word_may_stand_for_anything_with_a_star(
    make_book: MakeBook, forms: FormLookup, words: str
) -> None:
    mapping = load_mapping(COUNTED.format(words=words), "own.toml")
    title = ["Итоги. ВПР двух лет: 2025 и 2026"]
    path = make_book({"Лист": [title, ["Код", "Сколько детей"], ["041101", 12]]})
    assert read_workbook(path, forms, [mapping]).layout == mapping.code


def test_a_title_without_the_words_is_told_apart_from_a_header(
    make_book: MakeBook, forms: FormLookup
) -> None:
    mapping = load_mapping(COUNTED.format(words="впр трёх лет*"), "own.toml")
    path = make_book({"Лист": [["ВПР двух лет"], ["Код", "Сколько детей"], ["041101", 12]]})
    with pytest.raises(Refused, match=r"шапка подходит.*а нужных слов нет.*впр трех лет\*"):
        read_workbook(path, forms, [mapping])
    assert read_workbook(path, forms, [], mapping=mapping).rows_read == 1


def test_a_workbook_with_nothing_in_it_is_said_to_be_empty(read: Any) -> None:
    with pytest.raises(Refused, match="ни одной заполненной клетки"):
        read({"Лист1": [], "Лист2": [["  "]]})


def test_a_chosen_mapping_that_does_not_fit_says_which_columns_are_missing(
    make_book: MakeBook, forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    path = make_book({"Лист": [["Код ОО", "неполных"], ["041101", 1]]})
    chosen = next(one for one in mappings if one.code == "social_passport_district")
    with pytest.raises(Refused, match="всего обучающихся"):
        read_workbook(path, forms, [], mapping=chosen)


def test_a_protocol_of_another_size_is_read_with_its_own_scale(read: Any) -> None:
    reading = read(protocol([1, "п-1", "5А", 2, "Х", 2, 3], [2, 7, "5А", 2, 3, 5, 5]))

    [one] = reading.results
    assert (one.organisation_code, one.organisation_name) == ("041999", "Школа села Лесное")
    assert one.pupils.codes == ("п-1", "7")
    assert (one.scale.max_points, one.scale.min_3, one.scale.min_5) == (5, 2, 5)
    assert reading.issues == ()


def test_what_does_not_agree_in_a_protocol_is_named_cell_by_cell(read: Any) -> None:
    reading = read(
        protocol(
            [1, "1", "5", 2, 1, 4, 4],  # sum differs
            [2, "2", "5", 3, 1, 4, 4],  # more than the task gives
            [3, "3", "5", 1.5, "да", 2, 3],  # no points
            [4, "4", "5", 2, 1, 3, 5],  # mark differs from the scale
            [5, "5", "5", 2, 1, 3, 6],  # no such mark
            [6, "6", "5", None, None, "не писал(а)", 4],  # absent with a mark
            [7, "7", "5", 2, 0, None, 3],  # sum to be computed
            [8, "1", "5", 2, 0, 2, 3],  # code again
            [9, "9", "5", None, None, None, None],  # nothing
            [10, None, "5", 2, 0, 2, 3],  # nobody
            [11, "11", "5", 2, None, 2, 3],  # one task empty
        )
    )

    assert sorted(told(reading), key=lambda one: int(one[2][1:])) == [
        ("error", "sum_differs", "F6"),
        ("error", "bad_points", "D7"),
        ("error", "bad_points", "D8"),
        ("error", "bad_points", "E8"),
        ("query", "mark_differs", "G9"),
        ("error", "bad_mark", "G10"),
        ("query", "absent_with_points", "F11"),
        ("error", "repeated_pupil", "B13"),
        ("error", "nothing_entered", "F14"),
        ("error", "no_pupil_code", "B15"),
        ("query", "empty_task", "E16"),
    ]
    [one] = reading.results
    pupils = one.pupils
    assert pupils.codes == ("1", "2", "3", "4", "5", "6", "7", "11")
    assert list(pupils.totals) == [MISSING, 4, 2, 3, 3, MISSING, 2, 2]
    assert list(pupils.marks) == [4, 4, 3, 5, MISSING, MISSING, 3, 3]
    assert pupils.statuses[5] == Status.ABSENT
    assert one.cells.at(7, "total") == ("Лесное", "F16")


def test_a_mark_that_other_points_may_have_lowered_is_not_asked_about(
    make_book: MakeBook, forms: FormLookup
) -> None:
    shipped = resources.files("forms") / "mappings" / "vpr_protocol.toml"
    exam = shipped.read_text(encoding="utf-8").replace('kind = "vpr"', 'kind = "oge"')
    title = ["ОГЭ 2025/26. Предмет: Математика. 9 класс. Протокол"]
    rows = [
        [1, "1", "9", 2, 2, 4, 2],  # four points are a «4»; without geometry a «2»
        [2, "2", "9", 2, 2, 4, 3],
    ]
    sheets = {"Лесное": [title, OWNER, SCALE, [], PROTOCOL, *rows]}
    geometry = SubCondition("геометрия", {3: 2, 4: 2}, {3: 2, 4: 2})
    key = ProcedureKey("oge", "2023/2024", "math", 9)
    known = Scales((ScaleEntry(key, Scale(5, 2, 3, 5), geometry),))
    mapping, path = load_mapping(exam, "oge.toml"), make_book(sheets)
    reading = read_workbook(path, forms, [], mapping=mapping, scales=known)
    assert told(reading) == [("query", "mark_differs", "G7")]
    assert len(told(read_workbook(path, forms, [], mapping=mapping))) == 2


def test_a_malformed_scale_is_an_error_at_its_cell_and_marks_are_not_compared(read: Any) -> None:
    for text in ("Максимальный балл: 5", f"{SCALE[0][:20]}5. «3» — от 4, «4» — от 3, «5» — от 5"):
        reading = read(protocol([1, "1", "5", 2, 3, 5, 2], scale=[text]))
        assert told(reading) == [("error", "bad_scale", "A3")]
        assert reading.results[0].scale.min_3 is None


def test_a_scale_against_its_tasks_is_asked_about(read: Any) -> None:
    other = [SCALE[0].replace("балл: 5", "балл: 6")]
    assert told(read(protocol([1, "1", "5", 2, 3, 5, 5], scale=other))) == [
        ("query", "scale_differs", "A3")
    ]


def test_a_sheet_without_its_table_is_an_error_where_every_sheet_is_a_school(read: Any) -> None:
    sheets = {**protocol([1, "1", "5", 2, 3, 5, 5]), "Поляна": [["ведомость"], ["потеряна"]]}
    [issue] = read(sheets).issues
    assert (issue.severity.value, issue.code, issue.place.sheet) == (
        "error", "header_not_found", "Поляна",
    )  # fmt: skip


def test_a_protocol_of_an_unknown_subject_is_refused_as_a_sheet(read: Any) -> None:
    sheets = protocol([1, "1", "5", 2, 3, 5, 5])
    sheets["Лесное"][0] = ["ВПР 2025/26. Домоводство. 5 класс"]
    [issue] = read(sheets).issues
    assert "Домоводство" in issue.message.casefold().replace("домоводство", "Домоводство")
    assert issue.code == "unknown_procedure"


def test_exam_totals_that_do_not_add_up_are_refused(read: Any) -> None:
    reading = read(
        {
            "ОГЭ": [
                ["Результаты ОГЭ 2026 г."],
                EXAM,
                ["041101", "Математика", 10, 1, 2, 3, 3, "13,5"],
                ["041101", "Русский язык", "десять", 1, 2, 3, 4, "#VALUE!"],
                ["041101", "Математика", 10, 1, 2, 3, 4, 13],
                ["041102", "Чтение по губам", 10, 1, 2, 3, 4, 13],
            ]
        }
    )
    assert told(reading) == [
        ("error", "marks_do_not_sum", "C3"),
        ("error", "bad_number", "C4"),
        ("error", "formula_error", "H4"),
        ("error", "repeated_results", "A5"),
        ("error", "unknown_procedure", "B6"),
    ]
    assert [one.totals.participants for one in reading.results] == [None, None]


FLAT = """
code = "own"
title = "Своя таблица"
kind = "pupils"
[organisation]
code = { column = ["школа"] }
width = 4
[procedure]
kind = "vpr"
year = "2025/2026"
[scale]
max_points = 20
min_3 = 7
min_4 = 11
min_5 = 15
[pupils]
shared_codes = false
absent = ["н"]
[[columns]]
to = "code"
header = ["ученик"]
required = true
[[columns]]
to = "subject"
header = ["предмет"]
[[columns]]
to = "class"
header = ["класс"]
[[columns]]
to = "total"
header = ["балл"]
required = true
[[columns]]
to = "mark"
header = ["отметка"]
"""


def test_one_flat_table_of_results_is_sorted_into_schools_and_subjects(
    make_book: MakeBook, forms: FormLookup
) -> None:
    header = ["Школа", "Ученик", "Класс", "Предмет", "Балл", "Отметка"]
    rows = [
        [f"{school:04}", f"{pupil}", grade, subject, 12, 4]
        for school in (17, 5)
        for pupil in range(3)
        for grade, subject in (("6Б", "Математика"), ("6Б", "История"), ("7А", "История"))
    ]
    path = make_book({"Данные": [header, *rows, ["0005", "9", "6Б", "История", "н", None]]})

    reading = read_workbook(path, forms, [], mapping=load_mapping(FLAT, "own.toml"))

    assert reading.issues == ()
    assert reading.rows_read == 19
    assert [(one.organisation_code, one.procedure.subject, one.procedure.grade, len(one.pupils))
            for one in reading.results if one.pupils] == [
        ("0017", "math", 6, 3), ("0017", "history", 6, 3), ("0017", "history", 7, 3),
        ("0005", "math", 6, 3), ("0005", "history", 6, 4), ("0005", "history", 7, 3),
    ]  # fmt: skip
    assert not any(one.pupils.shared_codes for one in reading.results if one.pupils)


def test_cancel_stops_reading(
    make_book: MakeBook, forms: FormLookup, mappings: Sequence[TableMapping]
) -> None:
    def cancelled(done: int, total: int) -> None:
        raise Cancelled

    path = make_book(protocol([1, "1", "5", 2, 3, 5, 5]))
    with pytest.raises(Cancelled):
        read_workbook(path, forms, mappings, progress=cancelled)


@pytest.mark.parametrize(
    ("change", "told_of"),
    [
        (('kind = "pupils"', 'kind = "heaps"'), "heaps"),
        (('to = "mark"', 'to = "colour"'), "colour"),
        (('header = ["балл"]', "header = []"), "названий"),
        (("width = 4", "wide = 4"), "wide"),
        (("required = true", "required = false"), "обязательный"),
        (('absent = ["н"]', 'task = "("'), "образец"),
        (('code = { column = ["школа"] }', ""), "код организации"),
    ],
)
def test_a_mapping_that_is_not_understood_is_refused_by_name(
    change: tuple[str, str], told_of: str
) -> None:
    with pytest.raises(BadDefinition, match=told_of):
        load_mapping(FLAT.replace(*change), "own.toml")


@pytest.mark.parametrize(("key", "slip"), [("to", "too"), ("kind", "king"), ("title", "tilte")])
def test_a_misspelt_key_is_named_beside_the_one_that_is_missing(key: str, slip: str) -> None:
    text = COUNTED.format(words="впр").replace(f"{key} =", f"{slip} =")
    with pytest.raises(
        BadDefinition, match=f"нет обязательного ключа «{key}»; есть похожий ключ «{slip}»"
    ):
        load_mapping(text, "own.toml")


def test_nothing_is_called_alike_where_nothing_is() -> None:
    text = COUNTED.format(words="впр").replace('title = "Наша таблица"', "")
    with pytest.raises(BadDefinition, match="нет обязательного ключа «title»\\."):
        load_mapping(text, "own.toml")


def test_a_mapping_to_a_question_nobody_asks_is_refused(
    make_book: MakeBook, forms: FormLookup
) -> None:
    text = """
code = "own"
title = "Своя таблица"
kind = "organisations"
organisation = { code = { column = ["код оо"] } }
columns = [{ to = "social_passport.dragons", header = ["драконы"], required = true }]
"""
    path = make_book({"Лист": [["Код ОО", "Драконы"], ["1", 3]]})
    with pytest.raises(BadDefinition, match="dragons"):
        read_workbook(path, forms, [], mapping=load_mapping(text, "own.toml"))
