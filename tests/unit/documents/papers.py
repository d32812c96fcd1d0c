"""Cards and ways to look into a PDF, for the tests of papers."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from app.documents.card import CardPaper, CardRow, MeasureLine, card_document
from app.documents.card_layout import load_card_layout
from app.documents.model import Document, Origin
from app.documents.pdf import render_pdf

LEVELS = (
    "На уровне ОО",
    "На уровне управления образованием в муниципалитете",
    "На уровне БУ ДПО «ИПКиППРО РА»",
    "На уровне Министерства образования и науки РА",
    "На уровне ресурсных центров",
    "Иные организации",
)
MEASURE = MeasureLine(
    "Проект «Мобильный учитель»: уроки математики в 8–9 классах дважды в неделю",
    owner="управление образования",
    due="до 25 мая 2026 г.",
    result="проведено не менее 95 % часов",
    status="запрошено",
)
NOTHING: tuple[tuple[MeasureLine, ...], ...] = ((),) * 6
SHORT_ROW = CardRow(3, "Отсутствие системы управления качеством образования в ОУ", NOTHING)


def card(*rows: CardRow) -> CardPaper:
    return CardPaper(
        school="МКОУ «Верхнеозёрская средняя общеобразовательная школа № 3»",
        year="2025/2026",
        level_titles=LEVELS,
        rows=rows or (SHORT_ROW,),
        program="Опора",
        methodology="altai-2020",
        fingerprint="3f9a-71c2",
    )


def long_row(number: int, measures: int) -> CardRow:
    """A row whose first level has so many measures, the others none."""
    many = tuple(
        replace(MEASURE, text=f"{MEASURE.text}, мера {each}") for each in range(1, measures + 1)
    )
    return CardRow(number, "Наличие вакансий в ОО (указать вакансии)", (many, *NOTHING[1:]))


def card_pdf(paper: CardPaper) -> bytes:
    return render_pdf(card_document(paper, load_card_layout("card")))


def paper_of(*blocks: object, **others: object) -> Document:
    return Document("Проба", Origin("Опора"), blocks, **others)  # type: ignore[arg-type]


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf), strict=True)


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page with single spaces, as a person who searches it would type it."""
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]
