"""The card as a form with a face of its own: the choice first, then a chapter for each problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.domain.completeness import Completeness, of_section
from app.domain.forms import Form
from app.domain.issues import Issue
from app.gui.card.choice import ChoiceChapter
from app.gui.card.measures import Level
from app.gui.card.problem import ProblemChapter
from app.gui.card.problems import chosen, measures
from app.gui.forms.chapter import Chapter
from app.gui.forms.draft import Spot
from app.gui.forms.form_view import FormView, Heading

CHOICE = "choice"


class CardView(FormView):
    """Chapters follow the order of importance the school gave."""

    lists_one = True

    def __init__(self, form: Form, levels: Sequence[Level], parent: QWidget | None = None) -> None:
        self._levels = tuple(levels)
        self._evidence: Mapping[str, Sequence[str]] = {}
        self._replies: Mapping[tuple[str, str], Sequence[str]] = {}
        super().__init__(form, parent)

    def show_signals(self, evidence: Mapping[str, Sequence[str]]) -> None:
        """What the data propose, by problem."""
        self._evidence = evidence
        choice = self.chapter(CHOICE)
        assert isinstance(choice, ChoiceChapter)
        choice.show_signals(evidence)

    def show_replies(self, lines: Mapping[tuple[str, str], Sequence[str]]) -> None:
        """What owners of other columns answered, by (problem, level)."""
        self._replies = lines
        for chapter in self._chapters.values():
            if isinstance(chapter, ProblemChapter):
                chapter.show_replies(lines)

    def headings(self) -> list[Heading]:
        order = chosen(self.draft)
        rows = self.form.table_by_code["problems"].rows
        left = [row.code for row in rows if row.code not in order]
        kept = [code for code in left if measures(self.draft, code)]
        short = {
            choice.code: choice.label.split(". ", 1)[-1]
            for choice in self.form.table_by_code["measures"].column("problem").choices
        }
        listed = [Heading(CHOICE, "Выбор проблем")]
        listed += [Heading(code, short[code]) for code in (*order, *kept)]
        return listed

    def make(self, code: str) -> Chapter:
        if code == CHOICE:
            made = ChoiceChapter(self.form.table_by_code["problems"], self.draft)
            made.show_signals(self._evidence)
            return made
        problem = ProblemChapter(self.form, code, self.draft, self._levels)
        problem.show_replies(self._replies)
        return problem

    def completeness_of(self, code: str) -> Completeness:
        """A choice is one question; of a problem, its own questions and its measures."""
        if code == CHOICE:
            return Completeness(int(bool(chosen(self.draft))), 1)
        answered = int(bool(measures(self.draft, code)))
        about = [one for one in self.form.sections if one.code == f"about_{code}"]
        parts = [of_section(self.form, one, self.look.answers, self.look.visible) for one in about]
        return sum(parts, Completeness(answered, 1))

    def home_of(self, spot: Spot, issue: Issue | None) -> str:
        if spot.table == "measures":
            rows = (one for one in self.draft.tables["measures"] if one.key == spot.row)
            row = next(rows, None)
            if row is not None:
                return str(row.cells.get("problem", CHOICE))
            return issue.code.rpartition("_")[2] if issue else CHOICE
        section = super().home_of(spot, issue)
        return section.removeprefix("about_") if section.startswith("about_") else CHOICE
