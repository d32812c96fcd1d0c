"""The crash hook: a report that helps us and tells nothing of people, and one Russian sentence."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from app import crash

WHAT = "В программе произошла ошибка, сохранённые данные не затронуты."


def caught(number: int = 0) -> BaseException:
    """A bug whose local variables and message hold a person's data."""
    secret = "личное"
    try:
        return ValueError([][number], secret)
    except IndexError:
        try:
            raise KeyError(secret)
        except KeyError as bug:
            return bug


def test_the_report_names_places_and_types_in_order_of_cause():
    text = crash.describe(caught())
    assert "tests/unit/test_crash.py:" in text
    assert text.index("builtins.IndexError") < text.index("builtins.KeyError")


def test_the_report_holds_no_values_and_no_machine_paths():
    text = crash.describe(caught())
    assert text.count("личное") == 0
    assert str(Path.cwd()) not in text
    assert str(Path.home()) not in text


def test_a_message_about_code_is_kept():
    assert "no attribute 'is_open'" in crash.describe(AttributeError("no attribute 'is_open'"))


def test_a_message_with_russian_words_is_dropped():
    assert "личное" not in crash.describe(TypeError("личное"))


def test_a_message_that_names_a_folder_is_dropped():
    assert "someone" not in crash.describe(ImportError("cannot import x from C:\\someone\\x.py"))


def test_a_chain_that_bites_its_tail_ends():
    first, second = RuntimeError(), RuntimeError()
    first.__context__, second.__context__ = second, first
    assert crash.describe(first).count("RuntimeError") == 2


def test_two_bugs_in_one_second_leave_two_reports(home: Path):
    first, second = crash.write_report(caught()), crash.write_report(caught())
    assert first != second
    assert first.parent == second.parent == home / "reports"


def test_old_reports_make_room(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(crash, "REPORTS_KEPT", 3)
    (home / "reports").mkdir(parents=True)
    for day in range(1, 6):
        (home / "reports" / f"crash-2020010{day}-120000.txt").touch()
    newest = crash.write_report(caught())
    left = sorted(file.name for file in (home / "reports").iterdir())
    assert left == ["crash-20200104-120000.txt", "crash-20200105-120000.txt", newest.name]


def test_a_command_ends_with_exit_code_3_and_tells_where_the_report_lies(home: Path):
    told: list[str] = []
    crash.install(told.append, leave=True)
    bug = caught()
    with pytest.raises(SystemExit) as end:
        sys.excepthook(type(bug), bug, bug.__traceback__)
    assert end.value.code == 3
    [report] = (home / "reports").iterdir()
    assert told == [
        f"{WHAT} Отчёт без личных данных лежит здесь: {report}",
    ]


def test_a_window_stays_after_a_bug(home: Path):
    told: list[str] = []
    crash.install(told.append, leave=False)
    bug = caught()
    sys.excepthook(type(bug), bug, bug.__traceback__)
    assert len(told) == 1


def test_a_bug_in_a_thread_is_reported_too(home: Path):
    told: list[str] = []
    crash.install(told.append, leave=True)
    thread = threading.Thread(target=[].pop)
    thread.start()
    thread.join()
    assert len(told) == 1
    assert len(list((home / "reports").iterdir())) == 1


def test_ctrl_c_is_no_bug(home: Path):
    crash.install(pytest.fail, leave=True)
    with pytest.raises(SystemExit) as end:
        sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert end.value.code == 130
    assert not home.exists()


def test_without_a_place_for_the_report_the_user_is_told_so(home: Path):
    home.write_text("a file where the folder should be")
    told: list[str] = []
    crash.install(told.append, leave=False)
    bug = caught()
    sys.excepthook(type(bug), bug, bug.__traceback__)
    assert "Отчёт записать не удалось" in told[0]
