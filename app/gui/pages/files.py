"""Asking for files: what to open, where to write."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.gui.pages.printing import documents


def choose_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """A file to read; None when the user thought better of it."""
    name, _ = QFileDialog.getOpenFileName(parent, title, str(documents()), kinds)
    return Path(name) if name else None


def choose_files(parent: QWidget, title: str, kinds: str) -> list[Path]:
    """Files to read; none when the user thought better of it."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, str(documents()), kinds)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """A folder to write into."""
    name = QFileDialog.getExistingDirectory(parent, title, str(documents()))
    return Path(name) if name else None


def choose_new_file(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """A file to write; `name` is offered."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(documents() / name), kinds)
    return Path(chosen) if chosen else None
