"""Wires everything once: arguments → folders → log → crash hook → window or command.

Nothing heavy is imported here: the window is on the screen before the libraries it needs later.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from app import crash, deaths, folders, log
from app.domain.errors import AppError

INTERRUPTED = 130
READING_CHILD = "--reading-child"
"""Private: the program starts itself once more to read workbooks (`reading_process`)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Start the program; returns the exit code of the command line's contract."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [READING_CHILD]:
        from app.spreadsheets.reading_child import serve

        return serve(arguments[1:])
    _speak_utf8()
    crash.install(_tell, leave=True)
    if trouble := log.start():
        _tell(trouble)
    is_window = not arguments or _only_names_a_base(arguments)
    died = deaths.watch(window=is_window)
    try:
        code = _start(arguments, died, window=is_window)
        _flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_left()
    except AppError as error:
        _tell(str(error))
        return error.exit_code
    finally:
        deaths.end()
    return code


def _start(arguments: list[str], died: str, *, window: bool) -> int:
    """`died`: the sentence about an earlier start that did not end in order."""
    if folders.scratch_folder().is_dir():
        from app import scratch

        scratch.sweep()
    if window:
        from app.gui.application import run

        return run(_base_of(arguments), died)
    from app.cli import run as run_command

    if died:
        _tell(died)
    return run_command(arguments)


def _only_names_a_base(arguments: list[str]) -> bool:
    """Whether the whole command line is `--base FILE` or `--base=FILE`: the window on that base."""
    if len(arguments) == 1:
        return arguments[0].startswith("--base=") and arguments[0] != "--base="
    return len(arguments) == 2 and arguments[0] == "--base"


def _base_of(arguments: list[str]) -> Path | None:
    return Path(arguments[-1].removeprefix("--base=")) if arguments else None


def _speak_utf8() -> None:
    """Russian on any console; what it cannot show becomes a question mark, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _tell(sentence: str) -> None:
    # The windowed exe has no stderr at all.
    if sys.stderr is not None:
        print(sentence, file=sys.stderr)  # noqa: T201


def _flush() -> None:
    if sys.stdout is not None:
        sys.stdout.flush()


def _reader_left() -> int:
    """`opora … | head`: whoever read us has seen enough; nothing more can be or need be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
