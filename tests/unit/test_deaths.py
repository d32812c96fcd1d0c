"""Processes that die for real: the next start tells, with a report that names places only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app import deaths

ROOT = Path(__file__).parents[2]
LIVE = "from app import deaths; deaths.watch(window={window}); "
DIE = {
    "segmentation": "import faulthandler; faulthandler._sigsegv()",
    "abort": "import os; os.abort()",
    "stack": "import faulthandler; faulthandler._stack_overflow()",
}


def child(code: str, home: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"OPORA_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def run(code: str, home: Path) -> int:
    process = child(code, home)
    process.communicate(timeout=60)
    return process.returncode


def watched(*, window: bool = True) -> str:
    told = deaths.watch(window=window)
    deaths.end()
    return told


@pytest.fixture(autouse=True)
def _ended() -> None:
    deaths.end()


@pytest.mark.parametrize("way", DIE)
@pytest.mark.parametrize("window", [True, False])
def test_a_death_with_a_trace_is_told_by_whatever_starts_next(home: Path, way: str, window: bool):
    assert run(LIVE.format(window=window) + DIE[way], home) != 0
    told = watched(window=not window)
    assert "закрылась неожиданно" in told
    reports = list((home / "reports").glob("crash-*.txt"))
    assert len(reports) == 1
    assert str(reports[0]) in told
    text = reports[0].read_text(encoding="utf-8")
    assert "Fatal Python error" in text or "Windows fatal" in text
    assert str(home) not in text
    assert str(Path.home()) not in text
    assert watched() == "", "told once"


def test_a_killed_window_is_told_to_the_next_window(home: Path):
    process = child(LIVE.format(window=True) + "print('up', flush=True); input()", home)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    assert watched() == "", "it lives: a second window is no death"
    process.kill()
    process.communicate()
    assert watched(window=False) == "", "left for the window"
    told = watched()
    assert "не ошибка программы" in told
    assert not deaths.is_fault(told)
    assert list((home / "reports").iterdir()) == [], "no report: nothing is known of it"
    assert watched() == "", "told once"


def test_of_a_fault_and_a_kill_the_fault_is_told_and_both_are_done(home: Path):
    process = child(LIVE.format(window=True) + "print('up', flush=True); input()", home)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    assert run(LIVE.format(window=True) + DIE["abort"], home) != 0
    process.kill()
    process.communicate()
    told = watched()
    assert "закрылась неожиданно" in told
    assert deaths.is_fault(told)
    assert watched() == ""


def test_a_program_without_a_standard_error_leaves_its_last_words_too(home: Path):
    """The windowed exe has none; its fault handler writes into a file of its own."""
    code = "import sys; sys.stderr = sys.stdout = None; "
    assert run(code + LIVE.format(window=True) + DIE["segmentation"], home) != 0
    assert "закрылась неожиданно" in watched()
    assert len(list((home / "reports").glob("crash-*.txt"))) == 1


def test_the_report_names_places_of_the_code_and_no_data(home: Path):
    code = (
        "import faulthandler\n"
        "def save_pupil(name='Иванова Маша', path='/srv/Школа'):\n"
        "    faulthandler._sigsegv()\n"
        "save_pupil()"
    )
    assert run(LIVE.format(window=True) + "\n" + code, home) != 0
    watched()
    [report] = (home / "reports").glob("crash-*.txt")
    text = report.read_text(encoding="utf-8")
    assert "save_pupil" in text
    for secret in ("Маша", "/srv", str(home), os.environ.get("USER") or str(home)):
        assert secret not in text


def test_two_windows_of_which_one_died_tell_of_it_once(home: Path):
    living = child(LIVE.format(window=True) + "print('up', flush=True); input()", home)
    assert living.stdout is not None
    assert living.stdout.readline() == "up\n"
    assert run(LIVE.format(window=True) + DIE["segmentation"], home) != 0
    assert "закрылась неожиданно" in watched()
    assert watched() == ""
    living.communicate("\n", timeout=30)


def test_a_killed_command_is_no_news(home: Path):
    process = child(LIVE.format(window=False) + "print('up', flush=True); input()", home)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert watched() == ""
    assert list((home / "reports").iterdir()) == []


def test_an_end_in_order_leaves_nothing(home: Path):
    assert run(LIVE.format(window=True) + "deaths.end()", home) == 0
    assert watched() == ""
    assert list((home / "reports").iterdir()) == []


def test_a_folder_that_cannot_be_written_stops_nobody(home: Path):
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("a file where the folder should be")
    assert watched() == ""
