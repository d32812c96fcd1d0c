"""«Печать в PDF…»: ask for a file, write it in the worker, offer to open it or its folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.domain.messages import count
from app.domain.organisations import Organisation
from app.gui import work
from app.gui.bad_news import message_box
from app.gui.page import Place

_MOST_TOLD = 12
"""Answers named in one dialog."""
OPENABLE = (".pdf", ".xlsx", ".docx")
"""Files that people have a program for; of others (requests, packages) only the folder is shown."""


def print_to_pdf(
    parent: QWidget, place: Place, school: Organisation, form: str, title: str
) -> None:
    """Write a form of a school where the user says; what its paper cannot have is told first."""
    context = place.context

    def go_on() -> None:
        _ask_file(parent, place, school, form, title)

    place.runner.run(
        lambda _: work.lost_signs(context, form, school.uid),
        lambda lost: _ask_signs(parent, lost, go_on) if lost else go_on(),
    )


def _ask_signs(parent: QWidget, lost: tuple[str, ...], then: Callable[[], None]) -> None:
    words = "Некоторые знаки на бумаге не получатся: вместо них будет [?]."
    more = ("…",) if len(lost) > _MOST_TOLD else ()
    named = "\n".join((*lost[:_MOST_TOLD], *more))
    box = message_box(QMessageBox.Icon.Information, words, named, parent)
    box.addButton("Вернуться к форме", QMessageBox.ButtonRole.RejectRole)
    anyway = box.addButton("Напечатать так", QMessageBox.ButtonRole.AcceptRole)
    anyway.clicked.connect(lambda _: then())
    box.open()


def _ask_file(parent: QWidget, place: Place, school: Organisation, form: str, title: str) -> None:
    offered = documents() / f"{_plain(title)} {_plain(school.code)}.pdf"
    name, _ = QFileDialog.getSaveFileName(parent, "Печать в PDF", str(offered), "PDF (*.pdf)")
    if not name:
        return
    path = Path(name if name.lower().endswith(".pdf") else f"{name}.pdf")
    context = place.context
    place.runner.run(
        lambda _: work.print_form(context, form, school.uid, path),
        lambda written: offer_file(parent, "Файл записан.", written),
        title="Печатаю",
    )


def ask_draft(parent: QWidget, errors: int, then: Callable[[], None]) -> QMessageBox:
    """A form with errors cannot be sent; a draft of it may be printed."""
    words = f"В форме {count(errors, 'ошибка', 'ошибки', 'ошибок')}."
    advice = "Пока ошибки не исправлены, форму нельзя подписать и отправить. Напечатать черновик?"
    box = message_box(QMessageBox.Icon.Information, words, advice, parent)
    box.addButton("Вернуться к форме", QMessageBox.ButtonRole.RejectRole)
    draft = box.addButton("Напечатать черновик", QMessageBox.ButtonRole.AcceptRole)
    draft.clicked.connect(lambda _: then())
    box.open()
    return box


def offer_file(parent: QWidget, words: str, path: Path) -> QMessageBox:
    """Say where a file lies, and open it or its folder."""
    box = message_box(QMessageBox.Icon.Information, words, str(path), parent)
    if path.suffix.lower() in OPENABLE:
        opened = box.addButton("Открыть", QMessageBox.ButtonRole.AcceptRole)
        opened.clicked.connect(lambda: show_folder(path))
    folder = box.addButton("Показать папку", QMessageBox.ButtonRole.ActionRole)
    box.addButton("Закрыть", QMessageBox.ButtonRole.RejectRole)
    folder.clicked.connect(lambda: show_folder(path if path.is_dir() else path.parent))
    box.open()
    return box


def documents() -> Path:
    """The user's own folder for documents."""
    where = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(where))
    return folder if folder.is_dir() else Path.home()


def show_folder(path: Path) -> None:
    """Open a folder or a file with the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _plain(text: str) -> str:
    """A name that any file system takes."""
    return re.sub(r"[^\w .-]+", "_", text).strip(" .") or "opora"
