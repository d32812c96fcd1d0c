"""Work outside the window's thread: one worker, one long-lived object, results as closures.

The worker never touches a widget: it only posts closures, which run in the window's thread.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.errors import AppError, Cancelled

Result = TypeVar("Result")

MANY = 100_000
"""New objects after which a search for cycles would be felt."""
REPORT_EVERY = 0.05
"""Seconds between two reports of progress that reach the window."""


class Progress:
    """What a job gets: a way to report, and to learn that the user pressed «Отмена»."""

    def __init__(self, report: Callable[[int, int], None]) -> None:
        self._report = report
        self._cancelled = threading.Event()
        self._last = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Report `done` of `total`; raises Cancelled once the user asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= REPORT_EVERY or done >= total:
            self._last = now
            self._report(done, total)

    def cancel(self) -> None:
        """Ask the work to stop at its next report."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether stopping was asked for."""
        return self._cancelled.is_set()


@dataclass(eq=False)
class _Job:
    title: str
    progress: Progress
    done: Callable[[Any], object]
    failed: Callable[[Exception], None] | None
    must_finish: bool
    future: Future[Any] | None = field(default=None)


class JobRunner(QObject):
    """The only owner of a thread. Everything it calls back runs in the window's thread."""

    began = Signal(str)
    """Title of the work the user may have to wait for; empty titles are not announced."""
    progressed = Signal(int, int)
    ended = Signal()
    rested = Signal()
    """Nothing is under way and nothing waits."""
    refused = Signal(AppError)
    """The world failed and nobody else took care of it: one dialog."""
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._jobs: list[_Job] = []
        self._open = True
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Progress], Result],
        done: Callable[[Result], object],
        failed: Callable[[Exception], None] | None = None,
        title: str = "",
        *,
        must_finish: bool = False,
    ) -> None:
        """Do `work` in the worker, then `done(result)` or `failed(AppError or Cancelled)` here.

        title: announced by `began`, so that the window shows progress and «Отмена».
        must_finish: not dropped when the window closes (what the user typed is being saved).
        Without `failed` an AppError becomes a dialog and Cancelled passes silently.
        """
        if not self._open:
            return
        job = _Job(title, Progress(self._report), done, failed, must_finish)
        self._jobs.append(job)
        if title:
            self.began.emit(title)
        job.future = self._executor.submit(_do, job, work)
        job.future.add_done_callback(lambda _: self._post(lambda: self._settle(job)))

    def cancel(self) -> None:
        """Stop what is announced at its next report; work that must finish goes on."""
        for job in self._jobs:
            if not job.must_finish:
                job.progress.cancel()

    @property
    def is_busy(self) -> bool:
        """Whether any work is under way or waiting."""
        return bool(self._jobs)

    def shut_down(self) -> None:
        """Drop what waits, wait for what must finish, end the thread. Nothing is called back."""
        self._open = False
        self.cancel()
        self._executor.shutdown(wait=True)
        self._jobs.clear()

    def _report(self, done: int, total: int) -> None:
        self._post(lambda: self.progressed.emit(done, total))

    def _post(self, closure: Callable[[], None]) -> None:
        if self._open:
            self._posted.emit(closure)

    @Slot(object)
    def _run_posted(self, closure: Callable[[], None]) -> None:
        if self._open:
            closure()

    def _settle(self, job: _Job) -> None:
        self._jobs.remove(job)
        if job.title:
            self.ended.emit()
        future, job.future = job.future, None  # they hold each other, and with them the result
        assert future is not None
        fault = None if future.cancelled() else future.exception()
        if future.cancelled() or isinstance(fault, Cancelled):
            if job.failed:
                job.failed(Cancelled())
        elif isinstance(fault, AppError):
            (job.failed or self.refused.emit)(fault)
        elif fault is not None:
            sys.excepthook(type(fault), fault, fault.__traceback__)
        else:
            job.done(future.result())
        if not self._jobs:
            self.rested.emit()


def _do(job: _Job, work: Callable[[Progress], Result]) -> Result:
    if job.progress.is_cancelled:
        raise Cancelled
    with _uncollected():
        return work(job.progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles in the worker: it stops the window's thread too, for seconds.

    A region's values are a million objects without cycles. What a large job leaves is set apart
    for good: it goes when nobody holds it, but no later search looks through it again. Nor is a
    widget that hangs in a cycle ever taken apart outside the window's thread.
    """
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > MANY:
            gc.freeze()
        gc.enable()
