"""Names and receipts are shown as they are, whatever markup they look like; a lint keeps it so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.gui.bad_news import message_box, show_words
from app.gui.words import Elided, framed, label, tip

GUI = Path(__file__).parents[2] / "app" / "gui"
EVIL = '<img src="file:///etc/passwd"><a href="http://x">Школа</a> & <b>другая</b>'
_ICON = QMessageBox.Icon.Information
TIPS = {"setToolTip", "setTabToolTip", "setStatusTip", "setWhatsThis"}
RICH = {
    "setHtml",
    "insertHtml",
    "RichText",
    "MarkdownText",
    "AutoText",
    "QErrorMessage",
    "QToolTip",
}
MADE_IN = {"QMessageBox": "bad_news.py", "QLabel": "words.py"}
"""What is made in one place only, where its text is set plain."""


def trees() -> Iterator[tuple[Path, ast.AST]]:
    for path in sorted(GUI.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_every_box_and_label_is_made_where_its_text_is_plain() -> None:
    found = [
        f"{path.relative_to(GUI)}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and called(node) in MADE_IN
        and path.name != MADE_IN[called(node)]
    ]
    assert found == []


def test_every_tip_is_a_sentence_of_ours_or_goes_through_tip() -> None:
    found = [
        f"{path.relative_to(GUI)}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and called(node) in TIPS
        and not isinstance(node.args[-1], ast.Constant)
        and not (isinstance(node.args[-1], ast.Call) and called(node.args[-1]) == "tip")
    ]
    assert found == []


def test_rich_text_is_for_the_help_alone() -> None:
    found = [
        f"{path.relative_to(GUI)}:{getattr(node, 'lineno', 0)}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in RICH)
        or (isinstance(node, ast.Name) and node.id in RICH)
    ]
    assert [one for one in found if not one.startswith("help.py")] == []


def test_a_model_gives_its_tips_through_tip() -> None:
    for path, tree in trees():
        if "ToolTipRole" in path.read_text(encoding="utf-8"):
            names = {called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
            assert "tip" in names, path.name


@pytest.mark.parametrize("show", [show_words, lambda a, b, c: message_box(_ICON, a, b, c)])
def test_a_box_shows_markup_as_it_is(qtbot: QtBot, show: object) -> None:
    assert callable(show)
    box = show(EVIL, EVIL, None)
    assert isinstance(box, QMessageBox)
    qtbot.addWidget(box)
    texts = [one for one in box.findChildren(QLabel) if one.text()]
    assert [one.text() for one in texts] == [EVIL, EVIL]
    assert {one.textFormat() for one in texts} == {Qt.TextFormat.PlainText}


def test_labels_are_plain(qtbot: QtBot) -> None:
    for made in (label(EVIL), framed(EVIL, "note"), Elided()):
        qtbot.addWidget(made)
        assert made.textFormat() == Qt.TextFormat.PlainText


def test_a_tip_shows_markup_as_it_is() -> None:
    assert tip("5 < 6 и «кавычки»").startswith("<p>5 &lt; 6")
    assert "<img" not in tip(EVIL)
    assert tip("Просто слова") == "Просто слова"
