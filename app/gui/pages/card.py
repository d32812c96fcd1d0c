"""«Карта и планы»: the technological support card of the school, from choice to paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.card import FORM
from app.domain.forms import Form
from app.domain.organisations import OrganisationKind
from app.gui import work
from app.gui.card.card_view import CardView
from app.gui.card.measures import Level
from app.gui.page import Page
from app.gui.pages.record_panel import RecordPanel
from app.gui.words import label

if TYPE_CHECKING:
    from app.domain.signals import Signal
    from app.services.context import Context


class CardPage(Page):
    """One card a school and year."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label("Сначала выберите школу на странице «Школы».")
        self.panel = RecordPanel(make=self._make_view)
        self.panel.shown.connect(self._look_at_data)
        self.column.addWidget(self._words)
        self.column.addWidget(self.panel, 1)

    def refresh(self) -> None:
        school = self.place.school
        self._words.setVisible(school is None)
        self.panel.setVisible(school is not None)
        if school is not None:
            self.panel.show_record(self.place, school, FORM)

    def leave(self) -> None:
        self.panel.flush()

    @property
    def is_clean(self) -> bool:
        return self.panel.is_clean

    @property
    def in_trouble(self) -> bool:
        return self.panel.in_trouble

    def _make_view(self, form: Form) -> CardView:
        return CardView(form, levels_of(self.place.context, form))

    def _look_at_data(self) -> None:
        """Signals and replies come a moment later than the card itself."""
        context, school = self.place.context, self.place.school
        if school is None:
            return
        runner = self.place.runner
        runner.run(lambda _: work.signals(context, school.uid), self._show_signals)
        runner.run(lambda _: work.replies(context, school.uid), self._show_replies)

    def _show_signals(self, found: tuple[Signal, ...]) -> None:
        evidence: dict[str, list[str]] = {}
        for one in found:
            evidence.setdefault(one.problem, []).append(one.evidence)
        if isinstance(self.panel.form, CardView):
            self.panel.form.show_signals(evidence)

    def _show_replies(self, lines: dict[tuple[str, str], list[str]]) -> None:
        if isinstance(self.panel.form, CardView):
            self.panel.form.show_replies(lines)


def levels_of(context: Context, form: Form) -> list[Level]:
    """The card's columns as the methodology names them."""
    choices = form.table_by_code["measures"].column("level").choices
    short = {choice.code: choice.label for choice in choices}
    return [
        Level(
            level.code,
            short.get(level.code, level.title),
            level.title,
            level.owner is OrganisationKind.SCHOOL,
        )
        for level in context.methodology.levels
    ]
