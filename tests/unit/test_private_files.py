"""What others on the same computer may not read, and what killed programs leave behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import scratch
from app.folders import scratch_folder
from app.main import main
from app.placing import PRIVATE, place, placed, sweep
from app.store import base as bases

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the profile's rights count there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_everything_the_program_keeps_is_for_its_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole demonstration; what it made for others (packages, a PDF) lies elsewhere."""
    monkeypatch.setenv("OPORA_HOME", str(tmp_path / "home"))
    os.umask(os.umask(0o022))
    assert main(["demo", str(tmp_path / "demo")]) == 0
    for kept in (tmp_path / "demo").rglob("base*"):
        assert mode(kept) & 0o077 == 0, kept
    assert mode(tmp_path / "home" / "logs") == 0o700


def test_a_base_of_an_earlier_version_becomes_private_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    bases.create(path).close()
    ledger = tmp_path / "base.ledger"
    ledger.touch()
    for one in (path, ledger):
        one.chmod(0o644)
    bases.open_existing(path).close()
    assert (mode(path), mode(ledger)) == (0o600, 0o600)


@pytest.mark.parametrize(("asked", "found"), [(0o666, 0o644), (PRIVATE, 0o600)])
def test_a_draft_is_private_and_the_file_as_it_was_asked(
    tmp_path: Path, asked: int, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.placing._MASK", 0o022)
    with placed(tmp_path / "a.xlsx", asked) as handle:
        (draft,) = tmp_path.glob(".a.xlsx*")
        assert mode(draft) == 0o600
        handle.write(b"x")
    assert mode(tmp_path / "a.xlsx") == found


WRITE_FOR_EVER = """
import sys, itertools
from pathlib import Path
from app.spreadsheets.summaries import SummarySheet, write_summary
rows = (("Иванова Маша", number) for number in itertools.count())
print("begun", flush=True)
write_summary(Path(sys.argv[1]), [SummarySheet("Лист", ("Кто", "Сколько"), rows)])
"""


def test_a_killed_writing_leaves_nothing_after_the_next_start(tmp_path: Path, home: Path) -> None:
    system = tmp_path / "system"
    system.mkdir()
    target = tmp_path / "out" / "показатели.xlsx"
    target.parent.mkdir()
    environment = {**os.environ, "TMPDIR": str(system), "OPORA_HOME": str(home)}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(target)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    until = time.monotonic() + 30
    while not any(one.stat().st_size for one in home.rglob("*.part.d/*")):
        assert time.monotonic() < until
        time.sleep(0.01)
    writer.kill()
    writer.wait()
    writer.stdout.close()
    assert list(system.iterdir()) == []
    assert len(list(target.parent.iterdir())) == 1
    with pytest.raises(SystemExit):
        main(["--version"])
    assert not scratch_folder().exists()
    place(target, b"x")
    assert list(target.parent.iterdir()) == [target]


def test_a_living_program_keeps_what_it_writes_aside(home: Path) -> None:
    with scratch.scratch() as folder:
        (folder / "a").write_text("б", encoding="utf-8")
        code = "from app import scratch; scratch.sweep()"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        assert (folder / "a").exists()
    assert not scratch_folder().exists()


def test_nobodys_file_is_swept_but_ours(tmp_path: Path) -> None:
    for name in ("a.part", ".a.opora.part", ".a.0123456.opora.part", "b.0123abcd.opora.part"):
        (tmp_path / name).touch()
    (tmp_path / ".a.0123abcd.opora.part").touch()
    sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        ".a.0123456.opora.part", ".a.opora.part", "a.part", "b.0123abcd.opora.part",
    ]  # fmt: skip


def test_a_draft_that_is_the_base_itself_is_swept_without_being_opened(tmp_path: Path) -> None:
    """A kill between the two halves of putting a base in its place leaves it under two names."""
    database = bases.create(tmp_path / "base.sqlite")
    draft = tmp_path / ".base.sqlite.0123abcd.opora.part"
    draft.hardlink_to(database.path)
    opened: list[str] = []
    is_watching = True

    def watch(event: str, given: tuple[object, ...]) -> None:
        if is_watching and event == "open" and str(given[0]).startswith(str(tmp_path)):
            opened.append(str(given[0]))

    sys.addaudithook(watch)
    sweep(tmp_path)
    is_watching = False
    assert (opened, draft.exists()) == ([], False)
    database.close()


def test_a_new_base_and_a_copy_sweep_what_a_killed_one_left(tmp_path: Path) -> None:
    for number, name in enumerate(("new", "copy")):
        folder = tmp_path / name
        folder.mkdir()
        left = folder / f".a.0123abc{number}.opora.part"
        left.touch()
        if name == "new":
            bases.create(folder / "base.sqlite").close()
        else:
            bases.copy_base(tmp_path / "new" / "base.sqlite", folder / "copy.sqlite")
        assert not left.exists()
