"""What changed between two states of a record: address → [before, after], for journal and merge."""

from __future__ import annotations

from typing import Any

from app.domain.answers import Answers, canonical
from app.domain.fields import Field
from app.domain.forms import Form


def flat(form: Form, answers: Answers) -> dict[str, Any]:
    """All answers by address («field», «table.row.column») as JSON values."""
    cells: dict[str, Any] = {
        code: form.fields[code].type.to_json(value) for code, value in answers.values.items()
    }
    for code, rows in answers.tables.items():
        columns: dict[str, Field] = {one.code: one for one in form.table_by_code[code].columns}
        for row in rows:
            for column, value in row.cells.items():
                cells[f"{code}.{row.key}.{column}"] = columns[column].type.to_json(value)
    cells.update({f"?{where}": text for where, text in answers.refused.items()})
    cells.update({f"!{rule}": text for rule, text in answers.explanations.items()})
    return cells


def changes(form: Form, before: Answers, after: Answers) -> str:
    """Canonical JSON {address: [before, after]}; «?…» are refused texts, «!…» explanations."""
    old, new = flat(form, before), flat(form, after)
    moved = {
        where: [old.get(where), new.get(where)]
        for where in {*old, *new}
        if old.get(where) != new.get(where)
    }
    return canonical(moved)
