"""Editors: what is put in comes out, readable or not; no editor refuses a keystroke."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from app.domain.deadlines import KIND_TITLES, Deadline, DeadlineKind
from app.domain.fields import TYPES, Value
from app.domain.forms import Form
from app.gui.editors import EDITORS, editor_for
from app.gui.editors.deadline import DeadlineEditor


def test_every_type_of_question_has_an_editor():
    assert EDITORS.keys() == TYPES.keys()


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("all", 1012),
        ("share", Decimal("12.5")),
        ("bus", True),
        ("bus", False),
        ("bus_name", "школьный"),
        ("story", "первая строка\nвторая"),
        ("day", date(2025, 9, 20)),
        ("inn", "0123456789"),
        ("kind", "b"),
        ("term", Deadline(DeadlineKind.BY, end=date(2026, 4, 20))),
    ],
)
def test_a_stored_answer_reads_back_the_same(qtbot: QtBot, small: Form, code: str, value: Value):
    editor = editor_for(small.fields[code])
    qtbot.addWidget(editor)
    heard: list[None] = []
    editor.edited.connect(lambda: heard.append(None))
    editor.put(value)
    assert small.fields[code].read(editor.raw()) == value
    assert heard == []


@pytest.mark.parametrize("code", ["all", "share", "bus", "day", "inn", "kind", "term"])
def test_a_refused_text_stays_as_it_was_typed(qtbot: QtBot, small: Form, code: str):
    editor = editor_for(small.fields[code])
    qtbot.addWidget(editor)
    editor.put("что-то непонятное")
    assert editor.raw() == "что-то непонятное"
    editor.put(None)
    assert editor.raw() is None


@pytest.mark.parametrize(
    "deadline",
    [
        Deadline(DeadlineKind.EXACT, end=date(2026, 4, 20)),
        Deadline(DeadlineKind.RANGE, date(2025, 10, 1), date(2026, 5, 31)),
        Deadline(DeadlineKind.BY, end=date(2000, 4, 20), yearless=True),
        Deadline(DeadlineKind.RANGE, date(1999, 12, 20), date(2000, 1, 15), yearless=True),
        Deadline(DeadlineKind.YEAR, first_year=2026),
        Deadline(DeadlineKind.YEARS, first_year=2025, last_year=2027),
        Deadline(DeadlineKind.ANNUAL, end=date(2000, 4, 15)),
        Deadline(DeadlineKind.HALF_YEARLY),
        Deadline(DeadlineKind.QUARTERLY),
        Deadline(DeadlineKind.MONTHLY),
        Deadline(DeadlineKind.WITHIN, days=10, text="диагностики"),
        Deadline(DeadlineKind.BY_SCHEDULE, text="график района"),
        Deadline(DeadlineKind.DURING_YEAR),
    ],
)
def test_every_kind_of_deadline_can_be_shown_and_kept(
    qtbot: QtBot, small: Form, deadline: Deadline
):
    editor = editor_for(small.fields["term"])
    qtbot.addWidget(editor)
    editor.put(deadline)
    assert editor.raw() == deadline


def test_a_deadline_half_filled_is_kept_in_words_and_does_not_jump_away(qtbot: QtBot, small: Form):
    editor = editor_for(small.fields["term"])
    assert isinstance(editor, DeadlineEditor)
    qtbot.addWidget(editor)
    kind = editor.control()
    assert isinstance(kind, QComboBox)
    kind.setCurrentIndex(kind.findText(KIND_TITLES[DeadlineKind.BY]))
    assert editor.raw() == "до …"
    editor.put(editor.raw())
    assert kind.currentText() == KIND_TITLES[DeadlineKind.BY]
    assert editor.raw() == "до …"


def test_the_wheel_over_a_list_changes_nothing(qtbot: QtBot, small: Form):
    editor = editor_for(small.fields["kind"])
    qtbot.addWidget(editor)
    editor.put("a")
    combo = editor.control()
    combo.setFocus()
    middle = QPointF(5, 5)
    event = QWheelEvent(
        middle, middle, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, event)
    assert editor.raw() == "a"
