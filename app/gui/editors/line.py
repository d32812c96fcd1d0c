"""Editors of one line and of many lines: text, codes, whole numbers, measures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.fields import Field
from app.gui.editors.base import ALIGN_NUMBER, Editor, FocusWatch, Line, Page, text_for

LONG = 250
"""Texts that may be longer than this get several lines."""


class LineEditor(Editor):
    """One line of text; the same for numbers, so that no keystroke is ever refused."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._line = Line(self)
        self._row.addWidget(self._line)
        self.setFocusProxy(self._line)
        self._line.textEdited.connect(lambda _: self.edited.emit())
        self._line.returnPressed.connect(self._enter)
        FocusWatch(self._line).left.connect(self.committed)

    def raw(self) -> object:
        return self._line.text() or None

    def put(self, raw: object) -> None:
        text = text_for(self.field, raw)
        if text != self._line.text():
            self._line.setText(text)

    def control(self) -> QWidget:
        return self._line

    def _enter(self) -> None:
        self.committed.emit()
        self.focusNextChild()


class NumberEditor(LineEditor):
    """A number: narrow, aligned to the right."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._line.setAlignment(ALIGN_NUMBER)
        self._line.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * 18)
        self._row.addStretch(1)


class DigitsEditor(LineEditor):
    """A code made of digits: as wide as the longest one allowed."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        longest = max(field.lengths, default=20)
        self._line.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * (longest + 6))
        self._row.addStretch(1)


class PagesEditor(Editor):
    """Several lines of text. Tab leaves the editor: nobody types tabs into an answer."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._page = Page(self)
        self._page.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 14)
        self._row.addWidget(self._page)
        self.setFocusProxy(self._page)
        self._page.textChanged.connect(self.edited)
        FocusWatch(self._page).left.connect(self.committed)

    def raw(self) -> object:
        return self._page.toPlainText() or None

    def put(self, raw: object) -> None:
        text = text_for(self.field, raw)
        if text != self._page.toPlainText():
            blocked = self._page.blockSignals(True)
            self._page.setPlainText(text)
            self._page.blockSignals(blocked)

    def control(self) -> QWidget:
        return self._page


def text_editor(field: Field, parent: QWidget | None = None) -> Editor:
    """One line for short texts, several for long ones."""
    if field.max is not None and field.max <= LONG:
        return LineEditor(field, parent)
    return PagesEditor(field, parent)
