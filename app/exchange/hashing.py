"""SHA-256 of the same bytes twice over at the price of once: one digest runs in a second thread."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

_WORTH = 256 * 1024
"""Handing a shorter piece over costs more than hashing it here."""


class DigestBeside:
    """A SHA-256 computed beside the caller's own work; use it as a context manager."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._pool: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None

    def __enter__(self) -> DigestBeside:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def update(self, piece: bytes) -> None:
        """Takes the next piece, in order; hashlib lets both threads run at once."""
        self._wait()
        if len(piece) < _WORTH:
            self._sha256.update(piece)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "digest")
        self._pending = self._pool.submit(self._sha256.update, piece)

    def digest(self) -> bytes:
        """SHA-256 of all pieces."""
        self._wait()
        return self._sha256.digest()

    def _wait(self) -> None:
        if self._pending is not None:
            self._pending.result()
            self._pending = None
