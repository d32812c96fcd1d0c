"""Writing a workbook so that a full disk or a pulled stick leaves the old one whole, or nothing."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from app.spreadsheets import sentences


def write_safely(path: Path, content: bytes) -> None:
    """Write beside, flush, put in place. Raises WorldFailed and leaves no half file."""
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(path)
    except OSError as fault:
        if part is not None:
            part.unlink(missing_ok=True)
        raise sentences.cannot_write(path.name, fault.strerror or "ошибка диска") from fault
