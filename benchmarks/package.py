"""Goal 11: a package of 100 MB, built and verified, against SHA-256 of the same bytes.

Building hashes, signs, writes to the disk, reads back and verifies; both need little memory. Wall
clock, because a second thread hashes too; A B A B, the best of each. A small package is told
beside.
Run: python -m benchmarks.package [MEGABYTES]
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from app.exchange.enrolment import create_region, install, issue, request_certificate
from app.exchange.keyfolder import KeyFolder
from app.exchange.keys import Signer
from app.exchange.metadata import PackageMeta, PackageType
from app.exchange.organisations import Organisation, Role
from app.exchange.trust import Trust
from app.exchange.verifying import verify
from app.exchange.writing import write_package

GOAL_BUILD, GOAL_VERIFY = 3.0, 2.5
_ROUNDS = 5
_NOW = datetime(2026, 3, 2, tzinfo=UTC)
_REGION = Organisation("00000000-0000-5000-8000-000000000001", "Регион", Role.REGION)
_SCHOOL = Organisation("00000000-0000-5000-8000-000000000002", "Школа", Role.SCHOOL)


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds by the clock on the wall, and the most memory this process ever took."""

    megabytes: float
    build: float
    verify: float
    yardstick: float
    peak_mib: int


def measure(megabytes: float) -> Figures:
    """Builds and verifies a package around one file of random bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        signer, source, target = _signer(folder), folder / "big.pdf", folder / "p.asice"
        _fill(source, int(megabytes * 2**20))
        build, check, plain = [], [], []
        for _ in range(_ROUNDS):
            target.unlink(missing_ok=True)
            plain.append(_seconds(lambda: _hash(source)))
            build.append(_seconds(lambda: _build(target, source, signer)))
            check.append(_seconds(lambda: _verify(target, signer)))
    return Figures(megabytes, min(build), min(check), min(plain), _peak())


def main() -> None:
    size = float(sys.argv[1]) if len(sys.argv) > 1 else 100
    for megabytes in (0.01, size):
        one = measure(megabytes)
        build, check = one.build / one.yardstick, one.verify / one.yardstick
        print(
            f"{one.megabytes:6.2f} MB  SHA-256 {one.yardstick * 1e3:7.2f} ms  "
            f"build {one.build * 1e3:7.2f} ms ({build:.2f})  "
            f"verify {one.verify * 1e3:7.2f} ms ({check:.2f})  peak {one.peak_mib} MiB"
        )
    print(f"goals for the large one: build {GOAL_BUILD}, verify {GOAL_VERIFY}")


def _signer(folder: Path) -> Signer:
    region, school = KeyFolder(folder / "region"), KeyFolder(folder / "school")
    _, print_ = create_region(region, _REGION, "password", _NOW)
    request = request_certificate(school, _SCHOOL, "password")
    authority = region.authority("password")
    issued = issue(authority, request.csr, request.paper_code, _SCHOOL, _NOW)
    install(school, issued.answer, print_)
    return school.signer("password")


def _build(target: Path, source: Path, signer: Signer) -> None:
    meta = PackageMeta(
        package_type=PackageType.SUBMISSION,
        package_id="00000000-0000-4000-8000-000000000003",
        sender=_SCHOOL.uid,
        sender_name=_SCHOOL.name,
        recipient=_REGION.uid,
        sequence=1,
        previous_sha256=None,
        created_at=_NOW,
        app_version="0",
        contains_personal_data=False,
        roles={"docs/big.pdf": "print"},
    )
    write_package(target, meta, {"docs/big.pdf": source}, signer)


def _verify(target: Path, signer: Signer) -> None:
    verdict, _ = verify(target, Trust(root=signer.root, now=_NOW))
    if not verdict.valid:
        raise SystemExit(verdict.reason)


def _fill(path: Path, size: int) -> None:
    with path.open("wb") as handle:
        while size:
            size -= handle.write(os.urandom(min(size, 2**20)))


def _hash(path: Path) -> None:
    with path.open("rb") as handle:
        hashlib.file_digest(handle, "sha256")


def _seconds(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


def _peak() -> int:
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
