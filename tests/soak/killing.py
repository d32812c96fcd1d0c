"""Runs an act in a process of its own that is killed at a random moment, and looks at what it left.

The process is forked from this one, where everything is loaded already: chance meets the act
itself and not the loading of libraries.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.main import main
from tests.end_to_end.opora import Ran

Act = Callable[[Path], int]
"""Does the work in a folder; gives an exit code."""
State = object
TABLES = (
    "organisation", "record", "revision", "procedure", "pupil_results", "total_results",
    "reference", "setting", "enrolled_key", "received_package", "sent_package",
)  # fmt: skip
"""What a base holds, the journal left out: it notes what was done again as well."""


@dataclass(frozen=True)
class Kills:
    """One act of writing and how to judge what is left of it."""

    stage: Path
    """The folder before the act; every round works on a copy of it."""
    act: Act
    again: Iterable[int] = (0,)
    """Exit codes of the act done again."""
    states: Callable[[Path], State] | None = None
    """What is to be seen of the act: only what is seen before or after it is whole."""
    between: Iterable[State] = ()
    """States in between that are whole as well (one of two files)."""
    steps: bool = False
    """Whether the act writes several things; then only being done again has to end it whole."""


def words(*arguments: object) -> int:
    """A command of the program, in this process."""
    try:
        return main([str(one) for one in arguments])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1


def killed_after(act: Act, folder: Path, seconds: float | None) -> Ran | None:
    """Do an act in a process of its own; None when it had to be killed before it ended."""
    told = folder / "сказано.txt"
    child = os.fork()
    if not child:
        _be(act, folder, told)
    if seconds is not None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if os.waitpid(child, os.WNOHANG)[0]:
                return _ran(0, told)
            time.sleep(min(0.002, max(0.0, until - time.monotonic())))
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, _ran(-os.WTERMSIG(status), told)
        return None
    return _ran(os.WEXITSTATUS(status), told)


def _ran(code: int, told: Path) -> Ran:
    text = told.read_text(encoding="utf-8", errors="replace") if told.exists() else ""
    told.unlink(missing_ok=True)
    return Ran(code, text, "")


def _be(act: Act, folder: Path, told: Path) -> None:
    """The child: never comes back."""
    code = 99
    try:
        out = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
        temporary = folder / "temp"
        temporary.mkdir(exist_ok=True)
        tempfile.tempdir = str(temporary)
        os.environ["OPORA_HOME"] = str(folder / "home")
        code = act(folder)
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent shows it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def check_kills(kills: Kills, work: Path, chance: random.Random, rounds: int) -> str:
    """Kill the act `rounds` times; gives a line about it. Raises AssertionError with the round."""
    usual, before, after = _undisturbed(kills, work)
    killed = half_way = 0
    for number in range(rounds):
        folder = _fresh(kills.stage, work)
        ran = killed_after(kills.act, folder, chance.uniform(0, 1.05 * usual))
        killed += ran is None
        seen = _looked_at(kills, folder, f"round {number}")
        whole = [before, after, *kills.between]
        assert kills.steps or seen in whole, (
            f"round {number}: {seen} is neither {before} nor {after}"
        )
        half_way += ran is None and seen == before
        done = killed_after(kills.act, folder, None)
        assert done is not None, number
        assert done.code in kills.again, f"round {number}: {done}"
        assert "Traceback" not in done.said, f"round {number}: {done}"
        assert leftovers(folder) == [], f"round {number}"
        again = _looked_at(kills, folder, f"round {number}, done again")
        assert again == after, f"round {number}: {again} after it was done again, not {after}"
        shutil.rmtree(folder)
    return f"{rounds} rounds of {usual:.2f} s: {killed} killed, {half_way} before it was stored"


def _undisturbed(kills: Kills, work: Path) -> tuple[float, State, State]:
    """How long the act takes here, and what is seen before and after it."""
    folder = _fresh(kills.stage, work)
    before = _looked_at(kills, folder, "before")
    began = time.monotonic()
    ran = killed_after(kills.act, folder, None)
    usual = time.monotonic() - began
    assert ran is not None
    assert ran.code in kills.again, ran
    after = _looked_at(kills, folder, "after")
    shutil.rmtree(folder)
    return usual, before, after


def _fresh(stage: Path, work: Path) -> Path:
    shutil.copytree(stage, work)
    return work


def _looked_at(kills: Kills, folder: Path, when: str) -> State:
    """The next start opens every base; what is seen of the act then."""
    for base in sorted(folder.rglob("base.sqlite")):
        opens = killed_after(partial(_opening, base), folder, None)
        assert opens is not None
        assert opens.code == 0, f"{when}: {base.relative_to(folder)}: {opens}"
        with closing(sqlite3.connect(base)) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone()
        assert found == ("ok",), f"{when}: {base.relative_to(folder)}"
    return kills.states(folder) if kills.states else None


def _opening(base: Path, _: Path) -> int:
    return words("keys", "list", "--base", base)


def leftovers(folder: Path) -> list[str]:
    """What nobody needs any more: drafts, logs of bases, temporary files."""
    endings = (".part", "-wal", "-shm", "-journal", ".d", ".torn")
    found = [one for one in folder.rglob("*") if one.name.endswith(endings)]
    found += (folder / "temp").rglob("*")
    if (folder / "home" / "scratch").exists():
        found.append(folder / "home" / "scratch")
    return sorted(str(one.relative_to(folder)) for one in found)


def rows(base: Path) -> State:
    """How much a base holds, table by table; "" where there is none."""
    if not base.exists():
        return ""
    with closing(sqlite3.connect(base)) as connection:
        return tuple(
            connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in TABLES
        )
