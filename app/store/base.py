"""Opening, creating and copying a base, with the database's faults told as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from app import outside
from app.domain.errors import AppError, Refused, WorldFailed
from app.domain.ways import way
from app.locking import Presence
from app.placing import PRIVATE, drafted, keep_private, make_private_folder, publish, sweep
from db import faults, opening

__all__ = [
    "Database",
    "building",
    "copy_base",
    "create",
    "is_blank",
    "open_existing",
    "said",
]


class Database(opening.Database):
    """An open base whose faults come out as AppErrors, whoever uses it."""

    def __init__(
        self, opened: opening.Database, path: Path, presence: Presence | None = None
    ) -> None:
        """`presence`: how others see that the base is open."""
        super().__init__(opened.engine, path)
        self.path = path
        self._presence = presence
        outside.enter(path)
        self._is_open = True

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: committed whole, or not at all. Raises Refused, WorldFailed."""
        with said(self.path), super().transaction() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading only. Raises Refused, WorldFailed."""
        with said(self.path), super().reading() as connection:
            yield connection

    def close(self) -> None:
        """Give the file back; a second call does nothing."""
        super().close()
        if self._is_open:
            self._is_open = False
            outside.leave(self.path)
            if self._presence is not None:
                self._presence.close()

    @property
    def has_others(self) -> bool:
        """Whether another window or command had the base open when this one came."""
        return self._presence is not None and self._presence.others


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn the database's faults into AppErrors that name the base."""
    try:
        yield
    except faults.BaseFault as fault:
        raise _sentence(fault, path) from fault


def _sentence(fault: faults.BaseFault, path: Path) -> AppError:
    match fault:
        case faults.BaseMissing():
            return WorldFailed(
                f"Базы данных нет: {path}.",
                f"Проверьте имя файла; чтобы начать новую, {way('create_base')}.",
            )
        case faults.BaseDamaged():
            return Refused(
                f"Файл {path} — не база «Опоры» или он повреждён.",
                "Не удаляйте его. Восстановите базу из резервной копии.",
            )
        case faults.BaseFromFuture():
            return WorldFailed(
                f"База {path} создана более новой версией программы.",
                "Обновите программу на этом компьютере; данные не тронуты.",
            )
        case faults.BaseBusy():
            return WorldFailed(
                f"База {path} занята другой программой.",
                "Закройте второе окно «Опоры» и повторите.",
            )
        case faults.BaseFull():
            return WorldFailed(
                "На диске не хватило места (или диск не отвечает), изменения не записаны.",
                "Освободите место и повторите; прежние данные целы.",
            )
    return WorldFailed(
        f"В базу {path} нельзя записывать: она или её папка защищены от записи.",
        "Выберите другую папку или попросите права на запись; прежние данные целы.",
    )


def is_blank(path: Path) -> bool:
    """Whether there is no base yet, or one whose making was cut off: it may be made (again).

    What is damaged is told when it is opened.
    """
    with _reached(path):
        if path.is_dir():
            return False
        try:
            return opening.is_blank(path) or opening.is_unfinished(path)
        except faults.BaseFault:
            return False


@contextmanager
def building(path: Path) -> Iterator[Database]:
    """A new base to be filled, which appears under its name whole or not at all.

    An existing file is refused, never overwritten. Raises WorldFailed.
    """
    if not is_blank(path):
        raise WorldFailed(f"Файл {path} уже есть.", "Выберите другое имя или откройте эту базу.")
    try:
        make_private_folder(path.parent)
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось создать папку {path.parent}.", "Выберите другую папку."
        ) from fault
    with said(path), drafted(path, PRIVATE) as draft:
        with ExitStack() as until_done:
            database = Database(opening.open(draft.path, create=True), draft.path)
            until_done.callback(database.close)
            yield database
        if path.exists():  # only what is blank: see above
            opening.discard(path)
        publish(draft, path)


def create(path: Path) -> Database:
    """A new, empty base, open."""
    with building(path):
        pass
    with said(path):
        return Database(opening.open(path, create=True), path)


def open_existing(path: Path) -> Database:
    """The base at `path`, migrated to the present."""
    with _reached(path):
        if path.is_dir():
            raise WorldFailed(f"{path} — это папка, а не база данных.", "Укажите файл базы.")
    _tidy(path)
    with said(path):
        opened = opening.open(path, copy=_copy)
        return Database(opened, path, Presence(path.with_name(f".{path.name}.opora.open")))


_BESIDE = ("ledger", "ledger.torn", "keys", "received", "mappings")
"""Endings of what services keep beside a base."""


def _tidy(path: Path) -> None:
    """Sweep what killed programs left around a base, and keep it all for its owner."""
    beside = [path.with_name(f"{path.stem}.{ending}") for ending in _BESIDE]
    keep_private(*(path.with_name(path.name + ending) for ending in outside.COMPANIONS), *beside)
    for folder in (path.parent, *beside):
        sweep(folder)


def copy_base(source: Path, target: Path) -> None:
    """A checked copy of a base that may be in use; never over a base that is open here."""
    outside.refuse_own(target)
    with said(source):
        opening.connect_raw(source).close()
    with said(target):
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    try:
        with drafted(target, PRIVATE) as draft:
            opening.copy(source, draft.path)
            draft.replace(target)
    except OSError as fault:
        raise faults.BaseReadOnly(str(target)) from fault


@contextmanager
def _reached(path: Path) -> Iterator[None]:
    """A path whose very folder may not be looked into."""
    try:
        yield
    except OSError as fault:
        raise WorldFailed(
            f"Нет доступа к файлу {path} ({fault.strerror}).",
            "Выберите другую папку или попросите права на неё.",
        ) from fault
