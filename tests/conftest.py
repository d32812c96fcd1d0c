"""What holds for every test: no screen, no network, a home of its own, nothing left running."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"

settings.register_profile("opora", deadline=None, derandomize=True, database=None)
settings.load_profile("opora")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder of this test alone."""
    folder = tmp_path / "opora-home"
    monkeypatch.setenv("OPORA_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        assert self.family == getattr(socket, "AF_UNIX", None), f"a test reached for {address}"
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def _hooks_and_log_as_before() -> Iterator[None]:
    hooks = sys.excepthook, threading.excepthook
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    sys.excepthook, threading.excepthook = hooks
    root.setLevel(level)
    for handler in [one for one in root.handlers if isinstance(one, logging.FileHandler)]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()


@pytest.fixture(autouse=True)
def _no_thread_left_behind() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    patience = time.monotonic() + 2
    while left := [one for one in set(threading.enumerate()) - before if not one.daemon]:
        assert time.monotonic() < patience, f"threads left running: {left}"
        time.sleep(0.01)
