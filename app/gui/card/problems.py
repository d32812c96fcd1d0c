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


def requests(school: Draft, problem: str, level: str) -> list[DraftRow]:
    """What the school's record asks of the owner of one column."""
    here = measures(school, problem, level)
    return [row for row in here if row.cells.get("state") == "requested" and row.key.isdigit()]


def answer_to(draft: Draft, request: DraftRow) -> DraftRow | None:
    """The owner's answer to a request, if there is one."""
    cell = [request.cells.get("problem"), request.cells.get("level")]
    for row in draft.tables["measures"]:
        here = [row.cells.get("problem"), row.cells.get("level")]
        if here == cell and str(row.cells.get("answers_to", "")) == request.key:
            return row
    return None


def unanswered(draft: Draft, school: Draft, problem: str, level: str) -> list[DraftRow]:
    """Requests that wait for the owner's word."""
    return [one for one in requests(school, problem, level) if answer_to(draft, one) is None]


def answer(draft: Draft, request: DraftRow, state: str) -> DraftRow:
    """Confirm or decline a request; a first answer begins with the school's own words."""
    found = answer_to(draft, request)
    if found is None:
        found = draft.tables["measures"][draft.add_row("measures")]
        kept = {code: raw for code, raw in request.cells.items() if code not in ("status", "state")}
        found.cells.update(kept, answers_to=int(request.key))
    found.cells["state"] = state
    return found


def own_measures(draft: Draft, school: Draft, problem: str, level: str) -> list[DraftRow]:
    """The owner's measures that answer no request standing now."""
    answers = [answer_to(draft, one) for one in requests(school, problem, level)]
    return [row for row in measures(draft, problem, level) if row not in answers]


def _priority(row: DraftRow) -> tuple[int, str]:
    text = str(row.cells["priority"])
    return (int(text), row.key) if text.isdigit() else (MOST + 1, row.key)
