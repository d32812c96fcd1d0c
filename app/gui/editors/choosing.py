"""Editors of answers from a list: choices, and «да» or «нет»."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QListWidget, QSizePolicy, QWidget

from app.domain.fields import BadValue, Field
from app.domain.spelling import plain_text
from app.gui.editors.base import Editor, FocusWatch

NO_ANSWER = "— не выбрано —"
_RING, _ROUND = 2.0, 4.0
"""The focus of all answers: width and rounding of the border, pixels."""


class CalmCombo(QComboBox):
    """A list that does not change when somebody scrolls the page over it."""

    picked = Signal()
    """A line was taken from the open list; arrows on the closed box are not it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._was_open = False
        self.activated.connect(self._taken)
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

    def showPopup(self) -> None:
        """The list opens."""
        self._was_open = True
        super().showPopup()

    def hidePopup(self) -> None:
        """The list closes; what was taken from it is told right after."""
        super().hidePopup()
        QTimer.singleShot(0, self, self._forget)

    def _forget(self) -> None:
        self._was_open = False

    def _taken(self) -> None:
        was_open, self._was_open = self._was_open, False
        if was_open:
            self.picked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BY_COMMAND = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_WAYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_OFFERS = 9
"""Lines of the list that is shown while one searches."""


class Offers(QListWidget):
    """The answers, shown under the box while somebody types letters.

    A plain part of the window: it takes neither the focus nor the keyboard, as a popup would, so
    that no key can fall between it and the box.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Подходящие ответы")
        self.setObjectName("offers")

    def show_under(self, box: QWidget, lines: Sequence[str], at: int) -> None:
        """Show the lines below the box (above it where there is no room), line `at` marked."""
        if [self.item(row).text() for row in range(self.count())] != list(lines):
            self.clear()
            self.addItems(list(lines))
        self.setCurrentRow(at)
        wide = max(box.width(), self.sizeHintForColumn(0) + 40)
        high = self.sizeHintForRow(0) * min(_OFFERS, max(1, len(lines))) + 2 * self.frameWidth()
        window = self._window
        place = box.mapTo(window, QPoint(0, box.height()))
        if place.y() + high > window.height():
            place.setY(max(0, place.y() - box.height() - high))
        place.setX(max(0, min(place.x(), window.width() - wide)))
        self.setGeometry(place.x(), place.y(), min(wide, window.width()), high)
        self.raise_()
        self.show()


class SearchCombo(CalmCombo):
    """Finds an answer by all letters typed, at any speed; what fits is listed meanwhile.

    Letters that fit no answer stay as they are, as an answer that will be refused in words:
    nothing typed turns into another answer or vanishes.
    """

    entered = Signal()
    """Enter was pressed on an answer found by letters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.letters = ""
        """What was typed since the search began."""
        self.offers: Offers | None = None
        self._typed_line = -1
        self._before = 0
        self.activated.connect(lambda _: self.end_search())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters search, Backspace takes one back; everything else as in any list."""
        if self._search_key(event):
            event.accept()
            return
        if event.key() == Qt.Key.Key_Escape and self.letters:
            self.setCurrentIndex(self._before)
            self.end_search()
            event.accept()
            return
        if event.key() in _WAYS and self._walk(_WAYS[Qt.Key(event.key())]):
            event.accept()
            return
        was_searching = bool(self.letters)
        self.end_search()
        if was_searching and event.key() in _ENTER:
            event.accept()
            self.entered.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The search is over once one is elsewhere."""
        super().focusOutEvent(event)
        self.end_search()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with its box."""
        super().hideEvent(event)
        self.end_search()

    def end_search(self) -> None:
        """The next letter begins a new search; the answer found stays."""
        self.letters = ""
        if self.offers is not None:
            self.offers.hide()
            self.offers.deleteLater()
            self.offers = None

    def _search_key(self, event: QKeyEvent) -> bool:
        """Whether the key belongs to the search, and was used for it."""
        text = event.text()
        if event.modifiers() & _BY_COMMAND:
            return False
        if event.key() == Qt.Key.Key_Backspace and self.letters:
            self._search(self.letters[:-1])
        elif text and text.isprintable() and (text.strip() or self.letters):
            self._search(self.letters + text)
        else:
            return False
        return True

    def _search(self, letters: str) -> None:
        if not self.letters:
            self._before = self.currentIndex()
        self.letters = letters
        fitting = self._fitting(letters) if letters else []
        if fitting:
            self.setCurrentIndex(fitting[0])
        elif letters:
            self.setCurrentIndex(self._show_typed(letters))
        else:
            self.setCurrentIndex(self._before)
        if fitting or not letters:
            self._forget_typed()
        self._offer(fitting)

    def _fitting(self, letters: str) -> list[int]:
        """Answers that begin so; behind them those with a word that does, then any that hold it."""
        wanted = letters.casefold().strip()
        found: dict[int, int] = {}
        for number in range(self.count()):
            if number == self._typed_line or self.itemData(number) is None:
                continue
            line = self.itemText(number).casefold()
            if wanted in line:
                found[number] = 0 if line.startswith(wanted) else 1 if f" {wanted}" in line else 2
        return sorted(found, key=lambda number: (found[number], number))

    def _offer(self, fitting: Sequence[int]) -> None:
        if self.offers is None:
            self.offers = Offers(self.window())
            self.offers.itemClicked.connect(lambda item: self._click(item.text()))
        lines = [self.itemText(number) for number in fitting]
        nothing = f"«{self.letters}» в списке нет. Сотрите лишнее клавишей Backspace."
        self.offers.show_under(self, lines or [nothing], 0 if lines else -1)

    def _walk(self, way: int) -> bool:
        """An arrow while one searches: along what fits, not along the whole list."""
        at = -1 if self.offers is None else self.offers.currentRow()
        if self.offers is None or at < 0:
            return False
        self.offers.setCurrentRow(min(max(at + way, 0), self.offers.count() - 1))
        self.setCurrentIndex(self.findText(self.offers.currentItem().text()))
        return True

    def _click(self, line: str) -> None:
        found = self.findText(line)
        if found >= 0:
            self.setCurrentIndex(found)
            self.activated.emit(found)

    def _show_typed(self, letters: str) -> int:
        """The line that holds letters nothing fits."""
        if self._typed_line < 0:
            self.addItem(letters, letters)
            self._typed_line = self.count() - 1
        self.setItemText(self._typed_line, letters)
        self.setItemData(self._typed_line, letters)
        return self._typed_line

    def _forget_typed(self) -> None:
        if self._typed_line >= 0:
            line, self._typed_line = self._typed_line, -1
            self.removeItem(line)


def options(field: Field) -> list[tuple[str, str]]:
    """(raw answer, wording) of every answer on offer."""
    if field.type.name == "boolean":
        return [("да", "да"), ("нет", "нет")]
    return [(choice.code, choice.label) for choice in field.choices if not choice.retired]


class ChoiceEditor(Editor):
    """A list with an empty first line; a refused answer gets a line of its own, as it was typed."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._combo = SearchCombo(self)
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
        self._combo.entered.connect(self._entered)
        self._combo.currentIndexChanged.connect(lambda _: self.edited.emit())
        FocusWatch(self._combo).left.connect(self.committed)

    def raw(self) -> object:
        return self._combo.currentData()

    def put(self, raw: object) -> None:
        if self._combo.letters:
            return  # a search is under way: what is typed stands in the list already
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

    def _entered(self) -> None:
        self.committed.emit()
        self.focusNextChild()
