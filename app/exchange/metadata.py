"""What a package says about itself (package.json): from whom, to whom, what, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from app.domain.issues import Severity
from app.domain.spelling import plain_text

FORMAT = "opora-package"
FORMAT_VERSION = 1
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


class PackageType(StrEnum):
    """What a package carries; the receiver decides by it which service takes it."""

    SUBMISSION = "submission"
    """Данные организации своему району или региону."""
    CONSOLIDATED = "consolidated"
    """Сводный пакет района."""
    RESPONSE = "response"
    """Ответ уровня: его столбцы карты возвращаются в школу."""
    RECEIPT = "receipt"
    """Квитанция о приёме."""
    REFERENCE = "reference"
    """Эталоны, справочник и настройки региона."""
    RECOMMENDATION = "recommendation"
    """Рекомендации школе."""


BROADCAST = frozenset({PackageType.REFERENCE, PackageType.RECOMMENDATION})
"""Types that may be addressed to everybody."""


class Outcome(StrEnum):
    """What the receiver did with a package (in a receipt)."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of the receipt's protocol: what the receiver has to say, and where."""

    message: str
    """Russian sentence."""
    severity: Severity = Severity.NOTE
    school: str = ""
    """The organisation's code as text."""
    form: str = ""
    table: str = ""
    row: int | None = None
    """Row of the table, counted from 0."""
    field: str = ""


@dataclass(frozen=True, slots=True)
class InReplyTo:
    """Which package a receipt answers, and how."""

    package_id: str
    manifest_sha256: str
    file_sha256: str
    verdict: Outcome
    last_accepted_sequence: int
    """0 when nothing was accepted from this installation yet."""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class PackageMeta:
    """package.json as a value. Times are UTC to the second; uids and ids are lower-case UUIDs."""

    package_type: PackageType
    package_id: str
    """Made once, at export, and stored: the same export again is the same bytes."""
    sender: str
    """uid of the organisation that signs."""
    sender_name: str
    recipient: str | None
    """uid of the addressee; None (everybody) only for BROADCAST types."""
    sequence: int
    """1, 2, 3 … per installation key and recipient."""
    previous_sha256: str | None
    """Manifest hash of the package before it in the same row; None for the first."""
    created_at: datetime
    """Also the signing time."""
    app_version: str
    contains_personal_data: bool
    period: str = ""
    schema: str = ""
    """Name and version of the data's shape, e.g. «opora-data/1»."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Russian titles of files, by name inside the package."""
    roles: Mapping[str, str] = field(default_factory=dict)
    """What each file is for («card», «indices» …): every file of the package but package.json."""
    in_reply_to: InReplyTo | None = None

    def as_json(self) -> dict[str, Any]:
        """The object written to package.json."""
        value = {name: getattr(self, name) for name in PLAIN_KEYS}
        return value | {
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "package_type": str(self.package_type),
            "sender": {"org_id": self.sender, "name": plain_text(self.sender_name)},
            "recipient": {"org_id": self.recipient},
            "created_at": self.created_at.astimezone(UTC).strftime(MOMENT_FORMAT),
            "titles": {name: plain_text(title) for name, title in self.titles.items()},
            "files": [{"name": name, "role": self.roles[name]} for name in sorted(self.roles)],
            "in_reply_to": None if self.in_reply_to is None else asdict(self.in_reply_to),
        }


PLAIN_KEYS = (
    *("package_id", "sequence", "previous_sha256", "app_version"),
    *("contains_personal_data", "period", "schema"),
)
"""Keys that stand in package.json exactly as in PackageMeta."""
