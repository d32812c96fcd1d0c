"""Editors of answers from a list: choices, and «да» or «нет»."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.domain.fields import BadValue, Field
from app.domain.spelling import plain_text
from app.gui.editors.base import Editor, FocusWatch

NO_ANSWER = "— не выбрано —"
_RING, _ROUND = 2.0, 4.0
"""The focus of all answers: width and rounding of the border, pixels."""


class CalmCombo(QComboBox):
    """A list that does not change when somebody scrolls the page over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """With a ring when it has the focus; a border of the style sheet would box the arrow in."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().accent(), _RING))
            inside = QRectF(self.rect()).adjusted(_RING / 2, _RING / 2, -_RING / 2, -_RING / 2)
            painter.drawRoundedRect(inside, _ROUND, _ROUND)
            painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


def options(field: Field) -> list[tuple[str, str]]:
    """(raw answer, wording) of every answer on offer."""
    if field.type.name == "boolean":
        return [("да", "да"), ("нет", "нет")]
    return [(choice.code, choice.label) for choice in field.choices if not choice.retired]


class ChoiceEditor(Editor):
    """A list with an empty first line; a refused answer gets a line of its own, as it was typed."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._combo = CalmCombo(self)
        self._combo.addItem(NO_ANSWER, None)
        for raw, label in options(field):
            self._combo.addItem(label, raw)
        longest = max(len(words) for words in (NO_ANSWER, *(text for _, text in options(field))))
        self._combo.setMinimumContentsLength(min(40, longest + 2))
        self._offered = self._combo.count()
        self._row.addWidget(self._combo)
        self._row.addStretch(1)
        self.setFocusProxy(self._combo)
        self._combo.activated.connect(self._activated)
        self._combo.currentIndexChanged.connect(lambda _: self.edited.emit())
        FocusWatch(self._combo).left.connect(self.committed)

    def raw(self) -> object:
        return self._combo.currentData()

    def put(self, raw: object) -> None:
        blocked = self._combo.blockSignals(True)
        while self._combo.count() > self._offered:
            self._combo.removeItem(self._offered)
        self._combo.setCurrentIndex(self._index_of(raw))
        self._combo.blockSignals(blocked)

    def control(self) -> QWidget:
        return self._combo

    def _index_of(self, raw: object) -> int:
        try:
            value = self.field.read(raw)
        except BadValue:
            return self._odd(raw, plain_text(raw))
        if value is None:
            return 0
        shown = self.field.show(value)
        wanted = shown if isinstance(value, bool) else value
        found = self._combo.findData(wanted)
        return found if found >= 0 else self._odd(wanted, shown)

    def _odd(self, raw: object, label: str) -> int:
        self._combo.addItem(label, raw)
        return self._combo.count() - 1

    def _activated(self, _: int) -> None:
        self.committed.emit()
