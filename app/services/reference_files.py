"""The file a reference travels in: canonical JSON with a checksum, not signed (decision 0055)."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from app import outside
from app.domain.answers import canonical
from app.domain.errors import BadDefinition, Refused, WorldFailed
from app.domain.methodology import Methodology
from app.domain.plausible import impossible
from app.domain.reference import Reference, reference_from_json
from app.domain.ways import way
from app.placing import write_file
from app.services.methodologies import NEWER, Bundle

KIND = "opora-reference"
_LARGEST = 8 * 1024 * 1024
"""Bytes; a region of 1,500 schools with all its texts takes less than one million."""
_AGAIN = "Попросите у региона файл ещё раз."
_MOST_TOLD = 5


def file_name(reference: Reference) -> str:
    """The name offered for the file: Latin letters only, so that mail does not spoil it."""
    return f"etalon-{reference.id}.json"


def checksum(reference: Reference) -> str:
    """SHA-256 of the reference's canonical text, hex."""
    return _sum(canonical(reference.as_json()))


def spoken(digest: str) -> str:
    """The first half of a checksum in groups of four: short enough to be read over the phone."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def write_reference(reference: Reference, path: Path) -> Path:
    """Write the file; the same reference gives the same bytes. Raises WorldFailed."""
    write_file(path, reference_bytes(reference))
    return path


def reference_bytes(reference: Reference) -> bytes:
    """What the file of a reference holds."""
    content = reference.as_json()
    whole = {"kind": KIND, "sha256": _sum(canonical(content)), "reference": content}
    return f"{canonical(whole)}\n".encode()


def read_reference(path: Path) -> Reference:
    """The reference in a file, strictly; raises Refused for anything else, WorldFailed."""
    parts = _parts(path)
    content = parts.get("reference")
    if not isinstance(content, dict) or {*parts} != {"kind", "sha256", "reference"}:
        raise Refused(f"{path.name}: файл эталона повреждён.", _AGAIN)
    try:
        # first: a file of a newer program is no damaged one
        made = reference_from_json(content, path.name)
        digest = _sum(canonical(content))
    except BadDefinition as fault:
        raise Refused(fault.what, fault.advice or _AGAIN) from fault
    except UnicodeEncodeError as fault:
        raise Refused(f"{path.name}: файл эталона повреждён.", _AGAIN) from fault
    if parts["sha256"] != digest:
        raise Refused(
            f"{path.name}: контрольное число не сходится, файл изменён или повреждён.", _AGAIN
        )
    _check_numbers(made, _checked_methodology(made, path.name), path.name)
    return made


def _check_numbers(reference: Reference, methodology: Methodology | None, name: str) -> None:
    """A sum that fits proves nothing about who wrote the file: it must be possible as well."""
    found = list(islice(impossible(reference, methodology), _MOST_TOLD))
    if found:
        told = "".join(f"\n{one}." for one in found)
        raise Refused(f"{name}: в эталоне есть числа, каких быть не может.{told}", _AGAIN)


def _checked_methodology(reference: Reference, name: str) -> Methodology | None:
    """The texts a reference carries must be those of the methodology it names; None: no texts."""
    bundle = bundle_of(reference)
    if bundle is None:
        return None
    try:
        whole = bundle.whole()
    except BadDefinition as fault:
        # the sum fits, so the file is whole: most likely a newer program wrote it
        raise Refused(f"{name}: {fault.what}", fault.advice or NEWER) from fault
    if whole.version != reference.methodology_version:
        raise Refused(
            f"{name}: эталон называет версию {reference.methodology_version} методики "
            f"{reference.methodology}, а внутри у него текст версии {whole.version}.",
            _AGAIN,
        )
    return whole


def bundle_of(reference: Reference) -> Bundle | None:
    """The methodology a reference was computed by; None when it holds no texts."""
    texts = reference.texts
    return Bundle(reference.methodology, texts) if reference.methodology in texts else None


def _parts(path: Path) -> dict[str, Any]:
    try:
        if path.exists() and not path.is_file():
            raise Refused(f"{path}: это не файл.", "Укажите файл эталона.")
        parts = json.loads(outside.read_text(path, _LARGEST))
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось прочитать файл {path}.", "Проверьте имя файла и права."
        ) from fault
    except (ValueError, RecursionError) as fault:
        raise Refused(f"{path.name}: это не эталон региона или он повреждён.", _AGAIN) from fault
    if not isinstance(parts, dict) or parts.get("kind") != KIND:
        raise Refused(
            f"{path.name}: это не эталон региона.",
            f"Файл эталона регион записывает {way('write_reference')}.",
        )
    return parts


def _sum(text: str) -> str:
    return sha256(text.encode()).hexdigest()
