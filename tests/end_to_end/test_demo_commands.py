"""What `opora demo` prints at its end runs as printed, from where the user stands."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.end_to_end.opora import program, surroundings

ROOT = Path(__file__).parents[2]
INSTALLED = Path(sys.executable).parent
CALLS = {
    "module": [sys.executable, "-m", "app"],
    "on the path": ["opora"],
    "by its file": [str(INSTALLED / "opora")],
}
SHELL = "/bin/sh"
WINDOW_STAYS = 4.0
"""Seconds after which a window that could not open its base would long have gone."""


def environment(home: Path, *, on_path: bool) -> dict[str, str]:
    rest = [one for one in os.environ["PATH"].split(os.pathsep) if Path(one) != INSTALLED]
    path = os.pathsep.join([str(INSTALLED), *rest] if on_path else rest)
    return surroundings(home, {"PATH": path, "QT_QPA_PLATFORM": "offscreen"})


def printed(out: str) -> list[str]:
    """The commands under «Что открыть дальше», the window's first."""
    lines = [line.strip() for line in out.partition("Что открыть дальше")[2].splitlines()]
    return [line for line in lines if "--base" in line]


@pytest.mark.skipif(os.name == "nt", reason="the shell of this test is sh")
@pytest.mark.parametrize(
    ("call", "folder"), [("module", "пример школы"), ("on the path", "demo"), ("by its file", "d")]
)
def test_the_commands_run_as_printed(tmp_path: Path, call: str, folder: str):
    if call != "module" and not (INSTALLED / "opora").exists():
        pytest.skip("the program is not installed beside this interpreter")
    home = environment(tmp_path / "home", on_path=call == "on the path")
    ran = subprocess.run(
        [*CALLS[call], "demo", folder],
        cwd=tmp_path, env=home, capture_output=True, text=True, check=True,
    )  # fmt: skip
    table, _, _ = ran.stdout.partition("Файлы лежат")
    assert max(map(len, table.splitlines())) <= 80
    window, *others = printed(ran.stdout)
    assert len(others) == 2
    if call == "on the path":
        assert window.startswith("opora --base")
    for command in others:
        done = subprocess.run(
            [SHELL, "-c", command],
            cwd=tmp_path,
            env=home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (command, done.stderr)
    _opens(window, tmp_path, home)


def _opens(command: str, inside: Path, home: dict[str, str]) -> None:
    shown = subprocess.Popen([SHELL, "-c", f"exec {command}"], cwd=inside, env=home)
    try:
        time.sleep(WINDOW_STAYS)
        assert shown.poll() is None, command
    finally:
        shown.kill()
        shown.wait()


def test_the_table_uses_a_wider_terminal(tmp_path: Path):
    ran = program("demo", tmp_path / "demo", environment={"COLUMNS": "200"})
    table, _, _ = ran.out.partition("Файлы лежат")
    assert 80 < max(map(len, table.splitlines())) <= 200


def test_an_interpreter_under_the_users_folder_is_named_from_there(tmp_path: Path):
    """A checkout with its .venv: what is printed is what README says."""
    link = tmp_path / ".venv" / "bin"
    link.mkdir(parents=True)
    shutil.copy(Path(sys.executable).parents[1] / "pyvenv.cfg", tmp_path / ".venv" / "pyvenv.cfg")
    (link / "python").symlink_to(Path(sys.executable).resolve())
    (tmp_path / ".venv" / "lib").symlink_to(Path(sys.executable).parents[1] / "lib")
    ran = subprocess.run(
        [".venv/bin/python", "-m", "app", "demo", "demo"],
        cwd=tmp_path, env=environment(tmp_path / "home", on_path=False),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert printed(ran.stdout)[0] == ".venv/bin/python -m app --base demo/base.sqlite"
