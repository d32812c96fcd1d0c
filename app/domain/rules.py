"""Checks over several answers: rules of the form, required answers, visibility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.domain import messages
from app.domain.answers import Answers, Row
from app.domain.expressions import Expression, Operand, Scalar
from app.domain.fields import Field
from app.domain.forms import Form, Rule, Table
from app.domain.issues import UNANSWERED, Issue, Place, Severity


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


def _operand(column: Field, row: Row) -> Scalar:
    value = row.cells.get(column.code)
    return None if value is None else column.type.operand(value)


def _column(table: Table, column: Field, rows: tuple[Row, ...]) -> Operand:
    """The column as a list; a fixed row nobody answered counts as an empty cell."""
    given = [_operand(column, row) for row in rows]
    return given + [None] * max(0, len(table.rows) - len(rows))


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
            issues.extend(_per_row(form, rule, answers, seen, silent))
        elif not rule.check.names & silent and rule.check.evaluate(seen) is False:
            shown = _shown(form, answers)
            place = _place(form, rule.at)
            issues.append(Issue(rule.severity, rule.code, _sentence(rule, seen, shown), place))
    return issues


def _general(where: str) -> str:
    """«table.row.column» → «table.column»: a refused cell silences rules over its column."""
    parts = where.split(".")
    return f"{parts[0]}.{parts[-1]}" if len(parts) > 1 else where


def _per_row(
    form: Form, rule: Rule, answers: Answers, seen: Mapping[str, Operand], silent: set[str]
) -> Iterator[Issue]:
    table = form.table_by_code[rule.table]
    columns = {column.code: column for column in table.columns}
    if rule.check.names & (silent - set(columns)):
        return
    for number, row in _numbered(table, answers):
        refused = {code for code in columns if f"{table.code}.{row.key}.{code}" in answers.refused}
        own = {code: _operand(column, row) for code, column in columns.items()}
        values = {**seen, **own}
        if rule.check.names & refused or rule.check.evaluate(values) is not False:
            continue
        shown = {code: columns[code].show(row.cells.get(code)) for code in columns}
        place = Place(form=form.code, table=table.code, row=number, key=row.key, field=rule.at)
        sentence = _sentence(rule, values, {**_shown(form, answers), **shown})
        yield Issue(rule.severity, rule.code, sentence, place)


def _numbered(table: Table, answers: Answers) -> Iterator[tuple[int, Row]]:
    """Answered rows with their numbers: of a fixed row its place in the form."""
    numbers = {row.code: number for number, row in enumerate(table.rows)}
    for number, row in enumerate(answers.rows(table.code)):
        yield numbers.get(row.key, number), row


def _shown(form: Form, answers: Answers) -> dict[str, str]:
    """Answers as people read them, by the codes that a message may insert."""
    shown = {code: form.fields[code].show(value) for code, value in answers.values.items()}
    for table in form.tables:
        for row in answers.rows(table.code) if table.rows else ():
            for column in table.columns:
                text = column.show(row.cells.get(column.code))
                shown[f"{table.code}.{row.key}.{column.code}"] = text
    return shown


def _place(form: Form, at: str) -> Place:
    table, _, rest = at.partition(".")
    if table not in form.table_by_code:
        return Place(form=form.code, field=at)
    row, _, column = rest.rpartition(".")
    if not row:
        return Place(form=form.code, table=table, field=column)
    codes = [fixed.code for fixed in form.table_by_code[table].rows]
    return Place(form=form.code, table=table, row=codes.index(row), key=row, field=column)


def _sentence(rule: Rule, values: Mapping[str, Operand], shown: Mapping[str, str]) -> str:
    """The rule's message with the answers put in."""
    sentence = rule.message
    for text, expression in rule.inserts.items():
        said = shown.get(text) or _worded(expression.evaluate(values))
        sentence = sentence.replace(f"{{{text}}}", said)
    return sentence


def _worded(value: Scalar) -> str:
    if isinstance(value, Fraction):
        places = next((n for n in (0, 1, 2) if (value * 10**n).denominator == 1), 1)
        return messages.number(value, places)
    return "…" if value is None else str(value)


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
    """Required cells of free rows that were begun, and of all fixed rows."""
    begun = {row.key: row for row in answers.rows(table.code)}
    keys = [row.code for row in table.rows] or list(begun)
    for number, key in enumerate(keys):
        row = begun.get(key, Row(key, {}))
        own = {column.code: _operand(column, row) for column in table.columns}
        for column in table.columns:
            empty = column.code not in row.cells
            kept = f"{table.code}.{key}.{column.code}" in answers.refused
            asked = is_visible(column.visible_if, {**seen, **own})
            if column.required and asked and empty and not kept:
                where = Place(form=form.code, table=table.code, row=number, key=key)
                yield _missing(column, where).at(field=column.code)


def _missing(item: Field, place: Place) -> Issue:
    sentence = messages.required_is_empty(item.label)
    return Issue(Severity.QUERY, UNANSWERED, sentence, place)


def explained(issues: list[Issue], answers: Answers) -> list[Issue]:
    """Queries that the school has explained become notes that carry the explanation."""
    out = []
    for issue in issues:
        said = answers.explanations.get(explanation_key(issue))
        if said and issue.severity is Severity.QUERY:
            text = f"{issue.message} Пояснение школы: {said}"
            issue = Issue(Severity.NOTE, issue.code, text, issue.place, said)
        out.append(issue)
    return out


def explanation_key(issue: Issue) -> str:
    """Under which key of `Answers.explanations` the school explains this issue."""
    place = issue.place
    return f"{issue.code}@{'.'.join(filter(None, (place.table, place.key, place.field)))}"
