"""Two hundred kills of each act of writing: it is done whole or not at all, and can be done again.

The exchange has a part of its own: `test_kills_of_exchange.py`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.reading import RawAnswers
from app.services.editing import Subject, save_record
from app.services.importing import school_uid
from app.services.opening import open_base
from app.store import base as bases
from tests.end_to_end.exchange_world import SCHOOLS, World, new_world
from tests.end_to_end.opora import WORKBOOKS, opora
from tests.soak.killing import Kills, State, check_kills, rows, words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked here")
ROUNDS = 200


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A region, a district with its workbooks in it and a school."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPORA_HOME", str(tmp_path_factory.mktemp("home")))
        world = new_world(tmp_path_factory.mktemp("world"))
        assert world.at("district", "import", *WORKBOOKS, "--partial").code == 0
        copied = world.folder / "backup.sqlite"
        (world.folder / "out").mkdir()
        bases.copy_base(world.folder / "district" / "base.sqlite", copied)
    return world


def base_of(folder: Path, who: str = "district") -> Path:
    return folder / who / "base.sqlite"


def new_base(folder: Path) -> int:
    start = ("--role", "district", "--methodology", "kbr-2020", "--period", "2025/2026")
    org = ("--org", folder / "district" / "организация.toml")
    code = words("init", *start, *org, "--base", folder / "new" / "base.sqlite")
    # a base that is whole is never made again: that is told, and it is what was asked for
    return 0 if code == 3 and rows(folder / "new" / "base.sqlite") else code


def saving(folder: Path) -> int:
    context = open_base(base_of(folder))
    where = Subject(school_uid(context, SCHOOLS[5]), "social_passport", "2025/2026")
    for number in range(300, 320):
        raw = RawAnswers({"pupils_total": number, "single_parent": number - 200})
        save_record(context, where, raw)
    context.close()
    return 0


def saved(folder: Path) -> State:
    """The last answers; every one that was told as saved is whole in itself."""
    context = open_base(base_of(folder))
    with closing(sqlite3.connect(base_of(folder))) as connection:
        (broken,) = connection.execute(
            "SELECT count(*) FROM record JOIN revision ON record_id = record.id"
            " AND number = last_revision WHERE json_extract(answers, '$.values.pupils_total')"
            " - json_extract(answers, '$.values.single_parent') NOT IN (200)"
            " AND json_extract(answers, '$.values.pupils_total') BETWEEN 300 AND 319"
        ).fetchone()
        (lost,) = connection.execute(
            "SELECT count(*) FROM record WHERE last_revision !="
            " (SELECT max(number) FROM revision WHERE record_id = record.id)"
        ).fetchone()
    context.close()
    return broken, lost


def imported(folder: Path) -> State:
    return rows(base_of(folder, "region"))


def importing(folder: Path, amount: int = len(WORKBOOKS)) -> int:
    return words("import", *WORKBOOKS[:amount], "--partial", "--base", base_of(folder, "region"))


def restoring(folder: Path) -> int:
    bases.copy_base(folder / "backup.sqlite", base_of(folder, "school"))
    return 0


def backing_up(folder: Path) -> int:
    bases.copy_base(base_of(folder), folder / "copy.sqlite")
    return 0


def copy_is_whole(folder: Path) -> State:
    return rows(folder / "copy.sqlite")


def workbook_of_indices(folder: Path) -> int:
    return words("indices", "--xlsx", folder / "out" / "a.xlsx", "--base", base_of(folder))


def written(folder: Path) -> State:
    """A workbook is there whole or not at all."""
    import openpyxl

    path = folder / "out" / "a.xlsx"
    return tuple(openpyxl.load_workbook(path, read_only=True).sheetnames) if path.exists() else ()


ACTS = {
    "init": (new_base, lambda folder: rows(folder / "new" / "base.sqlite")),
    "typed answers": (saving, saved),
    "import": (importing, imported),
    "restore": (restoring, lambda folder: rows(base_of(folder, "school"))),
    "backup": (backing_up, copy_is_whole),
    "indices": (workbook_of_indices, written),
}


def states_between(world: World, act: str, tmp_path: Path) -> list[State]:
    """An import stores file by file."""
    if act != "import":
        return []
    found = []
    for amount in range(1, len(WORKBOOKS)):
        folder = tmp_path / f"first {amount}"
        shutil.copytree(world.folder, folder)
        base = base_of(folder, "region")
        assert opora("import", *WORKBOOKS[:amount], "--partial", "--base", base).code == 0
        found.append(imported(folder))
    return found


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_killed_act_is_whole_or_not_at_all(
    world: World, tmp_path: Path, act: str, seed: int, rounds: Callable[[int], int]
) -> None:
    work, states = ACTS[act]
    between = states_between(world, act, tmp_path)
    kills = Kills(world.folder, work, states=states, between=between)
    chance = random.Random(f"{seed} {act}")
    print(f"\n{act}: {check_kills(kills, tmp_path / 'work', chance, rounds(ROUNDS))}")
