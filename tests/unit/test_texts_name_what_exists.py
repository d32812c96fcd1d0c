"""What a text names in «…» exists: a page, a button, a form, a question, a row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.domain.forms import Form
from app.domain.ways import WAYS
from app.services.catalogue import FormCatalogue

ROOT = Path(__file__).parents[2]
QUOTED = re.compile(r"«((?:[^«»]|«[^«»]*»)+)»")
PROMISE = re.compile(
    r"\b(?:в|на|пол[еяю]|столб(?:ец|це|цах)|таблиц[аеуы]|раздел[еау]?|кнопк[аиойу]+|страниц[аеуы]) "
    r"«((?:[^«»]|«[^«»]*»)+)»"
)
NEVER = ("вручную", "выбирается ниже")
"""Words of hints that promised a field nobody has made."""
CONTENTS = (*"0123456789#",)
"""What begins so stands in a cell; no page and no question does."""
EXAMPLES = {
    "до 20 апреля", "II квартал", "ёлочки", "сделано",
    "нет данных", "четверть школ с наименьшим ИСБ", "мероприятия регионального уровня",
    "Академических десантов",
}  # fmt: skip
"""Words that are examples of answers, or of speech."""
TITLES_ELSEWHERE = (
    "Модуль поддержки", "Документы региона в образце", "Мероприятие:",
)  # fmt: skip
"""Hints that quote a source: names of modules, orders, events."""


def plain(name: str) -> str:
    return re.sub(r"[*←→↶↷…:.]", "", name).strip().lower()


@cache
def known() -> frozenset[str]:
    """Everything one can see on the screen under a name."""
    found = set()
    for path in (ROOT / "app" / "gui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    found.add("Есть сигнал")
    for form in forms():
        found |= set(names_in(form))
    return frozenset(map(plain, found)) - {""}


@cache
def forms() -> tuple[Form, ...]:
    catalogue = FormCatalogue()
    return tuple(catalogue.form(code) for code in catalogue.codes())


def names_in(form: Form) -> Iterator[str]:
    yield from (form.title, form.official_title)
    for section in form.sections:
        yield section.title
        for field in section.fields:
            yield field.label
            yield from (choice.label for choice in field.choices)
    for table in form.tables:
        yield table.title
        yield from (row.label for row in table.rows)
        for column in table.columns:
            yield column.label
            yield from (choice.label for choice in column.choices)


def exists(name: str) -> bool:
    """Whether a name is on the screen, whole or as the beginning of what stands there."""
    wanted = plain(name)
    return any(one == wanted or one.startswith((f"{wanted} ", f"{wanted},")) for one in known())


def unknown_in(text: str, pattern: re.Pattern[str] = QUOTED) -> list[str]:
    named = (one for one in pattern.findall(text) if not one.startswith(CONTENTS))
    return [one for one in named if one not in EXAMPLES and not exists(one)]


@pytest.mark.parametrize(
    "page", sorted((ROOT / "resources" / "help").glob("*.md")), ids=lambda p: p.stem
)
def test_a_help_page_names_what_exists(page: Path):
    assert unknown_in(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", WAYS)
def test_a_way_in_the_window_names_what_exists(name: str):
    assert unknown_in(WAYS[name].window) == []


def hints(form: Form) -> Iterator[str]:
    yield getattr(form, "hint", "")
    for section in form.sections:
        yield section.hint
        yield from (field.hint for field in section.fields)
    for table in form.tables:
        yield table.hint
        yield from (row.hint for row in table.rows)
        yield from (column.hint for column in table.columns)


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_a_hint_names_what_its_program_has(form: Form):
    for hint in filter(None, hints(form)):
        assert not any(word in hint for word in NEVER), hint
        if not hint.startswith(TITLES_ELSEWHERE):
            assert unknown_in(hint) == [], hint


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.code)
def test_a_rule_names_questions_of_its_form(form: Form):
    for rule in form.rules:
        told = re.sub(r"\{[^{}]*\}", "", rule.message)
        assert unknown_in(told.replace("«»", ""), PROMISE) == [], rule.message


def test_a_promise_of_what_is_not_there_is_noticed():
    assert unknown_in("Впишите в поле «Модуль поддержки района».") == ["Модуль поддержки района"]
    assert unknown_in("Нажмите «Исправить всё сразу».") == ["Исправить всё сразу"]
    assert unknown_in("Откройте страницу «Настройки».") == []
