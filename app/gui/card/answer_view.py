"""The card as its other owners see it: a chapter for each problem, requests and own measures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.domain.answers import Answers
from app.domain.completeness import Completeness
from app.domain.forms import Form
from app.domain.issues import Issue
from app.gui.card.answering import AnswerPane
from app.gui.card.measures import Level
from app.gui.card.problems import chosen, measures, requests, unanswered
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Draft, Look, Spot
from app.gui.forms.form_view import FormView, Heading
from app.gui.words import label

NOTHING = "nothing"


class AnswerView(FormView):
    """Edits the owner's record; the school's record beside it is only read."""

    lists_one = True

    def __init__(self, form: Form, levels: Sequence[Level], parent: QWidget | None = None) -> None:
        self._levels = tuple(levels)
        self._school = Draft(form)
        self._known = False
        super().__init__(form, parent)

    def show_school(self, answers: Answers | None) -> None:
        """What the school chose and asked for; None while another school's card is on its way."""
        self._known = answers is not None
        self._school.put(answers or Answers())
        for chapter in self._chapters.values():
            chapter.show_draft(None)
        self.read_now()

    def headings(self) -> list[Heading]:
        table = self.form.table_by_code["measures"]
        short = {
            choice.code: choice.label.split(". ", 1)[-1]
            for choice in table.column("problem").choices
        }
        order = chosen(self._school) if self._known else []
        rest = [code for code in short if code not in order and self._is_used(code)]
        listed = [Heading(code, short[code]) for code in (*order, *rest)]
        empty = "Запросов пока нет" if self._known else "Открываю карту…"
        return listed or [Heading(NOTHING, empty)]

    def make(self, code: str) -> Chapter:
        if code == NOTHING:
            return NothingChapter(lambda: self._known)
        return AnswerChapter(self.form, code, self.draft, self._school, self._levels)

    def home_of(self, spot: Spot, issue: Issue | None) -> str:
        rows = (one for one in self.draft.tables["measures"] if one.key == spot.row)
        row = next(rows, None)
        return str(row.cells.get("problem", NOTHING)) if row is not None else NOTHING

    def completeness_of(self, code: str) -> Completeness:
        """Requests of a problem, and those the owner answered."""
        draft, school, levels = self.draft, self._school, [level.code for level in self._levels]
        asked = sum(len(requests(school, code, level)) for level in levels)
        waiting = sum(len(unanswered(draft, school, code, level)) for level in levels)
        return Completeness(asked - waiting, asked)

    def _is_used(self, problem: str) -> bool:
        """Whether a problem that is not chosen holds something in our columns all the same."""
        if not self._known:
            return False
        return any(
            measures(draft, problem, level.code)
            for draft in (self.draft, self._school)
            for level in self._levels
        )


class NothingChapter(Chapter):
    """There is nothing to answer."""

    def __init__(self, is_known: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_known = is_known
        self._words = label(
            "Школа ещё не выбрала проблемы и ничего не просила. Отвечать пока не на что."
        )
        column = QVBoxLayout(self)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_draft(self, last_year: Answers | None) -> None:
        self._words.setVisible(self._is_known())

    def show_look(self, look: Look) -> None:
        self._words.setVisible(self._is_known())

    def go_to(self, spot: Spot) -> QWidget:
        return self._words


class AnswerChapter(Chapter):
    """One problem: a tab for each column the owner answers for."""

    def __init__(
        self,
        form: Form,
        problem: str,
        draft: Draft,
        school: Draft,
        levels: Sequence[Level],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._problem, self._school = problem, school
        row = next(one for one in form.table_by_code["problems"].rows if one.code == problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 12, 0)
        column.addWidget(label(row.label, "heading"))
        column.addWidget(label(row.hint, "muted"))
        self._not_chosen = label("Эту проблему школа сейчас не выбрала.", "query")
        column.addWidget(self._not_chosen)
        self.panes = [AnswerPane(draft, school, problem, level) for level in levels]
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("Ваши столбцы карты")
        for pane in self.panes:
            self.tabs.addTab(pane, pane.level.short)
            pane.edited.connect(self._edited)
            pane.explain.connect(self.explain)
        column.addWidget(self.tabs, 1)

    def show_draft(self, last_year: Answers | None) -> None:
        for pane in self.panes:
            pane.show_draft()
        self._count()

    def show_look(self, look: Look) -> None:
        self._not_chosen.setVisible(self._problem not in chosen(self._school))
        for pane in self.panes:
            pane.show_look(look)

    def go_to(self, spot: Spot) -> QWidget:
        for number, pane in enumerate(self.panes):
            frame = pane.frame_at(spot)
            if frame is not None:
                self.tabs.setCurrentIndex(number)
                return frame.go_to(spot.field)
        self.tabs.setFocus()
        return self.tabs

    def _edited(self) -> None:
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        for number, pane in enumerate(self.panes):
            waiting = pane.waiting()
            some = f" (ждут ответа: {waiting})" if waiting else ""
            self.tabs.setTabText(number, pane.level.short + some)
