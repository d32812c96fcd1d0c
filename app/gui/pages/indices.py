"""«Показатели»: values with their numbers, groups, the methodology; of a school or a whole base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QTabWidget, QWidget

from app.domain.organisations import Organisation
from app.gui.explained_list import ExplainedList
from app.gui.figures.class_table import ClassTable
from app.gui.figures.groups import GroupsView
from app.gui.figures.told import HEADERS, PARAMETER_HEADERS, PARAMETER_SHARES, SHARES, Shown, Whole
from app.gui.figures.whose import WhoseFigures
from app.gui.figures_work import Figures
from app.gui.page import Page
from app.gui.pages.files import choose_new_file
from app.gui.pages.printing import offer_file
from app.gui.words import button, label, row
from app.gui.wrapped_rows import WrappedRows

PURPOSE = "Показатели нужны, чтобы вовремя предложить помощь. Это не оценка и не место школы."
_NOTHING = "Пока считать не из чего: заполните данные или возьмите их из файлов."
_VALUES, _GROUPS, _SCHOOLS, _METHODOLOGY = range(4)


class IndicesPage(Page):
    """Schools are never put in order by their values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = Figures()
        self._is_computed = False
        self._words = label("", "muted")
        self.whose = WhoseFigures(self)
        self.whose.changed.connect(self._tell)
        self.values = ExplainedList("Показатели", HEADERS, SHARES, _NOTHING, self)
        self.list, self.why = self.values.rows, self.values.why
        self.groups = GroupsView(self)
        self.schools = ClassTable(self._write, self)
        self.schools.opened.connect(self._open_school)
        self.parameters = WrappedRows(
            "Параметры методики", PARAMETER_HEADERS, PARAMETER_SHARES, self
        )
        self.sheets = QTabWidget(self)
        self.sheets.setAccessibleName("Показатели и группы")
        self.sheets.addTab(self.values, "Показатели")
        self.sheets.addTab(self.groups, "Группы")
        self.sheets.addTab(self.schools, "Группы по школам")
        self.sheets.addTab(self.parameters, "Методика")
        self._basis = label("", "muted")
        for part in (self._words, self.whose):
            self.column.addWidget(part)
        self.column.addWidget(self.sheets, 1)
        self._excel = button("Сохранить в Excel…", self._save)
        again = button("Пересчитать", self.refresh)
        reference = button("Эталон региона…", lambda: self.asked.emit("settings", "reference"))
        buttons = row(again, self._excel, reference, self._basis, stretch=False)
        buttons.setStretch(3, 1)
        self.column.addLayout(buttons)

    def refresh(self) -> None:
        context, school = self.place.context, self.place.school
        self._is_computed = False
        self._excel.setEnabled(False)
        self.whose.show_place(context.own, school)
        self._show_sheets()
        if school is None and not self.whose.is_whole:
            self._words.setText("Сначала выберите школу на странице «Школы».")
            self.values.show_rows((), ())
            self.ready.emit()
            return
        self.place.runner.run(
            lambda progress: self._figures.compute(context, progress),
            self._take,
            title="Считаю показатели",
        )

    def first(self) -> QWidget | None:
        """The list on the open sheet."""
        shown = self.sheets.currentWidget()
        lists = {self.values: self.list, self.schools: self.schools.view}
        return lists.get(shown) or super().first()

    def _take(self, parameters: tuple[tuple[str, ...], ...]) -> None:
        self._is_computed = True
        self._excel.setEnabled(True)
        self.parameters.rows.set_rows(parameters)
        self._tell()

    def _tell(self) -> None:
        """Put what was computed into words: in the worker, a region has many."""
        school, runner = self.place.school, self.place.runner
        self._show_sheets()
        if not self._is_computed:
            return
        if self.whose.is_whole:
            runner.run(lambda _: self._figures.of_whole(), self._show_whole)
        elif school is not None:
            code = school.code
            runner.run(lambda _: self._figures.of_school(code), self._show_school)

    def _show_sheets(self) -> None:
        whole = self.whose.is_whole
        self.sheets.setTabVisible(_GROUPS, not whole)
        self.sheets.setTabVisible(_SCHOOLS, whole)

    def _show_school(self, found: Shown) -> None:
        self.values.show_rows(found.figures.rows, found.figures.explanations)
        self.groups.show_groups(found.groups)
        self._show_words(found.caution, found.basis)

    def _show_whole(self, found: Whole) -> None:
        self.values.show_rows(found.figures.rows, found.figures.explanations)
        before = self.schools.show_whole(found)
        # a region's rows take long to be let go of: the worker does it
        self.place.runner.run(lambda _: before.clear(), lambda _: None)
        self._show_words(found.caution, found.basis)

    def _show_words(self, caution: str, basis: str) -> None:
        self._words.setText(" ".join(filter(None, (PURPOSE, caution))))
        self._basis.setText(basis)
        self.ready.emit()

    def _write(self, work_out: Callable[[], str], show: Callable[[str], None]) -> None:
        self.place.runner.run(lambda _: work_out(), show)

    def _open_school(self, school: Organisation) -> None:
        """From a row of the table to the figures of its school."""
        place = replace(self.place, school=school)
        self.whose.choose(is_whole=False)
        self.moved.emit(place)
        self._place = place
        self.whose.show_place(place.context.own, school)
        self.sheets.setCurrentIndex(_VALUES)
        self._tell()

    def _save(self) -> None:
        context = self.place.context
        name = f"Показатели {context.period.key.replace('/', '-')}.xlsx"
        path = choose_new_file(self, "Показатели в Excel", name, "Excel (*.xlsx)")
        if path is None:
            return
        if path.suffix.lower() != ".xlsx":
            path = path.with_name(f"{path.name}.xlsx")
        self.place.runner.run(
            lambda progress: self._figures.write(context, path, progress),
            lambda written: offer_file(self, "Книга записана.", written),
            title="Записываю книгу",
        )
