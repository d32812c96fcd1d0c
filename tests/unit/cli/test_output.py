"""What commands print: tables, issues, a bar that only a terminal sees."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest

from app.cli.output import (
    ProgressBar,
    issue_line,
    print_json,
    print_json_rows,
    print_table,
    say,
)
from app.domain.issues import Issue, Place, Severity


def test_columns_are_as_wide_as_their_longest_cell(capsys: pytest.CaptureFixture[str]):
    print_table(("Кто", "Что"), [("школа", "ёж"), ("я", "длинное слово")])
    assert capsys.readouterr().out.splitlines() == [
        "Кто    Что",
        "─────  ─────────────",
        "школа  ёж",
        "я      длинное слово",
    ]


def test_letters_with_a_separate_accent_do_not_shift_columns(capsys: pytest.CaptureFixture[str]):
    print_table(("А", "Б"), [("е\u0308ж", "x"), ("ёж", "x")])
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].replace("е\u0308", "ё") == lines[3]


def test_an_empty_table_is_its_headings(capsys: pytest.CaptureFixture[str]):
    print_table(("А", "Б"), [])
    assert capsys.readouterr().out == "А  Б\n─  ─\n"


def test_json_is_one_object_with_russian_letters(capsys: pytest.CaptureFixture[str]):
    print_json({"why": "ёж", "value": None, "number": 58.6986301369863})
    out = capsys.readouterr().out
    assert json.loads(out) == {"why": "ёж", "value": None, "number": 58.6986301369863}
    assert "ёж" in out


def test_nothing_happens_where_standard_output_is_closed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdout", None)
    print_json({"a": 1})
    print_table(("А",), [("б",)])
    say("слово")


def test_an_issue_says_how_bad_where_and_what():
    place = Place(sheet="Лист", cell="H10", school="041101")
    issue = Issue(Severity.ERROR, "code", "Стоит процент.", place)
    assert issue_line(issue) == "Ошибка: школа 041101, лист «Лист», клетка H10: Стоит процент."
    assert issue_line(Issue(Severity.NOTE, "code", "Так и есть.")) == "Сведение: Так и есть."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_drawn_once_a_percent_and_ends_with_a_line(monkeypatch: pytest.MonkeyPatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    bar = ProgressBar("Загрузка")
    for done in range(1001):
        bar(done, 1000)
    text = screen.getvalue()
    assert text.count("\r") == 101
    assert text.endswith("█" * 30 + " 100 %\n")
    assert "Загрузка" in text


def test_the_bar_of_nothing_is_full(monkeypatch: pytest.MonkeyPatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    ProgressBar("Загрузка")(0, 0)
    assert "100 %" in screen.getvalue()


def test_no_bar_where_nobody_looks(capsys: pytest.CaptureFixture[str]):
    ProgressBar("Загрузка")(1, 2)
    assert capsys.readouterr().err == ""


def test_long_lists_are_printed_row_by_row_as_one_json_object(capsys: pytest.CaptureFixture[str]):
    rows: list[dict[str, Any]] = [{"школа": "«А»", "value": 1.5}, {"школа": "Б", "value": None}]
    print_json_rows({"period": "2025/2026"}, {"values": iter(rows), "classes": []})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"period": "2025/2026", "values": rows, "classes": []}
    assert len(printed.splitlines()) == 5


def test_a_table_wider_than_its_room_goes_on_in_the_next_line(capsys: pytest.CaptureFixture[str]):
    print_table(("Кто", "Что"), [("школа", "одно два три"), ("я", "ёж")], width=15)
    assert capsys.readouterr().out.splitlines() == [
        "Кто    Что",
        "─────  ────────",
        "школа  одно два",
        "       три",
        "я      ёж",
    ]


def test_a_word_longer_than_the_room_is_broken(capsys: pytest.CaptureFixture[str]):
    print_table(("А", "Б"), [("x" * 30, "y" * 30)], width=40)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert sum(line.count("x") for line in lines) == sum(line.count("y") for line in lines) == 30
