"""Two thousand damaged bases, used by the real commands: a sentence, never a traceback."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.domain.errors import AppError
from app.services.context import silent
from tests.end_to_end.opora import PASSWORD, WORKBOOKS, Ran, opora
from tests.soak.damage import damage, spoil_column

ROUNDS = 2000
SCHOOL = "021311"
Command = Callable[[Path], tuple[object, ...]]
COMMANDS: dict[str, tuple[Command, int]] = {
    "check": (lambda _: ("check",), 6),
    "check as json": (lambda _: ("check", "--json"), 2),
    "indices": (lambda _: ("indices", "--json"), 6),
    "indices on screen": (lambda _: ("indices",), 2),
    "indices of a school": (lambda _: ("indices", "--school", SCHOOL), 1),
    "workbook of indices": (lambda folder: ("indices", "--xlsx", folder / "a.xlsx"), 3),
    "import": (lambda _: ("import", *WORKBOOKS, "--partial"), 2),
    "import of one": (lambda _: ("import", WORKBOOKS[3]), 3),
    "print": (
        lambda folder: (
            "print", "support_card", "--school", SCHOOL, "-o", folder / "a.pdf",
        ),
        2,
    ),
    "print a passport": (
        lambda folder: (
            "print", "social_passport", "--school", SCHOOL, "-o", folder / "b.pdf",
        ),
        1,
    ),
    "template": (lambda folder: ("template", "passport", "-o", folder / "t.xlsx"), 1),
    "keys": (lambda _: ("keys", "list"), 1),
    "export": (lambda folder: ("export", "-o", folder / "out"), 3),
    "verify": (lambda folder: ("verify", folder / "package.asice"), 1),
    "receive": (lambda folder: ("receive", folder / "package.asice", "-o", folder), 2),
    "references": (lambda _: ("reference", "list"), 1),
    "publish": (lambda folder: ("reference", "publish", "-o", folder / "r.json"), 2),
    "methodologies": (lambda _: ("methodology", "list"), 1),
}  # fmt: skip
"""Name → its words, and how often beside the others."""
WINDOW = "the window"


def through_the_window(base: Path, folder: Path, chance: random.Random) -> Ran:
    """What the pages of the window ask for, from the first screen on; a refusal ends in words."""
    from app.gui import exchange_work, overview_work, reference_work, support_work, work

    try:
        context = work.open_base(base)
        if context is None:
            return Ran(0, "first start", "")
        try:
            work.concerns(context)
            schools = work.schools(context)
            school = chance.choice(schools).uid if schools else uuid4()
            form = chance.choice(["social_passport", "passport", "support_card", "staff"])
            asked: list[Callable[[], object]] = [
                lambda: overview_work.steps_of(context, school),
                lambda: work.open_record(context, school, form),
                lambda: work.progress_of_own_forms(context),
                lambda: [
                    work.entered(context, school, one.key) for one in work.procedures(context)
                ],
                lambda: work.signals(context, school),
                lambda: work.replies(context, school),
                lambda: work.school_card(context, school),
                lambda: work.known_tables(context),
                lambda: exchange_work.desk(context),
                lambda: reference_work.desk(context),
                lambda: support_work.seen(context, None, silent),
                lambda: work.set_period(context, context.period),
                lambda: work.print_form(context, form, school, folder / "w.pdf"),
            ]
            for one in chance.sample(asked, 4):
                one()
        finally:
            context.close()
    except AppError as fault:
        return Ran(fault.exit_code, "", str(fault))
    return Ran(0, "", "")


def told_honestly(ran: Ran) -> bool:
    """Nothing of a traceback; what failed says so in Russian."""
    if "Traceback" in ran.said or "произошла ошибка" in ran.said or ran.code not in (0, 1, 2, 3):
        return False
    return ran.code == 0 or any("а" <= sign <= "я" for sign in ran.said)


def use_damaged_bases(
    demo: Path, work: Path, seed: object, rounds: int
) -> tuple[Counter[int], list[object]]:
    """Damage, open and use so many copies of a demonstration; exit codes, and what went wrong."""
    weights = [often for _, often in COMMANDS.values()] + [12]
    codes: Counter[int] = Counter()
    failures: list[object] = []
    for number in range(rounds):
        chance = random.Random(f"{seed}-{number}")
        shutil.copytree(demo, work)
        base = work / chance.choice(["base.sqlite", "base.sqlite", "region/base.sqlite"])
        kind = damage(base, chance)
        for name in dict.fromkeys(chance.choices([*COMMANDS, WINDOW], weights, k=2)):
            try:
                if name == WINDOW:
                    ran = through_the_window(base, work, chance)
                else:
                    ran = opora(*COMMANDS[name][0](work), "--base", base)
            except Exception as bug:  # noqa: BLE001 - whatever it is, it is what is looked for
                failures.append((number, kind, name, repr(bug)[:300]))
                continue
            codes[ran.code] += 1
            if not told_honestly(ran):
                failures.append((number, kind, name, ran.said[-300:]))
        shutil.rmtree(work)
    return codes, failures


def test_a_damaged_base_is_told_in_a_sentence_by_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, rounds: Callable[[int], int]
) -> None:
    monkeypatch.setenv("OPORA_PASSWORD", PASSWORD)
    demo = tmp_path / "demo"
    assert opora("demo", demo).code == 0
    codes, failures = use_damaged_bases(demo, tmp_path / "база", seed, rounds(ROUNDS))
    print(f"\nseed {seed}: {dict(codes)}")
    assert failures == []
    assert codes[0] > 0
    assert codes[1] + codes[3] > 0


WRONG: dict[str, list[object]] = {
    "text": ["xx", "", "2025-13-40T00:00:00", "{}"],
    "number": [-(2**63), 2**62, 0, -5],
    "bytes": [b"", b"\xff" * 7],
}
"""Values of the right kind that mean nothing: what is left when a column looks at kinds alone."""


class Everything(random.Random):
    """Chance that leaves nothing out where some of many are asked for."""

    def sample(self, population: Any, k: int, *, counts: Any = None) -> Any:
        return list(population)


def test_every_column_with_a_wrong_value_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("OPORA_PASSWORD", PASSWORD)
    demo, work = tmp_path / "demo", tmp_path / "база"
    assert opora("demo", demo).code == 0
    failures: list[object] = []
    for name in ("base.sqlite", "region/base.sqlite"):
        for table, column, value in wrong_cells(demo / name):
            shutil.copytree(demo, work)
            spoil_column(work / name, table, column, value)
            what = f"{name} {table}.{column} = {value!r}"
            commands = [
                ("check", "--json"), ("keys", "list"), ("indices", "--json"),
                ("export", "-o", work / "out"), ("receive", work / "package.asice"),
            ]  # fmt: skip
            chosen = random.Random(f"{seed} {what}").sample(commands, 2)
            uses: list[Callable[[], Ran]] = [
                partial(through_the_window, work / name, work, Everything(1)),
                *(partial(opora, *words, "--base", work / name) for words in chosen),
            ]
            for use in uses:
                try:
                    ran = use()
                except Exception as bug:  # noqa: BLE001 - it is what is looked for
                    failures.append((what, repr(bug)[:200]))
                    continue
                if not told_honestly(ran):
                    failures.append((what, ran.said[-200:]))
            shutil.rmtree(work)
    assert failures == []


def wrong_cells(base: Path) -> list[tuple[str, str, object]]:
    """Every column that holds anything, with values that cannot be right there."""
    with closing(sqlite3.connect(base)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        filled = [
            name
            for (name,) in tables
            if connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()
        ]
        columns = [
            (name, row[1], {"INTEGER": "number", "BLOB": "bytes"}.get(row[2], "text"))
            for name in filled
            for row in connection.execute(f'PRAGMA table_info("{name}")')
        ]
    return [(table, column, value) for table, column, kind in columns for value in WRONG[kind]]
