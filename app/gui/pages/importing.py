"""Workbooks: choose files, take them in, see what was refused; or save an empty one to fill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QInputDialog,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.forms import Storage
from app.domain.issues import Issue, Severity, has_errors
from app.domain.messages import count
from app.gui import work
from app.gui.page import Place
from app.gui.pages.printing import documents, offer_file
from app.gui.reading_order import OrderedDialog
from app.gui.telling import told
from app.gui.words import button, label, row

if TYPE_CHECKING:
    from app.services.importing import FileReport

_FROM_FILE = "Другая: описание из файла…"
_BOOKS = "Таблицы (*.xlsx *.xls *.ods *.csv)"


class ImportDesk(QObject):
    """Asks, works, tells. Lives as long as its page."""

    done = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent

    def ask(self, place: Place) -> None:
        """Let the user choose workbooks and take them in."""
        names, _ = QFileDialog.getOpenFileNames(
            self._page, "Файлы с данными", str(documents()), _BOOKS
        )
        if names:
            self.take(place, [Path(name) for name in names], partial=False)

    def take(
        self, place: Place, paths: list[Path], *, partial: bool, mapping: str | None = None
    ) -> None:
        """Import in the worker, then show the report. `mapping`: which table it is."""
        context = place.context
        place.runner.run(
            lambda progress: work.import_workbooks(
                context, paths, progress, partial=partial, mapping=mapping
            ),
            lambda reports: self._report(place, reports),
            title="Читаю файлы",
        )

    def name_table(self, place: Place, paths: list[Path]) -> None:
        """Ask which table the files are, then take them in as that one."""
        context = place.context
        place.runner.run(
            lambda _: work.known_tables(context),
            lambda known: self._choose_table(place, paths, known),
            title="Смотрю описания таблиц",
        )

    def _choose_table(self, place: Place, paths: list[Path], known: dict[str, str]) -> None:
        title, chosen = QInputDialog.getItem(
            self._page, "Какая это таблица", "Таблица в файле:", [*known, _FROM_FILE], 0, False
        )
        if not chosen:
            return
        mapping = known.get(title, "")
        if title == _FROM_FILE:
            mapping, _ = QFileDialog.getOpenFileName(
                self._page, "Описание таблицы", str(documents()), "Описание таблицы (*.toml)"
            )
        if mapping:
            self.take(place, paths, partial=False, mapping=mapping)

    def template(self, place: Place) -> None:
        """Save an empty workbook of a form."""
        forms = {
            form.title: form.code
            for form in map(place.context.forms.form, place.context.methodology.forms)
            if form.storage is Storage.ANSWERS
        }
        title, chosen = QInputDialog.getItem(
            self._page, "Пустая книга Excel", "Для какой формы:", list(forms), 0, False
        )
        if not chosen:
            return
        offered = documents() / f"{title}.xlsx"
        name, _ = QFileDialog.getSaveFileName(
            self._page, "Пустая книга Excel", str(offered), "Excel (*.xlsx)"
        )
        if name:
            path = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
            context, code = place.context, place.school.code if place.school else ""
            place.runner.run(
                lambda _: work.make_template(context, forms[title], path, code),
                lambda written: offer_file(self._page, "Книга записана.", written),
                title="Готовлю книгу",
            )

    def _report(self, place: Place, reports: list[FileReport]) -> None:
        dialog = ImportReport(reports, self._page)
        again = [Path(one.file) for one in reports if not one.stored and one.rows_read]
        dialog.take_rest.connect(lambda: self.take(place, again, partial=True))
        unknown = [Path(one.file) for one in reports if one.is_unknown]
        dialog.name_table.connect(lambda: self.name_table(place, unknown))
        dialog.open()
        self.done.emit()


class ImportReport(OrderedDialog):
    """What became of each file, and every refused cell by name."""

    take_rest = Signal()
    name_table = Signal()

    def __init__(self, reports: list[FileReport], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Что взято из файлов")
        self.resize(760, 420)
        column = QVBoxLayout(self)
        for one in reports:
            column.addWidget(label(*_sum(one)))
        names = work.file_names(reports)
        issues = [issue for one in reports for issue in _worth_telling(one)]
        if issues:
            found = QListWidget(self)
            found.setAccessibleName("Замечания к файлам")
            found.setWordWrap(True)
            found.addItems([_line(issue, names) for issue in _worst_first(issues)])
            column.addWidget(found, 1)
        buttons = [button("Закрыть", self.accept, "main")]
        if any(has_errors(one.issues) and not one.stored and one.rows_read for one in reports):
            buttons.insert(0, button("Взять всё, кроме неверных клеток", self._take_rest))
        if any(one.is_unknown for one in reports):
            buttons.insert(0, button("Указать, какая это таблица…", self._name_table))
        column.addLayout(row(*buttons))

    def _name_table(self) -> None:
        self.accept()
        self.name_table.emit()

    def _take_rest(self) -> None:
        self.accept()
        self.take_rest.emit()


def _sum(one: FileReport) -> tuple[str, str]:
    name = Path(one.file).name
    if not one.stored:
        return f"✖ {name}: ничего не взято, в базе всё по-прежнему.", "error"
    rows = count(one.rows_stored, "строка", "строки", "строк")
    if not one.rows_changed:
        return f"✔ {name}: {rows}, всё уже было в базе.", "good"
    return f"✔ {name}: взято {rows}, новых или изменённых {one.rows_changed}.", "good"


def _worth_telling(one: FileReport) -> list[Issue]:
    """Issues of a file; notes tell what was done, so a file that was not taken has none."""
    return [issue for issue in one.issues if one.stored or issue.severity is not Severity.NOTE]


def _line(issue: Issue, names: dict[str, str]) -> str:
    file = names.get(issue.place.file, "")
    where = ", ".join(filter(None, (file, issue.place.sheet, issue.place.cell)))
    return f"{where}: {told(issue)}" if where else told(issue)


def _worst_first(issues: list[Issue]) -> list[Issue]:
    order = list(Severity)
    return sorted(issues, key=lambda issue: order.index(issue.severity))
