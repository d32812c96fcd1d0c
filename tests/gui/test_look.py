"""Colours and sizes: words are legible on every ground, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui import look
from app.gui.editors.choosing import CalmCombo
from app.gui.look import DARK, LIGHT, Colours

PAIRS = (
    ("text", "window"), ("text", "base"), ("muted", "window"), ("muted", "base"),
    ("on_accent", "accent"), ("accent", "window"), ("on_rail", "rail"), ("on_rail", "rail_chosen"),
    ("error", "error_ground"), ("query", "query_ground"), ("note", "note_ground"),
    ("error", "base"), ("query", "base"), ("good", "base"), ("good", "window"),
    ("text", "error_ground"), ("text", "query_ground"), ("text", "note_ground"),
)  # fmt: skip


def luminance(colour: str) -> float:
    made = QColor(colour)
    red, green, blue = (
        one / 12.92 if one <= 0.03928 else float(((one + 0.055) / 1.055) ** 2.4)
        for one in (made.redF(), made.greenF(), made.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("words", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(colours: Colours, words: str, ground: str):
    lighter, darker = sorted(
        (luminance(getattr(colours, words)), luminance(getattr(colours, ground))), reverse=True
    )
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.fixture
def application(qtbot: QtBot, qapp: QApplication) -> Iterator[QApplication]:
    palette, font = qapp.palette(), qapp.font()
    yield qapp
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_the_theme_the_user_chose_is_worn(application: QApplication):
    look.preferences().setValue("theme", "dark")
    look.dress(application)
    assert application.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert look.colours() is DARK
    look.preferences().setValue("theme", "light")
    look.dress(application)
    assert look.colours() is LIGHT


def test_letters_grow_as_asked_and_shrink_back(application: QApplication):
    look.dress(application)
    plain = application.font().pointSizeF()
    look.preferences().setValue("scale", "200")
    look.dress(application)
    assert application.font().pointSizeF() == pytest.approx(2 * plain)
    look.preferences().setValue("scale", "100")
    look.dress(application)
    assert application.font().pointSizeF() == pytest.approx(plain)


def test_nonsense_in_the_preferences_is_ignored(application: QApplication):
    look.preferences().setValue("scale", "huge")
    look.preferences().setValue("theme", "pink")
    assert (look.chosen_scale(), look.chosen_theme()) == (100, "system")


def test_every_name_in_the_style_sheet_is_known(application: QApplication):
    look.dress(application)
    assert "@" not in application.styleSheet().split("*/", 1)[1]


@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_of_a_list_is_a_ring_and_nothing_else(
    qtbot: QtBot, application: QApplication, theme: str, scale: int
):
    look.preferences().setValue("theme", theme)
    look.preferences().setValue("scale", str(scale))
    look.dress(application)
    combo = CalmCombo()
    combo.addItems(["да", "нет"])
    qtbot.addWidget(combo)
    combo.show()
    plain = combo.grab().toImage()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    focused = combo.grab().toImage()
    assert focused.size() == plain.size()
    assert focused.pixelColor(0, plain.height() // 2) == application.palette().color(
        QPalette.ColorRole.Accent
    )
    edge = 4
    for x in range(edge, plain.width() - edge):
        for y in range(edge, plain.height() - edge):
            change = luminance(plain.pixelColor(x, y).name()) - luminance(
                focused.pixelColor(x, y).name()
            )
            assert abs(change) < 0.1, (x, y)
