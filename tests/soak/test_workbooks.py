"""Two thousand mutated workbooks of each kind, loaded into a base as the program loads them.

No abort, no traceback, at most a gigabyte and thirty seconds each; a refused file stores nothing
and says why.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.services.context import Context
from app.services.importing import FileReport, import_files
from app.spreadsheets import reading_process
from app.spreadsheets.reading import open_workbook
from tests.ods_making import plain_row, write_ods
from tests.soak import book_damage
from tests.unit.services.bases import DISTRICT, SCHOOL, SECOND, Bases
from tests.xls_making import write_xls

ROUNDS = 2000
TOGETHER = 20
"""Files of one batch: they share a child until one of them ends it."""
MOST_SECONDS, MOST_MEGABYTES = 30, 1024
DATA = Path(__file__).parents[1] / "data"
KINDS: dict[str, tuple[str, tuple[book_damage.Damage, ...]]] = {
    "xlsx by bytes": (
        "xlsx",
        (book_damage.bytes_changed, book_damage.cut, book_damage.numbers_replaced),
    ),
    "xlsx by xml": ("xlsx", (book_damage.part_changed,)),
    "xls": (
        "xls",
        (
            book_damage.bytes_changed,
            book_damage.cut,
            book_damage.numbers_replaced,
            book_damage.numbers_replaced,
            book_damage.sectors_knotted,
            book_damage.records_changed,
            book_damage.records_changed,
        ),
    ),
    "ods": (
        "ods",
        (
            book_damage.part_changed,
            book_damage.part_changed,
            book_damage.bytes_changed,
            book_damage.cut,
        ),
    ),
    "csv": ("csv", (book_damage.text_changed,)),
}


@pytest.fixture
def district(tmp_path: Path) -> Iterator[Context]:
    bases = Bases(tmp_path)
    yield bases.make("district", DISTRICT, (SCHOOL, SECOND))
    bases.close()


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """Sound books of every kind: the example district's and those that went wrong once."""
    folder = tmp_path_factory.mktemp("books")
    found: dict[str, list[bytes]] = {"xlsx": [], "xls": [], "ods": [], "csv": []}
    for path in [
        *sorted((DATA / "district").glob("*.xlsx")),
        *sorted((DATA / "cases").glob("*.*")),
    ]:
        found[path.suffix[1:]].append(path.read_bytes())
        if path.suffix != ".csv":
            for made in _other_kinds(path, folder):
                found[made.suffix[1:]].append(made.read_bytes())
    return found


def _other_kinds(path: Path, folder: Path) -> Iterator[Path]:
    """The same rows as xls, as ods, and the first sheet as csv."""
    with open_workbook(path) as book:
        sheets = [(sheet.name[:31], list(sheet.rows())) for sheet in book.sheets]
    cells = [
        (
            name,
            [
                (row - 1, column, "number" if isinstance(raw, int | float) else "text", raw)
                for row, values in rows
                for column, raw in enumerate(values)
                if raw != ""
            ],
        )
        for name, rows in sheets
    ]
    yield write_xls(folder / f"{path.stem}.xls", cells)
    yield write_ods(
        folder / f"{path.stem}.ods",
        [
            (name, [plain_row([_plain(one) for one in values]) for _, values in rows])
            for name, rows in sheets
        ],
    )
    text = "\r\n".join(";".join(str(one) for one in values) for _, values in sheets[0][1])
    made = folder / f"{path.stem}.csv"
    made.write_text(text, encoding="utf-8", newline="")
    yield made


def _plain(raw: object) -> object:
    return raw if isinstance(raw, int | float) else str(raw)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_book_is_read_or_refused_in_a_sentence(
    kind: str,
    district: Context,
    books: dict[str, list[bytes]],
    tmp_path: Path,
    seed: int,
    rounds: Callable[[int], int],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    ending, damages = KINDS[kind]
    watch = _Watch(district, monkeypatch)
    outcomes: Counter[str] = Counter()
    for start in range(0, rounds(ROUNDS), TOGETHER):
        paths = []
        for number in range(start, min(start + TOGETHER, rounds(ROUNDS))):
            chance = random.Random(f"{seed} {kind} {number}")
            path = tmp_path / f"{number}.{ending}"
            damage = chance.choice(damages)
            path.write_bytes(damage(chance.choice(books[ending]), chance))
            paths.append(path)
        reports = import_files(district, paths, progress=watch)
        watch.finish(reports)
        assert len(reports) == len(paths)
        for path, report in zip(paths, reports, strict=True):
            outcomes["stored" if report.stored else "refused"] += 1
            path.unlink()
    record_property("outcomes", f"{dict(outcomes)}, {watch.longest:.1f} s, {watch.most} MB")
    assert outcomes["refused"] > 0


class _Watch:
    """Looks at the base before and after each file, at the clock, and at the child's memory."""

    def __init__(self, context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
        self.base = context.base
        self.longest, self.most = 0.0, 0
        self._begin = time.monotonic()
        self._seen: dict[int, str] = {}
        """Content of the base before each file of the batch, and after the last."""
        self._children: set[int] = set()
        started = reading_process._started

        def noticed(*ends: int) -> Any:
            process = started(*ends)
            self._children.add(process.pid)
            return process

        monkeypatch.setattr(reading_process, "_started", noticed)

    def __call__(self, done: int, total: int) -> None:
        self._look_at_memory()
        if done in self._seen:
            return
        now = time.monotonic()
        if done:
            self.longest = max(self.longest, now - self._begin)
            assert self.longest <= MOST_SECONDS, f"file {done} of the batch"
        self._seen[done] = content_of(self.base)
        self._begin = time.monotonic()

    def _look_at_memory(self) -> None:
        for pid in list(self._children):
            try:
                status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            except OSError:
                self._children.discard(pid)
                continue
            for line in status.splitlines():
                if line.startswith("VmHWM"):
                    self.most = max(self.most, int(line.split()[1]) // 1024)
        assert self.most <= MOST_MEGABYTES

    def finish(self, reports: list[FileReport]) -> None:
        """What was refused left no trace and has a sentence."""
        seen, self._seen = self._seen, {}
        for number, report in enumerate(reports):
            before, after = seen[number], seen[number + 1]
            assert report.stored or before == after, report
            assert not report.world_failed, report
            if not report.stored:
                assert any(_is_a_sentence(one.message) for one in report.issues), report
            assert not any("Traceback" in one.message for one in report.issues)


def _is_a_sentence(text: str) -> bool:
    return len(text) > 10 and text.rstrip()[-1] in ".!?»" and any("а" <= one <= "я" for one in text)


def content_of(base: Path) -> str:
    """Everything in the base as one number."""
    with closing(sqlite3.connect(base)) as connection:
        whole = hashlib.sha256()
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                whole.update(repr(row).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()
