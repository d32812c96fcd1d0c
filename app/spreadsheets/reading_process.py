"""Workbooks read in a child process, which a damaged book may end while the program lives on."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import app
from app import outside
from app.domain.errors import AppError, WrongUsage
from app.domain.scales import NO_SCALES, Scales
from app.spreadsheets import between, sentences
from app.spreadsheets.layouts import FormLookup, Progress, WorkbookReading
from app.spreadsheets.limits import Job
from app.spreadsheets.mappings import TableMapping

SWITCH = "--reading-child"
"""The private first argument by which the program knows that it is the child (`app.main`)."""
_LOOK_EVERY = 0.05
"""Seconds between two looks whether the user gave up."""
_LEAST_SECONDS = 20
_SECONDS_A_MEGABYTE = 6
"""Time a book may take: a hundred times what it needs here, so that slow machines manage too."""


class ReadingFault(RuntimeError):
    """The child met a fault of ours; the text names its place in the code."""

    speaks_of_code = True
    """Its text may stand in a crash report."""


class ReadingProcess:
    """One child for a batch of books; it starts at once and is replaced when a book ends it."""

    def __init__(self) -> None:
        self._child: _Child | None = _Child()

    def __enter__(self) -> ReadingProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def read_workbook(
        self,
        path: Path,
        forms: FormLookup,
        mappings: Sequence[TableMapping],
        *,
        mapping: TableMapping | None = None,
        progress: Progress | None = None,
        scales: Scales = NO_SCALES,
    ) -> WorkbookReading:
        """As `workbooks.read_workbook`; `progress` is also asked while nothing moves.

        Raises Refused besides when the book needs more memory or time than it may have, WorldFailed
        when no child can be started, ReadingFault for a fault of ours.
        """
        outside.refuse_own(path)
        if self._child is not None and not self._child.is_alive:
            self._end()
        child = self._child = self._child or _Child()
        is_done = False
        try:
            child.ask(os.fspath(path), tuple(mappings), mapping, scales)
            reading = _Conversation(child, path, forms, progress).followed()
            is_done = True
        except AppError:
            is_done = child.is_alive
            raise
        finally:
            if not is_done:
                self._end()
        return reading

    def _end(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class _Conversation:
    """What the child says about one book."""

    def __init__(
        self, child: _Child, path: Path, forms: FormLookup, progress: Progress | None
    ) -> None:
        self.child, self.path, self.forms, self.progress = child, path, forms, progress
        self.found: dict[str, list[Any]] = {
            "organisations": [], "records": [], "results": [], "issues": []
        }  # fmt: skip
        self.rows = 0, 0

    def followed(self) -> WorkbookReading:
        """Everything the book holds."""
        seconds = _LEAST_SECONDS + _SECONDS_A_MEGABYTE * _unpacked_size(self.path) / 2**20
        until = time.monotonic() + seconds
        while True:
            message = self.child.heard(_LOOK_EVERY)
            if message is None:
                self._look(until, seconds)
                continue
            match message:
                case ("ready",):
                    self.child.is_ready = True
                case ("progress", int() as done, int() as rows):
                    self.rows = done, rows
                    self._look(until, seconds)
                case ("form", str() as code):
                    self.child.ask(self._form(code))
                case ("piece", str() as name, tuple() as items):
                    self.found[name] += items
                case ("done", layout, forms, rows_read, year):
                    return self._reading(layout, forms, rows_read, year)
                case ("refused", AppError() as fault):
                    raise fault
                case _:
                    self.child.end()
                    raise self._end(message)

    def _end(self, message: tuple[Any, ...]) -> Exception:
        """Why the child came to its end in the middle of a book."""
        if message[:1] == ("fault",):
            return ReadingFault(message[1])
        if not self.child.is_ready:
            return sentences.reading_cannot_start(self.path.name)
        return sentences.reading_died(self.path.name)

    def _look(self, until: float, seconds: float) -> None:
        """Whether the user gave up, or the time is over; what goes on is told."""
        if self.progress is not None:
            self.progress(*self.rows)
        if time.monotonic() > until:
            self.child.end()
            raise sentences.reading_took_too_long(self.path.name, round(seconds))

    def _form(self, code: str) -> Any:
        try:
            return self.forms(code)
        except (KeyError, WrongUsage):
            return None

    def _reading(
        self, layout: str, forms: tuple[str, ...], rows_read: int, year: str | None
    ) -> WorkbookReading:
        found = {name: tuple(items) for name, items in self.found.items()}
        return WorkbookReading(
            file=self.path, layout=layout, forms=forms, rows_read=rows_read, year=year, **found
        )


class _Child:
    """The process and both pipes; a thread listens, so that waiting can be broken off."""

    def __init__(self) -> None:
        to_child, self._asked = os.pipe()
        self._told, from_child = os.pipe()
        try:
            self._process = _started(to_child, from_child)
        finally:
            os.close(to_child)
            os.close(from_child)
        self._job = Job(self._process.pid)
        self._out: IO[bytes] = os.fdopen(self._asked, "wb")
        self._in: IO[bytes] = os.fdopen(self._told, "rb")
        self._frames: queue.Queue[bytes] = queue.Queue(8)
        self.is_ready = False
        """Whether it ever said a word: one that cannot start is not the fault of a book."""
        self._is_ended = self._is_over = False
        threading.Thread(target=self._listen, name="reading", daemon=True).start()

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return not self._is_ended and self._process.poll() is None

    def ask(self, *message: object) -> None:
        """Send a message; a child that died is noticed when it is listened to."""
        try:
            between.put(self._out, *message)
        except OSError:
            self._is_ended = True

    def heard(self, seconds: float) -> tuple[Any, ...] | None:
        """The next message, () at the end, None when there is none in that time."""
        try:
            data = self._frames.get(timeout=seconds)
        except queue.Empty:
            return None
        self._is_over = not data
        return between.opened(data) if data else ()

    def _listen(self) -> None:
        while True:
            try:
                data = between.frame(self._in)
            except (OSError, ValueError):  # closed from our side
                data = b""
            self._frames.put(data)
            if not data:
                return

    def end(self) -> None:
        """End the process, whatever it does, and everything that belongs to it."""
        if self._in.closed:
            return
        self._is_ended = True
        self._process.kill()
        self._process.wait()
        self._job.close()
        while not self._is_over:
            self._is_over = not self._frames.get()  # the listener ends with an empty frame
        for pipe in (self._out, self._in):
            try:
                pipe.close()
            except OSError:
                continue


def _started(to_child: int, from_child: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, SWITCH]
    environment: Mapping[str, str] = os.environ
    if not getattr(sys, "frozen", False):
        root = os.fspath(Path(app.__file__).parents[1])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH", "")])]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        command = [sys.executable, "-P", "-S", "-m", "app.spreadsheets.reading_child"]
    quiet: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    if sys.platform == "win32":
        import msvcrt

        handles = [msvcrt.get_osfhandle(one) for one in (to_child, from_child)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        about = subprocess.STARTUPINFO()
        about.lpAttributeList = {"handle_list": handles}
        return subprocess.Popen(
            [*command, *map(str, handles)],
            env=environment,
            close_fds=True,
            startupinfo=about,
            creationflags=subprocess.CREATE_NO_WINDOW,
            **quiet,
        )
    ends = (to_child, from_child)
    return subprocess.Popen([*command, *map(str, ends)], env=environment, pass_fds=ends, **quiet)


def _unpacked_size(path: Path) -> int:
    """Bytes there are to read, as far as the file says; 0 for one that cannot be looked at."""
    try:
        with outside.opened(path) as file:
            if zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive:
                    return sum(part.file_size for part in archive.infolist())
            return path.stat().st_size
    except (OSError, AppError, *_NO_ZIP):
        return 0


_NO_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)
