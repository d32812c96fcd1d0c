"""Autosave: what was typed is on the disk soon after, and before the page goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import AppError
from app.domain.reading import RawAnswers
from app.gui.jobs import JobRunner

SAVE_AFTER = 700
"""Milliseconds without a keystroke after which a record is saved."""

Save = Callable[[RawAnswers], object]
Words = tuple[str, str]
"""Kind of words and the words."""
SAVED: Words = ("good", "✔ Всё сохранено")


class Saver(QObject):
    """Saves one record at a time, always its latest state; nothing typed is ever dropped."""

    told = Signal(str, str)
    """Kind of words (good, muted, error) and the words, for a line on the page."""
    stored = Signal(object)
    """What a save gave, before anything is said about it."""
    saved = Signal()
    failed = Signal(AppError)
    """The first failure in a row; later ones only stay on the page's line."""

    def __init__(
        self, runner: JobRunner, parent: QObject, words: Callable[[Any], Words] | None = None
    ) -> None:
        """`words`: what to tell of a success, from what saving gave."""
        super().__init__(parent)
        self._runner = runner
        self._words = words or (lambda _: SAVED)
        self._save: Save | None = None
        self._raw: Callable[[], RawAnswers] | None = None
        self._dirty = False
        self._left: list[tuple[Save, RawAnswers]] = []
        self._under_way = 0
        self._trouble = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_AFTER)
        self._timer.timeout.connect(self.flush)

    def watch(self, save: Save | None, raw: Callable[[], RawAnswers] | None) -> None:
        """Another record is on the screen: finish the last one, then mind this one.

        save: runs in the worker. raw: gives what stands on the screen, in the window's thread.
        """
        self.flush()
        self._save, self._raw, self._dirty = save, raw, False
        self.told.emit("muted", "")

    def touch(self) -> None:
        """Something was typed."""
        self._dirty = True
        self._timer.start()
        if not self._trouble:
            self.told.emit("muted", "Изменения сохраняются сами…")

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._timer.stop()
        waiting, self._left = self._left, []
        if self._dirty and self._save is not None and self._raw is not None:
            self._dirty = False
            waiting.append((self._save, self._raw()))
        for save, raw in waiting:
            self._store(save, raw)

    def _store(self, save: Save, raw: RawAnswers) -> None:
        self._under_way += 1
        self._runner.run(
            lambda _: save(raw),
            self._done,
            lambda fault: self._fault(fault, save, raw),
            must_finish=True,
        )

    @property
    def is_clean(self) -> bool:
        """Whether everything typed is on the disk."""
        return not (self._dirty or self._left or self._under_way)

    @property
    def is_busy(self) -> bool:
        """Whether a save is under way or waits for another try."""
        return bool(self._left or self._under_way)

    @property
    def in_trouble(self) -> bool:
        """Whether the last attempt failed and nothing is under way."""
        return self._trouble and not self._under_way

    def _done(self, result: object) -> None:
        self._under_way -= 1
        self._trouble = False
        self.stored.emit(result)
        if self.is_clean:
            self.told.emit(*self._words(result))
        self.saved.emit()

    def _fault(self, fault: Exception, save: Save, raw: RawAnswers) -> None:
        self._under_way -= 1
        if save is self._save:
            self._dirty = True  # the screen holds the same or more
        else:
            self._left.append((save, raw))
        self.told.emit("error", f"✖ Не сохранено. {fault}")
        if not self._trouble and isinstance(fault, AppError):
            self._trouble = True
            self.failed.emit(fault)
