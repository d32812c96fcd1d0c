"""Editor of a date: typed as people write it, or picked from a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QVBoxLayout, QWidget

from app.domain.fields import BadValue, Field
from app.gui.editors.base import Editor, FocusWatch, Line, text_for


class DayBox(QWidget):
    """A line «дд.мм.гггг» with a calendar behind its button."""

    edited = Signal()
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtWidgets import QHBoxLayout

        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        self.line = Line(self)
        self.line.setPlaceholderText("дд.мм.гггг")
        self.line.setFixedWidth(self.fontMetrics().horizontalAdvance("00.00.00000") + 28)
        self.button = QToolButton(self)
        self.button.setText("▾")
        self.button.setToolTip("Выбрать день в календаре")
        self.button.setAccessibleName("Выбрать день в календаре")
        row.addWidget(self.line)
        row.addWidget(self.button)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.returnPressed.connect(self.entered)
        FocusWatch(self.line).left.connect(self.left)
        self.button.clicked.connect(self._open)

    def _open(self) -> None:
        popup = _Calendar(_day_of(self.line.text()), self)
        popup.picked.connect(self._pick)
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()

    def _pick(self, day: QDate) -> None:
        self.line.setText(day.toString("dd.MM.yyyy"))
        self.line.setFocus()
        self.edited.emit()
        self.entered.emit()


class _Calendar(QWidget):
    picked = Signal(QDate)

    def __init__(self, day: date, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        calendar = QCalendarWidget(self)
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        column.addWidget(calendar)
        calendar.activated.connect(self._take)
        calendar.clicked.connect(self._take)
        calendar.setFocus()

    def _take(self, day: QDate) -> None:
        self.picked.emit(day)
        self.close()


class DayEditor(Editor):
    """A date."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._box = DayBox(self)
        self._row.addWidget(self._box)
        self._row.addStretch(1)
        self.setFocusProxy(self._box)
        self._box.edited.connect(self.edited)
        self._box.left.connect(self.committed)
        self._box.entered.connect(self._enter)

    def raw(self) -> object:
        return self._box.line.text() or None

    def put(self, raw: object) -> None:
        text = text_for(self.field, raw)
        if text != self._box.line.text():
            self._box.line.setText(text)

    def control(self) -> QWidget:
        return self._box.line

    def _enter(self) -> None:
        self.committed.emit()
        self.focusNextChild()


def _day_of(text: str) -> date:
    """The day typed so far, or today."""
    from app.domain.fields import TYPES

    day_field = Field("day", "Дата", TYPES["date"])
    try:
        value = day_field.read(text)
    except BadValue:
        return date.today()
    return value if isinstance(value, date) else date.today()
