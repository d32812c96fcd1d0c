"""Columns as wide as their words ask: no word is broken, long texts get more room."""

from __future__ import annotations

import pytest

from app.documents.columns import PADDING, column_widths, least_widths
from app.documents.fonts import Face, width_of

SIZE, SHEET = 9.5, 510.0
STAGES = (
    "Анализ результатов мониторинга показателей",
    "Меры, мероприятия, управленческие решения",
)
HEADERS = (
    "",
    "Обоснование принимаемых мер",
    "Наличие описания конкретных мер, мероприятий, управленческих решений",
    "Учет специфики муниципалитета при реализации мер и мероприятий",
)


def room_for(word: str, face: Face) -> float:
    return width_of(word, face) * SIZE / 1000 + PADDING


def test_every_column_holds_its_longest_word() -> None:
    rows = [(stage, "", "", "") for stage in STAGES]
    widths = column_widths(HEADERS, rows, SIZE, SHEET)
    assert sum(widths) == pytest.approx(SHEET)
    for width, word in zip(
        widths, ("мероприятия,", "Обоснование", "управленческих", "муниципалитета"), strict=True
    ):
        assert width >= room_for(word, Face.BOLD)


def test_what_is_left_goes_to_long_texts_and_not_to_short_answers() -> None:
    rows = [(stage, "да", "приказ № 12 от 01.09.2025, приложение 2") for stage in STAGES]
    label, yes, document = column_widths(("", "Есть", "Документ"), rows, SIZE, SHEET)
    assert label > room_for(STAGES[0], Face.REGULAR)
    assert document > 3 * yes


def test_one_endless_text_leaves_the_others_their_room() -> None:
    label, text = column_widths(("", "Текст"), [(STAGES[0], "слово " * 400)], SIZE, SHEET)
    assert label > SHEET / 3
    assert text < 2 * SHEET / 3


def test_a_column_where_nothing_stands_yet_can_be_written_in_by_hand() -> None:
    _, blank = column_widths(("", "Код"), [("Показатель " * 30, "")], SIZE, SHEET)
    assert blank > 1.5 * sum(least_widths(("Код",), [("",)], SIZE))


def test_columns_that_do_not_fit_share_the_sheet() -> None:
    widths = column_widths(("Подтверждение",) * 40, [("",) * 40], SIZE, SHEET)
    assert sum(widths) == pytest.approx(SHEET)
    assert len({round(one, 6) for one in widths}) == 1


def test_an_endless_word_asks_for_no_more_than_a_part_of_the_sheet() -> None:
    assert least_widths(("щ" * 5000,), [], SIZE)[0] < SHEET / 4
