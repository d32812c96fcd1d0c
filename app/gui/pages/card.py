"""«Карта и планы»: the school's card from choice to paper, and what owners of columns answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.domain.card import FORM
from app.domain.explanations import wording
from app.domain.forms import Form
from app.domain.organisations import OrganisationKind
from app.domain.results import ProcedureKind
from app.gui import work
from app.gui.card.answer_view import AnswerView
from app.gui.card.card_view import CardView
from app.gui.card.measures import Level
from app.gui.card.whose import Whose
from app.gui.page import Page
from app.gui.pages.record_panel import RecordPanel
from app.gui.words import label

if TYPE_CHECKING:
    from app.domain.answers import Answers
    from app.domain.organisations import Organisation
    from app.domain.signals import Signal
    from app.services.context import Context


class CardPage(Page):
    """One card a school and year; each owner of columns writes in a record of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caution = label("", "muted")
        self._caution.hide()
        self._words = label("Сначала выберите школу на странице «Школы».")
        self.whose = Whose(self)
        self.whose.changed.connect(self._switch)
        self.panel = RecordPanel(make=self._make_view)
        self.panel.shown.connect(self._look_at_data)
        self.answers = RecordPanel(make=self._make_answers)
        self.answers.shown.connect(self._look_at_school)
        self.column.addWidget(self._words)
        self.column.addWidget(self._caution)
        self.column.addWidget(self.whose)
        self.column.addWidget(self.panel, 1)
        self.column.addWidget(self.answers, 1)

    def refresh(self) -> None:
        school, owner = self.place.school, self._owner()
        answering = owner is not None and self.whose.is_answering
        self._words.setVisible(school is None)
        self._caution.hide()
        self.whose.setVisible(owner is not None)
        self.panel.setVisible(school is not None and not answering)
        self.answers.setVisible(answering)
        if owner is not None:
            self.whose.show_owner(owner.title)
        if school is None:
            return
        if owner is not None and answering:
            if isinstance(self.answers.form, AnswerView):
                self.answers.form.show_school(None)
            self.answers.show_record(self.place, school, FORM, author=owner.uid)
        else:
            self.panel.show_record(self.place, school, FORM)

    def first(self) -> QWidget | None:
        """The card itself: the switch above it is easily turned by an arrow key."""
        shown = self.answers if self.answers.isVisible() else self.panel
        return (shown.first() if shown.isVisible() else None) or super().first()

    def leave(self) -> None:
        self.panel.flush()
        self.answers.flush()

    @property
    def is_clean(self) -> bool:
        return self.panel.is_clean and self.answers.is_clean

    @property
    def in_trouble(self) -> bool:
        return self.panel.in_trouble or self.answers.in_trouble

    def _owner(self) -> Organisation | None:
        """Who works here, if it is not the school and owns columns of the card."""
        context, school = self.place.context, self.place.school
        own = context.own
        if own is None or school is None or own.uid == school.uid:
            return None
        owned = [one for one in context.methodology.levels if one.owner is own.kind]
        return own if owned else None

    def _switch(self) -> None:
        self.leave()
        self.refresh()

    def _make_view(self, form: Form) -> CardView:
        return CardView(form, levels_of(self.place.context, form))

    def _make_answers(self, form: Form) -> AnswerView:
        context = self.place.context
        assert context.own is not None
        levels = levels_of(context, form, context.own.kind)
        return AnswerView(form, [level for level in levels if level.ours])

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
        uses_vpr = any(one.procedure == ProcedureKind.VPR.value for one in found)
        self._caution.setText(wording(self.place.context.methodology.wordings, "vpr_caution"))
        self._caution.setVisible(uses_vpr and self.panel.isVisible())

    def _show_replies(self, lines: dict[tuple[str, str], list[str]]) -> None:
        if isinstance(self.panel.form, CardView):
            self.panel.form.show_replies(lines)

    def _look_at_school(self) -> None:
        context, school = self.place.context, self.place.school
        if school is not None:
            self.place.runner.run(
                lambda _: work.school_card(context, school.uid),
                lambda answers: self._show_requests(school, answers),
            )

    def _show_requests(self, school: Organisation, answers: Answers) -> None:
        if school == self.place.school and isinstance(self.answers.form, AnswerView):
            self.answers.form.show_school(answers)


def levels_of(
    context: Context, form: Form, owner: OrganisationKind = OrganisationKind.SCHOOL
) -> list[Level]:
    """The card's columns as the methodology names them; `owner` tells which are ours."""
    choices = form.table_by_code["measures"].column("level").choices
    short = {choice.code: choice.label for choice in choices}
    return [
        Level(level.code, short.get(level.code, level.title), level.title, level.owner is owner)
        for level in context.methodology.levels
    ]
