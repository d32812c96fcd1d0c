"""How far a form is, in numbers and in words. No blame: what is done, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.answers import Answers
from app.domain.completeness import Completeness, of_form
from app.domain.forms import Form
from app.domain.issues import Issue, Severity
from app.domain.messages import count


@dataclass(frozen=True, slots=True)
class FormProgress:
    """One form of one school."""

    code: str
    title: str
    hint: str
    done: Completeness
    errors: int
    queries: int
    left: int
    """Required questions without an answer."""

    @property
    def is_begun(self) -> bool:
        """Whether anything was answered."""
        return bool(self.done.answered)

    @property
    def is_done(self) -> bool:
        """Whether nothing required is missing and nothing is wrong: one may go on."""
        return self.is_begun and not (self.errors or self.queries or self.left)

    def state(self) -> tuple[str, str]:
        """Kind of words and the words; a tick means that everything asked is answered."""
        if not self.is_begun:
            return "muted", "○ Ещё не начато"
        parts = []
        if self.errors:
            parts.append("✖ " + count(self.errors, "ошибка", "ошибки", "ошибок"))
        if self.queries:
            parts.append("? " + count(self.queries, "вопрос", "вопроса", "вопросов"))
        if self.left:
            parts.append(f"осталось ответить: {self.left}")
        if parts:
            kind = "error" if self.errors else "query" if self.queries else "muted"
            return kind, ", ".join(parts)
        if self.done.is_full:
            return "good", "✔ Заполнено полностью, замечаний нет"
        of = f"{self.done.answered} из {self.done.asked}"
        return "muted", f"◐ Обязательное есть, замечаний нет. Отвечено: {of}"


def progress_of(form: Form, answers: Answers, issues: tuple[Issue, ...]) -> FormProgress:
    """Count what was answered and what is left."""
    queries = [one for one in issues if one.severity is Severity.QUERY]
    return FormProgress(
        form.code,
        form.title,
        form.hint,
        of_form(form, answers),
        sum(issue.severity is Severity.ERROR for issue in issues),
        sum(not one.is_reminder for one in queries),
        sum(one.is_reminder for one in queries),
    )
