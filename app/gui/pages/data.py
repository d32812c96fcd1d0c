"""«Данные»: the forms of the methodology, how far each is, and the form itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.gui import work
from app.gui.forms.draft import Spot
from app.gui.page import Page, Place
from app.gui.pages.importing import ImportDesk
from app.gui.pages.record_panel import RecordPanel
from app.gui.progress import FormProgress
from app.gui.words import button, card, clear, label, row, scrolled


class DataPage(Page):
    """A list of forms, or one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedWidget(self)
        self._inside = QWidget()
        self._list = QVBoxLayout(self._inside)
        self._list.setContentsMargins(0, 0, 8, 0)
        self.panel = RecordPanel("Все формы")
        self.panel.closed.connect(self._back)
        self._stack.addWidget(scrolled(self._inside))
        self._stack.addWidget(self.panel)
        self._desk = ImportDesk(self)
        self._desk.done.connect(self.refresh)
        self.column.addWidget(self._stack)

    def enter(self, place: Place) -> None:
        """Another school begins with the list of forms."""
        if self._place is not None and self._place.school != place.school:
            self._stack.setCurrentIndex(0)
        super().enter(place)

    def refresh(self) -> None:
        """See how far the forms are."""
        place = self.place
        if place.school is None:
            self._show([])
            return
        context, school = place.context, place.school
        place.runner.run(lambda _: work.progress_of_forms(context, school.uid), self._show)

    def open(self, what: object) -> None:
        """A form's code, or (code, spot) to go to."""
        code, spot = what if isinstance(what, tuple) else (what, None)
        self._open_form(str(code), spot if isinstance(spot, Spot) else None)

    def leave(self) -> None:
        self.panel.flush()

    @property
    def is_clean(self) -> bool:
        return self.panel.is_clean

    @property
    def in_trouble(self) -> bool:
        return self.panel.in_trouble

    def _show(self, forms: list[FormProgress]) -> None:
        clear(self._list)
        if self.place.school is None:
            self._list.addWidget(
                label(
                    "Чтобы заполнять формы, выберите школу на странице «Школы». Файл Excel можно "
                    "взять сразу: данные лягут каждой школе по её коду."
                )
            )
        else:
            self._list.addWidget(
                label("Данные за этот год. Всё, что вы вводите, сохраняется само.", "muted")
            )
        for one in forms:
            self._list.addWidget(_form_card(one, self._opener(one.code)))
        self._list.addLayout(
            row(
                button("Взять из файла Excel…", lambda: self._desk.ask(self.place)),
                button("Сохранить пустую книгу Excel…", lambda: self._desk.template(self.place)),
            )
        )
        self._list.addStretch(1)

    def _opener(self, code: str) -> Callable[[], None]:
        return lambda: self._open_form(code, None)

    def _open_form(self, code: str, spot: Spot | None) -> None:
        if self.place.school is not None:
            self.panel.show_record(self.place, self.place.school, code, go_to=spot, focus=True)
            self._stack.setCurrentWidget(self.panel)

    def _back(self) -> None:
        self.panel.flush()
        self._stack.setCurrentIndex(0)
        self.refresh()


def _form_card(one: FormProgress, act: Callable[[], None]) -> QWidget:
    frame, inside = card()
    line = QHBoxLayout()
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(label(one.title, "heading"))
    if one.hint:
        words.addWidget(label(one.hint, "muted"))
    kind, text = one.state()
    words.addWidget(label(text, kind))
    line.addLayout(words, 1)
    go = button("Открыть" if one.answered else "Заполнить", act, "" if one.answered else "main")
    go.setAccessibleName(f"{go.text()}: {one.title}")
    line.addWidget(go)
    inside.addLayout(line)
    return frame
