"""One record under the user's hands: its form, autosave, back and forth, printing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.forms import Form, Storage
from app.domain.issues import Severity
from app.domain.merging import Difference
from app.domain.messages import count
from app.domain.organisations import Organisation
from app.domain.results import ProcedureKey
from app.gui.bad_news import show_error
from app.gui.forms.draft import Spot
from app.gui.forms.form_view import FormView
from app.gui.page import Place
from app.gui.pages.meanwhile import Disputed, Notice, meanwhile_words
from app.gui.pages.printing import ask_draft, print_to_pdf
from app.gui.pages.trouble import unkept_box
from app.gui.saving import SAVED, Saver
from app.gui.sitting import Saving, Sitting
from app.gui.words import Elided, button, set_kind

if TYPE_CHECKING:
    from app.services.editing import OpenedRecord


class RecordPanel(QWidget):
    """Loads a record, shows its form, saves what is typed."""

    closed = Signal()
    saved = Signal()

    shown = Signal()
    """Another record is on the screen."""

    def __init__(
        self,
        back: str = "",
        parent: QWidget | None = None,
        make: Callable[[Form], FormView] | None = None,
    ) -> None:
        """`make`: the view of a form with a face of its own."""
        super().__init__(parent)
        self._make = make or FormView
        self.form: FormView | None = None
        self.saver: Saver | None = None
        self._place: Place | None = None
        self._key: tuple[Organisation, str, ProcedureKey | None] | None = None
        self._author: UUID | None = None
        self._waiting: Spot | None = None
        self._focus = False
        self._forgiven = False
        self._sitting: Sitting | None = None
        self._disputed: Disputed | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head(back))
        self._notice = Notice(self)
        self._column.addWidget(self._notice)

    def _head(self, back: str) -> QHBoxLayout:
        self._title = Elided("heading")
        self._state = Elided("muted")
        self._state.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._undo = button("↶ Отменить", self._go_back)
        self._undo.setToolTip("Отменить последнее изменение в этой форме (Ctrl+Z)")
        self._redo = button("↷ Вернуть", self._go_forth)
        self._redo.setToolTip("Вернуть отменённое (Ctrl+Y)")
        self._print = button("Печать в PDF…", self._print_form)
        head = QHBoxLayout()
        if back:
            head.addWidget(button(f"← {back}", self.closed.emit))
        head.addWidget(self._title, 1)
        head.addWidget(self._state, 1)
        for part in (self._undo, self._redo, self._print):
            head.addWidget(part)
        return head

    def show_record(
        self,
        place: Place,
        school: Organisation,
        form: str,
        procedure: ProcedureKey | None = None,
        go_to: Spot | None = None,
        focus: bool = False,
        author: UUID | None = None,
    ) -> None:
        """Load the record in the worker and show it; `focus` puts the cursor into it.

        author: whose record about the school it is, when not the school's own.
        """
        self.flush()
        self._place = place
        self._key, self._author = (school, form, procedure), author
        self._waiting, self._focus = go_to, focus
        self._load(place)

    def _load(self, place: Place) -> None:
        assert self._key is not None
        (school, form, procedure), author = self._key, self._author
        sitting = Sitting(place.context, school, form, procedure, author)
        place.runner.run(
            lambda _: sitting.open(), lambda found: self._loaded(found, place, sitting)
        )

    def first(self) -> QWidget | None:
        """The first question of the record on the screen."""
        return self.form.first() if self.form is not None else None

    def flush(self) -> None:
        """Save now what is not saved yet."""
        if self.saver is not None:
            self.saver.flush()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether nothing on the screen would be lost; else asks, and calls `then` on a yes."""
        amount = self._unkept()
        if not amount or self._forgiven:
            return True
        self.flush()
        box = unkept_box(self, amount)
        box.accepted.connect(lambda: self._forgive(then))
        box.open()
        return False

    def _unkept(self) -> int:
        """How many cells hold a refused text; typed results have no place for those."""
        if self.form is None or self.form.form.storage is Storage.ANSWERS:
            return 0
        self.form.read_now()
        return len(self.form.look.answers.refused)

    def _forgive(self, then: Callable[[], object]) -> None:
        self._forgiven = True
        then()

    def _is_stored(self) -> bool:
        return self.saver is None or self.saver.is_clean

    @property
    def is_clean(self) -> bool:
        """Whether nothing waits for the disk or for an answer."""
        return self._disputed is None and self._is_stored()

    @property
    def in_trouble(self) -> bool:
        """Whether the last saving failed."""
        return self.saver is not None and self.saver.in_trouble

    def _loaded(self, record: OpenedRecord, place: Place, sitting: Sitting) -> None:
        if self._key is None or not sitting.is_about(*self._key, self._author):
            return  # another record was asked for meanwhile
        if self._sitting is not None and self._sitting.is_same(sitting) and not self._is_stored():
            self.flush()  # typed since it was asked for: that comes first
            self._load(place)
            return
        sitting.started = record.answers
        self._renew(record, sitting)
        assert self.form is not None
        self._forgiven = False
        self.form.show_answers(record.answers, record.last_year)
        self._show_steps()
        self._notice.tell("")
        self._title.show_text(record.form.title if self._make is FormView else "")
        self._print.setVisible(record.form.storage is Storage.ANSWERS)
        if self._waiting is not None:
            self.form.go_to(self._waiting)
        elif self._focus:
            first = self.first()
            if first is not None:
                first.setFocus()
        self.shown.emit()

    def _renew(self, record: OpenedRecord, sitting: Sitting) -> None:
        """A view for this form, the same one as long as the form is the same."""
        assert self._place is not None
        assert self._key is not None
        if self.saver is None:
            self.saver = Saver(self._place.runner, self, self._saved_words)
            self.saver.told.connect(self._tell)
            self.saver.failed.connect(lambda fault: show_error(fault, self))
            self.saver.stored.connect(self._stored)
            self.saver.saved.connect(self.saved)
        if self.form is None or self.form.form is not record.form:
            old, self.form = self.form, self._make(record.form)
            if old is not None:
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
            self._column.addWidget(self.form, 1)
            self.form.show()  # at once: what is not visible yet takes no focus
            self.form.edited.connect(self._edited)
            self.form.stepped.connect(self._stepped)
        self._sitting = sitting
        self.saver.watch(sitting.save, self.form.raw)

    def _edited(self) -> None:
        assert self.saver is not None
        self._forgiven = False
        self._show_steps()
        self.saver.touch()

    def _tell(self, kind: str, words: str) -> None:
        set_kind(self._state, kind)
        self._state.show_text(words)

    def _saved_words(self, saving: Saving) -> tuple[str, str]:
        """Nobody is told that everything was saved beside a cell that was not."""
        done = saving.saved
        wrong = len(done.answers.refused)
        if not wrong:
            return SAVED
        if self.form is not None and self.form.form.storage is not Storage.ANSWERS:
            cells = count(wrong, "клетки", "клеток", "клеток")
            return "query", f"Сохранено, кроме {cells} с ошибкой"
        return "query", f"✔ Сохранено, с ошибкой: {count(wrong, 'ответ', 'ответа', 'ответов')}"

    def _stored(self, done: Saving) -> None:
        """A save is in the base: take over and tell what others changed meanwhile."""
        merged = done.saved.merged
        form = done.sitting.context.forms.form(done.sitting.form)
        if done.sitting is self._sitting and self.form is not None:
            self.form.adopt(merged, done.raw)
            if self.saver is not None and not self.saver.is_busy:
                done.sitting.started = done.saved.stored
        words = " ".join(
            filter(
                None, (meanwhile_words(form, merged), *(one.message for one in done.saved.notes))
            )
        )
        if words:
            here = done.sitting is self._sitting
            self._notice.tell(words if here else f"«{form.title}». {words}")
        if merged.disputed:
            self._disputed = Disputed(form, merged.disputed, self)
            self._disputed.chosen.connect(lambda chosen: self._choose(done, chosen))
            self._disputed.finished.connect(self._settled)
            self._disputed.open()

    def _choose(self, done: Saving, chosen: tuple[Difference, ...]) -> None:
        """The other side's values were chosen: on the screen, or, when it has gone, in the base."""
        if done.sitting is self._sitting and self.form is not None:
            for one in chosen:
                self.form.choose(one.cell, one.other)
        else:
            assert self._place is not None
            self._place.runner.run(
                lambda _: done.take(chosen), lambda _: self.saved.emit(), must_finish=True
            )

    def _settled(self) -> None:
        self._disputed = None

    def _go_back(self) -> None:
        if self.form is not None:
            self.form.undo()

    def _go_forth(self) -> None:
        if self.form is not None:
            self.form.redo()

    def _stepped(self, words: str) -> None:
        self._show_steps()
        self._notice.tell(words or "Отменять и возвращать здесь больше нечего.")
        self.shown.emit()  # first: what is only shown, not typed, must not be stored
        self.flush()

    def _show_steps(self) -> None:
        assert self.form is not None
        self._undo.setEnabled(self.form.steps.can_go_back)
        self._redo.setEnabled(self.form.steps.can_go_forth)

    def _print_form(self) -> None:
        assert self._place is not None
        assert self._key is not None
        assert self.form is not None
        self.flush()
        errors = self.form.look.count(Severity.ERROR)
        if errors:
            ask_draft(self, errors, self._write_paper)
        else:
            self._write_paper()

    def _write_paper(self) -> None:
        assert self._place is not None
        assert self._key is not None
        school, code, _ = self._key
        title = self._place.context.forms.form(code).title
        print_to_pdf(self, self._place, school, code, title)
