"""Any form can be printed: facts, tables, upright or across."""

from __future__ import annotations

from importlib.resources import files

import pytest

from app.documents.form_paper import (
    FormEntry,
    FormPaper,
    FormSection,
    FormTable,
    form_document,
    parse_form_layout,
)
from app.documents.layout import lay_out
from app.documents.model import Align, Orientation, Table
from app.documents.pdf import render_pdf
from app.domain.errors import BadDefinition
from tests.unit.documents.papers import page_texts


def _paper(*sections: FormSection, caution: str = "") -> FormPaper:
    return FormPaper(
        title="Социальный паспорт и контингент",
        organisation="МКОУ «Верхнеозёрская СОШ № 3»",
        period="2025/2026 учебный год",
        sections=sections,
        program="Опора",
        fingerprint="3f9a-71c2",
        caution=caution,
    )


def _table(columns: int, rows: int) -> FormTable:
    headers = tuple(f"Графа {number}" for number in range(1, columns + 1))
    return FormTable("Численность", headers, ((*["12"] * (columns - 1), ""),) * rows)


def test_facts_are_printed_with_their_units_and_a_dash_for_no_answer():
    entries = (FormEntry("Всего обучающихся", "312", "чел."), FormEntry("Телефон", ""))
    [words] = page_texts(render_pdf(form_document(_paper(FormSection("Контингент", entries)))))
    assert "Организация МКОУ «Верхнеозёрская СОШ № 3»" in words
    assert "Всего обучающихся 312 чел." in words
    assert "Телефон —" in words
    assert "стр. 1 из 1" in words


def test_a_long_table_repeats_its_header_on_every_page():
    section = FormSection("Классы", (), (_table(5, 90),))
    texts = page_texts(render_pdf(form_document(_paper(section))))
    assert len(texts) > 1
    assert all("Графа 1 Графа 2" in words for words in texts)


def test_a_wide_table_turns_the_sheet():
    narrow = form_document(_paper(FormSection("", (), (_table(7, 1),))))
    wide = form_document(_paper(FormSection("", (), (_table(8, 1),))))
    assert narrow.page.orientation is Orientation.PORTRAIT
    assert wide.page.orientation is Orientation.LANDSCAPE


def test_a_table_whose_words_fill_the_sheet_turns_it_and_breaks_none():
    headers = ("", *(["Управленческих мероприятий"] * 5))
    crowded = FormTable("Матрица", headers, (("Эффективности", *[""] * 5),))
    document = form_document(_paper(FormSection("", (), (crowded,))))
    assert document.page.orientation is Orientation.LANDSCAPE
    [words] = page_texts(render_pdf(document))
    assert words.count("Управленческих") == words.count("мероприятий") == 5


def test_tables_with_the_same_headers_stand_in_line():
    short, long = (
        FormTable(title, ("", "Есть"), ((words, "да"),))
        for title, words in (("Первая", "мало"), ("Вторая", "слов намного больше " * 9))
    )
    _, sheets = lay_out(form_document(_paper(FormSection("", (), (short, long)))))
    boxes = [box for box in sheets[0].boxes if box[0] > 60]
    assert len(boxes) == 4
    assert len({round(x, 3) for x, *_ in boxes}) == 1


def test_a_gap_stands_at_the_right_only_among_numbers():
    table = FormTable("", ("Число", "Слово"), (("12", "да"), ("", "")))
    blocks = form_document(_paper(FormSection("", (), (table,)))).blocks
    [made] = [one for one in blocks if isinstance(one, Table)]
    ends = [[cell.paragraphs[0].align for cell in row.cells] for row in made.rows]
    assert ends == [[Align.RIGHT, Align.LEFT]] * 2


def test_an_untouched_table_of_a_form_that_was_begun_takes_a_line():
    untouched = FormTable("Трек 2", ("", "Мера"), (("Цели", ""),), is_untouched=True)
    [words] = page_texts(render_pdf(form_document(_paper(FormSection("", (), (untouched,))))))
    assert "Трек 2 Не заполнено." in words
    assert "Цели" not in words


def test_a_heading_goes_over_with_the_title_and_the_table_below_it():
    for rows in range(24, 44):
        sections = (
            FormSection("Первая", (), (_table(3, rows),)),
            FormSection("Второй раздел", (), (FormTable("Трек", ("Мера",), (("слово",),)),)),
        )
        for words in page_texts(render_pdf(form_document(_paper(*sections)))):
            assert ("Второй раздел" in words) == ("Трек" in words) == ("слово" in words), rows


def test_a_table_without_rows_says_so():
    section = FormSection("Кадры", (), (FormTable("Вакансии", ("Должность",), ()),))
    assert "Строк нет." in page_texts(render_pdf(form_document(_paper(section))))[0]


def test_a_table_of_sixty_columns_is_printed_all_the_same():
    section = FormSection("Сводка", (), (_table(60, 3),))
    [words] = page_texts(render_pdf(form_document(_paper(section))))
    assert words.count("12") >= 177


def test_the_caution_about_vpr_is_printed_when_given():
    caution = "Результаты ВПР не используются для оценки деятельности учителей."
    assert caution in page_texts(render_pdf(form_document(_paper(caution=caution))))[0]


def test_a_form_layout_with_an_unknown_key_is_refused():
    text = files("forms").joinpath("layouts", "form.toml").read_text(encoding="utf-8")
    with pytest.raises(BadDefinition, match="неизвестный ключ «colour»"):
        parse_form_layout('colour = "red"\n' + text, "form.toml")
    with pytest.raises(BadDefinition, match="widest_portrait» должно быть: целое число"):
        parse_form_layout(text.replace("widest_portrait = 7", "widest_portrait = 7.5"), "form.toml")
