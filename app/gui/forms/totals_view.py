"""Totals of results that the program counts from the participants: shown, not typed."""

from __future__ import annotations

from app.domain.answers import Answers
from app.domain.reading import RawAnswers
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Spot
from app.gui.forms.form_view import FormView
from app.gui.forms.section import SectionView
from app.gui.forms.steps import EXPLANATION, Snapshot

OPEN = ("grade_size",)
"""What pupil rows cannot tell: the size of the grade is typed all the same."""


class TotalsView(FormView):
    """The form of totals; read-only but for the grade's size while counted ones are shown."""

    _counted: Answers | None = None

    @property
    def has_typed(self) -> bool:
        """Whether anything stands here that pupil rows would tell too."""
        return any(self.draft.tables.values()) or any(one not in OPEN for one in self.draft.values)

    def show_counted(self, counted: Answers | None) -> None:
        """Show these totals in the place of typed ones; None: typed ones stand there."""
        if counted is not None:
            typed = {code: self.draft.values[code] for code in OPEN if code in self.draft.values}
            self.draft.put(counted)
            self.draft.values.update(typed)
        self._counted = counted
        for chapter in self._chapters.values():
            self._lock(chapter)
            chapter.show_draft(self._last_year)
        self.read_now()

    def show_answers(self, answers: Answers, last_year: Answers | None) -> None:
        """A record that was typed: everything may be changed, until counted totals are shown."""
        self._counted = None
        for chapter in self._chapters.values():
            self._lock(chapter)
        super().show_answers(answers, last_year)

    def snapshot(self) -> Snapshot:
        """What was typed; nothing that was only counted."""
        now = super().snapshot()
        if self._counted is None:
            return now
        cells = {spot: raw for spot, raw in now.cells.items() if _is_open(spot)}
        return Snapshot(cells, dict.fromkeys(now.rows, ()))

    def uncover(self) -> None:
        """Counted totals go before a step is taken back; the page shows them again if need be."""
        if self._counted is not None:
            raw = self.raw()
            self._counted = None
            self.draft.put(Answers())
            self.draft.values.update(raw.values)
            self.draft.explanations.update(raw.explanations)
            for chapter in self._chapters.values():
                self._lock(chapter)

    def make(self, code: str) -> Chapter:
        made = super().make(code)
        self._lock(made)
        return made

    def raw(self) -> RawAnswers:
        """What is stored: nothing that was only counted."""
        raw = super().raw()
        if self._counted is None:
            return raw
        values = {code: raw.values[code] for code in OPEN if code in raw.values}
        return RawAnswers(values, {}, raw.explanations)

    def _lock(self, chapter: Chapter) -> None:
        if isinstance(chapter, SectionView):
            chapter.lock(None if self._counted is None else frozenset(OPEN))


def _is_open(spot: Spot) -> bool:
    return spot.table == EXPLANATION or (not spot.table and spot.field in OPEN)
