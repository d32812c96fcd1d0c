"""«Обзор»: what is done, what is missing, and the next step, in the order of the work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.overview_work import Step, steps_of
from app.gui.page import Page
from app.gui.words import button, card, clear, label, scrolled_column


class OverviewPage(Page):
    """One line a step, and the next step in a frame of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        area, self._column = scrolled_column()
        self.column.addWidget(area)

    def refresh(self) -> None:
        place = self.place
        if place.school is None:
            self._show_no_school()
            return
        context, school = place.context, place.school
        place.runner.run(lambda _: steps_of(context, school.uid), self._show)

    def _show_no_school(self) -> None:
        clear(self._column)
        if self.place.context.role == "school":
            words, page = "Укажите вашу организацию на странице «Настройки».", "settings"
        else:
            words, page = "Выберите школу, с данными которой будете работать.", "schools"
        self._column.addWidget(self._next(words, page, None))
        self._column.addStretch(1)
        self.ready.emit()

    def _show(self, steps: list[Step]) -> None:
        clear(self._column)
        ahead = next((one for one in steps if not one.done), None)
        words = f"Следующий шаг: {ahead.advice}" if ahead else "Всё готово и отправлено."
        page, what = (ahead.page, ahead.what) if ahead else ("indices", None)
        self._column.addWidget(self._next(words, page, what))
        for one in steps:
            self._column.addWidget(self._line(one))
        self._column.addStretch(1)
        self.ready.emit()

    def _next(self, words: str, page: str, what: object) -> QWidget:
        frame, inside = card("next")
        line = QHBoxLayout()
        line.addWidget(label(words, "heading"), 1)
        line.addWidget(button("Перейти", self._go(page, what), "main"))
        inside.addLayout(line)
        return frame

    def _line(self, step: Step) -> QWidget:
        frame, inside = card()
        line = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(step.title))
        words.addWidget(label(step.state, step.kind))
        line.addLayout(words, 1)
        go = button("Открыть", self._go(step.page, step.what))
        go.setAccessibleName(f"Открыть: {step.title}")
        line.addWidget(go)
        inside.setContentsMargins(14, 7, 14, 7)
        inside.addLayout(line)
        return frame

    def _go(self, page: str, what: object) -> Callable[[], None]:
        return lambda: self.asked.emit(page, what)
