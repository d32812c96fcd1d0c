"""A small dialog: the code and the name of an organisation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.gui.reading_order import OrderedDialog
from app.gui.words import button, label, row


class NewOrganisation(OrderedDialog):
    """Code and name; the uid follows from the region and the code."""

    given = Signal(Organisation)

    def __init__(self, title: str, region: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._region = region
        self.code = QLineEdit(self)
        self.name = QLineEdit(self)
        self.name.setMinimumWidth(self.fontMetrics().horizontalAdvance("0") * 45)
        lines = QFormLayout()
        lines.addRow("Код", self.code)
        lines.addRow("Название", self.name)
        self._add = button("Готово", self.accept, "main")
        self._add.setDefault(True)
        self._add.setEnabled(False)
        for line in (self.code, self.name):
            line.textChanged.connect(self._check)
        column = QVBoxLayout(self)
        column.addLayout(lines)
        column.addWidget(label("Код пишите как в документах: нули в начале важны.", "muted"))
        column.addLayout(row(self._add, button("Отмена", self.reject)))

    def accept(self) -> None:
        """Give the school away and close."""
        code, name = self.code.text().strip(), self.name.text().strip()
        uid = organisation_uid(self._region, code)
        self.given.emit(Organisation(uid, code, name, OrganisationKind.SCHOOL, region=self._region))
        super().accept()

    def _check(self) -> None:
        self._add.setEnabled(bool(self.code.text().strip() and self.name.text().strip()))
