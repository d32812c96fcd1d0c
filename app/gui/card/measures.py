"""Measures of one problem: a tab for each level, a frame for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QTabWidget, QVBoxLayout, QWidget

from app.domain.forms import Table
from app.gui.card.problems import add_measure, measures, remove_measure
from app.gui.forms.draft import Draft, DraftRow, Look, Spot
from app.gui.forms.question import Question
from app.gui.words import button, clear, framed, label, row, tip

ASKED = ("text", "responsible", "deadline", "expected_result", "status")
MORE = ("kind", "indicator", "evidence")
"""Asked behind «Ещё…»: most schools leave them empty."""


@dataclass(frozen=True, slots=True)
class Level:
    """One column of the card."""

    code: str
    short: str
    """«Школа», «Район»: for the tab."""
    title: str
    """As printed, named by the region's methodology."""
    ours: bool
    """Whether the author of this record owns the column; else it is a request."""


class MeasureFrame(QFrame):
    """One measure: its questions, and a way to take it out."""

    edited = Signal()
    explain = Signal(object)
    removed = Signal()

    def __init__(
        self,
        table: Table,
        measure: DraftRow,
        title: str,
        remove_words: str = "Убрать мероприятие",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.measure = measure
        self.questions: dict[str, Question] = {}
        self._table = table
        self._look: Look | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 14, 8)
        self._column.setSpacing(0)
        self._more = button("Ещё…", self.show_more, "link")
        self._more.setAccessibleName(f"{title}: ещё вопросы")
        remove = button(remove_words, self.removed.emit, "link")
        remove.setAccessibleName(f"{title}: {remove_words.lower()}")
        head = row(label(title, "subheading", wrap=False), stretch=True)
        head.addWidget(self._more)
        head.addWidget(remove)
        self._column.addLayout(head)
        for code in (*ASKED, *(one for one in MORE if one in measure.cells)):
            self._ask(code)
        self._more.setVisible(len(self.questions) < len(ASKED) + len(MORE))

    def show_look(self, look: Look) -> None:
        """Issues at their questions."""
        self._look = look
        for question in self.questions.values():
            question.show_issues(look.at(question.spot))

    def show_more(self) -> None:
        """Ask what most schools leave empty."""
        for code in MORE:
            if code not in self.questions:
                self._ask(code)
        self._more.hide()

    def go_to(self, code: str) -> QWidget:
        """Put the focus on a question of this measure."""
        if code in MORE:
            self.show_more()
        question = self.questions.get(code) or self.questions["text"]
        question.editor.setFocus()
        return question

    def _ask(self, code: str) -> None:
        spot = Spot(self._table.code, self.measure.key, code)
        question = Question(self._table.column(code), self, spot)
        self.questions[code] = question
        self._column.addWidget(question)
        question.put(self.measure.cells.get(code), None)
        question.edited.connect(self._typed)
        question.explain.connect(self.explain)
        if self._look is not None:
            question.show_issues(self._look.at(spot))

    def _typed(self, code: str, raw: object) -> None:
        if raw is None:
            self.measure.cells.pop(code, None)
        else:
            self.measure.cells[code] = raw
        self.edited.emit()


class LevelPane(QWidget):
    """The measures of one cell of the card."""

    edited = Signal()
    explain = Signal(object)

    def __init__(
        self, draft: Draft, problem: str, level: Level, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._draft, self._problem, self.level = draft, problem, level
        self.frames: list[MeasureFrame] = []
        self._look: Look | None = None
        self._stale = True
        column = QVBoxLayout(self)
        column.addWidget(label(level.title, "subheading"))
        if not level.ours:
            column.addWidget(
                label("Здесь можно записать запрос. Подтверждает его хозяин столбца.", "muted")
            )
        self._answers = QVBoxLayout()
        self._list = QVBoxLayout()
        column.addLayout(self._answers)
        column.addLayout(self._list)
        words = "Добавить мероприятие" if level.ours else "Добавить запрос"
        self.add = button(words, self._add)
        self.add.setAccessibleDescription(level.title)
        column.addLayout(row(self.add))
        column.addStretch(1)

    def rows(self) -> list[DraftRow]:
        """The measures listed here."""
        return measures(self._draft, self._problem, self.level.code)

    def show_draft(self) -> None:
        """The draft was replaced: frames are made anew, at once or when the tab is opened."""
        self._stale = True
        if self.isVisible():
            self.fill()

    def showEvent(self, event: QShowEvent) -> None:
        """The tab is opened."""
        super().showEvent(event)
        self.fill()

    def fill(self) -> None:
        """Make the frames, unless they stand already."""
        if not self._stale:
            return
        self._stale = False
        clear(self._list)
        self.frames = []
        table = self._draft.form.table_by_code["measures"]
        for number, measure in enumerate(self.rows(), 1):
            frame = MeasureFrame(table, measure, f"Мероприятие {number}", parent=self)
            frame.edited.connect(self.edited)
            frame.explain.connect(self.explain)
            frame.removed.connect(lambda one=measure: self._remove(one))
            self._list.addWidget(frame)
            self.frames.append(frame)
            if self._look is not None:
                frame.show_look(self._look)

    def show_answers(self, lines: Sequence[str]) -> None:
        """What the owner of the column answered; to be read only."""
        clear(self._answers)
        for line in lines:
            self._answers.addWidget(framed(line, "note"))

    def show_look(self, look: Look) -> None:
        """Issues at their places."""
        self._look = look
        for frame in self.frames:
            frame.show_look(look)

    def _add(self) -> None:
        state = "own" if self.level.ours else "requested"
        add_measure(self._draft, self._problem, self.level.code, state)
        self._stale = True
        self.fill()
        self.frames[-1].questions["text"].editor.setFocus()
        self.edited.emit()

    def _remove(self, measure: DraftRow) -> None:
        remove_measure(self._draft, measure)
        self._stale = True
        self.fill()
        self.add.setFocus()
        self.edited.emit()


class MeasureTabs(QTabWidget):
    """All levels of one problem; a tab says how many measures it holds."""

    edited = Signal()
    explain = Signal(object)

    def __init__(
        self, draft: Draft, problem: str, levels: Sequence[Level], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._draft, self._problem = draft, problem
        self.panes = [LevelPane(draft, problem, level, self) for level in levels]
        self.setAccessibleName("Уровни поддержки")
        for pane in self.panes:
            self.addTab(pane, pane.level.short)
            self.setTabToolTip(self.count() - 1, tip(pane.level.title))
            pane.edited.connect(self._edited)
            pane.explain.connect(self.explain)

    def show_draft(self) -> None:
        """The draft was replaced."""
        for pane in self.panes:
            pane.show_draft()
        self._count()

    def show_look(self, look: Look) -> None:
        """Issues at their places."""
        for pane in self.panes:
            pane.show_look(look)

    def go_to(self, spot: Spot) -> QWidget:
        """The measure of a place; without one, the button that adds the school's first."""
        for number, pane in enumerate(self.panes):
            rows = measures(self._draft, self._problem, pane.level.code)
            at = next((n for n, row in enumerate(rows) if row.key == spot.row), None)
            if at is not None:
                self.setCurrentIndex(number)
                pane.fill()
                return pane.frames[at].go_to(spot.field)
        self.setCurrentIndex(0)
        self.panes[0].add.setFocus()
        return self.panes[0].add

    def _edited(self) -> None:
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        for number, pane in enumerate(self.panes):
            amount = len(measures(self._draft, self._problem, pane.level.code))
            some = f" ({amount})" if amount else ""
            self.setTabText(number, pane.level.short + some)
