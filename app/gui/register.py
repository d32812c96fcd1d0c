"""The pages of the rail, in the order of the work; each is imported when it is opened."""

from __future__ import annotations

from app.gui.page import Page
from app.gui.rail import Entry


def _overview() -> Page:
    from app.gui.pages.overview import OverviewPage

    return OverviewPage()


def _data() -> Page:
    from app.gui.pages.data import DataPage

    return DataPage()


def _results() -> Page:
    from app.gui.pages.results import ResultsPage

    return ResultsPage()


def _indices() -> Page:
    from app.gui.pages.indices import IndicesPage

    return IndicesPage()


def _card() -> Page:
    from app.gui.pages.card import CardPage

    return CardPage()


def _support() -> Page:
    from app.gui.pages.support import SupportPage

    return SupportPage()


def _exchange() -> Page:
    from app.gui.pages.exchange import ExchangePage

    return ExchangePage()


def _schools() -> Page:
    from app.gui.pages.schools import SchoolsPage

    return SchoolsPage()


def _settings() -> Page:
    from app.gui.pages.settings import SettingsPage

    return SettingsPage()


ENTRIES = (
    Entry("overview", "Обзор", _overview),
    Entry("data", "Данные", _data),
    Entry("results", "Результаты процедур", _results),
    Entry("indices", "Показатели", _indices),
    Entry("card", "Карта и планы", _card),
    Entry("exchange", "Отправка и приём", _exchange),
    Entry("schools", "Школы", _schools, ("district", "region")),
    Entry("support", "Сопровождение", _support),
    Entry("settings", "Настройки", _settings),
)


def bring_in() -> None:
    """Import the pages before they are asked for: a first visit is then as quick as any other.

    For the worker: the window gets its turn between any two modules.
    """
    from app.gui.pages import (  # noqa: F401
        card,
        data,
        exchange,
        indices,
        overview,
        results,
        schools,
        settings,
        support,
    )
