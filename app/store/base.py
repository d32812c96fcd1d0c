"""Opening, creating and copying a base, with the database's faults told as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.domain.errors import AppError, Refused, WorldFailed
from db import faults, opening
from db.opening import Database

__all__ = ["Database", "copy_base", "create", "discard", "open_existing", "said"]

discard = opening.discard


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
                f"Базы данных нет: {path}.", "Создайте её: «opora init» или первый запуск окна."
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


def create(path: Path) -> Database:
    """A new, empty base. An existing file is refused, never overwritten; no half base stays."""
    with _reached(path):
        blank = not path.is_dir() and _is_blank(path)
    if not blank:
        raise WorldFailed(f"Файл {path} уже есть.", "Выберите другое имя или откройте эту базу.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось создать папку {path.parent}.", "Выберите другую папку."
        ) from fault
    with ExitStack() as unless_done:
        unless_done.callback(discard, path)
        with said(path):
            database = opening.open(path, create=True)
        unless_done.pop_all()
    return database


def open_existing(path: Path) -> Database:
    """The base at `path`, migrated to the present."""
    with _reached(path):
        if path.is_dir():
            raise WorldFailed(f"{path} — это папка, а не база данных.", "Укажите файл базы.")
    with said(path):
        return opening.open(path)


def copy_base(source: Path, target: Path) -> None:
    """A checked copy of a base that may be in use."""
    with said(source):
        opening.connect_raw(source).close()
    with said(target):
        opening.backup(source, target)


def _is_blank(path: Path) -> bool:
    try:
        return opening.is_blank(path)
    except faults.BaseFault:
        return False


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
