"""The card of the methodology: by which rules the base computes; a region's own from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QMessageBox, QWidget

from app.domain.errors import AppError
from app.gui import reference_work
from app.gui.bad_news import message_box, show_words
from app.gui.page import Place
from app.gui.pages.files import choose_file
from app.gui.words import button, card_column, label, row

if TYPE_CHECKING:
    from app.gui.reference_work import Taken

METHODOLOGY_FILES = "Методика региона или эталон с ней (*.toml *.json)"


_MOST = 8
"""Faults that fit on a small screen."""


def shortened(fault: AppError) -> tuple[str, str]:
    """What happened and what to do, short enough for a dialog."""
    lines = fault.what.strip().splitlines()
    left = len(lines) - 1 - _MOST
    more = (f"… и ещё ошибок: {left}.",) if left > 0 else ()
    return "\n".join((*lines[: _MOST + 1], *more)), fault.advice


class MethodologyCard(QFrame):
    """Part of the settings; tells when the base computes otherwise than before."""

    changed = Signal(object)
    """The context to go on in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place: Place | None = None
        self.words = label("")
        self.words.setAccessibleName("Методика")
        self.take = button("Взять методику региона из файла…", self._ask_file)
        inside = card_column(self)
        inside.addWidget(label("Методика", "heading"))
        inside.addWidget(self.words)
        inside.addLayout(row(self.take))

    def enter(self, place: Place) -> None:
        """Show by which rules this base works."""
        self._place = place
        self._show("")
        context = place.context
        place.runner.run(lambda _: reference_work.still_by_reference(context), self._show)

    def _show(self, waiting: str) -> None:
        assert self._place is not None
        methodology = self._place.context.methodology
        self.words.setText(
            f"{methodology.title} ({methodology.code}, версия {methodology.version}). "
            f"От методики зависят формы, показатели и вид карты. {waiting}".strip()
        )

    def _ask_file(self) -> None:
        path = choose_file(self, "Методика региона", METHODOLOGY_FILES)
        if path is None or self._place is None:
            return
        context = self._place.context
        self._place.runner.run(
            lambda _: reference_work.take_methodology(context, path),
            self._taken,
            self._refused,
            "Проверяю методику",
            must_finish=True,
        )

    def _refused(self, fault: Exception) -> None:
        if isinstance(fault, AppError):
            show_words(*shortened(fault), self.window(), QMessageBox.Icon.Warning)

    def _taken(self, taken: Taken) -> None:
        state = "взята в базу" if taken.is_new else "уже есть в базе"
        what = f"Методика «{taken.title}» {state}."
        if taken.is_used:
            show_words(what, taken.waiting or "База считает по ней.", self.window())
            self.changed.emit(taken.context)
        else:
            self._offer_use(what, taken)

    def _offer_use(self, what: str, taken: Taken) -> None:
        advice = (
            "Считать теперь по ней? Введённые данные останутся на месте; годы, для которых "
            "есть эталон, останутся посчитанными так, как были."
        )
        box = message_box(QMessageBox.Icon.Question, what, advice, self.window())
        box.addButton("Считать по ней", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Пока по прежней", QMessageBox.ButtonRole.RejectRole)
        box.accepted.connect(lambda: self._use(taken))
        box.open()

    def _use(self, taken: Taken) -> None:
        assert self._place is not None
        self._place.runner.run(
            lambda _: reference_work.use_methodology(taken.context, taken.code),
            self.changed.emit,
            must_finish=True,
        )
