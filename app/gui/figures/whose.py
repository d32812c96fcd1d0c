"""The switch above the figures: those of one school, or those of the whole base."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from app.domain.organisations import Organisation, OrganisationKind

WHOLE = {OrganisationKind.DISTRICT: "Весь район", OrganisationKind.REGION: "Весь регион"}


class WhoseFigures(QWidget):
    """Two plain choices; a school's own base has none."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.school = QRadioButton(self)
        self.school.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.base = QRadioButton(self)
        self.school.setChecked(True)
        self._touched = False
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 0, 0)
        line.setSpacing(20)
        line.addWidget(self.base)
        line.addWidget(self.school, 1)
        self.base.toggled.connect(self._turned)

    @property
    def is_whole(self) -> bool:
        """Whether the whole base is wanted."""
        return not self.isHidden() and self.base.isChecked()

    def show_place(self, own: Organisation | None, school: Organisation | None) -> None:
        """Offer what there is; without a school chosen it is the whole base."""
        words = WHOLE.get(own.kind) if own is not None else None
        self.setVisible(words is not None)
        self.base.setText(words or "")
        self.school.setText(f"Школа: {school.title}" if school else "Школа (ещё не выбрана)")
        self.school.setEnabled(school is not None)
        if words is not None and school is None:
            self.choose(is_whole=True)

    def choose(self, *, is_whole: bool) -> None:
        """Turn the switch without telling anybody."""
        for part in (self.base, self.school):
            blocked = part.blockSignals(True)
            part.setChecked((part is self.base) == is_whole)
            part.blockSignals(blocked)

    def _turned(self, _: bool) -> None:
        self.changed.emit()
