"""Two thousand damaged bases, used by the real commands: a sentence, never a traceback."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.opora import PASSWORD, WORKBOOKS, Ran, opora
from tests.soak.damage import damage

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


def told_honestly(ran: Ran) -> bool:
    """Nothing of a traceback; what failed says so in Russian."""
    if "Traceback" in ran.said or "произошла ошибка" in ran.said or ran.code not in (0, 1, 2, 3):
        return False
    return ran.code == 0 or any("а" <= sign <= "я" for sign in ran.said)


def test_a_damaged_base_is_told_in_a_sentence_by_every_command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    rounds: Callable[[int], int],
) -> None:
    monkeypatch.setenv("OPORA_PASSWORD", PASSWORD)
    monkeypatch.setenv("OPORA_HOME", str(tmp_path / "home"))
    weights = [often for _, often in COMMANDS.values()]
    played = tmp_path / "demo"
    assert opora("demo", played).code == 0
    codes: Counter[int] = Counter()
    failures = []
    for number in range(rounds(ROUNDS)):
        chance = random.Random(f"{seed}-{number}")
        folder = tmp_path / "база"
        shutil.copytree(played, folder)
        base = folder / chance.choice(["base.sqlite", "base.sqlite", "region/base.sqlite"])
        kind = damage(base, chance)
        for name in dict.fromkeys(chance.choices([*COMMANDS], weights, k=2)):
            words = COMMANDS[name][0](folder)
            try:
                ran = opora(*words, "--base", base)
            except Exception as bug:  # noqa: BLE001 - whatever it is, it is what is looked for
                failures.append((number, kind, name, repr(bug)[:300]))
                continue
            codes[ran.code] += 1
            if not told_honestly(ran):
                failures.append((number, kind, name, ran.said[-300:]))
        shutil.rmtree(folder)
    print(f"\nseed {seed}: {dict(codes)}")
    assert failures == []
    assert codes[0] > 0
    assert codes[1] + codes[3] > 0
