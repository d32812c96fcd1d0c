"""The crash hook: a bug leaves a report without personal data and one sentence for the user.

Code and places travel in a report, data does not: no local variables, no arguments, no paths of
the user's machine, and only those messages of Python's own that speak of code.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from types import TracebackType

from app import __version__, folders

EXIT_CODE = 3
REPORTS_KEPT = 20

_HOUSE = Path(__file__).resolve().parent.parent
_SPEAKS_OF_CODE = (
    AttributeError, ImportError, ModuleNotFoundError, NameError, NotImplementedError,
    RecursionError, TypeError, UnboundLocalError, ZeroDivisionError,
)  # fmt: skip

Tell = Callable[[str], None]
_log = logging.getLogger(__name__)


def install(tell: Tell, *, leave: bool) -> None:
    """Catch every bug from now on, in all threads.

    tell: shows one Russian sentence to the user, in whichever thread the bug happened.
    leave: end the program with exit code 3 afterwards; a window that already shows data stays.
    """

    def on_bug(kind: type[BaseException], bug: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            raise SystemExit(130)
        tell(_sentence(bug))
        if leave:
            raise SystemExit(EXIT_CODE)

    def on_bug_in_thread(details: threading.ExceptHookArgs) -> None:
        if details.exc_value is not None and not isinstance(details.exc_value, SystemExit):
            tell(_sentence(details.exc_value))

    sys.excepthook = on_bug
    threading.excepthook = on_bug_in_thread


def write_report(bug: BaseException) -> Path:
    """Write the report of a bug into the reports folder; the oldest reports make room for it."""
    return _write(describe(bug))


def write_text(last_words: str) -> Path:
    """Write the report of a process that died, from what its fault handler left."""
    return _write(f"{_head()}\n{last_words}\n")


def _write(text: str) -> Path:
    folder = folders.reports_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = _free_name(folder, time.strftime("crash-%Y%m%d-%H%M%S"))
    path.write_text(text, encoding="utf-8")
    for old in sorted(folder.glob("crash-*.txt"))[:-REPORTS_KEPT]:
        old.unlink(missing_ok=True)
    return path


def describe(bug: BaseException) -> str:
    """The report's text: versions, then for every link of the chain its type and its places."""
    return _head() + "".join(f"\n{_describe_one(link)}" for link in _chain(bug))


def _head() -> str:
    import platform

    return (
        f"Опора {__version__}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.release()}\n"
    )


def _sentence(bug: BaseException) -> str:
    what = "В программе произошла ошибка, сохранённые данные не затронуты."
    try:
        path = write_report(bug)
    except OSError as trouble:
        _log.error("no report could be written: %s", trouble.strerror)
        return f"{what} Отчёт записать не удалось: нет места или доступа к папке программы."
    _log.error("a bug was reported in %s", path.name)
    return f"{what} Отчёт без личных данных лежит здесь: {path}"


def _free_name(folder: Path, stem: str) -> Path:
    path, number = folder / f"{stem}.txt", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.txt"
    return path


def _chain(bug: BaseException) -> Iterator[BaseException]:
    """The causes first, as Python prints them; each once, even when the chain bites its tail."""
    links: list[BaseException] = []
    link: BaseException | None = bug
    while link is not None and all(link is not known for known in links):
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return reversed(links)


def _describe_one(bug: BaseException) -> str:
    places = "".join(
        f"  {short(frame.filename)}:{frame.lineno} {frame.name}\n    {frame.line}\n"
        for frame in traceback.extract_tb(bug.__traceback__)
    )
    return f"{places}{type(bug).__module__}.{type(bug).__qualname__}{_safe_message(bug)}\n"


def _safe_message(bug: BaseException) -> str:
    is_safe = type(bug) in _SPEAKS_OF_CODE or getattr(type(bug), "speaks_of_code", False)
    message = str(bug) if is_safe else ""
    names_a_place = "/" in message or "\\" in message
    return f": {message}" if message and message.isascii() and not names_a_place else ""


def short(filename: str) -> str:
    """The path inside the program or inside a library; of anything else the bare name."""
    path = PurePath(filename)
    if not path.is_absolute():
        return path.as_posix()
    if path.is_relative_to(_HOUSE) and ".venv" not in path.parts:
        return path.relative_to(_HOUSE).as_posix()
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return path.name
