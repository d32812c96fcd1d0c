"""Reading definition files strictly: an unknown key or a wrong kind of value is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from app.domain.errors import BadDefinition

Kind = TypeVar("Kind")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Entry:
    """One table of a definition file; every key has to be taken, or `close` refuses it."""

    def __init__(self, parts: object, where: str) -> None:
        if not isinstance(parts, Mapping):
            raise BadDefinition(f"{where}: ожидается таблица с ключами.")
        self._left: dict[str, Any] = dict(parts)
        self.where = where

    def take(self, key: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """The value of `key`, of the given kind; `default` when absent, refused when required."""
        if key not in self._left:
            if default is None:
                raise BadDefinition(f"{self.where}: нет обязательного ключа «{key}».")
            return default
        value = self._left.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadDefinition(f"{self.where}: ключ «{key}» имеет значение не того вида.")
        return value

    def optional(self, key: str, kind: type[Kind]) -> Kind | None:
        """The value of `key` or None when it is absent."""
        return self.take(key, kind) if key in self._left else None

    def code(self, key: str = "code") -> str:
        """A code: Latin small letters, digits, underscore."""
        value = self.take(key, str)
        if not _CODE.fullmatch(value):
            raise BadDefinition(f"{self.where}: «{value}» не годится как код ({key}).")
        return value

    def entries(self, key: str) -> list[Entry]:
        """A list of tables, each with a place name for messages; empty when absent."""
        parts = self.take(key, list, [])
        return [Entry(part, f"{self.where}, {key}[{n}]") for n, part in enumerate(parts, 1)]

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when absent."""
        parts = self.take(key, list, [])
        if not all(isinstance(part, str) for part in parts):
            raise BadDefinition(f"{self.where}: «{key}» должен быть списком строк.")
        return tuple(parts)

    def peek(self, key: str) -> object:
        """The value of `key` without taking it."""
        return self._left.get(key)

    def keys(self) -> list[str]:
        """Keys not taken yet."""
        return list(self._left)

    def close(self) -> None:
        """Refuse what nobody asked for: a misspelt key must not pass silently."""
        if self._left:
            unknown = ", ".join(f"«{key}»" for key in sorted(self._left))
            raise BadDefinition(f"{self.where}: неизвестный ключ {unknown}.")


def unique(codes: list[str], where: str) -> None:
    """Refuse a code that stands twice."""
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadDefinition(f"{where}: код повторяется: {', '.join(twice)}.")
