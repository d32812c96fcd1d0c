"""«Результаты процедур»: choose the procedure above, fill totals or pupils below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.domain.explanations import wording
from app.domain.forms import About, Form, Storage
from app.domain.organisations import Organisation
from app.domain.results import Procedure, ProcedureKey, ProcedureKind
from app.gui import work
from app.gui.editors.choosing import CalmCombo
from app.gui.forms.form_view import FormView
from app.gui.forms.totals_view import TotalsView
from app.gui.page import Page, Place
from app.gui.pages.other_way import PUPILS, TOTALS, OtherWay
from app.gui.pages.record_panel import RecordPanel
from app.gui.words import button, label

if TYPE_CHECKING:
    from app.services.both_ways import Entered
    from app.services.context import Context

    Seen = Callable[[Organisation, ProcedureKey, Entered], None]

_DIRECTORY = "procedures"


class ResultsPage(Page):
    """The directory of procedures is itself a form: «Список процедур…»."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._procedures: tuple[Procedure, ...] = ()
        self._subjects: dict[str, str] = {}
        self._chosen = (-1, -1)
        self._shown_for: tuple[UUID, ProcedureKey] | None = None
        self._entered: Entered | None = None
        self._words = label("", "muted")
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._caution = label("", "muted")
        self._caution.hide()
        self.other = OtherWay(self)
        self.other.drop_asked.connect(self._drop_totals)
        self.panel = RecordPanel(make=_view)
        self.panel.shown.connect(self._loaded)
        self.panel.saved.connect(self._look_again)
        self.directory = RecordPanel("К результатам")
        self.directory.closed.connect(self._back)
        self.directory.shown.connect(self.ready)
        self._stack = QStackedWidget(self)
        for part in (self._words, self.panel, self.directory):
            self._stack.addWidget(part)
        self.column.addLayout(self._choices())
        self.column.addWidget(self._caution)
        self.column.addWidget(self.other)
        self.column.addWidget(self._stack, 1)

    def _choices(self) -> QHBoxLayout:
        """Which procedure, which form, and the directory."""
        self.procedure = CalmCombo(self)
        self.procedure.setAccessibleName("Оценочная процедура")
        self.procedure.setMinimumContentsLength(14)
        self.procedure.currentIndexChanged.connect(lambda _: self._change())
        self.kind = CalmCombo(self)
        self.kind.setAccessibleName("Что заполнять")
        self.kind.currentIndexChanged.connect(lambda _: self._change())
        line = QHBoxLayout()
        line.addWidget(self.procedure, 3)
        line.addWidget(self.kind, 2)
        line.addWidget(button("Список процедур…", self._show_directory))
        line.addStretch(2)
        return line

    def refresh(self) -> None:
        context = self.place.context
        if not self.kind.count():
            blocked = self.kind.blockSignals(True)
            for form in _result_forms(context):
                self.kind.addItem(form.title.rsplit(": ", 1)[-1].capitalize(), form.code)
            self.kind.blockSignals(blocked)
            column = context.forms.form(_DIRECTORY).tables[0].column("subject")
            self._subjects = {choice.code: choice.label for choice in column.choices}
        self.place.runner.run(lambda _: work.procedures(context), self._fill)

    def first(self) -> QWidget | None:
        """The choice of a procedure, or the way to make the first one."""
        if self._stack.currentWidget() is self.directory:
            return self.directory.first()
        return self.procedure if self.procedure.isEnabled() else super().first()

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
        """The results of the chosen procedure, in the form that holds them."""
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
            self.panel.flush()  # first: what was typed a moment ago counts too
            self._look(place.school, self._procedures[at].key, self._show_form)

    def _look(self, school: Organisation, key: ProcedureKey, then: Seen) -> None:
        """See what was entered, in either form, unless something else is asked for meanwhile."""
        context = self.place.context
        wanted = (school.uid, key)
        self.place.runner.run(
            lambda _: work.entered(context, school.uid, key),
            lambda found: then(school, key, found) if self._wanted() == wanted else None,
        )

    def _wanted(self) -> tuple[UUID, ProcedureKey] | None:
        at, school = self.procedure.currentIndex(), self.place.school
        if school is None or not 0 <= at < len(self._procedures):
            return None
        return school.uid, self._procedures[at].key

    def _show_form(self, school: Organisation, key: ProcedureKey, found: Entered) -> None:
        """Open the form that holds data, unless the user asked for the other one by name."""
        self._entered = found
        if self._shown_for != (school.uid, key):
            self._shown_for = (school.uid, key)
            self._prefer(found)
        code = str(self.kind.currentData())
        self._warn(key)
        self.panel.show_record(self.place, school, code, key)
        self._stack.setCurrentWidget(self.panel)

    def _prefer(self, found: Entered) -> None:
        holds = {TOTALS: found.has_totals, PUPILS: bool(found.pupils)}
        filled = [code for code, is_filled in holds.items() if is_filled]
        if filled and not holds.get(str(self.kind.currentData())):
            blocked = self.kind.blockSignals(True)
            self.kind.setCurrentIndex(max(0, self.kind.findData(filled[0])))
            self.kind.blockSignals(blocked)
            self._chosen = (self.procedure.currentIndex(), self.kind.currentIndex())

    def _warn(self, key: ProcedureKey | None) -> None:
        """How results of ВПР may be used stands wherever they are shown (DOMAIN 9.4)."""
        is_vpr = key is not None and key.kind == ProcedureKind.VPR.value
        words = wording(self.place.context.methodology.wordings, "vpr_caution") if is_vpr else ""
        self._caution.setText(words)
        self._caution.setVisible(is_vpr)

    def _loaded(self) -> None:
        """The form stands on the screen: totals that pupils tell are shown, not typed."""
        form, found = self.panel.form, self._entered
        if isinstance(form, TotalsView) and found is not None and not form.has_typed:
            form.show_counted(found.counted)
        self.other.tell(str(self.kind.currentData()), found)
        self.ready.emit()

    def _look_again(self) -> None:
        """Something was saved: the two forms may agree now, or not any more."""
        wanted, school = self._wanted(), self.place.school
        if wanted is not None and school is not None and self._shown_for == wanted:
            self._look(school, wanted[1], self._tell_again)

    def _tell_again(self, school: Organisation, key: ProcedureKey, found: Entered) -> None:
        self._entered = found
        self.other.tell(str(self.kind.currentData()), found)

    def _drop_totals(self) -> None:
        """Take the typed totals away; «Отменить» brings them back."""
        form, found = self.panel.form, self._entered
        if isinstance(form, TotalsView) and found is not None:
            self.panel.flush()
            form.show_counted(found.counted)
            form.note()
            form.edited.emit()
            self.panel.flush()

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._warn(None)
        self.other.tell("", None)
        self._stack.setCurrentWidget(self._words)
        self.ready.emit()

    def _show_directory(self) -> None:
        if not self.may_leave(self._show_directory):
            return
        owner = self.place.school or self.place.context.own
        if owner is not None:
            self.panel.flush()
            self._warn(None)
            self.other.tell("", None)
            self.turn()
            self.directory.show_record(self.place, owner, _DIRECTORY, focus=True)
            self._stack.setCurrentWidget(self.directory)

    def _back(self) -> None:
        if not self.directory.may_leave(self._back):
            return
        self.turn()
        self.directory.flush()
        self.refresh()


def _result_forms(context: Context) -> list[Form]:
    forms = map(context.forms.form, context.methodology.forms)
    wanted = (Storage.TOTALS, Storage.PUPILS)
    return [one for one in forms if one.about is About.PROCEDURE and one.storage in wanted]


def _view(form: Form) -> FormView:
    return TotalsView(form) if form.storage is Storage.TOTALS else FormView(form)
