"""Starting the program: what is loaded, what is understood, how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from app import main as program
from app.domain.errors import AppError, Refused

HEAVY = (
    "alembic", "app.cli", "asn1crypto", "cryptography", "numpy", "openpyxl", "pandas", "PySide6",
    "python_calamine", "reportlab", "sqlalchemy", "xlsxwriter",
)  # fmt: skip


def python(code: str, home: Path, stdin: int | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        stdin=stdin,
        env={**os.environ, "OPORA_HOME": str(home), "PYTHONIOENCODING": "ascii"},
    )


def replace_room(monkeypatch: pytest.MonkeyPatch, name: str, run: Callable[..., int]) -> None:
    """Put a room of one function in the place of the window or of the command line."""
    room = ModuleType(name)
    room.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, name, room)


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """The bases on which a window was opened."""
    opened: list[Path | None] = []

    def run(base: Path | None, died: str) -> int:
        opened.append(base)
        return 0

    replace_room(monkeypatch, "app.gui.application", run)
    return opened


def commands_end_with(monkeypatch: pytest.MonkeyPatch, end: BaseException) -> None:
    def run(arguments: list[str]) -> int:
        raise end

    replace_room(monkeypatch, "app.cli", run)


def test_starting_loads_none_of_the_heavy_libraries(home: Path):
    done = python("import app.main, sys; print(*sys.modules)", home)
    loaded = done.stdout.decode().split()
    assert "app.main" in loaded
    assert not set(HEAVY) & set(loaded)


def test_without_arguments_the_window_opens(window: list[Path | None]):
    assert program.main([]) == 0
    assert window == [None]


@pytest.mark.parametrize("arguments", [["--base", "x.sqlite"], ["--base=x.sqlite"]])
def test_a_base_alone_opens_the_window_on_it(window: list[Path | None], arguments: list[str]):
    assert program.main(arguments) == 0
    assert window == [Path("x.sqlite")]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check"], ["--base"], ["--base="], ["--base", "x.sqlite", "check"]]
)
def test_everything_else_goes_to_the_command_line(
    monkeypatch: pytest.MonkeyPatch, window: list[Path | None], arguments: list[str]
):
    heard: list[list[str]] = []

    def run(given: list[str]) -> int:
        heard.append(given)
        return 2

    replace_room(monkeypatch, "app.cli", run)
    assert program.main(arguments) == 2
    assert heard == [arguments]
    assert window == []


@pytest.mark.parametrize(
    ("error", "code"), [(Refused("Файл не открыт.", "Закройте его."), 1), (AppError("Беда."), 3)]
)
def test_an_error_of_the_world_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: AppError, code: int
):
    commands_end_with(monkeypatch, error)
    assert program.main(["check"]) == code
    assert capsys.readouterr().err == f"{error}\n"


def test_ctrl_c_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    commands_end_with(monkeypatch, KeyboardInterrupt())
    assert program.main(["check"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_home_that_cannot_be_written_does_not_stop_the_window(
    home: Path, window: list[Path | None], capsys: pytest.CaptureFixture[str]
):
    home.write_text("a file where the folder should be")
    assert program.main([]) == 0
    assert capsys.readouterr().err.startswith("Журнал работы не ведётся")


RUN_A_COMMAND = """
import sys, types
import app.main
room = types.ModuleType("app.cli")
def run(arguments):
    {body}
room.run = run
sys.modules["app.cli"] = room
sys.exit(app.main.main(["command"]))
"""


def test_a_bug_in_a_command_ends_with_code_3_a_sentence_and_a_report(home: Path):
    done = python(RUN_A_COMMAND.format(body="secret = 'личное'; return {}[secret]"), home)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr.decode()
    [report] = (home / "reports").iterdir()
    assert str(report) in done.stderr.decode()
    assert "builtins.KeyError\n" in report.read_text(encoding="utf-8")


def test_russian_is_printed_on_a_console_that_does_not_know_it(home: Path):
    done = python(RUN_A_COMMAND.format(body="print('Опора'); return 0"), home)
    assert done.returncode == 0
    assert done.stdout.decode().strip() == "Опора"


def test_a_reader_who_leaves_early_is_no_error(home: Path):
    code = RUN_A_COMMAND.format(body="print('строка\\n' * 100_000); return 0")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        env={**os.environ, "OPORA_HOME": str(home)},
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
