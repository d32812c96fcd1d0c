"""Two programs on one base at one moment: no number is signed twice, none is taken twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.exchange.ledger import Ledger
from app.services.sending import export
from app.store import packages
from tests.unit.services.bases import PASSWORD, RIGHT, SCHOOL, Bases, Exchange, prepare, save
from tests.unit.services.forging import contents_of, forge

ROUNDS = 200
ROOT = Path(__file__).parents[2]
EXPORTER = """
import sys
from pathlib import Path
from app.services.opening import open_base
from app.services.sending import export
from app.services import editing
from app.domain.organisations import OrganisationKind
from app.domain.reading import RawAnswers
base, folder, password, total = sys.argv[1:]
context = open_base(Path(base))
schools = editing.known_organisations(context, OrganisationKind.SCHOOL)
for line in sys.stdin:
    number = line.strip()
    school = schools[0]
    subject = editing.Subject(school.uid, "social_passport", context.period.key)
    before = editing.open_record(context, subject).answers
    values = {**before.values, "pupils_total": int(total) + int(number)}
    editing.save_record(context, subject, RawAnswers(values))
    print("ready", flush=True)
    sys.stdin.readline()
    export(context, None, Path(folder), password)
    print("done", flush=True)
"""
RECEIVER = """
import sys
from pathlib import Path
from app.services.opening import open_base
from app.services.receiving import receive
base, password = sys.argv[1:]
context = open_base(Path(base))
for line in sys.stdin:
    path = Path(line.strip())
    print("ready", flush=True)
    sys.stdin.readline()
    (done,) = receive(context, [path], password)
    print("accepted" if done.accepted else done.verdict.code, flush=True)
"""


class Rival:
    """A program in a process of its own that starts on a word."""

    def __init__(self, code: str, *arguments: object) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *(str(one) for one in arguments)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, words: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(60) == 0


def race(first: Rival, second: Rival, words: tuple[object, object], apart: float) -> list[str]:
    """Both get ready, then start `apart` seconds one after the other; what each came to."""
    for rival, word in zip((first, second), words, strict=True):
        rival.say(word)
    for rival in (first, second):
        assert rival.hear() == "ready"
    first.say("go")
    time.sleep(apart)
    second.say("go")
    return [first.hear(), second.hear()]


@pytest.fixture
def world(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    (tmp_path / "bases").mkdir()
    folder = prepare(tmp_path_factory.mktemp("world"), with_district=True)
    return Exchange(Bases(tmp_path / "bases"), folder)


def test_two_exporters_never_sign_one_number(
    world: Exchange, tmp_path: Path, seed: int, rounds: Callable[[int], int]
) -> None:
    chance = random.Random(seed)
    district = world.district()
    save(district, SCHOOL, "social_passport", RIGHT)
    rivals = [
        Rival(EXPORTER, district.base, tmp_path / f"stick{n}", PASSWORD, 200 + 300 * n)
        for n in range(2)
    ]
    for number in range(rounds(ROUNDS)):
        came = race(rivals[0], rivals[1], (number, number), chance.random() * 0.05)
        assert came == ["done", "done"], f"round {number}"
    for rival in rivals:
        rival.close()
    lines = Ledger(district.beside("ledger")).entries
    doubled = [key for key, amount in Counter(one.sequence for one in lines).items() if amount > 1]
    assert doubled == []
    assert [one.previous_sha256 for one in lines[1:]] == [one.manifest_sha256 for one in lines[:-1]]


def test_of_two_packages_of_one_number_one_is_taken(
    world: Exchange, tmp_path: Path, seed: int, rounds: Callable[[int], int]
) -> None:
    chance = random.Random(seed)
    district, region = world.district(), world.region
    save(district, SCHOOL, "social_passport", RIGHT)
    honest = export(district, None, tmp_path / "stick", PASSWORD).path
    contents = contents_of(honest)
    rivals = [Rival(RECEIVER, region.base, PASSWORD) for _ in range(2)]
    previous: str | None = None
    for number in range(rounds(ROUNDS)):
        pair = []
        for n in range(2):
            other = {**contents, "docs/note.txt": f"{number} {n}".encode()}
            name = f"{number}-{n}.asice"
            pair.append(forge(district, honest, other, number + 1, previous, name))
        came = race(rivals[0], rivals[1], (pair[0].path, pair[1].path), chance.random() * 0.05)
        assert sorted(came) == ["E_REPLAY_OLD", "accepted"], f"round {number}: {came}"
        previous = pair[came.index("accepted")].manifest_sha256
    for rival in rivals:
        rival.close()
    with region.database.reading() as connection:
        taken = packages.received(connection)
    assert sorted(one.sequence for one in taken) == list(range(1, len(taken) + 1))
