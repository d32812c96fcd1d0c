"""Choosing problems in a draft of the card: priorities run 1, 2, 3… without gaps. Knows no Qt."""

from __future__ import annotations

from collections.abc import Sequence

from app.gui.forms.draft import Draft, DraftRow

MOST = 4
"""The official form lets a school choose one to four rows."""


def chosen(draft: Draft) -> list[str]:
    """Codes of the chosen problems by priority; an unreadable priority stands last."""
    rows = [row for row in draft.tables["problems"] if "priority" in row.cells]
    return [row.key for row in sorted(rows, key=_priority)]


def choose(draft: Draft, problem: str, *, yes: bool) -> None:
    """Add a problem at the end of the order, or take it out and close the gap."""
    order = [code for code in chosen(draft) if code != problem]
    reorder(draft, [*order, problem] if yes else order)


def reorder(draft: Draft, order: Sequence[str]) -> None:
    """Give the problems their priorities in this order; all others are not chosen."""
    for row in draft.tables["problems"]:
        row.cells.pop("priority", None)
        if row.key in order:
            row.cells["priority"] = order.index(row.key) + 1


def measures(draft: Draft, problem: str, level: str | None = None) -> list[DraftRow]:
    """The measures of a problem, of one level or of all."""
    return [
        row
        for row in draft.tables["measures"]
        if row.cells.get("problem") == problem and level in (None, row.cells.get("level"))
    ]


def add_measure(draft: Draft, problem: str, level: str, state: str) -> DraftRow:
    """A new measure in one cell of the card."""
    row = draft.tables["measures"][draft.add_row("measures")]
    row.cells.update(problem=problem, level=level, state=state)
    return row


def remove_measure(draft: Draft, row: DraftRow) -> None:
    """Take a measure out."""
    draft.tables["measures"].remove(row)


def _priority(row: DraftRow) -> tuple[int, str]:
    text = str(row.cells["priority"])
    return (int(text), row.key) if text.isdigit() else (MOST + 1, row.key)
