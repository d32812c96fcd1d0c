"""Writing a workbook so that a full disk or a pulled stick leaves the old one whole, or nothing."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.spreadsheets import sentences


@contextmanager
def written_safely(path: Path) -> Iterator[Path]:
    """A file beside `path` to write into; flushed and put in its place when all went well.

    Raises WorldFailed and leaves no half file.
    """
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        os.close(handle)
        part = Path(name)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except OSError as fault:
        raise sentences.cannot_write(path.name, fault.strerror or "ошибка диска") from fault
    finally:
        if part is not None:
            part.unlink(missing_ok=True)


def write_safely(path: Path, content: bytes) -> None:
    """Write the bytes to `path`, whole or not at all; raises WorldFailed."""
    with written_safely(path) as part:
        part.write_bytes(content)
