"""A way is worded for where it is shown; no sentence outside the command line names its words."""

from __future__ import annotations

import ast
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.domain import ways
from app.domain.ways import WAYS, FrontEnd, speak_as, way

APP = Path(__file__).parents[3] / "app"
COMMAND_WORDS = re.compile(r"\bopora [a-z]|(?<![\w-])--[a-z]")
"""Names of commands and options as one types them."""
PARTS = {"year": "2025/2026"}


@pytest.fixture(autouse=True)
def _speaker_as_before() -> Iterator[None]:
    yield
    speak_as(FrontEnd.COMMAND_LINE)


@pytest.mark.parametrize("name", WAYS)
def test_the_window_names_no_commands(name: str):
    speak_as(FrontEnd.WINDOW)
    assert not COMMAND_WORDS.search(way(name, **PARTS))
    assert "{" not in way(name, **PARTS)


@pytest.mark.parametrize("name", WAYS)
def test_commands_of_a_way_exist(name: str):
    speak_as(FrontEnd.COMMAND_LINE)
    told = way(name, **PARTS)
    known = _commands()
    for words in re.findall(r"opora ((?:[a-z]+ ?)+)", told):
        assert any(" ".join(words.split()[:n]) in known for n in (1, 2)), words
    options = {one for options in known.values() for one in options}
    assert set(re.findall(r"--[a-z-]+", told)) <= options


def _commands() -> dict[str, set[str]]:
    """Every command with its options."""
    found = {}
    for name, one in _sub_parsers(parser()):
        found[name] = _options(one)
        for deed, inner in _sub_parsers(one):
            found[f"{name} {deed}"] = _options(inner)
    return found


def _sub_parsers(one: ArgumentParser) -> list[tuple[str, ArgumentParser]]:
    actions = [action.choices for action in one._actions if isinstance(action.choices, dict)]
    return [pair for choices in actions for pair in choices.items()]


def _options(one: ArgumentParser) -> set[str]:
    return {option for action in one._actions for option in action.option_strings}


def test_a_command_is_worded_with_the_name_the_user_calls():
    speak_as(FrontEnd.COMMAND_LINE, ".venv/bin/python -m app")
    assert way("see_errors") == "«.venv/bin/python -m app check» покажет все"


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """String literals of a module that are no docstrings."""
    tree = ast.parse(path.read_bytes())
    silent = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def test_no_sentence_outside_the_command_line_names_its_words():
    rooms = [one for one in APP.rglob("*.py") if one.parent.name != "cli"]
    found = [
        f"{path.relative_to(APP)}:{line}: {text}"
        for path in rooms
        if path.name not in {"ways.py", "main.py", "reading_process.py"}
        for line, text in _texts(path)
        if COMMAND_WORDS.search(text)
    ]
    assert found == []


def test_help_and_definitions_name_no_commands():
    root = APP.parent
    shown = [
        *root.glob("resources/help/*.md"),
        *root.glob("forms/**/*.toml"),
        *root.glob("resources/directories/**/*.toml"),
    ]
    assert len(shown) > 30
    found = [
        f"{path.relative_to(root)}: {line}"
        for path in shown
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#") and COMMAND_WORDS.search(line.split(" # ")[0])
    ]
    assert found == []


def test_a_way_is_worded_when_it_is_told_and_never_kept():
    """A module's constant would be worded before anybody declared where it is shown."""
    found = []
    for path in APP.rglob("*.py"):
        tree = ast.parse(path.read_bytes())
        kept = [one for one in tree.body if isinstance(one, ast.Assign | ast.AnnAssign)]
        calls = [one for part in kept for one in ast.walk(part) if isinstance(one, ast.Call)]
        found += [path.name for one in calls if ast.unparse(one.func) in {"way", "program"}]
    assert found == []


@pytest.mark.parametrize("room", ["spreadsheets", "documents", "exchange", "analysis"])
def test_what_works_in_another_process_or_travels_names_no_way(room: str):
    """A child that reads workbooks was told of no front end; a receipt is read elsewhere."""
    for path in (APP / room).rglob("*.py"):
        assert "domain.ways" not in path.read_text(encoding="utf-8"), path.name


def test_every_way_is_used_and_every_used_way_is_known():
    used = set()
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "way":
                assert isinstance(node.args[0], ast.Constant)
                used.add(node.args[0].value)
    assert used == set(WAYS)


def test_the_front_ends_declare_themselves():
    sources = {
        name: (APP / name).read_text(encoding="utf-8")
        for name in ("gui/application.py", "cli/__init__.py")
    }
    assert "speak_as(ways.FrontEnd.WINDOW)" in sources["gui/application.py"]
    assert "speak_as(ways.FrontEnd.COMMAND_LINE" in sources["cli/__init__.py"]
    assert ways.program() == "opora"
