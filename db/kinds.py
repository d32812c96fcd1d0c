"""Column types that believe nothing: what a damaged file gives instead of a value is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Integer, LargeBinary, MetaData, String, Text
from sqlalchemy.types import TypeEngine

from db.faults import BaseDamaged

_Process = Callable[[Any], Any]


def guard(metadata: MetaData) -> None:
    """Give every column of these tables a type that looks at what it reads.

    SQLite keeps any value in any column; a flipped byte turns a number into a text. Raised where
    the value is fetched: BaseDamaged.
    """
    for table in metadata.tables.values():
        for column in table.columns:
            column.type = _guarded(column.type, nullable=bool(column.nullable))


def _guarded(plain: TypeEngine[Any], *, nullable: bool) -> TypeEngine[Any]:
    if isinstance(plain, Text):
        return _Text(plain.length, may_be_none=nullable)
    if isinstance(plain, String):
        return _String(plain.length, may_be_none=nullable)
    if isinstance(plain, LargeBinary):
        return _Binary(plain.length, may_be_none=nullable)
    return _Integer(may_be_none=nullable)


def _look(kind: type, before: _Process | None, *, may_be_none: bool) -> _Process:
    def process(value: Any) -> Any:
        if before is not None and value is not None:
            value = before(value)
        if type(value) is kind or (value is None and may_be_none):
            return value
        raise BaseDamaged(f"{type(value).__name__} in the place of {kind.__name__}")

    return process


# SQLAlchemy copies a type for its dialect by the names of its constructor's arguments: whatever is
# not among them is lost on the way.


class _String(String):
    def __init__(self, length: int | None = None, may_be_none: bool = True) -> None:
        super().__init__(length)
        self.may_be_none = may_be_none

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        before = super().result_processor(dialect, coltype)
        return _look(str, before, may_be_none=self.may_be_none)


class _Text(Text):
    def __init__(self, length: int | None = None, may_be_none: bool = True) -> None:
        super().__init__(length)
        self.may_be_none = may_be_none

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        before = super().result_processor(dialect, coltype)
        return _look(str, before, may_be_none=self.may_be_none)


class _Integer(Integer):
    def __init__(self, may_be_none: bool = True) -> None:
        self.may_be_none = may_be_none

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        before = super().result_processor(dialect, coltype)
        return _look(int, before, may_be_none=self.may_be_none)


class _Binary(LargeBinary):
    def __init__(self, length: int | None = None, may_be_none: bool = True) -> None:
        super().__init__(length)
        self.may_be_none = may_be_none

    def result_processor(self, dialect: Any, coltype: Any) -> _Process:
        # SQLAlchemy's own would call bytes(5) on a number and make five zeros of it
        before = None
        if dialect.name != "sqlite":
            before = super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return _look(bytes, before, may_be_none=self.may_be_none)
