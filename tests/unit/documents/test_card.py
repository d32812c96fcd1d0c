"""The printed card looks like the official form, whatever the school wrote into it."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from app.documents.card import CardRow, card_document
from app.documents.card_layout import load_card_layout, parse_card_layout
from app.documents.layout import lay_out
from app.domain.errors import BadDefinition
from tests.unit.documents.papers import (
    LEVELS,
    MEASURE,
    NOTHING,
    card,
    card_pdf,
    long_row,
    page_texts,
)

COLUMN_HEADER = (
    "Какие проблемы будут решаться в текущем учебном году? (ОО выбирает 1-4 позиции и "
    "выстраивает в порядке приоритета, исключает второстепенное, не нужное)"
)


def test_a_card_has_the_official_title_the_school_and_both_header_rows():
    [words] = page_texts(card_pdf(card()))
    assert "Технологическая карта адресной помощи школам с низкими результатами обучения" in words
    assert "Школа МКОУ «Верхнеозёрская средняя общеобразовательная школа № 3»" in words
    assert "Формы, мероприятия, проекты адресной поддержки" in words
    assert load_card_layout("card").wording.problem_header == COLUMN_HEADER
    for said in (*COLUMN_HEADER.split(), *" ".join(LEVELS).split()):
        assert said in words


def test_rows_stand_in_order_of_priority_with_their_official_numbers():
    rows = (
        CardRow(7, "Низкая скорость Интернета", NOTHING, ("скорость 2 Мбит/с",)),
        CardRow(1, "Наличие вакансий в ОО", NOTHING),
    )
    [words] = page_texts(card_pdf(card(*rows)))
    assert words.index("7. Низкая") < words.index("– скорость 2 Мбит/с") < words.index("1. Наличие")


def test_an_empty_cell_is_printed_as_a_dash():
    [words] = page_texts(card_pdf(card()))
    assert words.count("—") == 6


def test_a_measure_is_printed_with_owner_deadline_result_and_status():
    row = CardRow(10, "Иное", ((MEASURE,), *NOTHING[1:]))
    [words] = page_texts(card_pdf(card(row)))
    for said in (
        "Ответственный: управление образования",
        "Срок: до 25 мая 2026 г.",
        "Ожидаемый результат: проведено не менее 95 % часов",
        "запрошено",
    ):
        assert said in words


def test_parts_of_a_measure_nobody_filled_are_not_printed():
    row = CardRow(10, "Иное", ((replace(MEASURE, owner="", status=""),), *NOTHING[1:]))
    [words] = page_texts(card_pdf(card(row)))
    assert "Ответственный" not in words
    assert "запрошено" not in words


def test_a_long_card_repeats_its_headers_and_says_which_row_goes_on():
    texts = page_texts(card_pdf(card(long_row(1, 7))))
    assert len(texts) == 3
    for number, words in enumerate(texts, start=1):
        assert words.count("Формы, мероприятия, проекты адресной поддержки") == 1
        assert "Иные организации" in words
        assert "Карта адресной помощи, 2025/2026 учебный год" in words
        assert f"стр. {number} из 3" in words
        assert ("1. (продолжение)" in words) == (number > 1)
    assert [sum(f"мера {n}" in words for words in texts) for n in range(1, 8)] == [1] * 7


def test_a_measure_is_not_divided_between_pages():
    for words in page_texts(card_pdf(card(long_row(1, 7)))):
        assert words.count("Проект «Мобильный") == words.count("запрошено")


def test_the_end_of_the_last_row_keeps_the_signature_company():
    for measures in range(2, 12):
        last = page_texts(card_pdf(card(long_row(1, measures))))[-1]
        assert f"мера {measures} Ответственный" in last
        assert "М. П." in last


def test_a_short_row_goes_over_whole():
    document = card_document(card(long_row(1, 2), long_row(2, 1)), load_card_layout("card"))
    _size, sheets = lay_out(document)
    second = [each.text for each in sheets[1].texts]
    assert any(words.startswith("2. Наличие") for words in second)
    assert not any("(продолжение)" in words for words in second)


def test_the_signature_block_has_post_line_name_date_and_stamp():
    words = page_texts(card_pdf(card()))[-1]
    for said in ("Руководитель организации", "(подпись)", "(расшифровка подписи)", "М. П."):
        assert said in words
    assert "Дата «____»" in words
    posted = page_texts(card_pdf(replace(card(), signatory_post="И. о. директора")))[-1]
    assert "И. о. директора" in posted
    assert "Руководитель" not in posted
    dated = page_texts(card_pdf(replace(card(), date_text="3 октября 2025 г.")))[-1]
    assert "Дата 3 октября 2025 г." in dated


def test_the_footer_tells_program_methodology_and_fingerprint():
    [words] = page_texts(card_pdf(card()))
    assert "Опора · методика: altai-2020 · отпечаток данных: 3f9a-71c2" in words


def test_the_caution_about_vpr_is_printed_when_given():
    caution = "Результаты ВПР не используются для оценки деятельности учителей."
    assert caution in page_texts(card_pdf(replace(card(), caution=caution)))[0]


def test_a_row_without_a_cell_for_each_level_is_refused():
    with pytest.raises(ValueError, match="2 cells for 6 levels"):
        card_document(card(CardRow(1, "Иное", ((), ()))), load_card_layout("card"))


def _layout_text() -> str:
    return files("forms").joinpath("layouts", "card.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[columns]", '[columns]\ncolour = "red"', "неизвестный ключ «columns.colour»"),
        ("problem = 20\n", "", "нет ключа «columns.problem»"),
        ("level = 13.4", 'level = "широко"', "«columns.level» должно быть: число"),
        ("level = 13.4", "level = -1", "«columns.level» должно быть: число"),
        ('"landscape"', '"vertical"', "«page.orientation» должно быть"),
        ("{number}. {text}", "{номер}. {text}", "неизвестное имя «{номер}»"),
        ("{number}. {text}", "{number. {text}", "не закрыта фигурная скобка"),
        ("[page]", "[page", "записан с ошибкой"),
    ],
)
def test_a_layout_with_a_mistake_is_refused_in_russian(old, new, complaint):
    with pytest.raises(BadDefinition, match=r"card\.toml") as caught:
        parse_card_layout(_layout_text().replace(old, new, 1), "card.toml")
    assert complaint in caught.value.what


@pytest.mark.parametrize("name", ["nowhere", "../layouts/card", ""])
def test_a_layout_nobody_has_is_refused(name):
    with pytest.raises(BadDefinition, match="Нет оформления документа"):
        load_card_layout(name)
