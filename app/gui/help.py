"""Help in a window of its own: a page of resources/help for each page of the program."""

from __future__ import annotations

from importlib.resources import files

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app.gui.reading_order import OrderedDialog


class HelpWindow(OrderedDialog):
    """Stays beside the work; Esc closes it."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Справка")
        self.resize(self.fontMetrics().horizontalAdvance("0") * 70, 520)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("Справка")
        self.text.setOpenLinks(False)
        self.text.setMarkdown(help_text(page))
        self.text.document().setDocumentMargin(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)


def help_text(page: str) -> str:
    """The help page in Markdown."""
    return files("resources").joinpath("help", f"{page}.md").read_text(encoding="utf-8")
