"""What every editor of an answer can do. Editors do not validate: they hold what was typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.domain.fields import BadValue, Field
from app.domain.issues import Severity
from app.domain.spelling import plain_text


class Editor(QWidget):
    """One question's input. `raw()` is whatever stands there, readable or not."""

    edited = Signal()
    """The raw answer changed, by every keystroke."""
    committed = Signal()
    """The user is done with this answer: Enter, or the focus went elsewhere."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)

    def raw(self) -> object:
        """What stands in the editor; None when nothing does."""
        raise NotImplementedError

    def put(self, raw: object) -> None:
        """Show a stored or refused answer; emits nothing."""
        raise NotImplementedError

    def control(self) -> QWidget:
        """The widget that gets the focus, the accessible name and the mark."""
        raise NotImplementedError

    def introduce(self, name: str, description: str) -> None:
        """What a screen reader says."""
        self.control().setAccessibleName(name)
        self.control().setAccessibleDescription(description)

    def append(self, widget: QWidget) -> None:
        """Put something (a unit) right behind the input."""
        self._row.insertWidget(1, widget)

    def mark(self, severity: Severity | None) -> None:
        """Colour the frame; the words and the symbol stand beside the editor."""
        control = self.control()
        wanted = severity.value if severity else ""
        if control.property("severity") != wanted:
            control.setProperty("severity", wanted)
            control.style().unpolish(control)
            control.style().polish(control)


class Line(QLineEdit):
    """A line of a form: Ctrl+Z and Ctrl+Y are the form's, which says what they change."""

    def event(self, event: QEvent) -> bool:
        """Leave the keys of going back and forth to the form around the line."""
        if is_for_the_form(event):
            event.ignore()
            return False
        return super().event(event)


class Page(QPlainTextEdit):
    """Several lines of a form; Ctrl+Z and Ctrl+Y are the form's here too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    def event(self, event: QEvent) -> bool:
        """Leave the keys of going back and forth to the form around the page."""
        if is_for_the_form(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on to the next question, Enter begins a line."""
        if event.key() in _ENTER and event.modifiers():
            self.focusNextChild()
            return
        super().keyPressEvent(event)


_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def is_for_the_form(event: QEvent) -> bool:
    """Whether a key that an input could use itself goes back or forth in the whole form."""
    return (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and QKeySequence(event.keyCombination()) in (*UNDO, *REDO)
    )


UNDO = (QKeySequence("Ctrl+Z"),)
REDO = (QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z"))


class FocusWatch(QObject):
    """Tells when the focus leaves a widget for another one (not for a menu or another window)."""

    left = Signal()

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass everything on; note the focus."""
        if event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)


def text_for(field: Field, raw: object) -> str:
    """A raw answer as it should stand on the screen: shown nicely when it reads, else as typed."""
    if raw is None:
        return ""
    try:
        value = field.read(raw)
    except BadValue:
        return plain_text(raw)
    return field.show(value)


ALIGN_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
