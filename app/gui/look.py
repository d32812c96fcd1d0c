"""How the window looks: colours for light and dark, the style sheet, the size of letters."""

from __future__ import annotations

import pkgutil
from dataclasses import asdict, dataclass

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app import folders


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the window; words are at least 4.5 : 1 against what they stand on."""

    window: str
    base: str
    text: str
    muted: str
    accent: str
    on_accent: str
    line: str
    rail: str
    on_rail: str
    rail_chosen: str
    error: str
    error_ground: str
    query: str
    query_ground: str
    note: str
    note_ground: str
    good: str
    good_ground: str


LIGHT = Colours(
    window="#f3f5f8", base="#ffffff", text="#1c2733", muted="#566573", accent="#1d5f9c",
    on_accent="#ffffff", line="#c9d2db", rail="#1f3a55", on_rail="#e8eff6",
    rail_chosen="#35597d", error="#b3261e", error_ground="#fdecea", query="#7a4f00",
    query_ground="#fff3d6", note="#24527f", note_ground="#e6f0fa", good="#26662d",
    good_ground="#e4f3e5",
)  # fmt: skip
DARK = Colours(
    window="#1f252b", base="#171c21", text="#e7ecf0", muted="#a9b6c1", accent="#6fb4f2",
    on_accent="#0c1a28", line="#46525d", rail="#12181d", on_rail="#dbe5ee",
    rail_chosen="#2b4a68", error="#ff9d94", error_ground="#45211f", query="#f2c76b",
    query_ground="#3d3113", note="#93c3f2", note_ground="#1c344d", good="#92d597",
    good_ground="#1d3921",
)  # fmt: skip

SCALES = (100, 115, 130, 150, 175, 200)
THEMES = {"system": "как в системе", "light": "светлая", "dark": "тёмная"}

_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


def preferences() -> QSettings:
    """What the user chose about the window, kept beside the base, not in the system's registry."""
    return QSettings(str(folders.data_folder() / "window.ini"), QSettings.Format.IniFormat)


def chosen_theme() -> str:
    """«system», «light» or «dark»."""
    theme = str(preferences().value("theme", "system"))
    return theme if theme in THEMES else "system"


def chosen_scale() -> int:
    """Size of letters in percent."""
    text = str(preferences().value("scale", "100"))
    return min(200, max(100, int(text))) if text.isdigit() else 100


def colours() -> Colours:
    """The colours of the moment."""
    dark = QApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return DARK if dark else LIGHT


def dress(application: QApplication) -> None:
    """Give the application its style as the user chose it; may be called again at any time."""
    theme = chosen_theme()
    hints = application.styleHints()
    if hints.colorScheme() != _SCHEMES[theme] and theme != "system":
        hints.setColorScheme(_SCHEMES[theme])
    elif theme == "system":
        hints.unsetColorScheme()
    dark = hints.colorScheme() is Qt.ColorScheme.Dark if theme == "system" else theme == "dark"
    chosen = DARK if dark else LIGHT
    application.setStyle("Fusion")
    application.setPalette(_palette(chosen))
    font = application.font()
    plain = application.property("plain_size")
    if plain is None:
        plain = max(10.0, font.pointSizeF())
        application.setProperty("plain_size", plain)
    font.setPointSizeF(plain * chosen_scale() / 100)
    application.setFont(font)
    application.setStyleSheet(_sheet(chosen, plain * chosen_scale() / 100))


SIZES = {"size_title": 1.7, "size_heading": 1.25, "size_code": 2.0}
"""Letters of titles, headings and paper codes against plain ones."""


def _sheet(chosen: Colours, points: float) -> str:
    # importlib.resources would cost the first paint 10 ms: it brings tempfile, shutil and random.
    text = (pkgutil.get_data("resources", "style/window.qss") or b"").decode()
    # The longer names first: @error must not eat the beginning of @error_ground.
    names = asdict(chosen) | {name: f"{points * times:.1f}pt" for name, times in SIZES.items()}
    for name, value in sorted(names.items(), reverse=True):
        text = text.replace(f"@{name}", value)
    return text


def _palette(chosen: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette(QColor(chosen.window))
    parts = {
        role.Window: chosen.window,
        role.WindowText: chosen.text,
        role.Base: chosen.base,
        role.AlternateBase: chosen.window,
        role.Text: chosen.text,
        role.Button: chosen.window,
        role.ButtonText: chosen.text,
        role.BrightText: chosen.error,
        role.Highlight: chosen.accent,
        role.HighlightedText: chosen.on_accent,
        role.Accent: chosen.accent,
        role.Link: chosen.accent,
        role.PlaceholderText: chosen.muted,
        role.ToolTipBase: chosen.base,
        role.ToolTipText: chosen.text,
        role.Mid: chosen.line,
    }
    for one, value in parts.items():
        palette.setColor(one, QColor(value))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(chosen.muted))
    return palette
