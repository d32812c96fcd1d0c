"""Writing a file so that a full disk or a pulled stick leaves the old one whole or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from app.domain.errors import WorldFailed


def write_file(path: Path, content: bytes) -> None:
    """Write beside, flush to the disk, put in place. Raises WorldFailed and leaves no half file."""
    part = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось записать файл {path} ({fault.strerror or fault}).",
            "Проверьте, есть ли место и право записи, и не открыт ли файл в другой программе.",
        ) from fault
    finally:
        part.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make sure the folder is there. Raises WorldFailed."""
    if folder.exists() and not folder.is_dir():
        raise WorldFailed(f"{folder} — это файл, а не папка.", "Укажите папку или флешку.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось открыть папку {folder} ({fault.strerror}).",
            "Проверьте, вставлена ли флешка и можно ли на неё писать.",
        ) from fault
