"""The chapter of one chosen problem: its sub-field, and measures level by level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.answers import Answers
from app.domain.forms import Form
from app.gui.card.measures import Level, MeasureTabs
from app.gui.card.problems import chosen
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.forms.section import SectionView
from app.gui.words import label


class ProblemChapter(Chapter):
    """What is told about a problem, and what will be done."""

    def __init__(
        self,
        form: Form,
        problem: str,
        draft: Draft,
        levels: Sequence[Level],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft, self._problem = draft, problem
        row = next(one for one in form.table_by_code["problems"].rows if one.code == problem)
        section = next((one for one in form.sections if one.code == f"about_{problem}"), None)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 12, 0)
        column.addWidget(label(row.label, "heading"))
        column.addWidget(label(row.hint, "muted"))
        self._not_chosen = label(
            "Эта проблема сейчас не выбрана: на печать она не выйдет.", "query"
        )
        column.addWidget(self._not_chosen)
        self.about = SectionView(form, section, draft, self) if section else None
        if self.about is not None:
            column.addWidget(self.about)
            self.about.edited.connect(self.edited)
            self.about.explain.connect(self.explain)
        column.addWidget(label(form.table_by_code["measures"].title, "heading"))
        self.tabs = MeasureTabs(draft, problem, levels, self)
        self.tabs.edited.connect(self.edited)
        self.tabs.explain.connect(self.explain)
        column.addWidget(self.tabs, 1)

    def show_replies(self, lines: Mapping[tuple[str, str], Sequence[str]]) -> None:
        """Answers of the columns' owners, by (problem, level)."""
        for pane in self.tabs.panes:
            pane.show_answers(lines.get((self._problem, pane.level.code), ()))

    def show_draft(self, last_year: Answers | None) -> None:
        if self.about is not None:
            self.about.show_draft(last_year)
        self.tabs.show_draft()

    def show_look(self, look: Look) -> None:
        self._not_chosen.setVisible(self._problem not in chosen(self._draft))
        if self.about is not None:
            self.about.show_look(look)
        self.tabs.show_look(look)

    def go_to(self, spot: Spot) -> QWidget:
        if self.about is not None and spot.table != "measures":
            return self.about.go_to(spot)
        return self.tabs.go_to(spot)
