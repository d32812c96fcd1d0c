"""One column of the card under its owner's hands: requests with their answers, own measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.deadlines import Deadline
from app.gui.card.measures import Level, LevelPane, MeasureFrame
from app.gui.card.problems import (
    answer,
    answer_to,
    own_measures,
    remove_measure,
    requests,
    unanswered,
)
from app.gui.forms.draft import Draft, DraftRow, Look, Spot
from app.gui.words import button, clear, label, row, set_kind

SHOWN = ("text", "responsible", "deadline", "expected_result")
"""What of a request is shown to read."""
STATES = {"confirmed": ("good", "✔ Подтверждено"), "declined": ("query", "✖ Отклонено")}
DECIDE = (("confirmed", "Подтвердить"), ("declined", "Отклонить"))


class RequestFrame(QFrame):
    """One request of the school: its words, two buttons, the owner's answer below."""

    edited = Signal()
    explain = Signal(object)

    def __init__(
        self, draft: Draft, request: DraftRow, number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.request, self._draft, self._number = request, draft, number
        self.frame: MeasureFrame | None = None
        self._look: Look | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(4)
        column.addWidget(label(f"Запрос школы {number}", "subheading"))
        for line in _lines(draft, request):
            column.addWidget(label(line))
        self.buttons = {code: button(words, self._decides(code)) for code, words in DECIDE}
        for code, words in DECIDE:
            self.buttons[code].setAccessibleName(f"{words}: запрос школы {number}")
        self._state = label("", wrap=False)
        column.addLayout(row(*self.buttons.values(), self._state))
        self._answer = QVBoxLayout()
        column.addLayout(self._answer)
        self.fill()

    def fill(self) -> None:
        """Show the answer there is, or that there is none yet."""
        found = answer_to(self._draft, self.request)
        kind, words = STATES.get(str(found.cells.get("state")) if found else "", ("", ""))
        set_kind(self._state, kind or "muted")
        self._state.setText(words or "○ Ответа пока нет")
        for code, one in self.buttons.items():
            one.setEnabled(found is None or found.cells.get("state") != code)
        clear(self._answer)
        self.frame = None
        if found is None:
            return
        self.frame = MeasureFrame(
            self._draft.form.table_by_code["measures"],
            found,
            f"Ваш ответ на запрос {self._number}",
            "Убрать ответ",
        )
        self._answer.addWidget(self.frame)
        self.frame.edited.connect(self.edited)
        self.frame.explain.connect(self.explain)
        self.frame.removed.connect(self._withdraw)
        if self._look is not None:
            self.frame.show_look(self._look)

    def show_look(self, look: Look) -> None:
        """Issues at their places."""
        self._look = look
        if self.frame is not None:
            self.frame.show_look(look)

    def _decides(self, state: str) -> Callable[[], None]:
        return lambda: self._decide(state)

    def _decide(self, state: str) -> None:
        answer(self._draft, self.request, state)
        self.fill()
        if self.frame is not None:
            self.frame.questions["text"].editor.setFocus()
        self.edited.emit()

    def _withdraw(self) -> None:
        found = answer_to(self._draft, self.request)
        if found is not None:
            remove_measure(self._draft, found)
            self.fill()
            self.buttons["confirmed"].setFocus()
            self.edited.emit()


class OwnPane(LevelPane):
    """Measures of the owner that nobody asked for."""

    def __init__(self, draft: Draft, school: Draft, problem: str, level: Level) -> None:
        super().__init__(draft, problem, replace(level, title="Ваши мероприятия, кроме ответов"))
        self._school = school
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(0, 6, 0, 0)

    def rows(self) -> list[DraftRow]:
        return own_measures(self._draft, self._school, self._problem, self.level.code)


class AnswerPane(QWidget):
    """One column: the school's requests above, own measures below."""

    edited = Signal()
    explain = Signal(object)

    def __init__(
        self,
        draft: Draft,
        school: Draft,
        problem: str,
        level: Level,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._draft, self._school, self._problem, self.level = draft, school, problem, level
        self.frames: list[RequestFrame] = []
        self._look: Look | None = None
        column = QVBoxLayout(self)
        column.addWidget(label(level.title, "subheading"))
        self._list = QVBoxLayout()
        column.addLayout(self._list)
        self.own = OwnPane(draft, school, problem, level)
        self.own.edited.connect(self.edited)
        self.own.explain.connect(self.explain)
        column.addWidget(self.own)
        column.addStretch(1)

    def show_draft(self) -> None:
        """The draft or the school's record was replaced."""
        clear(self._list)
        self.frames = []
        found = requests(self._school, self._problem, self.level.code)
        if not found:
            self._list.addWidget(label("Запросов школы в этот столбец нет.", "muted"))
        for number, request in enumerate(found, 1):
            frame = RequestFrame(self._draft, request, number)
            frame.edited.connect(self.edited)
            frame.explain.connect(self.explain)
            self._list.addWidget(frame)
            self.frames.append(frame)
        self.own.show_draft()

    def show_look(self, look: Look) -> None:
        """Issues at their places."""
        for frame in self.frames:
            frame.show_look(look)
        self.own.show_look(look)

    def waiting(self) -> int:
        """How many requests have no answer yet."""
        return len(unanswered(self._draft, self._school, self._problem, self.level.code))

    def frame_at(self, spot: Spot) -> MeasureFrame | None:
        """The frame of a measure that stands here."""
        self.own.fill()
        answers = [one.frame for one in self.frames if one.frame is not None]
        for frame in (*answers, *self.own.frames):
            if frame.measure.key == spot.row:
                return frame
        return None


def _lines(draft: Draft, request: DraftRow) -> list[str]:
    """A request in lines to read; what the school left empty is left out."""
    table = draft.form.table_by_code["measures"]
    found = []
    for code in SHOWN:
        raw = request.cells.get(code)
        if raw is not None:
            shown = raw.wording() if isinstance(raw, Deadline) else str(raw)
            found.append(f"{table.column(code).label}: {shown}")
    return found
