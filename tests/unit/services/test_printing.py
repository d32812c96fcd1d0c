"""Papers: the same revision gives the same bytes; an empty card is not printed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from pypdf import PdfReader

from app.domain.errors import Refused, WorldFailed, WrongUsage
from app.domain.wordings import WORDINGS
from app.services.context import Context
from app.services.printing import paper, print_form
from tests.unit.services.bases import (
    DISTRICT,
    RIGHT,
    SCHOOL,
    Bases,
    fill_card,
    measure,
    save,
)

VPR_CAUTION = WORDINGS["vpr_caution"]


def _text(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).split())


def test_the_same_revision_gives_the_same_bytes(bases: Bases) -> None:
    context = bases.make("school", SCHOOL)
    fill_card(context, SCHOOL)
    first = paper(context, "support_card", SCHOOL.uid)
    assert paper(bases.reopen(context.base), "support_card", SCHOOL.uid) == first
    fill_card(context, SCHOOL, text="Другое мероприятие")
    changed = paper(context, "support_card", SCHOOL.uid)
    assert changed != first
    fill_card(context, SCHOOL)
    assert paper(context, "support_card", SCHOOL.uid) == first


def test_the_card_shows_problems_measures_and_who_answers(bases: Bases) -> None:
    context = bases.make("district", DISTRICT, (SCHOOL,))
    fill_card(context, SCHOOL, "district", text="Просим педагога")
    assert "Просим педагога" in _text(paper(context, "support_card", SCHOOL.uid))
    answer = measure("district", text="Направим педагога", state="confirmed", answers_to=1)
    save(context, SCHOOL, "support_card", tables={"measures": [answer]}, author=DISTRICT.uid)
    text = _text(paper(context, "support_card", SCHOOL.uid))
    assert "Направим педагога" in text
    assert "Просим педагога" not in text
    assert SCHOOL.name in text


def test_a_card_with_the_row_about_teachers_says_how_results_may_be_used(school: Context) -> None:
    """DOMAIN 9.4: the caution stands where results of ВПР are printed, and what rests on them."""
    fill_card(school, SCHOOL)
    assert VPR_CAUTION not in _text(paper(school, "support_card", SCHOOL.uid))
    row: dict[str, list[dict[str, object]]] = {"problems": [{"key": "r2", "priority": 1}]}
    save(school, SCHOOL, "support_card", tables=row)
    assert VPR_CAUTION in _text(paper(school, "support_card", SCHOOL.uid))


@pytest.mark.parametrize(
    ("words", "is_cautioned"),
    [
        ("Разобрать результаты ВПР", True),
        ("Итоги всероссийских проверочных работ", True),
        ("Разбор ОГЭ", False),
    ],
)
def test_a_paper_that_names_the_vpr_says_how_its_results_may_be_used(
    school: Context, words: str, is_cautioned: bool
) -> None:
    fill_card(school, SCHOOL, text=words)
    assert (VPR_CAUTION in _text(paper(school, "support_card", SCHOOL.uid))) is is_cautioned
    save(school, SCHOOL, "passport", {"full_name": words})
    assert (VPR_CAUTION in _text(paper(school, "passport", SCHOOL.uid))) is is_cautioned


def test_an_empty_card_is_refused_with_advice(school: Context, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="печатать нечего") as told:
        print_form(school, "support_card", SCHOOL.uid, tmp_path / "card.pdf")
    assert "Выберите" in told.value.advice
    assert not (tmp_path / "card.pdf").exists()


def test_any_form_with_questions_can_be_printed(school: Context, tmp_path: Path) -> None:
    save(school, SCHOOL, "social_passport", RIGHT)
    path = print_form(school, "social_passport", SCHOOL.uid, tmp_path / "deep" / "passport.pdf")
    text = _text(path.read_bytes())
    assert "200" in text
    assert SCHOOL.name in text
    for form in ("passport", "staff", "resources"):
        assert paper(school, form, SCHOOL.uid).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("form", "name", "word"),
    [
        ("social_passport", "a.odt", "не печатается"),
        ("results_totals", "a.pdf", "файла с результатами"),
        ("unknown", "a.pdf", "Формы «unknown» нет"),
    ],
)
def test_what_cannot_be_printed_is_told(
    school: Context, tmp_path: Path, form: str, name: str, word: str
) -> None:
    with pytest.raises(WrongUsage, match=word):
        print_form(school, form, SCHOOL.uid, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_an_unknown_organisation_is_told(school: Context) -> None:
    with pytest.raises(Refused, match="организации в базе нет"):
        paper(school, "social_passport", uuid4())


def test_a_folder_in_the_place_of_the_file_is_told_and_stays(
    school: Context, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(WorldFailed):
        print_form(school, "social_passport", SCHOOL.uid, tmp_path / "a.pdf")
    assert list((tmp_path / "a.pdf").iterdir()) == []
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".*.part"))


def test_a_form_that_was_begun_is_printed_without_the_tables_nobody_touched(
    district: Context,
) -> None:
    assert district.own is not None
    blank = _text(paper(district, "mum_matrix", district.own.uid))
    assert blank.count("Адресные рекомендации") == 9
    row: dict[str, list[dict[str, object]]] = {"track_1": [{"key": "p1a", "present": "да"}]}
    save(district, district.own, "mum_matrix", tables=row)
    begun = _text(paper(district, "mum_matrix", district.own.uid))
    assert begun.count("1в. Названы сроки") == 1
    assert begun.count("Не заполнено.") == 11
    assert "Адресные рекомендации" not in begun
