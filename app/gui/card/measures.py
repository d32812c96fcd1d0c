"""Measures of one problem: a tab for each level, a frame for each measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QTabWidget, QVBoxLayout, QWidget

from app.domain.forms import Table
from app.gui.card.problems import add_measure, measures, remove_measure
from app.gui.forms.draft import Draft, DraftRow, Look, Spot
from app.gui.forms.question import Question
from app.gui.words import button, clear, framed, label, row

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
        self, table: Table, measure: DraftRow, number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.measure = measure
        self.questions = {
            code: Question(table.column(code), self, Spot(table.code, measure.key, code))
            for code in (*ASKED, *MORE)
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(0)
        self._more = button("Ещё…", self._show_more, "link")
        self._more.setAccessibleName(f"Ещё вопросы к мероприятию {number}")
        remove = button("Убрать мероприятие", self.removed.emit, "link")
        remove.setAccessibleName(f"Убрать мероприятие {number}")
        head = row(label(f"Мероприятие {number}", "subheading", wrap=False), stretch=True)
        head.addWidget(self._more)
        head.addWidget(remove)
        column.addLayout(head)
        for code, question in self.questions.items():
            column.addWidget(question)
            question.put(measure.cells.get(code), None)
            question.edited.connect(self._typed)
            question.explain.connect(self.explain)
            question.setVisible(code in ASKED or code in measure.cells)
        self._more.setVisible(any(code not in measure.cells for code in MORE))

    def show_look(self, look: Look) -> None:
        """Issues at their questions."""
        for question in self.questions.values():
            question.show_issues(look.at(question.spot))

    def _typed(self, code: str, raw: object) -> None:
        if raw is None:
            self.measure.cells.pop(code, None)
        else:
            self.measure.cells[code] = raw
        self.edited.emit()

    def _show_more(self) -> None:
        for question in self.questions.values():
            question.show()
        self._more.hide()


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

    def show_draft(self) -> None:
        """The measures of the draft, each in its frame."""
        clear(self._list)
        self.frames = []
        for number, measure in enumerate(measures(self._draft, self._problem, self.level.code), 1):
            frame = MeasureFrame(self._draft.form.table_by_code["measures"], measure, number, self)
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
        self.show_draft()
        self.frames[-1].questions["text"].editor.setFocus()
        self.edited.emit()

    def _remove(self, measure: DraftRow) -> None:
        remove_measure(self._draft, measure)
        self.show_draft()
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
            self.setTabToolTip(self.count() - 1, pane.level.title)
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
            for frame in pane.frames:
                if frame.measure.key == spot.row:
                    self.setCurrentIndex(number)
                    question = frame.questions.get(spot.field) or frame.questions["text"]
                    question.show()
                    question.editor.setFocus()
                    return question
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
