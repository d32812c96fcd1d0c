"""«Результаты процедур»: choose the procedure above, fill totals or pupils below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.forms import About, Form, Storage
from app.domain.results import Procedure, ProcedureKind
from app.gui import work
from app.gui.editors.choosing import CalmCombo
from app.gui.page import Page, Place
from app.gui.pages.record_panel import RecordPanel
from app.gui.words import button, label

if TYPE_CHECKING:
    from app.services.context import Context

_DIRECTORY = "procedures"


class ResultsPage(Page):
    """The directory of procedures is itself a form: «Список процедур…»."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._procedures: tuple[Procedure, ...] = ()
        self._subjects: dict[str, str] = {}
        self._chosen = (-1, -1)
        self.procedure = CalmCombo(self)
        self.procedure.setAccessibleName("Оценочная процедура")
        self.procedure.setMinimumContentsLength(14)
        self.procedure.currentIndexChanged.connect(lambda _: self._change())
        self.kind = CalmCombo(self)
        self.kind.setAccessibleName("Что заполнять")
        self.kind.currentIndexChanged.connect(lambda _: self._change())
        self._list = button("Список процедур…", self._show_directory)
        line = QHBoxLayout()
        line.addWidget(self.procedure, 3)
        line.addWidget(self.kind, 2)
        line.addWidget(self._list)
        line.addStretch(2)
        self._words = label("", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.panel = RecordPanel()
        self.directory = RecordPanel("К результатам")
        self.directory.closed.connect(self._back)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._words)
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self.directory)
        self.column.addLayout(line)
        self.column.addWidget(self._stack, 1)

    def refresh(self) -> None:
        context = self.place.context
        if not self.kind.count():
            for form in _result_forms(context):
                self.kind.addItem(form.title.rsplit(": ", 1)[-1].capitalize(), form.code)
            column = context.forms.form(_DIRECTORY).tables[0].column("subject")
            self._subjects = {choice.code: choice.label for choice in column.choices}
        self.place.runner.run(lambda _: work.procedures(context), self._fill)

    def leave(self) -> None:
        self.panel.flush()
        self.directory.flush()

    def may_leave(self, then: Callable[[], object]) -> bool:
        shown = self._stack.currentWidget()
        return not isinstance(shown, RecordPanel) or shown.may_leave(then)

    @property
    def is_clean(self) -> bool:
        return self.panel.is_clean and self.directory.is_clean

    @property
    def in_trouble(self) -> bool:
        return self.panel.in_trouble or self.directory.in_trouble

    def _fill(self, found: tuple[Procedure, ...]) -> None:
        chosen = self.procedure.currentText()
        self._procedures = found
        blocked = self.procedure.blockSignals(True)
        self.procedure.clear()
        for one in found:
            self.procedure.addItem(self._title(one))
        self.procedure.setCurrentIndex(max(0, self.procedure.findText(chosen)))
        self.procedure.blockSignals(blocked)
        self._show_results()

    def _title(self, one: Procedure) -> str:
        key = one.key
        subject = self._subjects.get(key.subject, key.subject)
        return f"{ProcedureKind(key.kind).title}, {subject.lower()}, {key.grade} класс"

    def _change(self) -> None:
        """Another procedure or form was chosen; what would be lost is asked about first."""
        wanted = (self.procedure.currentIndex(), self.kind.currentIndex())
        if self.may_leave(lambda: self._choose(wanted)):
            self._show_results()
        else:
            self._choose(self._chosen)

    def _choose(self, at: tuple[int, int]) -> None:
        before = (self.procedure.currentIndex(), self.kind.currentIndex())
        for box, number in zip((self.procedure, self.kind), at, strict=True):
            blocked = box.blockSignals(True)
            box.setCurrentIndex(number)
            box.blockSignals(blocked)
        if at not in (before, self._chosen):
            self._show_results()

    def _show_results(self) -> None:
        self._chosen = (self.procedure.currentIndex(), self.kind.currentIndex())
        place: Place = self.place
        at = self.procedure.currentIndex()
        for part in (self.procedure, self.kind):
            part.setEnabled(bool(self._procedures) and place.school is not None)
        if place.school is None:
            self._say("Сначала выберите школу на странице «Школы».")
        elif at < 0 or at >= len(self._procedures):
            self._say(
                "Процедур этого года пока нет. Добавьте их в список: вид, предмет, класс, шкала. "
                "Или возьмите результаты из файла Excel на странице «Данные»."
            )
        else:
            code = str(self.kind.currentData())
            self.panel.show_record(place, place.school, code, self._procedures[at].key)
            self._stack.setCurrentWidget(self.panel)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._stack.setCurrentWidget(self._words)

    def _show_directory(self) -> None:
        if not self.may_leave(self._show_directory):
            return
        owner = self.place.school or self.place.context.own
        if owner is not None:
            self.panel.flush()
            self.directory.show_record(self.place, owner, _DIRECTORY)
            self._stack.setCurrentWidget(self.directory)

    def _back(self) -> None:
        if not self.directory.may_leave(self._back):
            return
        self.directory.flush()
        self.refresh()


def _result_forms(context: Context) -> list[Form]:
    forms = map(context.forms.form, context.methodology.forms)
    wanted = (Storage.TOTALS, Storage.PUPILS)
    return [one for one in forms if one.about is About.PROCEDURE and one.storage in wanted]
