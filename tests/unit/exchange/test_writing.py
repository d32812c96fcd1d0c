"""Writing: the same inputs give the same bytes, and a failing disk leaves nothing behind."""

from __future__ import annotations

import os
import random
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.errors import Refused, WorldFailed
from app.exchange.writing import WrittenPackage, write_package
from tests.unit.exchange.world import (
    FILES,
    NOW,
    OTHER,
    SCHOOL,
    accepted,
    described,
    judged,
    meta,
    packed,
    world,
)
from tests.unit.full_disk import at_most


def test_what_is_written_is_valid_and_says_what_was_put_in(tmp_path: Path) -> None:
    written = packed(tmp_path / "p.asice")
    package = accepted(tmp_path / "p.asice")
    assert package.meta == meta()
    assert package.names == tuple(sorted(FILES))
    assert {name: package.read(name) for name in package.names} == FILES
    assert package.manifest_sha256 == written.manifest_sha256
    assert package.file_sha256 == written.file_sha256
    assert written.size == (tmp_path / "p.asice").stat().st_size
    assert package.signer.organisation.uid == SCHOOL.uid
    assert package.signer.key == written.key


def test_the_same_inputs_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    prints, shuffle = set(), random.Random(7)
    for number in range(10):
        names = list(FILES)
        shuffle.shuffle(names)
        roles = {name: meta().roles[name] for name in names}
        files = {name: FILES[name] for name in names}
        path = tmp_path / f"{number}.asice"
        prints.add(write_package(path, meta(roles=roles), files, world().school).file_sha256)
    assert len(prints) == 1


def test_a_file_on_the_disk_and_its_bytes_make_the_same_package(tmp_path: Path) -> None:
    source = tmp_path / "card.pdf"
    source.write_bytes(FILES["docs/card.pdf"])
    from_disk = write_package(
        tmp_path / "d.asice", meta(), {**FILES, "docs/card.pdf": source}, world().school
    )
    assert from_disk.file_sha256 == packed(tmp_path / "b.asice").file_sha256


def test_writing_again_replaces_the_old_package(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice", period="2024/2025")
    packed(tmp_path / "p.asice")
    assert accepted(tmp_path / "p.asice").meta.period == "2025/2026"
    assert [path.name for path in tmp_path.iterdir()] == ["p.asice"]


def test_the_package_is_recorded_before_it_takes_its_place(tmp_path: Path) -> None:
    path, seen = tmp_path / "p.asice", []

    def record(written: WrittenPackage) -> None:
        seen.append((written.manifest_sha256, path.exists()))

    written = write_package(path, meta(), FILES, world().school, record=record)
    assert seen == [(written.manifest_sha256, False)]


def test_a_record_that_fails_leaves_no_package(tmp_path: Path) -> None:
    def record(_: WrittenPackage) -> None:
        raise WorldFailed("Журнал не записан.")

    with pytest.raises(WorldFailed, match="Журнал"):
        write_package(tmp_path / "p.asice", meta(), FILES, world().school, record=record)
    assert list(tmp_path.iterdir()) == []


def test_data_of_another_school_are_refused_before_they_leave(tmp_path: Path) -> None:
    files = {"data/card.json": f'{{"organisation":"{OTHER.uid}"}}'.encode()}
    with pytest.raises(Refused, match="собственная проверка"):
        write_package(tmp_path / "p.asice", described(files), files, world().school)
    assert list(tmp_path.iterdir()) == []
    write_package(
        *(tmp_path / "p.asice", described(files), files, world().school),
        owners=lambda uid: {OTHER.uid} if uid == SCHOOL.uid else set(),
    )
    assert judged(tmp_path / "p.asice").code == "E_DATA_OWNER"


@pytest.mark.parametrize("days", [-16_800, -4000, 4000])
def test_a_wrong_clock_warns_but_does_not_keep_the_school_from_signing(
    tmp_path: Path, days: int
) -> None:
    written = packed(tmp_path / "p.asice", created_at=NOW + timedelta(days=days))
    warned = {code for code, _ in judged(written.path).warnings}
    assert warned == {"W_CLOCK_AHEAD" if days > 0 else "W_CLOCK_BEHIND"}


def test_a_district_signs_below_its_own_authority(tmp_path: Path) -> None:
    authority = world().district()
    signer = world().issue(SCHOOL, authority)
    write_package(tmp_path / "p.asice", meta(), FILES, signer)
    package = accepted(tmp_path / "p.asice", authorities=authority.chain)
    assert not package.signer.directly_by_root


def test_an_undescribed_file_is_not_sent(tmp_path: Path) -> None:
    files = {**FILES, "docs/more.pdf": b"%PDF"}
    with pytest.raises(Refused, match="files"):
        write_package(tmp_path / "p.asice", meta(), files, world().school)


@pytest.mark.parametrize(
    "changes",
    [{"sequence": 0}, {"package_id": "1"}, {"recipient": None}, {"previous_sha256": "0" * 64}],
    ids=str,
)
def test_values_that_no_reader_takes_are_not_written(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(ValueError, match=r"package\.json"):
        packed(tmp_path / "p.asice", **changes)


def test_parts_of_a_second_are_not_signed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="whole seconds"):
        packed(tmp_path / "p.asice", created_at=NOW.replace(microsecond=5))


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    files: dict[str, bytes | Path] = {**FILES, "docs/card.pdf": tmp_path / "gone.pdf"}
    with pytest.raises(WorldFailed, match=r"gone\.pdf"):
        write_package(tmp_path / "p.asice", meta(), files, world().school)


def test_a_missing_folder_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WorldFailed, match="недоступны"):
        packed(tmp_path / "gone" / "p.asice")


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_full_disk_leaves_the_old_package_and_no_half_file(tmp_path: Path) -> None:
    old = packed(tmp_path / "p.asice")
    with at_most(2000), pytest.raises(WorldFailed, match="не хватило места"):
        packed(tmp_path / "p.asice", period="2024/2025")
    assert [path.name for path in tmp_path.iterdir()] == ["p.asice"]
    assert accepted(tmp_path / "p.asice").file_sha256 == old.file_sha256


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full is Linux")
def test_a_device_without_space_is_told_as_such() -> None:
    with pytest.raises(WorldFailed):
        packed(Path("/dev/full/p.asice"))


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are POSIX")
def test_a_read_only_folder_is_told_in_one_sentence() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o555)
        with as_nobody(), pytest.raises(WorldFailed, match="Нет права"):
            packed(folder / "p.asice")
        assert list(folder.iterdir()) == []
        folder.chmod(stat.S_IRWXU)


@contextmanager
def as_nobody() -> Iterator[None]:
    """The administrator may write everywhere, so somebody else has to try."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_a_signer_with_a_foreign_certificate_cannot_write(tmp_path: Path) -> None:
    mixed = replace(world().school, certificate=world().other.certificate)
    with pytest.raises(WorldFailed, match="прочитан обратно"):
        write_package(tmp_path / "p.asice", meta(), FILES, mixed)
    assert list(tmp_path.iterdir()) == []
