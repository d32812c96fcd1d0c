"""The editor of each type of question: one dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QWidget

from app.domain.fields import Field
from app.gui.editors.base import Editor
from app.gui.editors.choosing import ChoiceEditor
from app.gui.editors.day import DayEditor
from app.gui.editors.deadline import DeadlineEditor
from app.gui.editors.line import DigitsEditor, NumberEditor, text_editor

EDITORS: Mapping[str, Callable[[Field, QWidget | None], Editor]] = {
    "text": text_editor,
    "digits": DigitsEditor,
    "integer": NumberEditor,
    "decimal": NumberEditor,
    "boolean": ChoiceEditor,
    "choice": ChoiceEditor,
    "date": DayEditor,
    "deadline": DeadlineEditor,
}


def editor_for(field: Field, parent: QWidget | None = None) -> Editor:
    """A fresh editor for the question."""
    return EDITORS[field.type.name](field, parent)
