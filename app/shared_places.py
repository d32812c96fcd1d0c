"""Whether a folder is shared with other computers: a network share, a folder that is synchronised.

SQLite's locks do not reach across a network, and a program that synchronises takes a base away in
the middle of a write: both end bases. Nothing is forbidden here; it is told.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath

_CLOUDS: Mapping[str, str] = {
    r"onedrive(?: ?[-–—] .+)?|onedrivetemp": "OneDrive",
    r"dropbox(?: \(.+\))?": "Dropbox",
    r"google ?drive|googledrive(?:-.+)?|мой диск|my drive": "Google Диск",
    r"yandex[ .]?disk(?:\.localized)?|яндекс[ .]?диск": "Яндекс Диск",
    r"(?:облако|cloud)[ -]?mail\.?ru|mail\.?ru[ -](?:cloud|облако)|облако": "Облако Mail",
    r"nextcloud\d*": "Nextcloud",
    r"owncloud\d*": "ownCloud",
    r"icloud ?drive|iclouddrive|mobile documents|com~apple~clouddocs": "iCloud",
    r"сбер ?диск|sberdisk|сберсклад": "СберДиск",
    r"mega(?:sync)?": "MEGA",
    r"pcloud ?drive|pclouddrive": "pCloud",
    r"seafile": "Seafile",
    r"syncthing": "Syncthing",
    r"box(?: sync|-box)": "Box",
}
"""How folders of synchronising programs are called by default → the program's name."""
_MARKS: Mapping[str, str] = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Диск",
    ".driveupload": "Google Диск",
    ".yandexdisk": "Яндекс Диск",
    ".sync.ffs_db": "FreeFileSync",
}
"""What such programs leave at the top of their folder, whatever its name."""
_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|afpfs|davfs|9p|ceph|glusterfs|lustre|"
    r"fuse\.(?:sshfs|rclone|davfs2?|gvfsd-fuse|google-drive-ocamlfuse|s3fs|onedriver|smbnetfs)"
)
_REMOTE = 4
"""DRIVE_REMOTE of GetDriveType."""


def shared_place(path: Path) -> str:
    """How the folder of a file is shared, in Russian, as after «лежит»; empty when it is not."""
    real = Path(os.path.realpath(path))
    cloud = cloud_of(path.absolute().parent.parts) or cloud_of(real.parent.parts)
    if not cloud:
        cloud = _by_variable(real) or _by_mark(real.parent)
    if cloud:
        return f"в папке, которую синхронизирует {cloud}"
    if is_unc(str(path)) or is_unc(str(real)) or _is_on_network(real):
        return "в сетевой папке"
    return ""


def cloud_of(folders: Iterable[str]) -> str:
    """The synchronising program whose folder is among these names; empty when none is."""
    for folder in folders:
        name = folder.strip().casefold()
        for pattern, program in _CLOUDS.items():
            if re.fullmatch(pattern, name):
                return program
    return ""


def is_unc(path: str) -> bool:
    r"""Whether a path of Windows names a share: `\\server\share`, `\\?\UNC\server\share`."""
    plain = path.replace("/", "\\")
    if plain.upper().startswith("\\\\?\\UNC\\"):
        return True
    return re.match(r"\\\\[^\\?.]", plain) is not None and sys.platform == "win32"


def is_network_mount(path: PurePath, mounts: str) -> bool:
    """Whether a file lies on a file system of the network, by the table of mounts (mountinfo)."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        place = PurePath(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]))
        if len(place.parts) >= best and path.is_relative_to(place):
            best, kind = len(place.parts), after.split()[0]
    return _NETWORK.fullmatch(kind) is not None


def _is_on_network(path: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE)
    table = Path("/proc/self/mountinfo")
    try:
        return is_network_mount(path, table.read_text(encoding="utf-8", errors="replace"))
    except OSError:  # no such table on this system: nothing is known
        return False


def _by_variable(path: Path) -> str:
    for name in _VARIABLES:
        folder = os.environ.get(name)
        if folder and path.is_relative_to(os.path.realpath(folder)):
            return "OneDrive"
    return ""


def _by_mark(folder: Path) -> str:
    for one in (folder, *folder.parents):
        for mark, program in _MARKS.items():
            try:
                if (one / mark).exists():
                    return program
            except OSError:
                continue
    return ""
