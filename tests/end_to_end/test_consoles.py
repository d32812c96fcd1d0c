"""Pipes that close, outputs that are full, consoles without Russian, a home that cannot be had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.opora import command, program, surroundings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")


@pytest.mark.parametrize("verb", [("indices",), ("indices", "--json"), ("check",)])
def test_a_reader_who_leaves_early_is_no_error(base: Path, verb: tuple[str, ...]):
    child = subprocess.Popen(
        command(*verb, "--base", base),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(base.parent),
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.read(20)
    child.stdout.close()
    err = child.stderr.read()
    child.stderr.close()
    assert child.wait() in (0, 1)
    assert err == b""


@pytest.mark.parametrize("verb", [("indices", "--json"), ("check", "--json"), ("indices",)])
def test_a_closed_standard_output_is_no_crash(base: Path, verb: tuple[str, ...]):
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *command(*verb, "--base", base)],
        stderr=subprocess.PIPE,
        check=False,
        env=surroundings(base.parent),
    )
    assert done.returncode in (0, 1)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_is_full_is_told(base: Path):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("indices", "--json", "--base", base),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=surroundings(base.parent),
        )
    assert done.returncode == 3
    assert "не хватило места" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


CONSOLES = (
    {"LANG": "C", "LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp1251:strict"},
)


@pytest.mark.parametrize("console", CONSOLES, ids=["C", "bare C", "ascii", "cp1251"])
def test_a_console_without_russian_is_no_crash(base: Path, console: dict[str, str]):
    told = program("check", "--base", base, home=base.parent, environment=console)
    assert (told.code, told.err) == (1, "")
    assert "Всего замечаний" in told.out
    missing = base.parent / "ёлка.xlsx"
    ran = program("import", missing, "--base", base, home=base.parent, environment=console)
    assert ran.code == 3
    assert "не найден" in ran.said
    wrong = program("nonsense", home=base.parent, environment=console)
    assert (wrong.code, "не подходит" in wrong.err) == (2, True)


def test_a_home_that_cannot_be_had_does_not_stop_the_work(base: Path):
    """The log has nowhere to go; the command does its work all the same."""
    home = base.parent / "файл" / "home"
    home.parent.write_text("x", encoding="utf-8")
    ran = program("check", "--json", "--base", base, home=home)
    assert ran.code == 1
    assert ran.json["issues"]
    assert "Traceback" not in ran.err
