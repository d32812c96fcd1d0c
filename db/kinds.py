"""Column types that believe nothing: what a damaged file gives instead of a value is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.types import TypeEngine

from db.faults import BaseDamaged
from db.meanings import MEANINGS, Meaning

_Process = Callable[[Any], Any]


def guard(metadata: MetaData) -> None:
    """Give every column of these tables a type that looks at what it reads.

    SQLite keeps any value in any column; a flipped byte turns a number into a text. Raised where
    the value is fetched: BaseDamaged.
    """
    for table in metadata.tables.values():
        for column in table.columns:
            meaning = MEANINGS.get(f"{table.name}.{column.name}")
            column.type = _guarded(column.type, bool(column.nullable), meaning)


def _guarded(plain: TypeEngine[Any], nullable: bool, meaning: Meaning | None) -> TypeEngine[Any]:
    if isinstance(plain, Text):
        return _Text(plain.length, nullable, meaning)
    if isinstance(plain, String):
        return _String(plain.length, nullable, meaning)
    if isinstance(plain, LargeBinary):
        return _Binary(plain.length, nullable)
    return _Integer(nullable)


def _look(
    kind: type, before: _Process | None, may_be_none: bool, meaning: Meaning | None = None
) -> _Process:
    def process(value: Any) -> Any:
        if before is not None and value is not None:
            value = before(value)
        if type(value) is kind or (value is None and may_be_none):
            return value
        raise BaseDamaged(f"{type(value).__name__} in the place of {kind.__name__}")

    def process_meaning(value: Any) -> Any:
        value = process(value)
        if value is not None and meaning is not None:
            try:
                meaning(value)
            except ValueError as fault:
                raise BaseDamaged(str(fault)) from fault
        return value

    return process if meaning is None else process_meaning


# SQLAlchemy copies a type for its dialect by the names of its constructor's arguments: whatever is
# not among them is lost on the way.


class _String(String):
    def __init__(
        self, length: int | None = None, may_be_none: bool = True, meaning: Meaning | None = None
    ) -> None:
        super().__init__(length)
        self.may_be_none, self.meaning = may_be_none, meaning

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        before = super().result_processor(dialect, coltype)
        return _look(str, before, self.may_be_none, self.meaning)


class _Text(Text):
    def __init__(
        self, length: int | None = None, may_be_none: bool = True, meaning: Meaning | None = None
    ) -> None:
        super().__init__(length)
        self.may_be_none, self.meaning = may_be_none, meaning

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        before = super().result_processor(dialect, coltype)
        return _look(str, before, self.may_be_none, self.meaning)


class _Integer(Integer):
    def __init__(self, may_be_none: bool = True) -> None:
        self.may_be_none = may_be_none

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        before = super().result_processor(dialect, coltype)
        return _look(int, before, self.may_be_none)


class _Binary(LargeBinary):
    def __init__(self, length: int | None = None, may_be_none: bool = True) -> None:
        super().__init__(length)
        self.may_be_none = may_be_none

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        # SQLAlchemy's own would call bytes(5) on a number and make five zeros of it
        before = None
        if dialect.name != "sqlite":
            before = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return _look(bytes, before, self.may_be_none)
