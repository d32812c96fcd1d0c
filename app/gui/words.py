"""Small pieces of every page: labels by kind, buttons, cards. Imported before the first paint."""

from __future__ import annotations

import html
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)


def label(text: str, kind: str = "", *, wrap: bool = True) -> QLabel:
    """A label; its kind (title, heading, muted, error …) is known to the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    return made


class Elided(QLabel):
    """One line that is cut with «…» when there is no room; the whole of it is in the tip."""

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if kind:
            self.setProperty("kind", kind)

    def show_text(self, text: str) -> None:
        """Show as much of the text as fits."""
        self._whole = text
        self.setToolTip(tip(text))
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        self.setText(metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width() - 4))


def tip(text: str) -> str:
    """A text for a tip, shown as it is: Qt takes «<b>» in a name for markup."""
    if "<" not in text:
        return text
    return "<p>" + html.escape(text).replace("\n", "<br>") + "</p>"


def letters(widget: QWidget, amount: int) -> int:
    """A width that follows the size of letters."""
    return widget.fontMetrics().horizontalAdvance("0") * amount


def framed(text: str, kind: str) -> QLabel:
    """Words on a coloured ground: error, query or note."""
    made = label(text)
    made.setProperty("ground", kind)
    return made


def set_kind(widget: QWidget, kind: str, name: str = "kind") -> None:
    """Give a widget another look of the style sheet (`name`: kind of words, or ground)."""
    if widget.property(name) != kind:
        widget.setProperty(name, kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Button(QPushButton):
    """A button for people who work by keys: Enter presses it, arrows do not slide to the next."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter as Space; arrows go on to whatever is around the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)


_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)


def button(text: str, action: Callable[[], None], kind: str = "") -> QPushButton:
    """A button that does something."""
    made = Button(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    made.clicked.connect(lambda _: action())
    return made


def card(kind: str = "card") -> tuple[QFrame, QVBoxLayout]:
    """A framed ground with a column to put things in."""
    frame = QFrame()
    return frame, card_column(frame, kind)


def card_column(frame: QFrame, kind: str = "card") -> QVBoxLayout:
    """The column of a frame that is to look like a card."""
    frame.setProperty("kind", kind)
    column = QVBoxLayout(frame)
    column.setContentsMargins(14, 12, 14, 12)
    column.setSpacing(6)
    return column


def row(*parts: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Widgets side by side, to the left."""
    line = QHBoxLayout()
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part)
    if stretch:
        line.addStretch(1)
    return line


def scrolled(inside: QWidget) -> QScrollArea:
    """A page that scrolls when the screen is small."""
    area = QScrollArea()
    area.setProperty("kind", "plain")
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    area.setWidget(inside)
    return area


def scrolled_column() -> tuple[QScrollArea, QVBoxLayout]:
    """A page that scrolls, with a column to put things in."""
    inside = QWidget()
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 8, 0)
    return scrolled(inside), column


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            _let_go(widget)
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QVBoxLayout | QHBoxLayout):
            clear(inner)


def _let_go(going: QWidget) -> None:
    """What goes away has no focus: it would fall to any neighbour, «Отмена» among them."""
    focused = going.window().focusWidget()
    if focused is not None and (focused is going or going.isAncestorOf(focused)):
        focused.clearFocus()
