"""A whole form made from its definition: sections, questions, tables, issues at their places."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.answers import Answers
from app.domain.forms import Form, Section
from app.domain.issues import Issue, Severity
from app.domain.reading import RawAnswers
from app.domain.rules import explanation_key
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.forms.explaining import Explaining
from app.gui.forms.issue_list import IssueList
from app.gui.forms.section import SectionView
from app.gui.words import SIGNS, UNANSWERED, button, scrolled

READ_AFTER = 200
"""Milliseconds without a keystroke after which the answers are read again."""


class FormView(QWidget):
    """Takes a form and answers; emits `edited` whenever something was typed."""

    edited = Signal()
    undo_asked = Signal()

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.draft = Draft(form)
        self.look: Look = self.draft.look()
        self._last_year: Answers | None = None
        self._views: dict[str, SectionView] = {}
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_AFTER)
        self._reading.timeout.connect(self.read_now)
        self._build()
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo_asked.emit)
        self.show_answers(Answers(), None)

    def show_answers(self, answers: Answers, last_year: Answers | None) -> None:
        """Show a record; whatever was typed before must have been saved."""
        self.draft.put(answers)
        self._last_year = last_year
        for view in self._views.values():
            view.show_draft(last_year)
        self.read_now()

    def raw(self) -> RawAnswers:
        """What stands on the screen now, for saving."""
        return self.draft.raw()

    def read_now(self) -> None:
        """Read the draft as an import would, and show what that gave."""
        self._reading.stop()
        self.look = self.draft.look()
        for view in self._views.values():
            view.show_look(self.look)
        self._issues.show_look(self.look)
        self._show_sections()

    def go_to(self, spot: Spot) -> None:
        """Open the section of a place, scroll there and take the focus."""
        for number, section in enumerate(self.form.sections):
            view = self._view(section)
            if (spot.table or spot.field) in view.places():
                self._list.setCurrentRow(number)
                target = view.go_to(spot)
                area = self._stack.currentWidget()
                if isinstance(area, QScrollArea):
                    area.ensureWidgetVisible(target, 0, 40)
                return

    def _build(self) -> None:
        self._list = QListWidget(self)
        self._list.setObjectName("sections")
        self._list.setAccessibleName("Разделы формы")
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedWidth(self.fontMetrics().horizontalAdvance("0") * 24)
        self._stack = QStackedWidget(self)
        for section in self.form.sections:
            self._list.addItem(QListWidgetItem(section.title))
            self._stack.addWidget(scrolled(QWidget()))
        self._list.setVisible(len(self.form.sections) > 1)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._list)
        middle.addWidget(self._stack, 1)
        self._issues = IssueList(self)
        self._issues.chosen.connect(self.go_to)
        self._issues.explain.connect(self._explain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(middle, 1)
        column.addLayout(self._foot())
        self._list.currentRowChanged.connect(self._open)
        self._list.setCurrentRow(0)

    def _foot(self) -> QHBoxLayout:
        self._back = button("← Назад", lambda: self._step(-1))
        self._on = button("Далее →", lambda: self._step(1))
        foot = QHBoxLayout()
        foot.addWidget(self._issues, 1)
        foot.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._on, 0, Qt.AlignmentFlag.AlignTop)
        for one in (self._back, self._on):
            one.setVisible(len(self.form.sections) > 1)
        return foot

    def _view(self, section: Section) -> SectionView:
        """The view of a section, built when it is first looked at."""
        if section.code in self._views:
            return self._views[section.code]
        view = SectionView(self.form, section, self.draft)
        self._views[section.code] = view
        view.edited.connect(self._edited)
        view.explain.connect(self._explain)
        view.show_draft(self._last_year)
        view.show_look(self.look)
        area = self._stack.widget(self.form.sections.index(section))
        assert isinstance(area, QScrollArea)
        area.setWidget(view)
        return view

    def _open(self, number: int) -> None:
        if number < 0:
            return
        self._view(self.form.sections[number])
        self._stack.setCurrentIndex(number)
        self._show_steps()

    def _step(self, way: int) -> None:
        neighbour = self._neighbour(way)
        if neighbour is not None:
            self._list.setCurrentRow(neighbour)
            self._stack.currentWidget().setFocus()

    def _neighbour(self, way: int) -> int | None:
        at = self._list.currentRow() + way
        while 0 <= at < self._list.count():
            if not self._list.isRowHidden(at):
                return at
            at += way
        return None

    def _show_sections(self) -> None:
        """Hide sections that are not asked; mark those with something to do."""
        for number, section in enumerate(self.form.sections):
            places = {item.code for item in section.fields}
            places |= {table.code for table in self.form.tables_of(section.code)}
            found = [
                issue for spot, issue in self.look.issues if (spot.table or spot.field) in places
            ]
            self._list.item(number).setText(f"{_sign(found)}  {section.title}")
            self._list.setRowHidden(number, section.code not in self.look.visible)
        self._show_steps()

    def _show_steps(self) -> None:
        self._back.setEnabled(self._neighbour(-1) is not None)
        self._on.setEnabled(self._neighbour(1) is not None)

    def _edited(self) -> None:
        self._reading.start()
        self.edited.emit()

    def _explain(self, issue: Issue) -> None:
        key = explanation_key(issue)
        dialog = Explaining(issue, self.draft.explanations.get(key, ""), self)
        dialog.said.connect(lambda text: self._explained(key, text))
        dialog.open()

    def _explained(self, key: str, text: str) -> None:
        self.draft.explanations.pop(key, None)
        if text:
            self.draft.explanations[key] = text
        self.read_now()
        self.edited.emit()


def _sign(found: list[Issue]) -> str:
    """The mark of a section: the worst that is wrong, a ring while answers are missing, a tick."""
    wrong = {issue.severity for issue in found if issue.code != UNANSWERED}
    for severity in (Severity.ERROR, Severity.QUERY):
        if severity in wrong:
            return SIGNS[severity]
    return "○" if any(issue.code == UNANSWERED for issue in found) else "✔"
