"""The ledger of what was sent: only added to, chained, and not killed by a power cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import WorldFailed
from app.exchange.ledger import Ledger, Sent, sent_from
from app.exchange.writing import write_package
from tests.unit.exchange.world import FILES, NOW, OTHER, REGION, SCHOOL, meta, world
from tests.unit.full_disk import at_most


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sent.ledger"


def sent(number: int = 1, *, key: str = "k", recipient: str = REGION.uid) -> Sent:
    return Sent(
        package_id=f"id-{number}",
        package_type="submission",
        sender=SCHOOL.uid,
        key=key,
        recipient=recipient,
        sequence=number,
        manifest_sha256=f"m{number}",
        file_sha256=f"f{number}",
        previous_sha256=f"m{number - 1}" if number > 1 else None,
        sent_at=NOW,
        name="пакет.asice",
        revisions={"card": [1, 2]},
    )


def test_what_was_added_is_read_again(path: Path) -> None:
    Ledger(path).append(sent(1))
    Ledger(path).append(sent(2))
    assert Ledger(path).entries == (sent(1), sent(2))
    assert Ledger(path).by_manifest("m2") == sent(2)
    assert Ledger(path).by_manifest("m3") is None


def test_numbers_run_per_installation_and_recipient(path: Path) -> None:
    ledger = Ledger(path)
    assert ledger.next_sequence("k", REGION.uid) == 1
    assert ledger.previous_sha256("k", REGION.uid) is None
    ledger.append(sent(1))
    ledger.append(sent(2))
    assert ledger.next_sequence("k", REGION.uid) == 3
    assert ledger.previous_sha256("k", REGION.uid) == "m2"
    assert ledger.next_sequence("other key", REGION.uid) == 1
    assert ledger.next_sequence("k", OTHER.uid) == 1
    assert ledger.next_sequence("k", None) == 1


def test_two_programs_adding_at_once_keep_one_chain(path: Path) -> None:
    first, second = Ledger(path), Ledger(path)
    first.append(sent(1))
    second.append(sent(2))
    first.append(sent(3))
    assert [one.sequence for one in Ledger(path).entries] == [1, 2, 3]
    assert [one.sequence for one in first.entries] == [1, 2, 3]


@pytest.mark.parametrize("lost", [1, 30, 200])
def test_a_torn_last_line_is_set_aside(path: Path, lost: int) -> None:
    Ledger(path).append(sent(1))
    whole = path.read_bytes()
    Ledger(path).append(sent(2))
    path.write_bytes(torn := path.read_bytes()[:-lost])
    ledger = Ledger(path)
    assert ledger.entries == (sent(1),)
    assert path.read_bytes() == torn, "reading changed the file"
    ledger.append(sent(3))
    assert Ledger(path).entries == (sent(1), sent(3))
    aside = path.with_name("sent.ledger.torn").read_bytes()
    assert torn.removeprefix(whole) in aside


def test_a_last_line_of_zeros_is_torn(path: Path) -> None:
    Ledger(path).append(sent(1))
    with path.open("ab") as handle:
        handle.write(bytes(300) + b"\n")
    ledger = Ledger(path)
    assert ledger.torn
    ledger.append(sent(2))
    assert [one.sequence for one in Ledger(path).entries] == [1, 2]


def test_a_line_changed_or_lost_in_the_middle_is_told(path: Path) -> None:
    for number in (1, 2, 3):
        Ledger(path).append(sent(number))
    lines = path.read_bytes().splitlines(keepends=True)
    for damaged in (
        [lines[0], lines[2]],
        [lines[0].replace(b"id-1", b"id-9"), *lines[1:]],
        [b"garbage\n", *lines],
        [lines[0], b"{}\n", lines[2]],
        [lines[1], lines[2]],
    ):
        path.write_bytes(b"".join(damaged))
        with pytest.raises(WorldFailed, match="повреждён"):
            Ledger(path)


def test_every_truncation_is_either_sound_or_torn(path: Path) -> None:
    for number in (1, 2):
        Ledger(path).append(sent(number))
    whole = path.read_bytes()
    for length in range(0, len(whole), 3):
        path.write_bytes(whole[:length])
        ledger = Ledger(path)
        assert ledger.entries == (sent(1), sent(2))[: len(ledger.entries)]


def test_a_full_disk_is_told_and_the_next_line_still_fits(path: Path) -> None:
    Ledger(path).append(sent(1))
    size = path.stat().st_size
    with at_most(size + 100), pytest.raises(WorldFailed, match="не хватило места"):
        Ledger(path).append(sent(2))
    Ledger(path).append(sent(2))
    assert [one.sequence for one in Ledger(path).entries] == [1, 2]


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed):
        Ledger(tmp_path)


def test_a_written_package_makes_its_own_line(tmp_path: Path, path: Path) -> None:
    ledger = Ledger(path)
    written = write_package(
        *(tmp_path / "p.asice", meta(), FILES, world().school),
        record=lambda one: ledger.append(sent_from(one, NOW, ["r1"])),
    )
    [line] = Ledger(path).entries
    assert line.manifest_sha256 == written.manifest_sha256
    assert (line.sender, line.recipient, line.revisions) == (SCHOOL.uid, REGION.uid, ["r1"])
    assert ledger.next_sequence(written.key, REGION.uid) == 2
