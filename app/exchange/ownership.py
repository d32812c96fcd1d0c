"""Step 9: whose data are these? Every data/*.json and data/*.csv must belong to the signer."""

from __future__ import annotations

import csv
from collections.abc import Container
from typing import Any

from app.exchange.container import MAX_JSON
from app.exchange.container_reading import Archive
from app.exchange.organisations import sha256_hex
from app.exchange.reasons import Failure
from app.exchange.strict_json import parse

COLUMN = "organisation"
"""First column of every CSV, and top-level key of every JSON (or its plural with a list)."""


def check_owners(
    archive: Archive, digests: dict[str, bytes], signer: str, others: Container[str]
) -> None:
    """Reads every file of data/ once more, proving that it is still the signed one.

    `signer` is the uid of who signed, `others` those it may speak for besides itself.
    Raises Failure E_DATA_OWNER, E_JSON, E_FILE_DIGEST.
    """
    allowed = _Owners(signer, others)
    for name in archive.entries:
        if name.startswith("data/") and name.lower().endswith(".json"):
            _check_json(archive, name, digests[name], allowed)
        elif name.startswith("data/") and name.lower().endswith(".csv"):
            _check_csv(archive, name, digests[name], allowed)


class _Owners(Container[str]):
    """Signer and others as one; remembers its answers, for a table asks once per row."""

    def __init__(self, signer: str, others: Container[str]) -> None:
        self._known, self._others = {signer}, others

    def __contains__(self, uid: object) -> bool:
        if uid not in self._known:
            if uid not in self._others:
                return False
            self._known.add(str(uid))
        return True


def _check_json(archive: Archive, name: str, digest: bytes, allowed: Container[str]) -> None:
    data = archive.read(name, MAX_JSON)
    if sha256_hex(data) != digest.hex():
        raise Failure("E_FILE_DIGEST", name=name)
    foreign = [uid for uid in _named(parse(data, name), name) if uid not in allowed]
    if foreign:
        raise Failure("E_DATA_OWNER", name=name, what=_shown(foreign))


def _named(value: Any, name: str) -> list[str]:
    """The organisations that a JSON file says it belongs to; at least one."""
    keys = {"organisation", "organisations"} & value.keys() if isinstance(value, dict) else set()
    if keys == {"organisation"}:
        uids = [value["organisation"]]
    elif keys == {"organisations"} and isinstance(value["organisations"], list):
        uids = value["organisations"]
    else:
        uids = []
    if not uids or not all(isinstance(uid, str) for uid in uids):
        raise Failure("E_DATA_OWNER", name=name, what="организация не названа")
    return uids


def _check_csv(archive: Archive, name: str, digest: bytes, allowed: Container[str]) -> None:
    text, stream = archive.text(name)
    try:
        rows = csv.reader(text, strict=True)
        if next(rows, [""])[:1] != [COLUMN]:
            raise Failure("E_DATA_OWNER", name=name, what="организация не названа")
        for row in rows:
            if not row or row[0] not in allowed:
                raise Failure("E_DATA_OWNER", name=name, what=_shown(row))
    except (csv.Error, UnicodeDecodeError) as error:
        raise Failure("E_DATA_OWNER", name=name, what="таблица не читается") from error
    if stream.digest() != digest:
        raise Failure("E_FILE_DIGEST", name=name)


def _shown(row: list[str]) -> str:
    return ascii(row[0])[1:-1][:40] if row else "пустая строка"
