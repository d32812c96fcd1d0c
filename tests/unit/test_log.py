"""The log file stays small, speaks no personal data and never stops the program."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from app import log


def log_text(home: Path) -> str:
    return (home / "logs" / log.NAME).read_text(encoding="utf-8")


def test_the_log_is_written_to_the_users_folder(home: Path):
    assert log.start() == ""
    logging.getLogger("app.test").info("начало")
    assert log_text(home).endswith("INFO app.test: начало\n")


def test_a_second_start_does_not_write_every_line_twice(home: Path):
    log.start()
    log.start()
    logging.getLogger("app.test").warning("однажды")
    assert log_text(home).count("однажды") == 1


def test_a_large_log_turns_over_and_keeps_the_one_before(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(log, "LARGEST", 2_000)
    log.start()
    for number in range(200):
        logging.getLogger("app.test").info("строка %d", number)
    files = sorted((home / "logs").iterdir())
    assert [file.name for file in files] == ["opora.log", "opora.log.1"]
    assert all(file.stat().st_size < 3_000 for file in files)
    assert "строка 199" in log_text(home)


def test_a_traceback_in_the_log_holds_no_data(home: Path):
    log.start()
    try:
        int("личное")
    except ValueError:
        logging.getLogger("app.test").exception("не вышло")
    assert "builtins.ValueError" in log_text(home)
    assert "invalid literal" not in log_text(home)


def test_a_folder_that_cannot_be_written_gets_one_sentence(home: Path):
    home.write_text("a file where the folder should be")
    sentence = log.start()
    assert sentence.startswith("Журнал работы не ведётся")
    logging.getLogger("app.test").warning("работа идёт дальше")


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full is a device of Linux")
def test_a_full_disk_disturbs_nobody(home: Path, capsys: pytest.CaptureFixture[str]):
    (home / "logs").mkdir(parents=True)
    (home / "logs" / log.NAME).symlink_to("/dev/full")
    assert log.start() == ""
    logging.getLogger("app.test").warning("работа идёт дальше")
    assert capsys.readouterr().err == ""
