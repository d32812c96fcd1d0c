"""All issues of a form in one list; a double click or Enter goes to the place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.issues import Issue, Severity
from app.domain.messages import count
from app.gui.forms.draft import Look, Spot
from app.gui.look import colours
from app.gui.telling import told
from app.gui.words import button, label, set_kind

_ROLE = Qt.ItemDataRole.UserRole


class IssueList(QWidget):
    """The list with a line that counts; hidden lines stay counted."""

    chosen = Signal(object)
    """Spot to go to."""
    explain = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._sum = label("", "good", wrap=False)
        self._open = button("Показать список", self._toggle, "link")
        self._explain = button("Пояснить…", self._ask, "link")
        line = QHBoxLayout()
        for part in (self._sum, self._open, self._explain):
            line.addWidget(part)
        line.addStretch(1)
        column.addLayout(line)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Замечания к форме")
        self._list.setWordWrap(True)
        self._list.setMaximumHeight(self.fontMetrics().lineSpacing() * 6)
        self._list.itemActivated.connect(self._activated)
        self._list.currentRowChanged.connect(lambda _: self._offer())
        self._list.hide()
        column.addWidget(self._list)
        self._found: list[tuple[Spot, Issue]] = []
        self.show_look(None)

    def show_look(self, look: Look | None) -> None:
        """Errors first, then queries; notes are read at their places."""
        order = list(Severity)
        found = [one for one in look.issues if one[1].severity is not Severity.NOTE] if look else []
        found.sort(key=lambda one: order.index(one[1].severity))
        if found != self._found:
            self._found = found
            self._fill()
        self._sum_up()

    def _fill(self) -> None:
        now = colours()
        self._list.clear()
        for spot, issue in self._found:
            item = QListWidgetItem(told(issue))
            item.setData(_ROLE, spot)
            if not issue.is_reminder:
                error = issue.severity is Severity.ERROR
                item.setForeground(QColor(now.error if error else now.query))
            self._list.addItem(item)

    def _sum_up(self) -> None:
        errors = sum(issue.severity is Severity.ERROR for _, issue in self._found)
        left = sum(issue.is_reminder for _, issue in self._found)
        queries = len(self._found) - errors - left
        parts = []
        if errors:
            parts.append("✖ " + count(errors, "ошибка", "ошибки", "ошибок"))
        if queries:
            parts.append("? " + count(queries, "вопрос", "вопроса", "вопросов"))
        if left:
            parts.append(f"осталось ответить: {left}")
        self._sum.setText(", ".join(parts) or "✔ Замечаний нет")
        set_kind(self._sum, _kind(errors, queries, left))
        self._open.setVisible(bool(self._found))
        if not self._found:
            self._list.hide()
        self._offer()

    def _toggle(self) -> None:
        shown = not self._list.isVisible()
        self._list.setVisible(shown)
        self._open.setText("Скрыть список" if shown else "Показать список")
        self._offer()
        if shown:
            self._list.setFocus()

    def _offer(self) -> None:
        at = self._list.currentRow()
        asked = 0 <= at < len(self._found) and self._found[at][1].severity is Severity.QUERY
        self._explain.setVisible(self._list.isVisible() and asked)

    def _activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_ROLE))

    def _ask(self) -> None:
        self.explain.emit(self._found[self._list.currentRow()][1])


def _kind(errors: int, queries: int, left: int) -> str:
    if errors:
        return "error"
    if queries:
        return "query"
    return "muted" if left else "good"
