"""«Данные»: forms of the school at hand and of the base's owner, how far each is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.organisations import Organisation, OrganisationKind
from app.gui import work
from app.gui.forms.draft import Spot
from app.gui.page import Page, Place
from app.gui.pages.importing import ImportDesk
from app.gui.pages.record_panel import RecordPanel
from app.gui.progress import FormProgress
from app.gui.words import button, card, clear, label, row, scrolled_column

OWN_FORMS = {
    OrganisationKind.DISTRICT: "Формы района",
    OrganisationKind.REGION: "Формы региона",
}


class DataPage(Page):
    """A list of forms, or one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = QStackedWidget(self)
        area, self._list = scrolled_column()
        self.panel = RecordPanel("Все формы")
        self.panel.closed.connect(self._back)
        self.panel.shown.connect(self.ready)
        self._stack.addWidget(area)
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
        context, school = self.place.context, self.place.school
        self.place.runner.run(
            lambda _: (
                work.progress_of_forms(context, school.uid) if school else [],
                work.progress_of_own_forms(context),
            ),
            lambda found: self._show(*found),
        )

    def open(self, what: object) -> None:
        """A form's code, or (code, spot) to go to."""
        code, spot = what if isinstance(what, tuple) else (what, None)
        self._open_form(str(code), spot if isinstance(spot, Spot) else None)

    def first(self) -> QWidget | None:
        """A button of the list, or the first question of the open form."""
        return self.panel.first() if self._stack.currentWidget() is self.panel else super().first()

    def leave(self) -> None:
        self.panel.flush()

    @property
    def is_clean(self) -> bool:
        return self.panel.is_clean

    @property
    def in_trouble(self) -> bool:
        return self.panel.in_trouble

    def _show(self, forms: list[FormProgress], own_forms: list[FormProgress]) -> None:
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
        self._show_own(own_forms)
        self._list.addLayout(
            row(
                button("Взять из файла Excel…", lambda: self._desk.ask(self.place)),
                button("Сохранить пустую книгу Excel…", lambda: self._desk.template(self.place)),
            )
        )
        self._list.addStretch(1)
        self.ready.emit()

    def _show_own(self, forms: list[FormProgress]) -> None:
        """What a district or a region fills in about itself; it needs no school for that."""
        own = self.place.context.own
        if own is None or not forms:
            return
        self._list.addWidget(label(OWN_FORMS[own.kind], "heading"))
        self._list.addWidget(label(own.name, "muted"))
        for one in forms:
            self._list.addWidget(_form_card(one, self._opener(one.code)))

    def _opener(self, code: str) -> Callable[[], None]:
        return lambda: self._open_form(code, None)

    def _open_form(self, code: str, spot: Spot | None) -> None:
        whose = self._whose(code)
        if whose is not None:
            self.turn()
            self.panel.show_record(self.place, whose, code, go_to=spot, focus=True)
            self._stack.setCurrentWidget(self.panel)

    def _whose(self, form: str) -> Organisation | None:
        """Whose answers a form holds: the owner's of the base, or those of the school at hand."""
        methodology = self.place.context.methodology
        is_own = form in methodology.district_forms and form not in methodology.forms
        return self.place.context.own if is_own else self.place.school

    def _back(self) -> None:
        self.turn()
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
    go = button("Открыть" if one.is_begun else "Заполнить", act, "" if one.is_begun else "main")
    go.setAccessibleName(f"{go.text()}: {one.title}")
    line.addWidget(go)
    inside.addLayout(line)
    return frame
