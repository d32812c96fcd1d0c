"""A real, small disk of its own for one command; a container may not have the right to mount."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.end_to_end.opora import Ran, command, surroundings

_ON_THE_DISK = (
    'mount -t tmpfs -o "size=$1" none "$2" || exit 99; cp "$3" "$2/base.sqlite"; '
    'disk="$2"; kept="$4"; shift 4; "$@"; code=$?; cp "$disk"/base.sqlite* "$kept/"; exit $code'
)


@cache
def refusal() -> str:
    """Why this machine gives no disk of one's own, in its own words; empty when it does."""
    if shutil.which("unshare") is None:
        return "no command unshare"
    tried = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    done = subprocess.run(tried, capture_output=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode == 0:
        return ""
    return done.stderr.decode().strip() or f"unshare ended with {done.returncode}"


def import_on_a_disk(
    size: str, base: Path, folder: Path, arguments: Sequence[object], home: Path
) -> tuple[Ran, Path]:
    """`arguments` on a copy of `base` that lies on a disk of `size`: how it went, what it left.

    Skips the test, with the reason, where no disk can be mounted.
    """
    if refusal():
        pytest.skip(f"no disk can be mounted here: {refusal()}")
    disk, kept = folder / "диск", folder / "kept"
    disk.mkdir(parents=True)
    kept.mkdir()
    run = command(*arguments, "--base", disk / "base.sqlite")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", _ON_THE_DISK, "sh", size, disk, base, kept, *run],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env=surroundings(home),
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode()), kept / "base.sqlite"
