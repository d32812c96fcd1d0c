"""A section of a form: its heading, its questions, its tables."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.answers import Answers
from app.domain.forms import Form, Section
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.forms.question import Question
from app.gui.forms.table_panel import TablePanel
from app.gui.words import label


class SectionView(Chapter):
    """What is asked under one heading."""

    def __init__(
        self, form: Form, section: Section, draft: Draft, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self.questions = {item.code: Question(item, self) for item in section.fields}
        self.panels = {
            table.code: TablePanel(draft, table, self) for table in form.tables_of(section.code)
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 12, 0)
        column.setSpacing(2)
        column.addWidget(label(section.title, "heading"))
        if section.hint:
            column.addWidget(label(section.hint, "muted"))
        for question in self.questions.values():
            column.addWidget(_line())
            column.addWidget(question)
            question.edited.connect(self._typed)
            question.explain.connect(self.explain)
        for panel in self.panels.values():
            column.addWidget(panel, 1)
            panel.edited.connect(self.edited)
            panel.explain.connect(self.explain)
        if not self.panels:
            column.addStretch(1)

    def lock(self, open_fields: frozenset[str] | None) -> None:
        """Let nothing be typed but these questions; None: everything may be typed."""
        for code, question in self.questions.items():
            question.editor.setEnabled(open_fields is None or code in open_fields)
        for panel in self.panels.values():
            panel.lock(open_fields is not None)

    def _typed(self, code: str, raw: object) -> None:
        if raw is None:
            self._draft.values.pop(code, None)
        else:
            self._draft.values[code] = raw
        self.edited.emit()

    def show_draft(self, last_year: Answers | None) -> None:
        """The draft was replaced: show its answers."""
        before = last_year.values if last_year else {}
        for code, question in self.questions.items():
            question.put(self._draft.values.get(code), before.get(code))
        for panel in self.panels.values():
            panel.show_rows(last_year)

    def show_look(self, look: Look) -> None:
        """Issues at their places; questions that are not asked disappear."""
        for code, question in self.questions.items():
            question.setVisible(code in look.visible)
            question.show_issues(look.at(question.spot))
        for code, panel in self.panels.items():
            panel.setVisible(code in look.visible)
            panel.show_look(look)

    def go_to(self, spot: Spot) -> QWidget:
        """Put the focus on a place; returns the widget to scroll to."""
        if spot.table:
            panel = self.panels[spot.table]
            panel.go_to(spot)
            return panel
        question = self.questions[spot.field]
        question.editor.setFocus()
        return question


def _line() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFrameShadow(QFrame.Shadow.Plain)
    line.setFixedHeight(1)
    line.setProperty("kind", "line")
    return line
