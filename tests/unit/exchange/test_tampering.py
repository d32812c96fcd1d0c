"""Whatever is done to the bytes of a package, it is refused with a code and nothing crashes."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.exchange.reasons import REASONS
from app.exchange.verifying import verify
from tests.unit.exchange.world import CARD, Forgery, container, described, world

SMALL = {"data/card.json": CARD}


@pytest.fixture(scope="module")
def whole() -> bytes:
    return container(Forgery(files=SMALL, meta=described(SMALL)).contents())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.asice"


def codes(path: Path, mutants: Iterable[bytes]) -> set[str]:
    """The codes met by all mutants; an accepted one fails the test."""
    met, trust = set(), world().trust()
    for number, mutant in enumerate(mutants):
        path.write_bytes(mutant)
        verdict, package = verify(path, trust)
        assert not verdict.valid, f"mutant {number} was accepted"
        assert package is None
        assert verdict.code in REASONS
        met.add(verdict.code)
    return met


def flipped(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def test_the_package_that_is_attacked_is_valid(path: Path, whole: bytes) -> None:
    path.write_bytes(whole)
    assert verify(path, world().trust())[0].valid


def test_no_flipped_byte_is_accepted(path: Path, whole: bytes) -> None:
    mutants = (flipped(whole, at, 1 << at % 8) for at in range(len(whole)))
    assert {"E_ZIP_CRC", "E_ZIP_NONCANONICAL", "E_ZIP_NAME"} <= codes(path, mutants)


def repaired(masks: Iterable[int], step: int) -> Iterable[bytes]:
    """Packages with one content byte flipped and all sums of the container repaired."""
    contents = Forgery(files=SMALL, meta=described(SMALL)).contents()
    for mask in masks:
        for name, data in contents.items():
            for at in range(mask % step, len(data), step):
                yield container({**contents, name: flipped(data, at, mask)})


def test_no_flipped_byte_with_repaired_sums_is_accepted(path: Path) -> None:
    met = codes(path, repaired([1], step=3))
    assert {"E_SIG_FORMAT", "E_SIG_DIGEST", "E_SIG_INVALID", "E_FILE_DIGEST"} <= met


def test_no_truncation_is_accepted(path: Path, whole: bytes) -> None:
    lengths = range(0, len(whole), 7)
    assert codes(path, (whole[:length] for length in lengths)) == {
        *("E_ZIP_NOT_ZIP", "E_ZIP_TRUNCATED")
    }


def edited(whole: bytes, chance: random.Random) -> bytes:
    """One random cut, repetition, insertion or overwrite."""
    start, length = chance.randrange(len(whole)), chance.randrange(1, 40)
    piece = whole[start : start + length]
    noise = chance.choice([b"", piece * 2, chance.randbytes(length), bytes(length), piece[::-1]])
    mutant = whole[:start] + noise + whole[start + length :]
    return mutant if mutant != whole else whole + b"\0"


def test_no_random_edit_is_accepted(path: Path, whole: bytes) -> None:
    chance = random.Random(20)
    codes(path, (edited(whole, chance) for _ in range(1500)))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_no_flipped_bit_anywhere_is_accepted(path: Path, whole: bytes) -> None:
    masks = [1 << bit for bit in range(8)] + [0xFF]
    codes(path, (flipped(whole, at, mask) for mask in masks for at in range(len(whole))))
    codes(path, repaired([2, 4, 8, 16, 32, 64, 128, 255], step=1))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_no_edit_of_many_is_accepted(path: Path, whole: bytes) -> None:
    chance = random.Random(os.urandom(8))
    codes(path, (whole[:length] for length in range(len(whole))))
    codes(path, (edited(whole, chance) for _ in range(20_000)))
