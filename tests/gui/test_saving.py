"""Autosave: nothing typed is lost, whatever happens to the page, the record or the disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.domain.errors import WorldFailed
from app.domain.reading import RawAnswers
from app.gui.jobs import JobRunner
from app.gui.saving import Saver


class Desk:
    """A record on a screen and on a disk that can be full."""

    def __init__(self) -> None:
        self.screen = "0"
        self.disk: list[object] = []
        self.full = False

    def raw(self) -> RawAnswers:
        return RawAnswers({"all": self.screen})

    def save(self, raw: RawAnswers) -> None:
        if self.full:
            raise WorldFailed("На диске нет места.", "Освободите место.")
        self.disk.append(raw.values["all"])


@pytest.fixture
def owner(qtbot: QtBot) -> Iterator[QObject]:
    one = QObject()
    yield one
    one.deleteLater()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def saver(runner: JobRunner, owner: QObject, desk: Desk) -> Saver:
    one = Saver(runner, owner)
    one.watch(desk.save, desk.raw)
    return one


def typed(desk: Desk, saver: Saver, text: str) -> None:
    desk.screen = text
    saver.touch()


def test_what_was_typed_is_saved_soon_after_the_last_keystroke(
    saver: Saver, desk: Desk, qtbot: QtBot
):
    for text in ("1", "12", "123"):
        typed(desk, saver, text)
    with qtbot.waitSignal(saver.saved, timeout=3000):
        pass
    assert desk.disk == ["123"]
    assert saver.is_clean


def test_leaving_a_record_saves_it_first(saver: Saver, desk: Desk, qtbot: QtBot):
    typed(desk, saver, "5")
    other = Desk()
    saver.watch(other.save, other.raw)
    qtbot.waitUntil(lambda: desk.disk == ["5"])
    assert other.disk == []


def test_closing_right_after_a_keystroke_loses_nothing(saver: Saver, desk: Desk, runner: JobRunner):
    typed(desk, saver, "7")
    saver.flush()
    runner.shut_down()
    assert desk.disk == ["7"]


def test_a_full_disk_is_told_once_and_the_words_wait_for_room(
    saver: Saver, desk: Desk, qtbot: QtBot
):
    told: list[object] = []
    saver.failed.connect(told.append)
    desk.full = True
    for text in ("1", "2", "3"):
        typed(desk, saver, text)
        saver.flush()
        qtbot.waitUntil(lambda: saver.in_trouble)
    assert len(told) == 1
    assert not saver.is_clean
    desk.full = False
    saver.flush()
    qtbot.waitUntil(lambda: saver.is_clean)
    assert desk.disk == ["3"]


def test_what_is_typed_while_saving_is_saved_next(saver: Saver, desk: Desk, qtbot: QtBot):
    typed(desk, saver, "1")
    saver.flush()
    typed(desk, saver, "2")
    saver.flush()
    qtbot.waitUntil(lambda: desk.disk == ["1", "2"])


def test_a_record_left_while_the_disk_was_full_is_saved_later(
    saver: Saver, desk: Desk, qtbot: QtBot
):
    desk.full = True
    typed(desk, saver, "5")
    other = Desk()
    saver.watch(other.save, other.raw)
    qtbot.waitUntil(lambda: saver.in_trouble)
    desk.full = False
    typed(other, saver, "6")
    saver.flush()
    qtbot.waitUntil(lambda: saver.is_clean)
    assert (desk.disk, other.disk) == (["5"], ["6"])
