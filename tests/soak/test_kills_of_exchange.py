"""Two hundred kills of each act of the exchange: keys, packages, receipts, references.

Each is done whole or not at all, and can be done again; no number is given twice.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.end_to_end.exchange_world import code_on_paper, new_world
from tests.end_to_end.opora import WORKBOOKS
from tests.soak.killing import Kills, State, check_kills, rows, words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here")
ROUNDS = 200


def at(folder: Path, who: str, *arguments: object) -> int:
    """A command on somebody's base in a round's folder, with the password at hand."""
    needs = arguments[0] in {"export", "receive"} or arguments[1] in {"root", "request", "issue"}
    password = ("--password-file", folder / "пароль.txt") if needs else ()
    return words(*arguments, *password, "--base", folder / who / "base.sqlite")


def held(*who: str) -> Callable[[Path], State]:
    """What the bases of some hold."""
    return lambda folder: tuple(rows(folder / one / "base.sqlite") for one in who)


def keys_of(who: str) -> Callable[[Path], State]:
    """Which keys and certificates are in use: what a repetition replaced lies beside them."""

    def look(folder: Path) -> State:
        names = sorted(one.name for one in (folder / who / "base.keys").glob("*.pem"))
        with closing(sqlite3.connect(folder / who / "base.sqlite")) as connection:
            active = "SELECT DISTINCT organisation_uid FROM enrolled_key WHERE state='active'"
            return names, sorted(connection.execute(active))

    return look


def sent(folder: Path) -> State:
    """Numbers given to packages and their contents: a number stands for one content."""
    ledger = folder / "district" / "base.ledger"
    lines = ledger.read_text(encoding="utf-8").splitlines() if ledger.exists() else []
    given = {(one["recipient"], one["sequence"]) for one in map(json.loads, lines)}
    assert len(given) == len(lines), "a number was given twice"
    files = sorted((folder / "out").glob("*.asice"))
    return len(files)


Stage = Callable[[Path], int]


def published(folder: Path) -> State:
    """The file is there, and only when the base has its version; one without a file may remain."""
    file = folder / "reference.json"
    if not file.exists():
        return "no file"
    reference = json.loads(file.read_text(encoding="utf-8"))["reference"]
    with closing(sqlite3.connect(folder / "region" / "base.sqlite")) as connection:
        known = connection.execute("SELECT uid FROM reference").fetchall()
    assert (reference["id"],) in known
    return "published"


def root(folder: Path) -> int:
    code = at(folder, "region", "keys", "root", "-o", folder / "root.pem")
    if code == 1 and (folder / "root.pem").exists():
        return 0  # what is whole is never made anew: that is told
    return code


def request(folder: Path) -> int:
    return at(folder, "district", "keys", "request", "-o", folder / "district.csr")


def renew(folder: Path) -> int:
    return at(folder, "district", "keys", "request", "--renew", "-o", folder / "renewed.csr")


def code_of(folder: Path) -> str:
    return (folder / "код.txt").read_text(encoding="utf-8")


def issue(folder: Path) -> int:
    answer = ("-o", folder / "district.json")
    paper = ("--code", code_of(folder))
    return at(folder, "region", "keys", "issue", folder / "district.csr", *paper, *answer)


def install_key(folder: Path) -> int:
    print_ = (folder / "отпечаток.txt").read_text(encoding="utf-8")
    answer = folder / "district.json"
    return at(folder, "district", "keys", "install", answer, "--root-code", print_)


def trust(folder: Path) -> int:
    print_ = (folder / "отпечаток.txt").read_text(encoding="utf-8")
    return at(folder, "school", "keys", "trust", folder / "root.pem", "--root-code", print_)


def export(folder: Path) -> int:
    return at(folder, "district", "export", "-o", folder / "out")


def receive(folder: Path) -> int:
    (package,) = (folder / "out").glob("*.asice")
    return at(folder, "region", "receive", package, "-o", folder / "receipts")


def receipt_home(folder: Path) -> int:
    (receipt,) = (folder / "receipts").glob("*.asice")
    return at(folder, "district", "receive", receipt)


def publish(folder: Path) -> int:
    return at(folder, "region", "reference", "publish", "-o", folder / "reference.json")


def install_reference(folder: Path) -> int:
    return at(folder, "school", "reference", "install", folder / "reference.json")


ACTS: dict[str, tuple[Stage, Callable[[Path], State]]] = {
    "root": (root, keys_of("region")),
    "request": (request, keys_of("district")),
    "issue": (issue, keys_of("region")),
    "install a key": (install_key, keys_of("district")),
    "trust": (trust, keys_of("school")),
    "renew": (renew, keys_of("district")),
    "export": (export, sent),
    "receive": (receive, held("region")),
    "receipt": (receipt_home, held("district")),
    "publish": (publish, published),
    "install a reference": (install_reference, held("school")),
}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder an act, as it is before the act; the story is told once from act to act."""
    kept = tmp_path_factory.mktemp("stages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(tmp_path_factory.mktemp("home")))
        world = new_world(tmp_path_factory.mktemp("world"))
        assert world.at("district", "import", *WORKBOOKS, "--partial").code == 0
        for name in ("out", "receipts"):
            world.file(name).mkdir()
        for name, (act, _) in ACTS.items():
            shutil.copytree(world.folder, kept / name)
            if name == "renew":
                continue
            if name == "request":
                ran = world.at("district", "keys", "request", "-o", world.file("district.csr"))
                world.file("код.txt").write_text(code_on_paper(ran), encoding="utf-8")
            elif name == "root":
                ran = world.at("region", "keys", "root", "-o", world.file("root.pem"))
                world.file("отпечаток.txt").write_text(code_on_paper(ran), encoding="utf-8")
            else:
                assert act(world.folder) == 0, name
    return kept


@pytest.mark.parametrize("act", ACTS)
def test_a_killed_act_of_the_exchange_is_whole_or_not_at_all(
    stages: Path, tmp_path: Path, act: str, seed: int, rounds: Callable[[int], int]
) -> None:
    work, states = ACTS[act]
    kills = Kills(stages / act, work, states=states, steps=act not in AT_ONCE)
    chance = random.Random(f"{seed} {act}")
    print(f"\n{act}: {check_kills(kills, tmp_path / 'work', chance, rounds(ROUNDS))}")


AT_ONCE = {"export", "receipt", "publish", "install a reference"}
"""Acts that are one step; the others write several files and end what a kill left undone."""
