"""Goal 8: a hundred three-page cards to PDF against plain platypus with whole fonts.

Both write the same words on the same pages, A B A B, each time in a process of its own (reportlab
keeps fonts and settings for the whole process); CPU time of the writing, without the imports.
Run: python -m benchmarks.cards_to_pdf [CARDS]
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import as_file, files
from io import BytesIO
from statistics import mean
from time import process_time
from typing import Any

from app.documents.card import CardPaper, CardRow, MeasureLine, card_document
from app.documents.card_layout import CardLayout, load_card_layout
from app.documents.fonts import Face
from app.documents.pdf import render_pdf

GOAL_RATIO = 0.35
GOAL_BYTES = 40_000
_ROUNDS = 3

_LEVELS = (
    "На уровне ОО",
    "На уровне управления образованием в муниципалитете",
    "На уровне БУ ДПО «ИПКиППРО РА»",
    "На уровне Министерства образования и науки РА",
    "На уровне ресурсных центров",
    "Иные организации",
)
_PROBLEMS = (
    (1, "Наличие вакансий в ОО (указать вакансии)"),
    (7, "Низкая скорость Интернета и другие материально-технические проблемы (указать какие)"),
    (4, "Высокий процент немотивированных обучающихся"),
    (8, "Наличие детей, нуждающихся в индивидуальной или адресной поддержке (ОВЗ)"),
)
_WORDS = re.findall(
    r"\w+",
    "методическая помощь учителям математики русского языка курсы повышения квалификации сетевое "
    "взаимодействие индивидуальный маршрут открытый урок наставник диагностика занятия группа "
    "выездной семинар оборудование кабинет договор практика студенты родители консультация "
    "дистанционный модуль подготовка экзамен районное объединение анализ результатов план",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of CPU and bytes per card; the yardstick beside ours."""

    ours: float
    yardstick: float
    our_bytes: float
    yardstick_bytes: float
    pages: tuple[int, int]

    @property
    def ratio(self) -> float:
        return self.ours / self.yardstick


def measure(cards: int = 100) -> Figures:
    rounds = [{name: _in_own_process(name, cards) for name in _WRITERS} for _ in range(_ROUNDS)]
    ours, yardstick = ([each[name] for each in rounds] for name in _WRITERS)
    return Figures(
        min(each["seconds"] for each in ours),
        min(each["seconds"] for each in yardstick),
        ours[0]["bytes"],
        yardstick[0]["bytes"],
        (int(ours[0]["pages"]), int(yardstick[0]["pages"])),
    )


def _in_own_process(name: str, cards: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.cards_to_pdf", str(cards), name]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(said)
    return figures


def _write(name: str, cards: int) -> dict[str, float]:
    layout, writer = load_card_layout("card"), _WRITERS[name]
    first = writer(_paper(cards), layout)
    papers = [_paper(number) for number in range(cards)]
    begin = process_time()
    sizes = [len(writer(paper, layout)) for paper in papers]
    seconds = (process_time() - begin) / cards
    return {"seconds": seconds, "bytes": mean(sizes), "pages": _pages(first)}


def main() -> None:
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    if len(sys.argv) > 2:
        print(json.dumps(_write(sys.argv[2], cards)))
        return
    figures = measure(cards)
    print(f"{cards} cards of {figures.pages[0]} pages (yardstick: {figures.pages[1]} pages)")
    print(f"ours       {1000 * figures.ours:6.1f} ms  {figures.our_bytes / 1000:5.1f} KB a card")
    print(
        f"platypus   {1000 * figures.yardstick:6.1f} ms  "
        f"{figures.yardstick_bytes / 1000:5.1f} KB a card"
    )
    print(f"ratio      {figures.ratio:6.2f} (goal {GOAL_RATIO}), goal {GOAL_BYTES / 1000:.0f} KB")


def _paper(seed: int) -> CardPaper:
    """A card that fills three pages; each seed has other words in other order."""

    def said(number: int, count: int) -> str:
        start = seed * 7 + number * 11
        words = [_WORDS[(start + step * (1 + seed % 5)) % len(_WORDS)] for step in range(count)]
        return " ".join(words).capitalize()

    def measures(row: int, level: int) -> tuple[MeasureLine, ...]:
        return tuple(
            MeasureLine(
                f"{said(row + level + number, 9)} № {number + 1}",
                owner="управление образования",
                due="до 25 мая 2026 г.",
                result=said(number, 6),
                status="запрошено",
            )
            for number in range(2 if level < 3 else 1)
        )

    rows = tuple(
        CardRow(
            number,
            problem,
            tuple(measures(number, level) for level in range(6)),
            (said(number, 8), said(number + 3, 8)),
        )
        for number, problem in _PROBLEMS[:3]
    )
    return CardPaper(
        school=f"МКОУ «Средняя общеобразовательная школа № {seed + 1}»",
        year="2025/2026",
        level_titles=_LEVELS,
        rows=rows,
        signatory_post="Руководитель организации",
        program="Опора",
        methodology="altai-2020",
        fingerprint=f"{seed:08x}",
    )


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def _platypus(paper: CardPaper, layout: CardLayout) -> bytes:
    """The same card as the reportlab guide would write it."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    _register_whole_fonts()
    cell = ParagraphStyle("cell", fontName="Whole", fontSize=9, leading=10.35)
    head = ParagraphStyle("head", cell, fontName="Whole-Bold", alignment=1)
    title = ParagraphStyle("title", fontName="Whole-Bold", fontSize=14, leading=16, alignment=1)
    plain = ParagraphStyle("plain", fontName="Whole", fontSize=11, leading=12.65)
    size = landscape(A4)
    width = size[0] - 30 * mm
    share = width / 100.4
    table = Table(
        _platypus_rows(paper, layout, cell, head, Paragraph),
        colWidths=[20 * share] + [13.4 * share] * 6,
        repeatRows=2,
        splitInRow=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, "black"),
            ("SPAN", (0, 0), (0, 1)),
            ("SPAN", (1, 0), (-1, 0)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )

    def running(canvas: Any, document: Any) -> None:
        canvas.setFont("Whole", 8)
        canvas.drawString(20 * mm, size[1] - 12 * mm, paper.school)
        canvas.drawRightString(size[0] - 10 * mm, 8 * mm, f"стр. {document.page} из 3")

    target = BytesIO()
    template = SimpleDocTemplate(
        target,
        pagesize=size,
        leftMargin=20 * mm,
        rightMargin=10 * mm,
        topMargin=18 * mm,
        bottomMargin=17 * mm,
        invariant=1,
    )
    story = [
        Paragraph(layout.title, title),
        Paragraph(f"Школа {paper.school}", plain),
        Spacer(1, 8),
        table,
        Spacer(1, 12),
        Paragraph(f"{paper.signatory_post} ____________ / ____________________", plain),
        Paragraph(f"Дата {layout.signature.date_blank} {layout.signature.stamp}", plain),
    ]
    template.build(story, onFirstPage=running, onLaterPages=running)
    return target.getvalue()


def _platypus_rows(
    paper: CardPaper, layout: CardLayout, cell: Any, head: Any, paragraph: Any
) -> list[list[Any]]:
    wording = layout.wording
    rows: list[list[Any]] = [
        [paragraph(wording.problem_header, head), paragraph(wording.measures_header, head)]
        + [""] * 5,
        ["", *(paragraph(level, head) for level in paper.level_titles)],
    ]
    for row in paper.rows:
        problem = [paragraph(f"{row.number}. {row.text}", cell)]
        problem += [paragraph(f"<i>– {detail}</i>", cell) for detail in row.details]
        rows.append([problem, *(_platypus_cell(each, cell, paragraph) for each in row.cells)])
    return rows


def _platypus_cell(measures: tuple[MeasureLine, ...], cell: Any, paragraph: Any) -> list[Any]:
    parts = []
    for each in measures:
        parts.append(paragraph(each.text, cell))
        parts.append(paragraph(f"Ответственный: {each.owner}", cell))
        parts.append(paragraph(f"Срок: {each.due}", cell))
        parts.append(paragraph(f"Ожидаемый результат: {each.result}", cell))
        parts.append(paragraph(f"<i>{each.status}</i>", cell))
    return parts


def _register_whole_fonts() -> None:
    from reportlab.pdfbase.pdfmetrics import (
        getRegisteredFontNames,
        registerFont,
        registerFontFamily,
    )
    from reportlab.pdfbase.ttfonts import TTFont

    if "Whole" in getRegisteredFontNames():
        return
    faces = {"Whole": Face.REGULAR, "Whole-Bold": Face.BOLD, "Whole-Italic": Face.ITALIC}
    for name, face in faces.items():
        with as_file(files("resources") / "fonts" / f"{face}.ttf") as path:
            registerFont(TTFont(name, str(path)))
    registerFontFamily("Whole", normal="Whole", bold="Whole-Bold", italic="Whole-Italic")


def _ours(paper: CardPaper, layout: CardLayout) -> bytes:
    return render_pdf(card_document(paper, layout))


_WRITERS: dict[str, Callable[[CardPaper, CardLayout], bytes]] = {
    "ours": _ours,
    "platypus": _platypus,
}


if __name__ == "__main__":
    main()
