"""Where the program keeps the user's things."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import folders


def test_everything_lies_in_the_folder_the_user_chose(home: Path):
    assert folders.data_folder() == home
    assert folders.default_base() == home / "base.sqlite"
    assert folders.log_folder() == home / "logs"
    assert folders.reports_folder() == home / "reports"


def test_without_a_choice_the_platform_decides(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPORA_HOME")
    assert folders.data_folder().is_absolute()
    assert folders.data_folder().name == "opora"
