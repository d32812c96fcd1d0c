"""The ledger of what was sent: lines that are only ever added, each holding the one before it.

It lies outside the base, beside it, and is never restored from a backup: a restored base learns
here what it had already sent. A line torn by a power cut is set aside, not lost.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.errors import WorldFailed
from app.exchange.metadata import MOMENT_FORMAT
from app.exchange.organisations import sha256_hex
from app.exchange.reasons import Failure
from app.exchange.strict_json import canonical, parse_canonical
from app.exchange.writing import WrittenPackage
from app.placing import PRIVATE, settle, told

_FIRST = "0" * 64
_LOCK_AT = 2**31 - 2
"""Windows forbids reading a locked byte, so one far behind the last line is locked."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One package that left this computer."""

    package_id: str
    package_type: str
    sender: str
    """uid of the organisation that signed."""
    key: str
    """SHA-256 of the signing public key: the installation."""
    recipient: str
    """uid; "" when sent to everybody."""
    sequence: int
    manifest_sha256: str
    file_sha256: str
    previous_sha256: str | None
    sent_at: datetime
    """UTC, whole seconds."""
    name: str
    """File name it was written under, without folders."""
    revisions: Any = None
    """What of the base went into it: any JSON value, opaque here."""

    def as_json(self) -> dict[str, Any]:
        """The object of a ledger line."""
        value = {name: getattr(self, name) for name in self.__slots__}
        return value | {"sent_at": self.sent_at.astimezone(UTC).strftime(MOMENT_FORMAT)}


def sent_from(written: WrittenPackage, sent_at: datetime, revisions: Any = None) -> Sent:
    """The ledger line of a package just written."""
    meta = written.meta
    return Sent(
        package_id=meta.package_id,
        package_type=meta.package_type.value,
        sender=meta.sender,
        key=written.key,
        recipient=meta.recipient or "",
        sequence=meta.sequence,
        manifest_sha256=written.manifest_sha256,
        file_sha256=written.file_sha256,
        previous_sha256=meta.previous_sha256,
        sent_at=sent_at.replace(microsecond=0),
        name=written.path.name,
        revisions=revisions,
    )


class Ledger:
    """An append-only file. Reading never changes it; the first `append` sets a torn line aside."""

    def __init__(self, path: Path) -> None:
        """A ledger that need not exist yet. Raises WorldFailed when it is damaged or unreadable."""
        self.path = path
        self._lines: list[Sent] = []
        self._head = _FIRST
        self._sound = 0
        self.torn = b""
        """The half of a last line that a power cut left; empty in a sound ledger."""
        self._held: BinaryIO | None = None
        self._load()

    @property
    def entries(self) -> tuple[Sent, ...]:
        """Everything sent, oldest first."""
        return tuple(self._lines)

    def by_manifest(self, manifest_sha256: str) -> Sent | None:
        """The package with this identity, if it was sent from here."""
        found = (one for one in self._lines if one.manifest_sha256 == manifest_sha256)
        return next(found, None)

    def last(self, key: str, recipient: str | None) -> Sent | None:
        """The last package of a row (installation key and recipient)."""
        row = (key, recipient or "")
        own = [one for one in self._lines if (one.key, one.recipient) == row]
        return max(own, key=lambda one: one.sequence, default=None)

    def next_sequence(self, key: str, recipient: str | None) -> int:
        """The number the next package of a row has to carry."""
        last = self.last(key, recipient)
        return 1 if last is None else last.sequence + 1

    def previous_sha256(self, key: str, recipient: str | None) -> str | None:
        """The manifest hash the next package of a row has to name."""
        last = self.last(key, recipient)
        return None if last is None else last.manifest_sha256

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """The ledger as it stands now, and nobody else adds a line until the end of the block.

        A number is asked for, signed and noted inside one such block: two programs never sign one
        number over two contents. Raises WorldFailed.
        """
        with told(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = _opened(self.path)
        with contextlib.ExitStack() as stack:
            stack.callback(self._give_back, handle)
            with told(self.path):
                stack.enter_context(_alone(handle))
            self._load()
            self._held = handle
            yield

    def _give_back(self, handle: BinaryIO) -> None:
        self._held = None
        with told(self.path):
            handle.close()

    def append(self, sent: Sent) -> None:
        """Adds a line and sends it to the disk. Raises WorldFailed; then the ledger is unchanged,
        or holds a torn line that the next `append` sets aside."""
        if self._held is None:
            with self.held():
                self.append(sent)
            return
        with told(self.path):
            if self.torn:
                self._set_aside(self._held)
            line = canonical(sent.as_json() | {"before": self._head})
            self._held.write(line)
            settle(self._held)
        self._accept(line)

    def _load(self) -> None:
        self._lines, self._head, self._sound, self.torn = [], _FIRST, 0, b""
        with told(self.path):
            data = self.path.read_bytes() if self.path.exists() else b""
        *lines, self.torn = data.splitlines(keepends=True) or [b""]
        if _is_whole(self.torn):
            lines.append(self.torn)
            self.torn = b""
        for line in lines:
            self._accept(line)

    def _accept(self, line: bytes) -> None:
        try:
            value = parse_canonical(line, self.path.name)
            if value.pop("before") != self._head:
                raise ValueError("the line does not follow the one before it")
            moment = datetime.strptime(value.pop("sent_at"), MOMENT_FORMAT).replace(tzinfo=UTC)
            self._lines.append(Sent(**value, sent_at=moment))
        except (Failure, ValueError, TypeError, KeyError, AttributeError) as error:
            raise WorldFailed(
                f"Журнал отправки «{self.path.name}» повреждён (строка {len(self._lines) + 1}).",
                "Не удаляйте его: сохраните копию файла и обратитесь в регион, который "
                "подскажет номер последнего принятого пакета.",
            ) from error
        self._head = sha256_hex(line)
        self._sound += len(line)

    def _set_aside(self, handle: BinaryIO) -> None:
        """Keeps the torn line beside the ledger and cuts it off."""
        with _opened(self.path.with_name(self.path.name + ".torn")) as aside:
            aside.write(self.torn + b"\n")
            settle(aside)
        handle.truncate(self._sound)
        self.torn = b""


def _opened(path: Path) -> BinaryIO:
    """To read and to add to; for its owner alone."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, PRIVATE), "a+b")


def _is_whole(line: bytes) -> bool:
    """Whether a last line reached the disk: a lost sector leaves zeros or nothing."""
    try:
        return isinstance(parse_canonical(line, ""), dict)
    except Failure:
        return False


@contextlib.contextmanager
def _alone(handle: BinaryIO) -> Iterator[None]:
    """Keeps a second program from adding a line at the same moment."""
    if sys.platform == "win32":
        import msvcrt

        handle.seek(_LOCK_AT)
        msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            handle.seek(_LOCK_AT)
            msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
