"""Step 11: does a package fit what was accepted from the same installation before?

My reading of the order: numbers and previous hashes run per installation key and recipient. The
same manifest again is a duplicate. Another content under a known id or number is refused. A lower
number not seen before is late, and valid, when the hashes of its known neighbours fit.
"""

from __future__ import annotations

from app.exchange.metadata import PackageMeta
from app.exchange.reasons import Failure, reason
from app.exchange.trust import Received

Warnings = list[tuple[str, str]]


def check_order(meta: PackageMeta, manifest_sha256: str, key: str, received: Received) -> Warnings:
    """DUP, W_LATE, W_SEQUENCE_GAP or nothing. Raises Failure E_ID_REUSED, E_REPLAY_OLD."""
    if received.by_manifest(manifest_sha256) is not None:
        return [("DUP", reason("DUP"))]
    if received.by_id(meta.package_id) is not None:
        raise Failure("E_ID_REUSED")
    row = meta.recipient or ""
    if received.by_sequence(key, row, meta.sequence) is not None:
        raise Failure("E_REPLAY_OLD", number=meta.sequence)
    if not _fits(meta, manifest_sha256, key, received):
        raise Failure("E_REPLAY_OLD", number=meta.sequence)
    last = received.last(key, row)
    highest = 0 if last is None else last.sequence
    return _warned(meta.sequence, highest)


def _fits(meta: PackageMeta, manifest_sha256: str, key: str, received: Received) -> bool:
    """Whether the accepted neighbours in the row name this package, and it names them."""
    row = meta.recipient or ""
    before = received.by_sequence(key, row, meta.sequence - 1)
    after = received.by_sequence(key, row, meta.sequence + 1)
    if before is not None and meta.previous_sha256 != before.manifest_sha256:
        return False
    return after is None or after.previous_sha256 == manifest_sha256


def _warned(number: int, highest: int) -> Warnings:
    if number < highest:
        return [("W_LATE", reason("W_LATE", number=number, last=highest))]
    if number > highest + 1:
        text = reason("W_SEQUENCE_GAP", number=number, last=highest)
        return [("W_SEQUENCE_GAP", text)]
    return []
