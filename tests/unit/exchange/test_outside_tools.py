"""Other people's programs agree with ours: they accept our packages and refuse tampered ones."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.validation import generic_cms
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext

from app.exchange.certificates import load_certificate, pem, revocation_list
from app.exchange.container import MANIFEST_NAME, SIGNATURE_NAME
from app.exchange.keys import locked_key, new_key
from app.exchange.writing import write_package
from tests.unit.exchange.world import FILES, NOW, SCHOOL, meta, packed, world

AT = str(int(NOW.timestamp()))

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
needs_unzip = pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip here")


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def extracted(path: Path) -> Path:
    """The package unpacked by Python's zipfile, with the region's root beside it."""
    folder = path.parent / "out"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    (folder / "root.pem").write_bytes(pem(world().root))
    return folder


def openssl_verifies(folder: Path, more: Sequence[str] = ()) -> bool:
    files = ("-in", SIGNATURE_NAME, "-content", MANIFEST_NAME, "-out", "seen", *more)
    checks = ("-inform", "DER", "-binary", "-cades", "-CAfile", "root.pem", "-attime", AT)
    return run("openssl", "cms", "-verify", *checks, *files, folder=folder).returncode == 0


@needs_openssl
def test_openssl_verifies_the_signature_over_the_extracted_manifest(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    folder = extracted(tmp_path / "p.asice")
    assert openssl_verifies(folder)
    assert (folder / "seen").read_bytes() == (folder / MANIFEST_NAME).read_bytes()


@needs_openssl
def test_openssl_refuses_a_changed_manifest_and_another_root(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    folder = extracted(tmp_path / "p.asice")
    manifest = folder / MANIFEST_NAME
    manifest.write_bytes(manifest.read_bytes().replace(b"data/card", b"data/cart"))
    assert not openssl_verifies(folder)
    folder = extracted(tmp_path / "p.asice")
    (folder / "root.pem").write_bytes(pem(world().other.certificate))
    assert not openssl_verifies(folder)


@needs_openssl
def test_openssl_verifies_a_package_below_a_district(tmp_path: Path) -> None:
    signer = world().issue(SCHOOL, world().district())
    write_package(tmp_path / "p.asice", meta(), FILES, signer)
    assert openssl_verifies(extracted(tmp_path / "p.asice"))


@needs_openssl
def test_openssl_reads_our_list_of_revoked_certificates(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    folder = extracted(tmp_path / "p.asice")
    own = load_certificate(world().school.certificate).serial_number
    lists: dict[str, dict[int, datetime]] = {"empty": {}, "own": {own: NOW}}
    root = (folder / "root.pem").read_bytes()
    for name, serials in lists.items():
        crl = revocation_list(world().authority, serials, NOW)
        (folder / f"{name}.der").write_bytes(crl)
        form = ("-inform", "DER", "-in", f"{name}.der", "-out", f"{name}.pem")
        run("openssl", "crl", *form, folder=folder)
        (folder / "root.pem").write_bytes(root + (folder / f"{name}.pem").read_bytes())
        assert openssl_verifies(folder, ("-crl_check",)) is (name == "empty")


@needs_openssl
def test_openssl_opens_our_locked_key_with_its_password(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(locked_key(new_key(), "Пароль 7й"))
    right = run(
        *("openssl", "pkey", "-in", "key.pem", "-passin", "pass:Пароль 7й", "-noout", "-text"),
        folder=tmp_path,
    )
    assert "prime256v1" in right.stdout
    wrong = run(
        *("openssl", "pkey", "-in", "key.pem", "-passin", "pass:no", "-noout"), folder=tmp_path
    )
    assert wrong.returncode != 0


@needs_unzip
def test_unzip_finds_no_fault(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    tested = run("unzip", "-t", "p.asice", folder=tmp_path)
    assert tested.returncode == 0, tested.stdout
    assert "No errors" in tested.stdout


def test_zipfile_reads_the_same_files(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    with zipfile.ZipFile(tmp_path / "p.asice") as archive:
        assert {name: archive.read(name) for name in FILES} == FILES
        assert archive.namelist()[0] == "mimetype"


def pyhanko_status(folder: Path) -> StandardCMSSignatureStatus:
    signature = cms.ContentInfo.load((folder / SIGNATURE_NAME).read_bytes())
    root = asn1_x509.Certificate.load(world().root)
    context = ValidationContext(trust_roots=[root], moment=NOW, allow_fetching=False)
    manifest = (folder / MANIFEST_NAME).read_bytes()
    return asyncio.run(
        generic_cms.async_validate_detached_cms(manifest, signature["content"], context)
    )


def test_pyhanko_trusts_the_signature_and_not_a_changed_manifest(tmp_path: Path) -> None:
    packed(tmp_path / "p.asice")
    folder = extracted(tmp_path / "p.asice")
    status = pyhanko_status(folder)
    assert status.valid
    assert status.intact
    assert status.trusted
    manifest = folder / MANIFEST_NAME
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert not pyhanko_status(folder).intact
