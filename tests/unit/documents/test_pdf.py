"""A PDF of ours: same bytes, embedded fonts, readable Cyrillic, pages that end well."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.layout import lay_out
from app.documents.model import (
    Cell,
    Document,
    Footer,
    Heading,
    Origin,
    PageFormat,
    Paragraph,
    Row,
    Run,
    SignatureBlock,
    Spacer,
    Table,
    text,
)
from app.documents.pdf import render_pdf
from tests.unit.documents.papers import card, card_pdf, long_row, page_texts, paper_of, reader


def _fonts(pdf: bytes) -> list[Any]:
    found = {}
    for page in reader(pdf).pages:
        for name, font in page["/Resources"]["/Font"].items():  # type: ignore[index]
            found[name] = font.get_object()
    return list(found.values())


def test_the_same_document_gives_the_same_bytes():
    assert card_pdf(card(long_row(1, 9))) == card_pdf(card(long_row(1, 9)))


def test_another_process_with_other_hashes_gives_the_same_bytes():
    program = (
        "from hashlib import sha256\n"
        "from tests.unit.documents.papers import card, card_pdf, long_row\n"
        "card_pdf(card())\n"
        "print(sha256(card_pdf(card(long_row(1, 9)))).hexdigest())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout.strip()
    assert said == sha256(card_pdf(card(long_row(1, 9)))).hexdigest()


def test_every_font_is_embedded_as_a_subset():
    fonts = _fonts(card_pdf(card(long_row(1, 3))))
    assert len(fonts) == 3
    for font in fonts:
        assert font["/BaseFont"].startswith("/AAAAAA+LiberationSerif")
        assert len(font["/FontDescriptor"]["/FontFile2"].get_data()) < 20_000
        assert font["/ToUnicode"].get_data()


def test_the_file_names_its_language_title_and_origin_but_no_author():
    origin = Origin("Опора 0.1", "3f9a-71c2", date(2025, 10, 3))
    pdf = reader(render_pdf(Document("Карта № 1", origin, (text("Да"),))))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Карта № 1"
    assert pdf.metadata.author == ""
    assert pdf.metadata.creator == "Опора 0.1"
    assert pdf.metadata.keywords == "3f9a-71c2"
    assert pdf.metadata.creation_date_raw == "D:20251003000000+00'00'"
    assert pdf.trailer["/Root"]["/Lang"] == "ru-RU"  # type: ignore[index]


def test_every_page_says_which_of_how_many_it_is():
    texts = page_texts(
        render_pdf(paper_of(*[text("строка")] * 120, footer=Footer("", "стр. {page} из {pages}")))
    )
    assert len(texts) == 3
    assert [f"стр. {number} из 3" in words for number, words in enumerate(texts, start=1)] == [
        True
    ] * 3


def test_cyrillic_is_wrapped_between_words_and_can_be_searched():
    words = "Школьный методический совет рассматривает план «Мобильный педагог» — № 5. " * 12
    pdf = render_pdf(paper_of(text(words)))
    _size, sheets = lay_out(paper_of(text(words)))
    assert len({round(each.y) for each in sheets[0].texts}) > 5
    assert page_texts(pdf)[0] == words.strip()


def test_a_word_of_five_thousand_letters_is_broken_and_nothing_is_lost():
    word = "щ" * 5000
    narrow = Table((1, 9), (), (Row((Cell((text(word),)), Cell((text("рядом"),)))),))
    pdf = render_pdf(paper_of(narrow))
    assert sum(words.count("щ") for words in page_texts(pdf)) == 5000
    size, sheets = lay_out(paper_of(text(word)))
    assert all(0 < each.x < size[0] for sheet in sheets for each in sheet.texts)


def test_letters_the_font_lacks_and_broken_unicode_do_not_stop_the_paper():
    odd = "Смайлик 😀, иероглиф 漢, половина пары \ud83d, нуль \x00, й из двух знаков: и\u0306"
    assert "й из двух знаков: й" in page_texts(render_pdf(paper_of(text(odd))))[0]


def test_a_heading_goes_over_with_the_table_below_it():
    table = Table((1,), (Row((Cell((text("Шапка"),)),)),), (Row((Cell((text("Строка"),)),)),))
    _size, sheets = lay_out(paper_of(Spacer(690), Heading("Раздел", level=2), Spacer(3), table))
    assert [[each.text for each in sheet.texts] for sheet in sheets] == [
        [],
        ["Раздел", "Шапка", "Строка"],
    ]


def test_the_signature_is_never_torn_and_takes_the_last_row_with_it():
    rows = tuple(Row((Cell((text(f"строка {number}"),)),)) for number in range(36))
    signature = SignatureBlock("Руководитель", "(подпись)", date_label="Дата", stamp="М. П.")
    _size, sheets = lay_out(paper_of(Table((1,), (), rows), signature=signature))
    last = [each.text for each in sheets[-1].texts]
    assert len(sheets) == 2
    assert last[0].startswith("строка")
    assert last[-1] == "М. П."


def test_a_header_taller_than_the_page_does_not_stop_the_work():
    tall = Row((Cell((text("Шапка " * 4000),)),))
    _size, sheets = lay_out(paper_of(Table((1,), (tall,), (Row((Cell((text("да"),)),)),))))
    assert sheets[-1].texts[-1].text == "да"


def test_a_table_whose_cells_do_not_fill_the_grid_is_refused():
    with pytest.raises(ValueError, match="fills 1 columns of 2"):
        Table((1, 1), (), (Row((Cell(()),)),))
    with pytest.raises(ValueError, match="below the header"):
        Table((1,), (Row((Cell((), rows=2),)),), ())


def test_a_carried_cell_leaves_its_columns_to_the_rows_below():
    header = (
        Row((Cell((text("слева"),), rows=2), Cell((text("вместе"),), columns=2))),
        Row((Cell((text("раз"),)), Cell((text("два"),)))),
    )
    _size, sheets = lay_out(paper_of(Table((1, 1, 1), header, ())))
    left, together, one, two = sheets[0].boxes
    assert left[3] == pytest.approx(together[3] + one[3])
    assert together[2] == pytest.approx(one[2] + two[2])
    assert one[0] == pytest.approx(together[0])


_runs = st.builds(Run, st.text(max_size=300), st.booleans(), st.booleans())
_cells = st.builds(
    lambda runs, keep: Cell(
        tuple(Paragraph((run,), bullet="–" if keep else "", keep_with_next=keep) for run in runs)
    ),
    st.lists(_runs, max_size=12),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_cells, _cells), min_size=1, max_size=6), st.integers(100, 250))
def test_any_table_is_laid_out_in_finite_time_inside_the_margins(pairs, top):
    rows = tuple(Row(pair, continuation="(продолжение)") for pair in pairs)
    table = Table((1, 4), (Row((Cell((text("А"),)), Cell((text("Б"),)))),), rows)
    size, sheets = lay_out(paper_of(table, page=PageFormat(top=top)))
    for sheet in sheets:
        for each in sheet.texts:
            assert 0 < each.x < size[0]
        if top < 200:
            assert all(each.y < size[1] - 20 for each in sheet.texts)
