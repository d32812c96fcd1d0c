"""The process that reads workbooks: it may run out of memory or time, the program does not.

Started by `reading_process`: from source as this module, frozen as the program with a private
first argument. It knows neither Qt nor the base; what it finds it sends piece by piece.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from app.domain.errors import AppError
from app.domain.forms import Form
from app.spreadsheets import between, sentences
from app.spreadsheets.layouts import WorkbookReading
from app.spreadsheets.limits import limit_this_process
from app.spreadsheets.workbooks import read_workbook

_TELL_EVERY = 0.1
"""Seconds between two reports of progress."""
_TOGETHER = {"organisations": 500, "records": 20, "results": 20, "issues": 500}
"""How many of each go into one message: small enough to be taken in between two heartbeats."""
_LONGEST_LIFE = 4 * 3600
"""Seconds of work after which the system ends a child that nobody stopped."""


def serve(arguments: Sequence[str]) -> int:
    """Read one book after the other until the program closes its end of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program, which ends us
    limit_this_process(_LONGEST_LIFE)
    gc.disable()  # what is read holds no cycles, and searching for them costs a fifth of the time
    asked, told = (_opened(int(number), mode) for number, mode in zip(arguments, "rw", strict=True))

    def on_fault(
        _kind: type[BaseException], fault: BaseException, _trace: TracebackType | None
    ) -> None:
        between.put(told, "fault", _places(fault))  # goes into the program's crash report

    sys.excepthook = on_fault
    with suppress(BrokenPipeError):
        between.put(told, "ready")
        while request := between.frame(asked):
            _answer(request, asked, told)
            gc.collect()
    return 0


def _opened(number: int, mode: str) -> IO[bytes]:
    if sys.platform == "win32":
        import msvcrt

        flags = os.O_RDONLY if mode == "r" else os.O_WRONLY
        number = msvcrt.open_osfhandle(number, flags)
    return os.fdopen(number, f"{mode}b")


def _answer(request: bytes, asked: IO[bytes], told: IO[bytes]) -> None:
    """One book: its pieces and «done», or why not."""
    try:
        for piece in _pieces(_read(request, asked, told)):
            between.put(told, *piece)
    except MemoryError:
        gc.collect()
        _refuse(told, sentences.reading_died(Path(between.opened(request)[0]).name))
    except AppError as fault:
        _refuse(told, fault)


def _refuse(told: IO[bytes], fault: AppError) -> None:
    between.put(told, "refused", fault)


def _places(fault: BaseException) -> str:
    """Where in the code it happened, without a word of what stood in the book."""
    frames = traceback.extract_tb(fault.__traceback__)
    named = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
    return f"{type(fault).__name__}: {' < '.join(reversed(named))}"


def _read(request: bytes, asked: IO[bytes], told: IO[bytes]) -> WorkbookReading:
    path, mappings, mapping, scales = between.opened(request)
    last = 0.0

    def form(code: str) -> Form:
        between.put(told, "form", code)
        (found,) = between.opened(between.frame(asked))
        if found is None:
            raise KeyError(code)
        return found  # type: ignore[no-any-return]

    def progress(done: int, rows: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _TELL_EVERY:
            last = now
            between.put(told, "progress", done, rows)

    forms: dict[str, Form] = {}

    def known_form(code: str) -> Form:
        if code not in forms:
            forms[code] = form(code)
        return forms[code]

    return read_workbook(
        Path(path), known_form, mappings, mapping=mapping, progress=progress, scales=scales
    )


def _pieces(reading: WorkbookReading) -> Iterator[tuple[Any, ...]]:
    for name, count in _TOGETHER.items():
        found = getattr(reading, name)
        for start in range(0, len(found), count):
            yield "piece", name, found[start : start + count]
    yield "done", reading.layout, reading.forms, reading.rows_read, reading.year


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
