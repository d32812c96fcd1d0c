"""Offers, self-assessment and involvement as rows to read: for the command and the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.domain.monitoring import Monitoring, offer_title
from app.domain.plans import QUARTERS
from app.services.gathering import subject_titles

if TYPE_CHECKING:
    from app.spreadsheets.summaries import SummarySheet

OFFERS = "Диагностика, которую можно предложить педагогам"
SELF_ASSESSMENT = "Самооценка муниципальных механизмов (МУМ)"
INVOLVEMENT = "Вовлечённость педагогов по кварталам"
MONITORING_HEADINGS = ("Что", "Код", "О чём", "Состояние", "Пояснение")


def monitoring_rows(seen: Monitoring) -> Iterator[tuple[str, str, str, str, str]]:
    """Offers, self-assessments and involvement as rows of five texts, in order of codes."""
    subjects = subject_titles()
    for offer in seen.offers:
        yield OFFERS, offer.school, offer_title(offer, subjects), "", offer.because
    for district in seen.assessed:
        for track in district.tracks:
            for cell in track.cells:
                about = f"{track.title}; {cell.title}"
                yield SELF_ASSESSMENT, district.district, about, cell.told, ""
    for one in seen.involvement:
        yield INVOLVEMENT, one.school, QUARTERS[one.quarter.quarter], one.quarter.told, ""


def monitoring_sheet(seen: Monitoring | None) -> Iterator[SummarySheet]:
    """A sheet of its own, where there is anything to show."""
    from app.spreadsheets.summaries import SummarySheet

    rows = list(monitoring_rows(seen)) if seen else []
    if rows:
        wide = ("Что", "О чём", "Состояние", "Пояснение")
        yield SummarySheet("Сопровождение", MONITORING_HEADINGS, rows, wide)
