"""The switch above the card: fill it for the school, or answer for one's own organisation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.gui.words import tip

LONGEST = 60
"""Letters of an organisation's name that are shown; the whole of it is in the tip."""


class Whose(QWidget):
    """Two plain choices."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.school = QRadioButton("Заполняю за школу", self)
        self.school.setChecked(True)
        self.owner = QRadioButton(self)
        self.owner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(20)
        line.addWidget(self.school)
        line.addWidget(self.owner, 1)
        self.owner.toggled.connect(lambda _: self.changed.emit())

    @property
    def is_answering(self) -> bool:
        """Whether the owner's own record is wanted."""
        return self.owner.isChecked()

    def show_owner(self, name: str) -> None:
        """Whose columns may be answered here."""
        short = name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
        self.owner.setText(f"Отвечаю за: {short}")
        self.owner.setToolTip(tip(name))
        self.owner.setAccessibleName(f"Отвечаю за: {name}")
