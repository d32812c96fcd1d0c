"""Runs the program as a user would, and looks at what it said and left behind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.main import main

DISTRICT = Path(__file__).parents[1] / "data" / "district"
WORKBOOKS = [DISTRICT / f"{name}.xlsx" for name in ("social_passport", "vpr5_russian", "vpr5_math")]
WORKBOOKS.append(DISTRICT / "oge9.xlsx")
PASSWORD = "учебный пример"
"""Of the keys that the demonstration makes."""


@dataclass(frozen=True)
class Ran:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Everything it told the user."""
        return self.out + self.err


def opora(*arguments: object) -> Ran:
    """One command inside this process: as fast as its work. A bug comes out as an exception."""
    out, err = _stream(), _stream()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(one) for one in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Ran(code, _text(out), _text(err))


def program(
    *arguments: object,
    home: Path | None = None,
    environment: Mapping[str, str] | None = None,
    inside: Path | None = None,
) -> Ran:
    """The same as a process of its own."""
    done = subprocess.run(
        command(*arguments),
        capture_output=True,
        check=False,
        cwd=inside,
        stdin=subprocess.DEVNULL,
        env=surroundings(home, environment),
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def command(*arguments: object) -> list[str]:
    """The command line of the program."""
    return [sys.executable, "-m", "app", *(str(one) for one in arguments)]


def surroundings(home: Path | None = None, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a process: this checkout, a home of its own, no password."""
    found = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **(more or {})}
    found.pop("OPORA_PASSWORD", None)
    if home is not None:
        found["OPORA_HOME"] = str(home)
    return found


def content(base: Path) -> list[str]:
    """Everything a base holds, row by row, the journal and the times of day included."""
    with contextlib.closing(sqlite3.connect(base)) as connection:
        return list(connection.iterdump())


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder and its bytes, the log of the program left out."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "opora-home" not in path.parts
    }


def assert_one_clear_sentence(ran: Ran, codes: Sequence[int]) -> None:
    """A bad input was told in Russian, without a traceback and without a crash report."""
    assert ran.code in codes, ran
    assert "Traceback" not in ran.said, ran
    assert "В программе произошла ошибка" not in ran.said, ran
    assert any("а" <= sign <= "я" for sign in ran.said), ran
    assert ran.said.strip().endswith((".", "»", ")", "help", "}")), ran


def fill_social_passport(
    template: Path, *, pupils: int, single: int, high: int, registered: int
) -> None:
    """Write into the workbook as people do: beside the labels they see."""
    import openpyxl

    book = openpyxl.load_workbook(template)
    wanted = {
        "Всего обучающихся": pupils,
        "Дети из неполных семей": single,
        "Дети из семей, где оба родителя с высшим образованием": high,
        "На внутришкольном учёте (ВШУ)": registered,
    }
    sheet = book.worksheets[0]
    for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
        for column, value in enumerate(row, 1):
            label = str(value or "").rstrip(" *")
            if label in wanted:
                sheet.cell(line, column + 1).value = wanted.pop(label)
    assert not wanted
    book.save(template)


@contextlib.contextmanager
def closed(base: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A raw connection whose changes are kept and which is given back."""
    with contextlib.closing(base), base:
        yield base


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
