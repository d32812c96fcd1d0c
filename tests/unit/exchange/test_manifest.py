"""Steps 6 and 7: the manifest has one spelling, and lists exactly the files there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.container import META_NAME
from app.exchange.container_writing import measure
from app.exchange.manifest import write_manifest
from app.exchange.package_json import write_meta
from tests.unit.exchange.world import (
    CARD,
    FILES,
    Forgery,
    code,
    described,
    judged,
)


def manifest_of(files: dict[str, bytes]) -> bytes:
    everything = {META_NAME: write_meta(described(FILES)), **files}
    return write_manifest({name: measure(data).sha256 for name, data in everything.items()})


MANIFEST = manifest_of(FILES)
_ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (b"", "E_MANIFEST_XML"),
        (MANIFEST[:-9], "E_MANIFEST_XML"),
        (b"<a>" * 120_000, "E_MANIFEST_XML"),
        (MANIFEST.replace(b"?>\n", b"?>\n" + _ENTITY, 1), "E_MANIFEST_XML"),
        (MANIFEST.replace(b"?>\n", b"?>\n<?php x?>", 1), "E_MANIFEST_XML"),
        (MANIFEST.decode().encode("utf-16"), "E_MANIFEST_FORM"),
        (MANIFEST + b" ", "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"\n<asic:Data", b"<asic:Data", 1), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"<asic:Data", b"<!-- --><asic:Data", 1), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"text/csv", b"text/xml"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"data/card", b"../card"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"data/card.json", b"docs/card.pdf"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"#sha256", b"#sha512"), "E_MANIFEST_FORM"),
        (MANIFEST.replace(b"=</ds", b"!</ds"), "E_MANIFEST_FORM"),
    ],
)
def test_a_manifest_spelled_otherwise_is_refused(
    path: Path, manifest: bytes, expected: str
) -> None:
    assert code(Forgery(manifest=manifest), path) == expected


def test_a_missing_file_is_named(path: Path) -> None:
    verdict = judged(Forgery(missing=("docs/card.pdf",)).write(path))
    assert (verdict.code, "docs/card.pdf" in verdict.reason) == ("E_FILE_MISSING", True)


def test_an_added_file_is_named(path: Path) -> None:
    verdict = judged(Forgery(unsigned={"docs/extra.pdf": b"x"}).write(path))
    assert (verdict.code, "docs/extra.pdf" in verdict.reason) == ("E_FILE_UNSIGNED", True)


def test_a_changed_file_with_a_repaired_sum_is_noticed(path: Path) -> None:
    assert code(Forgery(unsigned={"data/card.json": b"{}"}), path) == "E_FILE_DIGEST"


def test_swapped_files_are_noticed(path: Path) -> None:
    swapped = {"data/card.json": TABLE_BYTES, "data/results.csv": CARD}
    assert code(Forgery(unsigned=swapped), path) == "E_FILE_DIGEST"


TABLE_BYTES = FILES["data/results.csv"]
