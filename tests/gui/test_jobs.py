"""Work outside the window's thread: results, refusals, bugs, cancelling, closing."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import AppError, Cancelled, WorldFailed
from app.gui.jobs import MANY, JobRunner, Progress


def giving(number: int) -> Callable[[Progress], int]:
    return lambda progress: number


def long_work(progress: Progress) -> str:
    for step in range(2000):
        progress(step, 2000)
        time.sleep(0.001)
    return "whole"


def test_a_result_comes_back_in_the_window_thread(runner: JobRunner, qtbot: QtBot):
    came: list[tuple[int, bool, bool]] = []

    def work(progress: Progress) -> int:
        return threading.get_ident()

    def done(worker: int) -> None:
        here = threading.get_ident()
        came.append((worker, worker != here, here == threading.main_thread().ident))

    runner.run(work, done)
    qtbot.waitUntil(lambda: bool(came))
    assert came[0][1:] == (True, True)
    assert not runner.is_busy


def test_jobs_run_one_after_another_in_the_order_given(runner: JobRunner, qtbot: QtBot):
    came: list[int] = []
    for number in range(30):
        runner.run(giving(number), came.append)
    qtbot.waitUntil(lambda: len(came) == 30)
    assert came == list(range(30))


def test_an_error_of_the_world_goes_to_whoever_asked_for_it(runner: JobRunner, qtbot: QtBot):
    told: list[Exception] = []

    def work(progress: Progress) -> None:
        raise WorldFailed("Диск заполнен.", "Освободите место.")

    runner.run(work, lambda _: None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], WorldFailed)


def test_an_error_of_the_world_nobody_asked_for_is_announced(runner: JobRunner, qtbot: QtBot):
    def work(progress: Progress) -> None:
        raise AppError("Нет файла.")

    with qtbot.waitSignal(runner.refused) as told:
        runner.run(work, lambda _: None)
    assert str(told.args[0]) == "Нет файла."


def test_a_bug_goes_to_the_crash_hook(
    runner: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    bugs: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, bug, trace: bugs.append(kind))
    runner.run(lambda _: {}["missing"], lambda _: None)  # type: ignore[index]
    qtbot.waitUntil(lambda: bool(bugs))
    assert bugs == [KeyError]


def test_cancel_stops_the_work_at_its_next_report(runner: JobRunner, qtbot: QtBot):
    told: list[Exception] = []
    runner.run(long_work, lambda _: None, told.append, "Долгая работа")
    with qtbot.waitSignal(runner.progressed):
        pass
    runner.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], Cancelled)


def test_progress_is_throttled_but_the_end_is_always_told(runner: JobRunner, qtbot: QtBot):
    seen: list[tuple[int, int]] = []
    runner.progressed.connect(lambda done, total: seen.append((done, total)))

    def work(progress: Progress) -> None:
        for step in range(10_001):
            progress(step, 10_000)

    finished: list[None] = []
    runner.run(work, finished.append)
    qtbot.waitUntil(lambda: bool(finished))
    assert seen[-1] == (10_000, 10_000)
    assert len(seen) < 200


def test_closing_waits_for_what_must_finish_and_drops_the_rest(qtbot: QtBot):
    runner = JobRunner()
    saved: list[str] = []
    runner.run(long_work, lambda _: None)
    runner.run(lambda _: saved.append("dropped"), lambda _: None)
    runner.run(lambda _: saved.append("typed"), lambda _: None, must_finish=True)
    runner.shut_down()
    assert saved == ["typed"]


def test_after_closing_nothing_is_called_back_or_begun(qtbot: QtBot):
    runner = JobRunner()
    came: list[int] = []
    for number in range(5):
        runner.run(giving(number), came.append)
    runner.shut_down()
    runner.run(lambda _: 6, came.append)
    qtbot.wait(20)
    assert came == []


def test_sixty_runners_started_cancelled_and_closed_with_jobs_pending(qtbot: QtBot):
    for turn in range(60):
        runner = JobRunner()
        for _ in range(4):
            runner.run(long_work, lambda _: None, lambda _: None, "Работа")
        if turn % 3 == 0:
            qtbot.wait(1)
        if turn % 2:
            runner.cancel()
        runner.shut_down()
        runner.deleteLater()
    qtbot.wait(10)
    assert not [one for one in threading.enumerate() if one.name.startswith("job")]


def test_no_search_for_cycles_stops_the_window_while_the_worker_works(
    runner: JobRunner, qtbot: QtBot
):
    seen: list[bool] = []
    runner.run(lambda _: gc.isenabled(), seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [False]
    assert gc.isenabled()


def test_what_a_large_job_leaves_is_not_searched_again(runner: JobRunner, qtbot: QtBot):
    before = gc.get_freeze_count()
    kept: list[list[list[int]]] = []
    runner.run(lambda _: [[n] for n in range(MANY + 1000)], kept.append)
    qtbot.waitUntil(lambda: bool(kept))
    held = gc.get_freeze_count()
    assert held - before > MANY
    kept.clear()
    qtbot.waitUntil(lambda: held - gc.get_freeze_count() > MANY)  # it goes all the same
    gc.unfreeze()


def test_resting_is_told_once_nothing_is_left_to_do(runner: JobRunner, qtbot: QtBot):
    told: list[str] = []
    runner.rested.connect(lambda: told.append("rested"))
    runner.run(lambda _: 1, lambda _: runner.run(lambda _: 2, lambda _: told.append("second")))
    qtbot.waitUntil(lambda: "rested" in told)
    assert told == ["second", "rested"]
