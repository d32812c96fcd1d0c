"""A real keyboard: an X server without a screen, keys sent by xdotool, a machine kept busy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NEEDED = ("Xvfb", "xdotool", "setxkbmap")


def skip_without_a_keyboard() -> None:
    """Skip the test, with the reason, where there is no X server or nothing to press keys with."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"no real keyboard here: {', '.join(missing)} not installed")


@contextmanager
def screen() -> Iterator[str]:
    """An X server of 1366×768 with a Russian keyboard; gives its name for DISPLAY."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=(write,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            name = f":{told.readline().strip()}"
        environment = os.environ | {"DISPLAY": name}
        subprocess.run(["setxkbmap", "ru"], env=environment, check=True)
        yield name
    finally:
        server.terminate()
        server.wait()


@contextmanager
def busy_machine() -> Iterator[None]:
    """Other programs use the processors meanwhile."""
    burn = [sys.executable, "-c", "while True: sum(range(100_000))"]
    burning = [subprocess.Popen(burn) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.wait()


_SIGNS = {"\n": "Return", "\t": "Tab", " ": "space", ".": "period", "-": "minus"}
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "be", "ve", "ghe", "de", "ie", "io", "zhe", "ze", "i", "shorti", "ka", "el"),
            *("em", "en", "o", "pe", "er", "es", "te", "u", "ef", "ha", "tse", "che", "sha"),
            *("shcha", "hardsign", "yeru", "softsign", "e", "yu", "ya"),
        ),
        strict=True,
    )
)
"""Names of keys a Russian keyboard has. By its number in Unicode a letter is none of them: xdotool
then borrows one spare key for all, and fast letters are read as the last one it stood for."""


def keys_of(text: str) -> list[str]:
    """A text as names of keys for xdotool; «\\n» is Enter, «\\t» Tab."""
    return [_key(letter) for letter in text]


def _key(letter: str) -> str:
    if letter in _SIGNS:
        return _SIGNS[letter]
    name = _LETTERS.get(letter.lower())
    if name is None:
        return letter if letter.isascii() and letter.isalnum() else f"U{ord(letter):04x}"
    return f"Cyrillic_{name if letter.islower() else name.upper()}"


def press(display: str, keys: list[str], delay: int) -> None:
    """Press keys one after the other, `delay` milliseconds apart."""
    environment = os.environ | {"DISPLAY": display}
    command = ["xdotool", "key", "--delay", str(delay), *keys]
    subprocess.run(command, env=environment, check=True)
