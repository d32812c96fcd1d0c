"""A small form with every type of question, a real base, a window on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain import ways
from app.domain.form_files import load_form
from app.domain.forms import Form
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.gui.jobs import JobRunner
from app.gui.page import Place
from app.services.context import Context
from app.services.opening import Setup, create_base, open_base

SMALL = """
code = "small"
version = 1
title = "Проба"

[[sections]]
code = "main"
title = "Главное"

[[sections.fields]]
code = "all"
label = "Всего детей"
type = "integer"
unit = "чел."
required = true
min = 0

[[sections.fields]]
code = "part"
label = "Из них на учёте"
type = "integer"
part_of = "all"

[[sections.fields]]
code = "share"
label = "Доля"
type = "decimal"

[[sections.fields]]
code = "bus"
label = "Есть подвоз"
type = "boolean"

[[sections.fields]]
code = "bus_name"
label = "Чей автобус"
type = "text"
max = 100
visible_if = "bus"

[[sections.fields]]
code = "story"
label = "Рассказ"
type = "text"
max = 2000

[[sections.fields]]
code = "day"
label = "Дата среза"
type = "date"

[[sections.fields]]
code = "inn"
label = "ИНН"
type = "digits"
lengths = [10]

[[sections.fields]]
code = "kind"
label = "Вид"
type = "choice"
choices = [{ code = "a", label = "Основная" }, { code = "b", label = "Средняя" }]

[[sections.fields]]
code = "term"
label = "Срок"
type = "deadline"

[[sections]]
code = "tables"
title = "Таблицы"

[[tables]]
code = "free"
title = "Вакансии"
section = "tables"

[[tables.columns]]
code = "post"
label = "Должность"
type = "text"
required = true
max = 100

[[tables.columns]]
code = "rate"
label = "Ставок"
type = "decimal"
max = 5

[[tables.columns]]
code = "kind"
label = "Вид"
type = "choice"
choices = [{ code = "a", label = "Основная" }, { code = "b", label = "Средняя" }]

[[tables]]
code = "grades"
title = "Параллели"
section = "tables"

[[tables.rows]]
code = "g1"
label = "1 класс"

[[tables.rows]]
code = "g2"
label = "2 класс"

[[tables.columns]]
code = "pupils"
label = "Детей"
type = "integer"

[[tables.columns]]
code = "classes"
label = "Классов"
type = "integer"

[[rules]]
code = "too_few"
check = "all > 10"
message = "Детей всего {all}. Так ли это?"
severity = "query"
at = "all"
"""


@pytest.fixture(autouse=True)
def _shown_in_a_window() -> Iterator[None]:
    """Sentences are worded for the window, as the application declares when it starts."""
    ways.speak_as(ways.FrontEnd.WINDOW)
    yield
    ways.speak_as(ways.FrontEnd.COMMAND_LINE)


@pytest.fixture
def type_text(qtbot: QtBot) -> Callable[[str], None]:
    """Types into whatever has the focus; QTest itself knows Latin keys only."""

    def type_one(letter: str) -> None:
        target = QApplication.focusWidget()
        assert target is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(target, event)

    def type_all(text: str) -> None:
        for letter in text:
            type_one(letter)

    return type_all


@pytest.fixture(scope="session")
def small() -> Form:
    return load_form(SMALL, "small/v1.toml")


@pytest.fixture
def school() -> Organisation:
    uid = organisation_uid("83", "101")
    return Organisation(uid, "101", "МКОУ «СОШ с. Пример»", OrganisationKind.SCHOOL, region="83")


@pytest.fixture
def base(tmp_path: Path, school: Organisation) -> Path:
    path = tmp_path / "base.sqlite"
    create_base(path, Setup("school", "kbr-2020", school, period=parse_period("2025/2026")))
    return path


@pytest.fixture
def context(base: Path) -> Iterator[Context]:
    opened = open_base(base)
    yield opened
    opened.close()


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    one = JobRunner()
    yield one
    one.shut_down()


@pytest.fixture
def place(context: Context, runner: JobRunner, school: Organisation) -> Place:
    return Place(context, runner, school)
