"""The signed list of files (ASiCManifest of EN 319 162-1) in its only legal spelling."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import PurePosixPath
from xml.parsers import expat

from app.exchange.container import META_NAME, SIGNATURE_NAME, is_legal_name
from app.exchange.reasons import Failure

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    f'<asic:SigReference URI="{SIGNATURE_NAME}" MimeType="application/pkcs7-signature"/>\n'
)
_OBJECT = (
    '<asic:DataObjectReference URI="{name}" MimeType="{mime}">'
    '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
    "<ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n"
)
_TAIL = "</asic:ASiCManifest>\n"

_MIME = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json",
    ".p7s": "application/pkcs7-signature",
    ".pdf": "application/pdf",
    ".sig": "application/pkcs7-signature",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
}


def write_manifest(digests: Mapping[str, bytes]) -> bytes:
    """The manifest of the files with these SHA-256 digests, whatever their order."""
    names = sorted(digests, key=lambda name: (name != META_NAME, name))
    lines = (
        _OBJECT.format(
            name=name,
            mime=_MIME.get(PurePosixPath(name).suffix.lower(), "application/octet-stream"),
            digest=base64.b64encode(digests[name]).decode("ascii"),
        )
        for name in names
    )
    return (_HEAD + "".join(lines) + _TAIL).encode("ascii")


def read_manifest(manifest: bytes) -> dict[str, bytes]:
    """Names and digests of a manifest that is spelled exactly as we spell it.

    Raises Failure E_MANIFEST_XML (no XML, or a DOCTYPE, entity or instruction in it) or
    E_MANIFEST_FORM.
    """
    digests: dict[str, bytes] = {}
    for name, text in _references(manifest):
        if name in digests or not is_legal_name(name):
            raise Failure("E_MANIFEST_FORM")
        digests[name] = _digest(text)
    if write_manifest(digests) != manifest:
        raise Failure("E_MANIFEST_FORM")
    return digests


def _digest(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Failure("E_MANIFEST_FORM") from error


def _references(manifest: bytes) -> list[tuple[str, str]]:
    """(name, digest as text) of every reference, in the order of the file."""
    found: list[tuple[str, list[str]]] = []
    inside = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside = tag
        if tag == "asic:DataObjectReference":
            found.append((attributes.get("URI", ""), []))

    def text(data: str) -> None:
        if inside == "ds:DigestValue" and found:
            found[-1][1].append(data)

    def end(_tag: str) -> None:
        nonlocal inside
        inside = ""

    def forbidden(*_: object) -> int:
        raise Failure("E_MANIFEST_XML")

    parser = expat.ParserCreate("UTF-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = forbidden
    parser.ProcessingInstructionHandler = parser.ExternalEntityRefHandler = forbidden
    try:
        parser.Parse(manifest, True)
    except expat.ExpatError as error:
        raise Failure("E_MANIFEST_XML") from error
    return [(name, "".join(parts)) for name, parts in found]
