"""How far a form is, in numbers and in words. No blame: what is done, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.answers import Answers
from app.domain.forms import Form
from app.domain.issues import Issue, Severity
from app.domain.messages import count
from app.gui.telling import UNANSWERED


@dataclass(frozen=True, slots=True)
class FormProgress:
    """One form of one school."""

    code: str
    title: str
    hint: str
    answered: int
    errors: int
    queries: int
    left: int
    """Required questions without an answer."""

    @property
    def is_done(self) -> bool:
        """Whether nothing required is missing and nothing is wrong."""
        return bool(self.answered) and not (self.errors or self.queries or self.left)

    def state(self) -> tuple[str, str]:
        """Kind of words and the words."""
        if not self.answered:
            return "muted", "○ Ещё не начато"
        parts = []
        if self.errors:
            parts.append("✖ " + count(self.errors, "ошибка", "ошибки", "ошибок"))
        if self.queries:
            parts.append("? " + count(self.queries, "вопрос", "вопроса", "вопросов"))
        if self.left:
            parts.append(f"осталось ответить: {self.left}")
        if not parts:
            return "good", "✔ Заполнено, замечаний нет"
        kind = "error" if self.errors else "query" if self.queries else "muted"
        return kind, ", ".join(parts)


def progress_of(form: Form, answers: Answers, issues: tuple[Issue, ...]) -> FormProgress:
    """Count what was answered and what is left."""
    cells = sum(len(row.cells) for rows in answers.tables.values() for row in rows)
    left = sum(issue.code == UNANSWERED for issue in issues)
    queries = sum(issue.severity is Severity.QUERY for issue in issues)
    return FormProgress(
        form.code,
        form.title,
        form.hint,
        len(answers.values) + cells + len(answers.refused),
        sum(issue.severity is Severity.ERROR for issue in issues),
        queries - sum(one.code == UNANSWERED and one.severity is Severity.QUERY for one in issues),
        left,
    )
