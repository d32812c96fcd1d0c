"""Nothing is blank on paper: every sign is drawn, written in others, or marked and told before."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from app.documents.card import CardPaper, CardRow, MeasureLine, card_document
from app.documents.card_layout import load_card_layout
from app.documents.form_paper import FormEntry, FormPaper, FormSection, FormTable, form_document
from app.documents.layout import lay_out
from app.documents.model import Document
from app.documents.signs import LACKING, STAND_INS, drawn, lacking, printable
from app.documents.wrapping import clean

EVERY = "".join(
    chr(number)
    for number in (*range(0x20, 0xD800), *range(0xE000, 0x10000), *range(0x1F000, 0x1FB00))
)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("100 ₽", "100\u00a0руб."),
        ("② и ⑩", "(2) и (10)"),
        ("⑴ ❶ ⓐ", "(1) (1) (a)"),
        ("✓ сделано, ✔️", "+ сделано, +"),
        ("21 ℃, 5 ㎡", "21 °C, 5 m2"),
        ("Ⅱ квартал", "II квартал"),
        ("⅚ ставки", "5/6 ставки"),
        ("１２", "12"),
        ("⩽ 5", "≤ 5"),
        ("ура 😀", f"ура {LACKING}"),
        ("№ 5 → «ё», ½, ≥ 3 %", "№\u00a05 → «ё», ½, ≥ 3\u00a0%"),
    ],
)
def test_a_sign_the_font_lacks_is_written_in_others(typed: str, printed: str):
    assert clean(typed) == printed


def test_every_stand_in_can_be_drawn_and_is_needed():
    for sign, instead in STAND_INS.items():
        assert set(instead) <= drawn(), sign
        assert sign not in drawn(), sign


def test_of_all_signs_of_unicode_none_is_blank():
    for start in range(0, len(EVERY), 1000):
        assert set(printable(clean(EVERY[start : start + 1000]))) <= drawn()
    for sign in EVERY:
        seen = unicodedata.category(sign)[0] in "LNPS" and sign not in drawn()
        assert not seen or printable(sign).strip(), hex(ord(sign))


def test_russian_and_latin_letters_and_usual_signs_stay_as_they_are():
    usual = "".join(map(chr, [*range(0x20, 0x7F), *range(0x410, 0x450)])) + "ЁёІі«»„“–—№°±×≤≥²³€"
    assert printable(usual) == usual


def drawn_on(document: Document) -> set[str]:
    _, sheets = lay_out(document)
    return {letter for sheet in sheets for text in sheet.texts for letter in text.text}


ODD = "₽ ② ✓ 😀 汉"


def test_both_papers_draw_only_what_the_font_has():
    section = FormSection(
        f"Раздел {ODD}",
        (FormEntry(f"Вопрос {ODD}", f"Ответ {ODD}", ODD),),
        (FormTable(ODD, (ODD, ODD), ((ODD, ODD),)),),
    )
    form = FormPaper(
        title=ODD, organisation=ODD, period=ODD, sections=(section,), program=ODD, fingerprint="f",
        created=None, caution=ODD,
    )  # fmt: skip
    measure = MeasureLine(ODD, ODD, ODD, ODD, ODD)
    card = CardPaper(
        school=ODD, year="2025/2026", level_titles=(ODD,) * 5,
        rows=(CardRow(1, ODD, ((measure,),) * 5, (ODD,)),), signatory_post=ODD, program=ODD,
        methodology=ODD, fingerprint="f", caution=ODD,
    )  # fmt: skip
    for document in (form_document(form), card_document(card, load_card_layout("card"))):
        letters = drawn_on(document)
        assert letters <= drawn()
        assert set("руб(2)+[?]") <= letters
    plain = replace(form, organisation="Школа")
    assert drawn_on(form_document(plain)) <= drawn()


def test_what_is_lost_is_named_once_in_its_order():
    assert lacking(["汉 ₽ 😀", "😀 ✓"]) == ["汉", "😀"]
