"""Checks over several answers: rules of the form, required answers, visibility."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from app.domain import messages
from app.domain.answers import Answers, Row
from app.domain.expressions import Expression, Operand
from app.domain.fields import Field
from app.domain.forms import Form, Rule, Table
from app.domain.issues import Issue, Place, Severity

_INSERT = re.compile(r"\{([a-z0-9_.]+)\}")


def operands(form: Form, answers: Answers) -> dict[str, Operand]:
    """The answers as expressions see them: «field», «table.column», «table.row.column»."""
    seen: dict[str, Operand] = {
        code: form.fields[code].type.operand(value) for code, value in answers.values.items()
    }
    for table in form.tables:
        rows = answers.rows(table.code)
        for column in table.columns:
            seen[f"{table.code}.{column.code}"] = _column(table, column, rows)
        for row in rows if table.rows else ():
            for column in table.columns:
                seen[f"{table.code}.{row.key}.{column.code}"] = _operand(column, row)
    return seen


def _operand(column: Field, row: Row) -> Operand:
    value = row.cells.get(column.code)
    return None if value is None else column.type.operand(value)


def _column(table: Table, column: Field, rows: tuple[Row, ...]) -> Operand:
    """The column as a list; a fixed row nobody answered counts as an empty cell."""
    given = [_operand(column, row) for row in rows]
    missing = max(0, len(table.rows) - len(rows))
    return [*given, *[None] * missing]  # type: ignore[list-item]


def is_visible(condition: Expression | None, seen: Mapping[str, Operand]) -> bool:
    """Whether a question is asked; an unanswered condition hides it."""
    return condition is None or condition.evaluate(seen) is True


def visible_codes(form: Form, answers: Answers) -> frozenset[str]:
    """Codes of the sections, fields and tables that are asked, given the answers so far."""
    seen = operands(form, answers)
    shown: set[str] = set()
    for section in form.sections:
        if not is_visible(section.visible_if, seen):
            continue
        shown.add(section.code)
        shown.update(item.code for item in section.fields if is_visible(item.visible_if, seen))
        tables = form.tables_of(section.code)
        shown.update(table.code for table in tables if is_visible(table.visible_if, seen))
    return frozenset(shown)


def broken_rules(form: Form, answers: Answers) -> list[Issue]:
    """Issues of the form's rules. A rule that touches a refused or empty answer keeps silent."""
    seen = operands(form, answers)
    silent = {_general(where) for where in answers.refused} | set(answers.refused)
    issues: list[Issue] = []
    for rule in form.rules:
        if rule.table:
            issues.extend(_per_row(form, rule, answers, seen))
        elif not rule.check.names & silent and rule.check.evaluate(seen) is False:
            issues.append(_issue(form, rule, answers, seen))
    return issues


def _general(where: str) -> str:
    """«table.row.column» → «table.column»: a refused cell silences rules over its column."""
    parts = where.split(".")
    return f"{parts[0]}.{parts[-1]}" if len(parts) > 1 else where


def _per_row(
    form: Form, rule: Rule, answers: Answers, seen: Mapping[str, Operand]
) -> Iterator[Issue]:
    table = form.table_by_code[rule.table]
    columns = {column.code: column for column in table.columns}
    for number, row in enumerate(answers.rows(table.code)):
        silent = {
            where.rsplit(".", 1)[1]
            for where in answers.refused
            if where.startswith(f"{table.code}.{row.key}.")
        }
        if rule.check.names & (silent | (set(answers.refused) - set(columns))):
            continue
        own = {code: _operand(column, row) for code, column in columns.items()}
        if rule.check.evaluate({**seen, **own}) is False:
            shown = {code: columns[code].show(value) for code, value in row.cells.items()}
            place = Place(form=form.code, table=table.code, row=number, field=rule.at)
            yield Issue(rule.severity, rule.code, _sentence(rule.message, shown), place)


def _issue(form: Form, rule: Rule, answers: Answers, seen: Mapping[str, Operand]) -> Issue:
    shown = {code: form.fields[code].show(value) for code, value in answers.values.items()}
    for name in rule.check.names - set(shown):
        value = seen.get(name)
        shown[name] = str(value) if isinstance(value, str | int) else ""
    table, _, rest = rule.at.partition(".")
    place = Place(form=form.code, field=rule.at)
    if rest:
        place = Place(form=form.code, table=table, field=rest.rsplit(".", 1)[-1])
    elif table in form.table_by_code:
        place = Place(form=form.code, table=table)
    return Issue(rule.severity, rule.code, _sentence(rule.message, shown), place)


def _sentence(message: str, shown: Mapping[str, str]) -> str:
    return _INSERT.sub(lambda found: shown.get(found[1], "…") or "…", message)


def missing_answers(form: Form, answers: Answers) -> list[Issue]:
    """A query for each required question that is asked and has no answer."""
    shown = visible_codes(form, answers)
    seen = operands(form, answers)
    issues: list[Issue] = []
    for code, item in form.fields.items():
        empty = code not in answers.values and code not in answers.refused
        if item.required and code in shown and empty:
            issues.append(_missing(item, Place(form=form.code, field=code)))
    for table in form.tables:
        if table.code in shown:
            issues.extend(_missing_in(form, table, answers, seen))
    return issues


def _missing_in(
    form: Form, table: Table, answers: Answers, seen: Mapping[str, Operand]
) -> Iterator[Issue]:
    for number, row in enumerate(answers.rows(table.code)):
        own = {column.code: _operand(column, row) for column in table.columns}
        for column in table.columns:
            empty = column.code not in row.cells
            kept = f"{table.code}.{row.key}.{column.code}" in answers.refused
            asked = is_visible(column.visible_if, {**seen, **own})
            if column.required and asked and empty and not kept:
                place = Place(form=form.code, table=table.code, row=number, field=column.code)
                yield _missing(column, place)


def _missing(item: Field, place: Place) -> Issue:
    sentence = messages.required_is_empty(item.label)
    return Issue(Severity.QUERY, "required_is_empty", sentence, place)


def explained(issues: list[Issue], answers: Answers) -> list[Issue]:
    """Queries that the school has explained become notes that carry the explanation."""
    out = []
    for issue in issues:
        said = answers.explanations.get(_explanation_key(issue))
        if said and issue.severity is Severity.QUERY:
            text = f"{issue.message} Пояснение школы: {said}"
            issue = Issue(Severity.NOTE, issue.code, text, issue.place)
        out.append(issue)
    return out


def _explanation_key(issue: Issue) -> str:
    where = ".".join(part for part in (issue.place.table, issue.place.field) if part)
    return f"{issue.code}@{where}"
