"""Issues in words: a symbol, the word for its severity, the sentence."""

from __future__ import annotations

from app.domain.issues import Issue, Severity

SIGNS = {Severity.ERROR: "✖", Severity.QUERY: "?", Severity.NOTE: "i"}
"""A symbol beside the colour: nobody has to tell red from yellow."""


def told(issue: Issue) -> str:
    """An issue as one line: symbol, word, sentence."""
    return f"{SIGNS[issue.severity]} {issue.severity.title}. {issue.message}"
