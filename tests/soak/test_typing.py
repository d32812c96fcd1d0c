"""A person types into every kind of table by a real keyboard, at four speeds: every key arrives."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.answers import Answers
from app.domain.fields import Field
from app.domain.forms import Storage, Table
from app.domain.organisations import OrganisationKind
from app.gui.editors.base import text_for
from app.gui.editors.choosing import options
from app.services import editing
from app.services.catalogue import FormCatalogue
from app.services.opening import open_base
from tests.end_to_end.opora import opora
from tests.soak.keyboard import busy_machine, keys_of, press, screen, skip_without_a_keyboard

ROOT = Path(__file__).parents[2]
DELAYS = (30, 50, 130, 170)
TABLES = (
    ("social_passport", "grades"),
    ("staff", "vacancies"),
    ("staff", "specialists"),
    ("resources", "exam_prep"),
    ("procedures", "procedures"),
    ("results_totals", "histogram"),
    ("results_pupils", "pupils"),
    ("teachers_diagnostics", "diagnostics"),
    ("roadmap", "measures"),
    ("roadmap", "own_measures"),
    ("mum_matrix", "cycle_1"),
)
FORMS = FormCatalogue()
MOST = 5
"""Cells typed in a table."""


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    skip_without_a_keyboard()
    with screen() as name, busy_machine():
        yield name


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    assert opora("demo", folder / "demo").code == 0
    return folder / "demo" / "base.sqlite"


class Sitting:
    """The window at a table, in a process of its own."""

    def __init__(self, display: str, base: Path, home: Path, form: str, table: str) -> None:
        self.display = display
        environment = os.environ | {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "OPORA_HOME": str(home),
            "PYTHONPATH": str(ROOT),
        }
        command = [sys.executable, "-m", "tests.soak.typing_window", str(base), form, table]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", "the window did not come"

    def type(self, text: str, delay: int) -> None:
        press(self.display, keys_of(text), delay)

    def end(self) -> list[list[str]]:
        """Close the window; gives what stood in the table."""
        told, _ = self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0
        rows: list[list[str]] = json.loads(told)
        return rows

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def typed_for(field: Field, number: int) -> tuple[str, str]:
    """What a person types into a cell, and what the cell then says."""
    match field.type.name:
        case "choice" | "boolean":
            label = options(field)[(number + 1) % len(options(field))][1]
            return label.lower(), label
        case "date":
            return f"{10 + number}.04.2026", f"{10 + number}.04.2026"
        case "deadline":
            return "ежеквартально", "ежеквартально"
        case "text" if field.shape == "class":
            return f"{number + 5}а", f"{number + 5}а"
        case "text":  # figures: fast letters arrive changed even in a bare line of Qt's own
            return f"47{number}", f"47{number}"
    return f"1{number}", f"1{number}"


def stored(base: Path, form: str, table: str) -> tuple[Table, Answers]:
    with contextlib.closing(open_base(base)) as context:
        known = context.forms.form(form)
        schools = editing.known_organisations(context, OrganisationKind.SCHOOL)
        own = form in context.methodology.district_forms and form not in context.methodology.forms
        assert context.own is not None
        whose = context.own if own else schools[0]
        procedure = None
        if known.storage in (Storage.TOTALS, Storage.PUPILS):
            from app.gui import work

            procedure = work.procedures(context)[0].key
        subject = editing.Subject(whose.uid, form, context.period.key, None, procedure)
        answers = editing.open_record(context, subject).answers
        return known.table_by_code[table], answers


@pytest.mark.parametrize("delay", DELAYS)
@pytest.mark.parametrize(("form", "table"), TABLES)
@pytest.mark.parametrize("step", ["\n", "\t"], ids=["Enter", "Tab"])
def test_every_key_arrives(
    display: str, base: Path, tmp_path: Path, form: str, table: str, step: str, delay: int
) -> None:
    copy = Path(shutil.copy(base, tmp_path / "base.sqlite"))
    definition, before = stored(copy, form, table)
    keys = [row.key for row in before.rows(table)] or [row.code for row in definition.rows]
    columns = definition.columns
    rows = len(definition.rows) or len(keys) + 1
    cells = []
    row, column = 0, 0
    for number in range(MOST):
        if step == "\n" and row >= rows + number:
            break
        cells.append((row, column, *typed_for(columns[column], number)))
        row, column = (row + 1, 0) if step == "\n" else (row, column + 1)
        if column >= len(columns) or columns[column].visible_if is not None or row >= rows:
            break
    sitting = Sitting(display, copy, tmp_path / "home", form, table)
    try:
        sitting.type("".join(text + step for _, _, text, _ in cells), delay)
    finally:
        screen_says = sitting.end()
    expected = [text for *_, text in cells]
    assert [screen_says[row][column] for row, column, _, _ in cells] == expected
    if FORMS.form(form).storage is not Storage.ANSWERS:
        return  # typed results are stored by their keys, and only whole ones
    _, answers = stored(copy, form, table)
    codes = [one.code for one in definition.rows] or [one.key for one in answers.rows(table)]
    found = []
    for row, column, _, _ in cells:
        code = codes[row]
        address = f"{table}.{code}.{columns[column].code}"
        value = answers.cell(table, code, columns[column].code)
        found.append(answers.refused.get(address) or text_for(columns[column], value))
    assert found == expected


def test_a_half_typed_cell_survives_a_kill(
    display: str, base: Path, tmp_path: Path, rounds: Callable[[int], int]
) -> None:
    """The program dies a second after the last key, the cell still open: the key is on the disk."""
    for number in range(rounds(5)):
        copy = Path(shutil.copy(base, tmp_path / f"base{number}.sqlite"))
        sitting = Sitting(display, copy, tmp_path / "home", "social_passport", "grades")
        sitting.type(f"4{number}", 60)
        time.sleep(2)
        sitting.kill()
        definition, answers = stored(copy, "social_passport", "grades")
        code = definition.rows[0].code
        address = f"grades.{code}.{definition.columns[0].code}"
        value = answers.cell("grades", code, definition.columns[0].code)
        assert str(answers.refused.get(address) or value) == f"4{number}"
