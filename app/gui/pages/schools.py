"""«Школы»: the schools of the base by code; choose the one to work with, add one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.organisations import Organisation
from app.gui import work
from app.gui.page import Page
from app.gui.pages.importing import ImportDesk
from app.gui.pages.new_organisation import NewOrganisation
from app.gui.rows_view import RowsView
from app.gui.words import button, label, row


class SchoolsPage(Page):
    """A list by code: there is no other order and no places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schools: tuple[Organisation, ...] = ()
        self._words = label("", "muted")
        self._find = QLineEdit(self)
        self._find.setPlaceholderText("Найти по коду или названию")
        self._find.setAccessibleName("Найти школу")
        self._find.setClearButtonEnabled(True)
        self.list = RowsView("Школы", ("Код", "Название", "Действует"), (14, 60, 20), self)
        self._find.textChanged.connect(self.list.filter)
        self.list.opened.connect(self._choose)
        self._work = button("Работать с этой школой", self._choose_current, "main")
        self.column.addWidget(self._words)
        self.column.addWidget(self._find)
        self.column.addWidget(self.list, 1)
        self._desk = ImportDesk(self)
        self._desk.done.connect(self.refresh)
        add = button("Добавить школу…", self._add)
        take = button("Взять из файла Excel…", lambda: self._desk.ask(self.place))
        self.column.addLayout(row(self._work, add, take))

    def refresh(self) -> None:
        context = self.place.context
        self.place.runner.run(lambda _: work.schools(context), self._show)

    def _show(self, found: tuple[Organisation, ...]) -> None:
        self._schools = found
        self.list.rows.set_rows([(one.code, one.name, _years(one)) for one in found])
        self._find.setVisible(len(found) > 10)
        self._work.setEnabled(bool(found))
        self._words.setText(
            "Выберите школу: её данные откроются на остальных страницах."
            if found
            else "Школ пока нет. Добавьте их или возьмите файл Excel: школы появятся сами."
        )
        if found:
            now = self.place.school
            at = next((n for n, one in enumerate(found) if now and one.uid == now.uid), 0)
            self.list.selectRow(at)
        self.ready.emit()

    def first(self) -> QWidget | None:
        """The list itself: it is what one came for."""
        return self.list if self._schools else super().first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down mean the list, wherever on the page one is; Enter opens what it is at."""
        if self._schools and not self.list.hasFocus() and self.list.step_by_key(event.key()):
            self.list.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._find.hasFocus():
            self._choose_current()
        else:
            super().keyPressEvent(event)

    def _choose_current(self) -> None:
        at = self.list.current()
        if at is not None:
            self._choose(at)

    def _choose(self, number: int) -> None:
        self.moved.emit(replace(self.place, school=self._schools[number]))
        self.asked.emit("overview", None)

    def _add(self) -> None:
        own = self.place.context.own
        region = own.region if own else self.place.context.methodology.region
        dialog = NewOrganisation("Новая школа", region, self)
        dialog.given.connect(self._added)
        dialog.open()

    def _added(self, school: Organisation) -> None:
        context = self.place.context
        own = context.own
        if own is not None:
            school = replace(school, parent=own.uid)
        self.place.runner.run(lambda _: work.add_school(context, school), self._show)


def _years(one: Organisation) -> str:
    if one.valid_to:
        return f"до {one.valid_to.strftime('%d.%m.%Y')}"
    return f"с {one.valid_from.strftime('%d.%m.%Y')}" if one.valid_from else "да"
