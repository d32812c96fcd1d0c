"""Step 8: package.json is read strictly, and tells the truth about sender and addressee."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.exchange.metadata import PackageType
from app.exchange.package_json import write_meta
from tests.unit.exchange.world import (
    FILES,
    OTHER,
    REGION,
    SCHOOL,
    Forgery,
    code,
    described,
    judged,
    world,
)

GOOD = write_meta(described(FILES))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xff", "E_JSON"),
        (b"{", "E_JSON"),
        (b"[" * 100_000, "E_JSON"),
        (b'{"a":1,"a":1}\n', "E_JSON"),
        (b'{"a":NaN}\n', "E_JSON"),
        (b'{"a":1e999}\n', "E_JSON"),
        (b'{"a":' + b"9" * 5000 + b"}\n", "E_JSON"),
        (b'{"a":"\\ud800"}\n', "E_JSON"),
        (GOOD[:-1], "E_JSON"),
        (GOOD.replace(b":1,", b": 1,"), "E_JSON"),
        (b"\xef\xbb\xbf" + GOOD, "E_JSON"),
        (b"[]\n", "E_META"),
        (b"{}\n", "E_META"),
        (GOOD.replace(b'"format_version":1', b'"format_version":2'), "E_META_VERSION"),
        (GOOD.replace(b'"format_version":1', b'"format_version":true'), "E_META_VERSION"),
        (GOOD.replace(b"opora-package", b"other-package"), "E_META"),
        (GOOD.replace(b'"titles":', b'"title_":'), "E_META"),
        (GOOD.replace(b'"submission"', b'"mission"'), "E_META"),
        (GOOD.replace(b'"sequence":1', b'"sequence":true'), "E_META"),
        (GOOD.replace(b'"sequence":1', b'"sequence":1.0'), "E_META"),
        (GOOD.replace(b'"sequence":1', b'"sequence":-1'), "E_META"),
        (GOOD.replace(b"2026-03-02T", b"2026-13-02T"), "E_META"),
        (GOOD.replace(b'"period":"2025/2026"', b'"period":null'), "E_META"),
        (GOOD.replace(b'"data/card.json"', b'"data/card.jso"'), "E_META"),
        (GOOD.replace(b'"titles":{}', b'"titles":{"docs/other.pdf":""}'), "E_META"),
        (GOOD.replace(b"09:30:15Z", b"09:30:16Z"), "E_META"),
        (GOOD.replace(b'_personal_data":false', b'_personal_data":0'), "E_META"),
        (GOOD.replace(b'"in_reply_to":null', b'"in_reply_to":{}'), "E_META"),
        (GOOD.replace(b'"previous_sha256":null', b'"previous_sha256":"00"'), "E_META"),
    ],
)
def test_metadata_are_read_strictly(path: Path, data: bytes, expected: str) -> None:
    assert data != GOOD
    assert code(Forgery(meta_bytes=data), path) == expected


def test_a_package_for_somebody_else_is_not_opened(path: Path) -> None:
    Forgery().write(path)
    assert judged(path, recipients={OTHER.uid}).code == "E_RECIPIENT"
    assert judged(path, recipients={OTHER.uid, REGION.uid}).valid


def test_a_school_cannot_write_in_the_name_of_another(path: Path) -> None:
    assert code(Forgery(signer=world().other), path) == "E_SENDER_MISMATCH"


def test_only_the_region_sends_references(path: Path) -> None:
    changes = {"package_type": PackageType.REFERENCE, "recipient": None}
    from_school = described({}, **changes)
    assert code(Forgery({}, meta=from_school), path) == "E_SENDER_ROLE"
    from_region = described({}, **changes, sender=REGION.uid)
    forgery = Forgery({}, meta=from_region, signer=world().desk)
    assert code(forgery, path, recipients={SCHOOL.uid}) is None
