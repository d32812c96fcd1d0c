"""Icons of the rail: line drawings in resources/icons, painted in the colour asked for."""

from __future__ import annotations

import pkgutil

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication


def icon(name: str, colour: QColor, size: int) -> QIcon:
    """The drawing `name` in one colour, `size` points high."""
    drawing = (pkgutil.get_data("resources", f"icons/{name}.svg") or b"").decode()
    dots = QApplication.instance()
    ratio = dots.devicePixelRatio() if isinstance(dots, QApplication) else 1.0
    sized = drawing.replace("<svg ", f'<svg width="{int(size * ratio)}" ', 1)
    picture = QPixmap()
    picture.loadFromData(sized.replace("currentColor", colour.name()).encode())
    picture.setDevicePixelRatio(ratio)
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made
