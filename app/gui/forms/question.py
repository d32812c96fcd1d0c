"""One question on the screen: label, hint, editor, unit, last year's answer, what is wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.fields import Field, Value
from app.domain.issues import Issue, Severity
from app.gui.editors import editor_for
from app.gui.forms.draft import Spot
from app.gui.telling import told
from app.gui.words import button, clear, framed, label, letters, tip

REQUIRED = " *"
NARROW = 64
"""Letters below which question and answer stand one above the other."""
_TOP = Qt.AlignmentFlag.AlignTop


class Question(QWidget):
    """A row of the form. Takes answers and issues, tells about typing; decides nothing."""

    edited = Signal(str, object)
    """Code of the question, raw answer."""
    explain = Signal(object)
    """An issue the user wants to explain."""

    def __init__(
        self, field: Field, parent: QWidget | None = None, spot: Spot | None = None
    ) -> None:
        """`spot`: the cell of a table this question stands for; without it a single question."""
        super().__init__(parent)
        self.field = field
        self.spot = spot or Spot("", "", field.code)
        self.editor = editor_for(field, self)
        self._issues: list[Issue] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 9)
        grid.setColumnStretch(1, 11)
        self._grid = grid
        self._right = self._answer()
        self._narrow = False
        grid.addLayout(self._words(), 0, 0, _TOP)
        grid.addLayout(self._right, 0, 1, _TOP)
        self._told = QVBoxLayout()
        self._told.setSpacing(2)
        grid.addLayout(self._told, 2, 0, 1, 2)
        self.editor.edited.connect(self._edited)
        self.editor.committed.connect(self._tidy)

    def put(self, raw: object, last_year: Value | None) -> None:
        """Show an answer and, beside it, last year's."""
        self.editor.put(raw)
        self._last_year.setVisible(last_year is not None)
        self._last_year.setText(f"в прошлом году: {self.field.show(last_year)}")

    def show_issues(self, issues: list[Issue]) -> None:
        """Say what is wrong under the answer: symbol, word, sentence."""
        if issues == self._issues:
            return
        self._issues = list(issues)
        clear(self._told)
        for issue in issues:
            self._told.addLayout(self._line(issue))
        wrong = [one.severity for one in issues if not one.is_reminder]
        self.editor.mark(wrong[0] if wrong and wrong[0] is not Severity.NOTE else None)
        self._introduce()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the answer stands under its question."""
        super().resizeEvent(event)
        narrow = self.width() < letters(self, NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self._grid.removeItem(self._right)
            self._grid.addLayout(self._right, int(narrow), int(not narrow), _TOP)
            self._grid.setColumnStretch(1, 0 if narrow else 11)

    def _words(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(1)
        words = label(self.field.label + (REQUIRED if self.field.required else ""))
        words.setBuddy(self.editor)
        if self.field.official:
            words.setToolTip(tip(self.field.official))
        column.addWidget(words)
        if self.field.hint:
            column.addWidget(label(self.field.hint, "muted"))
        column.addStretch(1)
        return column

    def _answer(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.editor, 1)
        if self.field.unit:
            self.editor.append(label(self.field.unit, "muted", wrap=False))
        self._last_year = label("", "muted")
        self._last_year.hide()
        line.addWidget(self._last_year)
        self._introduce()
        return line

    def _introduce(self) -> None:
        parts = [self.field.label]
        if self.field.unit:
            parts.append(self.field.unit)
        if self.field.required:
            parts.append("обязательный вопрос")
        said = [self.field.hint, self.field.type.describe(self.field)]
        said += [told(issue) for issue in self._issues]
        self.editor.introduce(", ".join(parts), ". ".join(filter(None, said)))

    def _line(self, issue: Issue) -> QHBoxLayout:
        line = QHBoxLayout()
        if issue.is_reminder:
            line.addStretch(1)
            line.addWidget(label("нужен ответ", "muted", wrap=False))
        else:
            line.addWidget(framed(told(issue), issue.severity.value), 1)
        if issue.severity is Severity.QUERY or issue.explanation:
            words = "Изменить пояснение…" if issue.explanation else "Пояснить…"
            asked = button(words, lambda: self.explain.emit(issue), "link")
            asked.setAccessibleName(f"{words.rstrip('…')}: {self.field.label}")
            line.addWidget(asked)
        return line

    def _edited(self) -> None:
        self.edited.emit(self.field.code, self.editor.raw())

    def _tidy(self) -> None:
        """Show a readable answer the way it will be printed, once the user has left it."""
        self.editor.put(self.editor.raw())
