"""Folders of the network and of synchronising programs are recognised by name, mark and mount."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from app.services.opening import Setup, concerns, create_base, open_base
from app.shared_places import cloud_of, is_network_mount, is_unc, shared_place
from tests.end_to_end.opora import opora

START = Setup("school", "kbr-2020")
NAMES = [
    "OneDrive", "OneDrive - Школа № 5", "onedrive", "Dropbox", "Dropbox (Личный)", "Google Drive",
    "GoogleDrive-ivanova@mail", "Мой диск", "My Drive", "Yandex.Disk", "YandexDisk", "Яндекс.Диск",
    "Яндекс Диск", "Yandex.Disk.localized", "Облако Mail.ru", "Cloud Mail.Ru", "Mail.ru Cloud",
    "Nextcloud", "Nextcloud2", "ownCloud", "iCloudDrive", "Mobile Documents", "СберДиск", "MEGA",
    "MEGAsync", "pCloudDrive", "Seafile", "Syncthing",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_of_a_synchronising_program_is_known_by_its_name(name: str) -> None:
    assert cloud_of(["/", "Users", "ivanova", name, "Опора"])


@pytest.mark.parametrize("name", ["Диск", "Опора", "cloud", "Документы", "drop", "Мега школа"])
def test_an_ordinary_folder_is_none_of_them(name: str) -> None:
    assert cloud_of(["/", "Users", name]) == ""


def test_a_link_into_such_a_folder_and_a_mark_in_it_are_seen(tmp_path: Path) -> None:
    real = tmp_path / "Яндекс.Диск" / "Опора"
    real.mkdir(parents=True)
    (tmp_path / "ссылка").symlink_to(real)
    assert "Яндекс Диск" in shared_place(tmp_path / "ссылка" / "base.sqlite")
    marked = tmp_path / "школа"
    (marked / "база").mkdir(parents=True)
    assert shared_place(marked / "база" / "base.sqlite") == ""
    (marked / ".stfolder").mkdir()
    assert "Syncthing" in shared_place(marked / "база" / "base.sqlite")


def test_onedrive_under_another_name_is_known_by_its_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert "OneDrive" in shared_place(tmp_path / "base.sqlite")


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/school rw,relatime shared:2 - cifs //server/share rw,vers=3.0
31 22 0:41 / /mnt/with\\040space rw - nfs4 server:/export rw
32 30 0:42 / /mnt/school/local rw - tmpfs none rw
33 22 0:43 / /srv/far rw - fuse.sshfs i@server:/ rw
"""


@pytest.mark.parametrize(
    ("path", "is_far"),
    [
        ("/srv/base.sqlite", False), ("/mnt/school/base.sqlite", True),
        ("/mnt/school/local/base.sqlite", False), ("/mnt/with space/a/base.sqlite", True),
        ("/srv/far/base.sqlite", True), ("/mnt/schoolbook/base.sqlite", False),
    ],
)  # fmt: skip
def test_a_file_system_of_the_network_is_known_by_the_table_of_mounts(
    path: str, is_far: bool
) -> None:
    assert is_network_mount(PurePosixPath(path), MOUNTS) is is_far


def test_a_damaged_table_of_mounts_says_nothing() -> None:
    assert not is_network_mount(PurePosixPath("/a"), "x\n1 2 3\n - \n")


@pytest.mark.parametrize(
    ("path", "is_share"),
    [
        (r"\\?\UNC\server\share\base.sqlite", True), (r"//?/UNC/server/share/base.sqlite", True),
        (r"C:\Users\base.sqlite", False), (r"\\?\C:\base.sqlite", False),
    ],
)  # fmt: skip
def test_a_share_of_windows_is_known_by_its_path(path: str, is_share: bool) -> None:
    assert is_unc(path) is is_share


def test_the_command_line_tells_where_the_base_lies_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    create_base(folder / "base.sqlite", START)
    ran = opora("check", "--base", folder / "base.sqlite")
    assert ran.code == 0
    assert "которую синхронизирует Dropbox" in ran.err
    assert "Dropbox" not in ran.out


def test_a_second_program_on_one_base_is_told_and_works(tmp_path: Path) -> None:
    path = tmp_path / "base.sqlite"
    create_base(path, START)
    first = open_base(path)
    assert concerns(first) == ()
    ran = opora("check", "--base", path)
    assert (ran.code, "открыта ещё в одном окне" in ran.err) == (0, True)
    second = open_base(path)
    assert "открыта ещё в одном окне" in concerns(second)[0]
    first.close()
    third = open_base(path)
    assert len(concerns(third)) == 1
    for one in (second, third):
        one.close()
    alone = open_base(path)
    assert concerns(alone) == ()
    alone.close()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["base.sqlite", "opora-home"]
