"""One record under the user's hands: the form, autosave, undo, printing. Used by several pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.answers import Answers
from app.domain.forms import Form, Storage
from app.domain.issues import Severity
from app.domain.messages import count
from app.domain.organisations import Organisation
from app.domain.reading import RawAnswers, read_answers
from app.domain.results import ProcedureKey
from app.gui import work
from app.gui.bad_news import show_error
from app.gui.forms.draft import Spot
from app.gui.forms.form_view import FormView
from app.gui.page import Place
from app.gui.pages.printing import ask_draft, print_to_pdf
from app.gui.pages.trouble import unkept_box
from app.gui.saving import SAVED, Saver
from app.gui.words import Elided, button, label, set_kind

if TYPE_CHECKING:
    from app.services.editing import OpenedRecord, SavedRecord

PAST = 50
"""Steps one can go back in typed results."""


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
        self._past: deque[Answers] = deque()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._title = Elided("heading")
        self._state = label("", "muted", wrap=False)
        self._state.setAccessibleName("Сохранение")
        self._undo = button("Отменить (Ctrl+Z)", self._undo_last)
        self._print = button("Печать в PDF…", self._print_form)
        head = QHBoxLayout()
        if back:
            head.addWidget(button(f"← {back}", self.closed.emit))
        head.addWidget(self._title, 1)
        for part in (self._state, self._undo, self._print):
            head.addWidget(part)
        self._column.addLayout(head)

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
        context, uid = place.context, school.uid
        place.runner.run(
            lambda _: work.open_record(context, uid, form, procedure, author), self._loaded
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

    @property
    def is_clean(self) -> bool:
        """Whether nothing waits for the disk."""
        return self.saver is None or self.saver.is_clean

    @property
    def in_trouble(self) -> bool:
        """Whether the last saving failed."""
        return self.saver is not None and self.saver.in_trouble

    def _loaded(self, record: OpenedRecord) -> None:
        if self._key is None or record.form.code != self._key[1]:
            return  # another record was asked for meanwhile
        self._renew(record)
        assert self.form is not None
        self._forgiven = False
        self.form.show_answers(record.answers, record.last_year)
        self._past = deque([_read(self.form)], PAST)
        self._title.show_text(record.form.title if self._make is FormView else "")
        self._print.setVisible(record.form.storage is Storage.ANSWERS)
        if self._waiting is not None:
            self.form.go_to(self._waiting)
        elif self._focus:
            first = self.first()
            if first is not None:
                first.setFocus()
        self.shown.emit()

    def _renew(self, record: OpenedRecord) -> None:
        """A view for this form, the same one as long as the form is the same."""
        assert self._place is not None
        assert self._key is not None
        if self.saver is None:
            self.saver = Saver(self._place.runner, self, self._saved_words)
            self.saver.told.connect(self._tell)
            self.saver.failed.connect(lambda fault: show_error(fault, self))
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
            self.form.undo_asked.connect(self._undo_last)
        context, (school, code, procedure) = self._place.context, self._key
        author, form = self._author, self.form
        self.saver.watch(
            lambda raw: work.save_record(context, school.uid, code, raw, procedure, author),
            lambda: self._noted(form),
        )

    def _edited(self) -> None:
        assert self.saver is not None
        self._forgiven = False
        self.saver.touch()

    def _tell(self, kind: str, words: str) -> None:
        set_kind(self._state, kind)
        self._state.setText(words)

    def _saved_words(self, done: SavedRecord) -> tuple[str, str]:
        """Nobody is told that everything was saved beside a cell that was not."""
        wrong = len(done.answers.refused)
        if not wrong:
            return SAVED
        if self.form is not None and self.form.form.storage is not Storage.ANSWERS:
            cells = count(wrong, "клетки", "клеток", "клеток")
            return "query", f"Сохранено, кроме {cells} с ошибкой"
        return "query", f"✔ Сохранено, с ошибкой: {count(wrong, 'ответ', 'ответа', 'ответов')}"

    def _noted(self, form: FormView) -> RawAnswers:
        """What is on its way to the disk; typed results remember it here, for undo."""
        if form is self.form and form.form.storage is not Storage.ANSWERS:
            now = _read(form)
            if now != self._past[-1]:
                self._past.append(now)
        return form.raw()

    def _undo_last(self) -> None:
        if self._place is None or self._key is None or self.form is None:
            return
        self.flush()
        if self.form.form.storage is not Storage.ANSWERS:
            self._step_back()
            return
        context, (school, code, _), author = self._place.context, self._key, self._author
        self._place.runner.run(lambda _: work.undo(context, school.uid, code, author), self._undone)

    def _step_back(self) -> None:
        """Undo in typed results: they keep no revisions to go back to, so the panel does."""
        assert self.form is not None
        assert self.saver is not None
        if len(self._past) < 2:
            self._tell("muted", "Отменять больше нечего")
            return
        self._past.pop()
        self.form.show_answers(self._past[-1], None)
        self.shown.emit()  # first: what is only shown, not typed, must not be stored
        self.saver.touch()
        self.saver.flush()

    def _undone(self, record: OpenedRecord) -> None:
        if self.form is not None and self.form.form is record.form:
            self.form.show_answers(record.answers, record.last_year)
            self._tell("good", "✔ Последнее изменение отменено")
            self.saved.emit()

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


def _read(form: FormView) -> Answers:
    """What stands on the screen, as it would be stored."""
    return read_answers(form.form, form.raw()).answers
