"""Where a command finds its base, its password and its school."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.cli import options
from app.cli.options import add_base, add_password, base_of, password_of
from app.domain.errors import WorldFailed, WrongUsage


def parsed(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_base(parser)
    add_password(parser)
    return parser.parse_args(arguments)


def test_the_base_is_the_one_named_or_that_of_the_users_folder(home: Path):
    assert base_of(parsed("--base", "там.sqlite")) == Path("там.sqlite")
    assert base_of(parsed()) == home / "base.sqlite"


def test_the_password_file_comes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "пароль"
    file.write_bytes(" с пробелом ё \r\n".encode())
    monkeypatch.setenv("OPORA_PASSWORD", "другой")
    assert password_of(parsed("--password-file", str(file))) == " с пробелом ё "
    assert password_of(parsed()) == "другой"


def test_a_terminal_is_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPORA_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(options, "getpass", lambda prompt: f"ответ на «{prompt}»")
    assert "Пароль" in password_of(parsed())


def test_nobody_to_ask_is_wrong_usage(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPORA_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(WrongUsage):
        password_of(parsed())


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_password_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None):
    file = tmp_path / "пароль"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WorldFailed, match="пароль"):
        password_of(parsed("--password-file", str(file)))
