"""Reads and writes package.json: a strict reader, and a writer that has to please it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from app.domain.errors import WrongUsage
from app.domain.issues import Severity
from app.domain.periods import parse_period
from app.exchange.container import META_NAME, is_legal_name
from app.exchange.metadata import (
    BROADCAST,
    FORMAT,
    FORMAT_VERSION,
    MOMENT_FORMAT,
    PLAIN_KEYS,
    InReplyTo,
    Outcome,
    PackageMeta,
    PackageType,
    Remark,
)
from app.exchange.reasons import Failure
from app.exchange.strict_json import canonical, parse_canonical

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"(?:19[5-9]|20[0-4])[0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SEQUENCE_LIMIT = 2**31
_ABOUT_A_PERIOD = frozenset({PackageType.SUBMISSION, PackageType.CONSOLIDATED})
_SCHEMA = re.compile("[a-z0-9/._-]{0,60}")
_VERSION = re.compile("[0-9A-Za-z.+_-]{1,60}")
_ROLE = re.compile("[a-z0-9_-]{1,60}")
_LONGEST = 2_000
"""Letters of one text: a name, a title, a remark."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})

_KEYS = frozenset(PLAIN_KEYS) | {"format", "format_version", "package_type", "sender", "recipient"}
_KEYS |= {"created_at", "titles", "files", "in_reply_to"}

_Choice = TypeVar("_Choice", bound=StrEnum)


def write_meta(meta: PackageMeta) -> bytes:
    """package.json of a package. Raises ValueError for a value that our own reader would refuse."""
    data = canonical(meta.as_json())
    try:
        read = read_meta(data)
    except Failure as failure:
        raise ValueError(failure.reason) from failure
    if read.created_at != meta.created_at:
        raise ValueError("created_at has to be in whole seconds")
    return data


def read_meta(data: bytes) -> PackageMeta:
    """package.json, strictly. Raises Failure E_JSON, E_META_VERSION, E_META."""
    value = _object(parse_canonical(data, META_NAME), "package.json")
    if value.get("format") != FORMAT:
        raise _wrong("format")
    version = value.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise Failure("E_META_VERSION", what=version)
    if value.keys() != _KEYS:
        raise _wrong(", ".join(sorted(value.keys() ^ _KEYS)))
    meta = _meta(value)
    if (meta.sequence == 1) > (meta.previous_sha256 is None):
        raise _wrong("previous_sha256")
    if meta.recipient is None and meta.package_type not in BROADCAST:
        raise _wrong("recipient")
    if meta.period == "" and meta.package_type in _ABOUT_A_PERIOD:
        raise _wrong("period")
    if meta.in_reply_to is None and meta.package_type is PackageType.RECEIPT:
        raise _wrong("in_reply_to")
    return meta


def _meta(value: dict[str, Any]) -> PackageMeta:
    sender = _object(value["sender"], "sender", {"org_id", "name"})
    recipient = _object(value["recipient"], "recipient", {"org_id"})
    reply = value["in_reply_to"]
    return PackageMeta(
        package_type=_choice(PackageType, value["package_type"], "package_type"),
        package_id=_matching(_UUID, value["package_id"], "package_id"),
        sender=_matching(_UUID, sender["org_id"], "sender"),
        sender_name=_text(sender["name"], "sender"),
        recipient=_optional(_UUID, recipient["org_id"], "recipient"),
        sequence=_whole(value["sequence"], "sequence", 1),
        previous_sha256=_optional(_SHA256, value["previous_sha256"], "previous_sha256"),
        created_at=_moment(value["created_at"]),
        app_version=_matching(_VERSION, value["app_version"], "app_version"),
        contains_personal_data=_flag(value["contains_personal_data"], "contains_personal_data"),
        period=_period(value["period"]),
        schema=_matching(_SCHEMA, value["schema"], "schema"),
        titles=_titles(value["titles"]),
        roles=_roles(value["files"]),
        in_reply_to=None if reply is None else _reply(reply),
    )


def _reply(value: Any) -> InReplyTo:
    reply = _object(value, "in_reply_to", {item.name for item in fields(InReplyTo)})
    return InReplyTo(
        package_id=_matching(_UUID, reply["package_id"], "in_reply_to"),
        manifest_sha256=_matching(_SHA256, reply["manifest_sha256"], "in_reply_to"),
        file_sha256=_matching(_SHA256, reply["file_sha256"], "in_reply_to"),
        verdict=_choice(Outcome, reply["verdict"], "in_reply_to"),
        last_accepted_sequence=_whole(reply["last_accepted_sequence"], "in_reply_to", 0),
        remarks=tuple(_remark(item) for item in _items(reply["remarks"], "remarks")),
    )


def _remark(value: Any) -> Remark:
    remark = _object(value, "remarks", {item.name for item in fields(Remark)})
    texts = {name: _text(remark[name], "remarks") for name in remark.keys() - {"row", "severity"}}
    row = remark["row"]
    return Remark(
        **texts,
        severity=_choice(Severity, remark["severity"], "remarks"),
        row=None if row is None else _whole(row, "remarks", 0),
    )


def _titles(value: Any) -> dict[str, str]:
    titles = _object(value, "titles")
    return {_name(name, "titles"): _text(title, "titles") for name, title in titles.items()}


def _roles(value: Any) -> dict[str, str]:
    roles: dict[str, str] = {}
    for item in _items(value, "files"):
        file = _object(item, "files", {"name", "role"})
        roles[_name(file["name"], "files")] = _matching(_ROLE, file["role"], "files")
    if [item["name"] for item in value] != sorted(roles):
        raise _wrong("files")
    return roles


def _wrong(what: str) -> Failure:
    return Failure("E_META", what=what)


def _object(value: Any, what: str, keys: Iterable[str] | None = None) -> dict[str, Any]:
    if not isinstance(value, dict) or (keys is not None and value.keys() != set(keys)):
        raise _wrong(what)
    return value


def _items(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(what)
    return value


def _text(value: Any, what: str) -> str:
    """A short text that may be shown: no signs that are not seen, none that turn the reading."""
    if not isinstance(value, str) or len(value) > _LONGEST or not _is_seen(value):
        raise _wrong(what)
    return value


def _is_seen(text: str) -> bool:
    return all(sign == "\n" or unicodedata.category(sign) not in _UNSEEN for sign in text)


def _period(value: Any) -> str:
    """A period in its only spelling; none for packages to everybody."""
    text = _text(value, "period")
    try:
        if text and parse_period(text).key != text:
            raise _wrong("period")
    except WrongUsage as error:
        raise _wrong("period") from error
    return text


def _name(value: Any, what: str) -> str:
    if not is_legal_name(_text(value, what)):
        raise _wrong(what)
    return str(value)


def _matching(pattern: re.Pattern[str], value: Any, what: str) -> str:
    if not pattern.fullmatch(_text(value, what)):
        raise _wrong(what)
    return str(value)


def _optional(pattern: re.Pattern[str], value: Any, what: str) -> str | None:
    return None if value is None else _matching(pattern, value, what)


def _whole(value: Any, what: str, least: int) -> int:
    if type(value) is not int or not least <= value < _SEQUENCE_LIMIT:
        raise _wrong(what)
    return value


def _flag(value: Any, what: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(what)
    return value


def _choice(kind: type[_Choice], value: Any, what: str) -> _Choice:
    if value not in list(kind):
        raise _wrong(what)
    return kind(value)


def _moment(value: Any) -> datetime:
    text = _matching(_MOMENT, value, "created_at")
    try:
        return datetime.strptime(text, MOMENT_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise _wrong("created_at") from error
