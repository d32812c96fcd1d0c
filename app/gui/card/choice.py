"""The first chapter of the card: ten official problems, signals beside them, their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QMouseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.answers import Answers
from app.domain.forms import FixedRow, Table
from app.gui.card.problems import MOST, choose, chosen, reorder
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.telling import told
from app.gui.words import button, framed, label, letters, set_kind, tip

NARROW = 84
"""Letters below which the order goes under the problems."""
_ROLE = Qt.ItemDataRole.UserRole


class ChoiceChapter(Chapter):
    """The school decides; the program only shows what it noticed."""

    def __init__(self, table: Table, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._table = table
        self.rows = {
            row.code: ProblemRow(number, row, self) for number, row in enumerate(table.rows, 1)
        }
        self.order = OrderList(self)
        self._words = label("", "muted")
        problems = QVBoxLayout()
        problems.setSpacing(2)
        problems.addWidget(label(table.title, "heading"))
        problems.addWidget(self._words)
        for one in self.rows.values():
            problems.addWidget(one)
            one.chosen.connect(self._choose)
        problems.addStretch(1)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(4, 0, 12, 0)
        self._line.setSpacing(16)
        self._line.addLayout(problems, 3)
        self._line.addWidget(self.order, 2, Qt.AlignmentFlag.AlignTop)
        self.order.ordered.connect(self._reorder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The order stands beside the problems, or below them where there is little room."""
        super().resizeEvent(event)
        wide = self.width() >= letters(self, NARROW)
        way = QBoxLayout.Direction
        self._line.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def show_signals(self, evidence: Mapping[str, Sequence[str]]) -> None:
        """Evidence from the data, by problem."""
        for code, one in self.rows.items():
            one.show_signals(evidence.get(code, ()))

    def show_draft(self, last_year: Answers | None) -> None:
        codes = chosen(self._draft)
        full = len(codes) >= MOST
        for code, one in self.rows.items():
            one.show_state(code in codes, may_choose=code in codes or not full)
        titles = {row.code: f"{n}. {row.label}" for n, row in enumerate(self._table.rows, 1)}
        self.order.show_order([(code, titles[code]) for code in codes])

    def show_look(self, look: Look) -> None:
        found = [issue for spot, issue in look.issues if spot.table == self._table.code]
        set_kind(self._words, found[0].severity.value if found else "muted")
        plain = "Отметьте от 1 до 4 проблем. Остальные на печать не выйдут."
        if len(chosen(self._draft)) == MOST:
            plain = "Выбраны четыре проблемы, больше нельзя. Чтобы заменить, снимите отметку."
        self._words.setText(told(found[0]) if found else plain)

    def go_to(self, spot: Spot) -> QWidget:
        target = self.rows.get(spot.row) or next(iter(self.rows.values()))
        target.box.setFocus()
        return target

    def _choose(self, code: str, yes: bool) -> None:
        choose(self._draft, code, yes=yes)
        self.show_draft(None)
        self.edited.emit()

    def _reorder(self, codes: list[str]) -> None:
        reorder(self._draft, codes)
        self.edited.emit()


class ProblemRow(QWidget):
    """One official row: a box, its words, its module, the signals."""

    chosen = Signal(str, bool)

    def __init__(self, number: int, row: FixedRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(str(number), self)
        self.box.setAccessibleName(f"{number}. {row.label}")
        self.box.setAccessibleDescription(row.hint)
        self.box.clicked.connect(lambda yes: self.chosen.emit(row.code, yes))
        self._signal = framed("", "note")
        self._signal.hide()
        words = label(row.label)
        words.setBuddy(self.box)
        words.setToolTip(tip(row.hint))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 3, 0, 3)
        grid.setVerticalSpacing(1)
        grid.addWidget(self.box, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, 0, 1)
        grid.addWidget(self._signal, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, self.fontMetrics().horizontalAdvance("0") * 6)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the words is a click on the box."""
        if self.rect().contains(event.position().toPoint()):
            self.box.setFocus()
            self.box.click()

    def show_signals(self, evidence: Sequence[str]) -> None:
        """«Есть сигнал: …» under the words."""
        self._signal.setVisible(bool(evidence))
        self._signal.setText("● Есть сигнал. " + " ".join(evidence))
        self.box.setToolTip(tip(" ".join(evidence)))

    def show_state(self, yes: bool, *, may_choose: bool) -> None:
        """Whether it is chosen, and whether it can be."""
        self.box.setChecked(yes)
        self.box.setEnabled(may_choose)


class OrderList(QWidget):
    """The chosen problems from the most to the least important; drag, buttons, Alt+arrows."""

    ordered = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Порядок важности выбранных проблем")
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * 14)
        self.list.model().rowsMoved.connect(lambda *_: self._tell())
        up, down = (
            button("↑ Важнее", lambda: self._move(-1)),
            button("↓ Менее важно", lambda: self._move(1)),
        )
        for keys, way in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda way=way: self._move(way))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label("Порядок важности", "heading"))
        column.addWidget(label("Сверху самая важная. Переставьте мышью или кнопками.", "muted"))
        column.addWidget(self.list)
        line = QHBoxLayout()
        line.addWidget(up)
        line.addWidget(down)
        line.addStretch(1)
        column.addLayout(line)

    def show_order(self, problems: list[tuple[str, str]]) -> None:
        """(code, words) of the chosen ones, the most important first."""
        at = self.list.currentRow()
        self.list.clear()
        for code, words in problems:
            item = QListWidgetItem(words)
            item.setData(_ROLE, code)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(at, 0), len(problems) - 1))

    def _move(self, way: int) -> None:
        at = self.list.currentRow()
        to = at + way
        if at < 0 or not 0 <= to < self.list.count():
            return
        item = self.list.takeItem(at)
        self.list.insertItem(to, item)
        self.list.setCurrentRow(to)
        self._tell()

    def _tell(self) -> None:
        self.ordered.emit([self.list.item(at).data(_ROLE) for at in range(self.list.count())])
