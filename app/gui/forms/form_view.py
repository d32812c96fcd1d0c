"""A whole form made from its definition: sections, questions, tables, issues at their places."""

from __future__ import annotations

import time
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.answers import Answers
from app.domain.completeness import Completeness, of_section
from app.domain.forms import Form
from app.domain.issues import Issue, Severity
from app.domain.merging import Cell, Merged, State
from app.domain.reading import RawAnswers
from app.domain.rules import explanation_key
from app.gui.editors.base import REDO, UNDO
from app.gui.editors.choosing import CalmCombo
from app.gui.forms.adopting import adopt, resolve
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.forms.explaining import Explaining
from app.gui.forms.issue_list import IssueList
from app.gui.forms.section import SectionView
from app.gui.forms.steps import Snapshot, Step, Steps, snapshot, worded
from app.gui.reading_order import first_input
from app.gui.telling import SIGNS
from app.gui.words import button, letters, scrolled

NARROW = 84
"""Letters below which the list of chapters is one line above them."""
DONE, BEGUN, UNDONE = "✔", "◐", "○"
"""Everything asked is answered; a part of it; nothing."""
READ_AFTER = 200
"""Milliseconds without a keystroke after which the answers are read again."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter's line in the list at the left."""

    code: str
    title: str


class FormView(QWidget):
    """Takes a form and answers; emits `edited` whenever something was typed.

    A form's chapters are its sections; a form with a face of its own overrides the methods
    `headings`, `make`, `home_of` and perhaps `mark_of`.
    """

    edited = Signal()
    stepped = Signal(str)
    """A step was undone or done again: what it was, in words."""
    lists_one = False
    """Whether a single chapter is listed too, because more will come."""

    def __init__(self, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form
        self.draft = Draft(form)
        self.look: Look = self.draft.look()
        self.steps = Steps()
        self._last_year: Answers | None = None
        self._chapters: dict[str, Chapter] = {}
        self._areas: dict[str, QScrollArea] = {}
        self._shown: list[Heading] = []
        self._reading = QTimer(self)
        self._reading.setSingleShot(True)
        self._reading.setInterval(READ_AFTER)
        self._reading.timeout.connect(self.read_now)
        self._build()
        for keys in UNDO:
            QShortcut(keys, self, self.undo)
        for keys in REDO:
            QShortcut(keys, self, self.redo)
        self.show_answers(Answers(), None)

    def headings(self) -> list[Heading]:
        """The chapters that are asked now, in order."""
        return [
            Heading(section.code, section.title)
            for section in self.form.sections
            if section.code in self.look.visible
        ]

    def make(self, code: str) -> Chapter:
        """The chapter of that code, built when it is first looked at."""
        section = next(one for one in self.form.sections if one.code == code)
        return SectionView(self.form, section, self.draft)

    def home_of(self, spot: Spot, issue: Issue | None) -> str:
        """Code of the chapter where a place is shown."""
        for section in self.form.sections:
            places = {item.code for item in section.fields}
            places |= {table.code for table in self.form.tables_of(section.code)}
            if (spot.table or spot.field) in places:
                return section.code
        return self.form.sections[0].code

    def mark_of(self, code: str, found: list[Issue]) -> str:
        """The sign beside a chapter in the list: how full it is, or the worst of its issues."""
        return _mark(found, self.completeness_of(code))

    def completeness_of(self, code: str) -> Completeness:
        """How much of a chapter is answered."""
        section = next(one for one in self.form.sections if one.code == code)
        return of_section(self.form, section, self.look.answers, self.look.visible)

    def show_answers(self, answers: Answers, last_year: Answers | None) -> None:
        """Show a record; whatever was typed before must have been saved."""
        self.draft.put(answers)
        self._last_year = last_year
        self.steps.begin(self.snapshot())
        self._show_draft()

    def adopt(self, merged: Merged, sent: RawAnswers) -> None:
        """Show what a save found changed elsewhere; what was typed meanwhile stays."""
        if adopt(self.draft, merged, sent):
            self.steps.look(self.snapshot())
            self._show_draft()

    def choose(self, cell: Cell, state: State) -> None:
        """The user takes the other side's value of a cell both sides changed."""
        resolve(self.draft, cell, state)
        self._show_draft()
        self._edited()

    def snapshot(self) -> Snapshot:
        """What the user typed, as it stands: what steps are made of."""
        return snapshot(self.draft)

    def note(self) -> None:
        """The user changed something: a step one can take back."""
        self.steps.note(self.snapshot(), time.monotonic())

    def uncover(self) -> None:
        """Take away what is only shown in the place of typed answers."""

    def undo(self) -> None:
        """Take the last change on the screen back, show its place, say what it was."""
        self._take("Отменено", self.steps.back())

    def redo(self) -> None:
        """Do again what was undone last."""
        self._take("Возвращено", self.steps.forth())

    def _take(self, verb: str, step: Step | None) -> None:
        if step is None:
            self.stepped.emit("")
            return
        self.uncover()
        step.apply(self.draft)
        self.steps.look(self.snapshot())
        self._show_draft()
        self._show_place(step)
        self.edited.emit()
        self.stepped.emit(f"{verb}: {worded(self.form, step)}")

    def _show_place(self, step: Step) -> None:
        """Lead to the first place of a step that is on the screen, or to its chapter."""
        places = [spot for spot in step.cells if self._stands(spot)]
        if places:
            self.go_to(places[0])
        elif step.spot is not None:
            self.open_chapter(self.home_of(step.spot, None))

    def _stands(self, spot: Spot) -> bool:
        if spot.table in self.draft.tables:
            return any(row.key == spot.row for row in self.draft.tables[spot.table])
        return spot.field in self.look.visible

    def _show_draft(self) -> None:
        for chapter in self._chapters.values():
            chapter.show_draft(self._last_year)
        self.read_now()

    def raw(self) -> RawAnswers:
        """What stands on the screen now, for saving."""
        return self.draft.raw()

    def read_now(self) -> None:
        """Read the draft as an import would, and show what that gave."""
        self._reading.stop()
        self.look = self.draft.look(self._last_year)
        self._show_headings()
        for chapter in self._chapters.values():
            chapter.show_look(self.look)
        self._issues.show_look(self.look)

    def go_to(self, spot: Spot) -> None:
        """Open the chapter of a place, scroll there and take the focus."""
        issue = next((one for where, one in self.look.issues if where == spot), None)
        if not self.open_chapter(self.home_of(spot, issue)):
            return
        target = self._chapters[self._current()].go_to(spot)
        self._areas[self._current()].ensureWidgetVisible(target, 0, 40)

    def open_chapter(self, code: str) -> bool:
        """Show a chapter; False when it is not asked now."""
        for number, heading in enumerate(self._shown):
            if heading.code == code:
                self._list.setCurrentRow(number)
                return True
        return False

    def chapter(self, code: str) -> Chapter:
        """The chapter, made if nobody looked at it yet."""
        if code not in self._chapters:
            made = self.make(code)
            self._chapters[code] = made
            made.edited.connect(self._edited)
            made.explain.connect(self._explain)
            made.show_draft(self._last_year)
            made.show_look(self.look)
            self._areas[code] = scrolled(made)
            self._stack.addWidget(self._areas[code])
        return self._chapters[code]

    def _build(self) -> None:
        self._list = QListWidget(self)
        self._list.setObjectName("sections")
        self._list.setAccessibleName("Разделы формы")
        self._list.setWordWrap(True)
        self._list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedWidth(letters(self, 24))
        self._pick = CalmCombo(self)
        self._pick.setAccessibleName("Раздел формы")
        self._stack = QStackedWidget(self)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self._list)
        middle.addWidget(self._stack, 1)
        self._issues = IssueList(self)
        self._issues.chosen.connect(self.go_to)
        self._issues.explain.connect(self._explain)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pick)
        column.addLayout(middle, 1)
        column.addLayout(self._foot())
        self._list.currentRowChanged.connect(self._open)
        self._list.activated.connect(self._begin)
        self._list.clicked.connect(self._begin)
        self._pick.activated.connect(self._list.setCurrentRow)
        self._pick.picked.connect(self._begin)

    def _foot(self) -> QHBoxLayout:
        self._back = button("← Назад", lambda: self._step(-1))
        self._on = button("Далее →", lambda: self._step(1))
        foot = QHBoxLayout()
        foot.addWidget(self._issues, 1)
        foot.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._on, 0, Qt.AlignmentFlag.AlignTop)
        return foot

    def _current(self) -> str:
        return self._shown[max(0, self._list.currentRow())].code

    def _open(self, number: int) -> None:
        if number < 0:
            return
        code = self._shown[number].code
        self.chapter(code)
        self._stack.setCurrentWidget(self._areas[code])
        self._show_steps()

    def _step(self, way: int) -> None:
        self._list.setCurrentRow(self._list.currentRow() + way)
        self._begin()

    def _show_headings(self) -> None:
        """List the chapters that are asked; mark those with something to do."""
        wanted = self.headings()
        if [one.code for one in wanted] != [one.code for one in self._shown]:
            here = self._current() if self._shown else ""
            self._shown = wanted
            blocked = self._list.blockSignals(True)
            self._list.clear()
            self._list.addItems([one.title for one in wanted])
            codes = [one.code for one in wanted]
            self._list.setCurrentRow(codes.index(here) if here in codes else 0)
            self._list.blockSignals(blocked)
            self._open(self._list.currentRow())
        self._shown = wanted
        found: dict[str, list[Issue]] = {}
        for spot, issue in self.look.issues:
            found.setdefault(self.home_of(spot, issue), []).append(issue)
        for number, heading in enumerate(wanted):
            mark = self.mark_of(heading.code, found.get(heading.code, []))
            self._name(number, f"{mark}  {heading.title}")
        self._pick.clear()
        self._pick.addItems([self._list.item(row).text() for row in range(len(wanted))])
        for part in (self._back, self._on):
            part.setVisible(len(wanted) > 1)
        self._show_list()
        self._show_steps()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the list of chapters becomes one line."""
        super().resizeEvent(event)
        self._show_list()

    def _show_list(self) -> None:
        wide = self.width() >= letters(self, NARROW)
        several = self.lists_one or len(self._shown) > 1
        self._list.setVisible(several and wide)
        self._pick.setVisible(several and not wide)

    def _name(self, number: int, words: str) -> None:
        """Words of a line in the list, with room for all of them."""
        width = self._list.width() - 26
        wrap = int(Qt.TextFlag.TextWordWrap)
        box = self._list.fontMetrics().boundingRect(0, 0, width, 1000, wrap, words)
        item = self._list.item(number)
        item.setText(words)
        item.setSizeHint(QSize(width, box.height() + 16))

    def first(self) -> QWidget | None:
        """The first question of the chapter on the screen."""
        return first_input(self._chapters[self._current()])

    def parts_in_order(self) -> list[QWidget]:
        """From the last answer of a chapter Tab goes to «Далее», then to what else is below."""
        return [self._pick, self._list, self._stack, self._on, self._back, self._issues]

    def _begin(self) -> None:
        """Take the focus to the first question of the chapter, else to the way on."""
        first = self.first() or (self._on if self._on.isEnabled() else self._back)
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_steps(self) -> None:
        self._back.setEnabled(self._list.currentRow() > 0)
        self._on.setEnabled(self._list.currentRow() < self._list.count() - 1)
        self._pick.setCurrentIndex(self._list.currentRow())

    def _edited(self) -> None:
        self.note()
        self._reading.start()
        self.edited.emit()

    def _explain(self, issue: Issue) -> None:
        key = explanation_key(issue)
        dialog = Explaining(issue, self.draft.explanations.get(key, ""), self)
        dialog.said.connect(lambda text: self._explained(key, text))
        dialog.open()

    def _explained(self, key: str, text: str) -> None:
        self.draft.explanations.pop(key, None)
        if text:
            self.draft.explanations[key] = text
        self.note()
        self.read_now()
        self.edited.emit()


def _mark(found: list[Issue], done: Completeness) -> str:
    """The mark of a chapter: the worst that is wrong, else how much of it is answered."""
    wrong = {issue.severity for issue in found if not issue.is_reminder}
    for severity in (Severity.ERROR, Severity.QUERY):
        if severity in wrong:
            return SIGNS[severity]
    if done.is_full and not any(issue.is_reminder for issue in found):
        return DONE
    return BEGUN if done.answered else UNDONE
