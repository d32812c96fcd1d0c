"""A package inside an archive, or unpacked into a folder: people are told what to do about it."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.exchange.certificates import load_certificate
from app.exchange.own_clock import doubts
from app.exchange.reasons import REASONS, Failure
from app.exchange.trust import Trust
from app.exchange.verifying import verify
from app.exchange.wrapping import package_inside, refuse_folder
from tests.unit.exchange.world import SCHOOL, world


def wrapped(path: Path, name: str, *, dos: bool) -> Path:
    """A zip as an old archiver or a mail program makes it."""
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x" * len(name.encode("cp866")) if dos else name)
        archive.writestr("Документы/письмо.txt", "Здравствуйте")
        archive.writestr(info, b"content")
    if dos:
        plain = b"x" * len(name.encode("cp866"))
        path.write_bytes(path.read_bytes().replace(plain, name.encode("cp866")))
    return path


@pytest.mark.parametrize("dos", [True, False])
def test_the_package_in_a_zip_is_named_readably(tmp_path: Path, dos: bool) -> None:
    path = wrapped(tmp_path / "Вложения.zip", "пакет школы (1).asice", dos=dos)
    with path.open("rb") as handle:
        assert package_inside(handle) == "пакет школы (1).asice"


def test_the_reader_says_to_unpack(tmp_path: Path) -> None:
    path = wrapped(tmp_path / "Вложения.zip", "пакет (1).asice", dos=True)
    verdict, package = verify(path, Trust(root=b"", now=datetime.now(UTC)))
    assert package is None
    assert (verdict.code, "пакет (1).asice" in verdict.reason) == ("E_ZIP_WRAPPED", True)


OWN_CLOCK = ("W_OWN_CLOCK_BEHIND", "W_OWN_CLOCK_BACK", "W_OWN_CLOCK_PAST_END")


def test_an_own_clock_is_doubted_in_three_ways() -> None:
    signer = world().issue(SCHOOL)
    certificate = load_certificate(signer.certificate)
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    days = timedelta(days=10)
    moments = ((start - days, None), (start + days, start + 3 * days), (end + days, None))
    for code, (now, last) in zip(OWN_CLOCK, moments, strict=True):
        (sentence,) = doubts(signer, now, last)
        assert sentence.startswith(REASONS[code].split("{")[0])
    assert doubts(signer, start + days, start) == ()


def test_other_archives_and_no_archives_hold_no_package(tmp_path: Path) -> None:
    other = tmp_path / "a.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("таблица.xlsx", b"")
    for content in (other.read_bytes(), b"", b"PK\x03\x04" * 9, b"\x00" * 100):
        (tmp_path / "one").write_bytes(content)
        with (tmp_path / "one").open("rb") as handle:
            assert package_inside(handle) is None


def test_a_name_never_brings_signs_that_are_not_seen(tmp_path: Path) -> None:
    path = wrapped(tmp_path / "a.zip", "\u202e\x1b[31mпакет.asice", dos=False)
    with path.open("rb") as handle:
        assert package_inside(handle) == "··[31mпакет.asice"


def test_an_unpacked_package_is_told_from_any_folder(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="E_ZIP_FOLDER"):
        refuse_folder(tmp_path)
    (tmp_path / "mimetype").write_bytes(b"application/vnd.etsi.asic-e+zip")
    with pytest.raises(Failure, match="E_ZIP_UNPACKED"):
        refuse_folder(tmp_path)
    refuse_folder(tmp_path / "none.asice")
