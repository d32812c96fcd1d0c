"""Reading definition files strictly: an unknown key or a wrong kind of value is refused by name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from app.domain.errors import BadDefinition

Kind = TypeVar("Kind")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")


_KINDS: Mapping[type, tuple[str, Any]] = {
    str: ("текст в кавычках", "x"),
    int: ("целое число", 1),
    float: ("дробное число с точкой, например 0.25", 0.5),
    bool: ("true или false", False),
    list: ("список в квадратных скобках", []),
    dict: ("таблица", {}),
    object: ("значение", 1),
}
"""Kind of a value → its name, and what stands in for a bad one while the rest is looked through."""


class Entry:
    """One table of a definition file; every key has to be taken, or `close` refuses it.

    With `faults` given, what is wrong is noted there and reading goes on with stand-ins, so that
    everything is told at once; without it the first fault raises BadDefinition.
    """

    def __init__(self, parts: object, where: str, faults: list[str] | None = None) -> None:
        if not isinstance(parts, Mapping):
            raise BadDefinition(f"{where}: ожидается таблица с ключами.")
        self._left: dict[str, Any] = dict(parts)
        self.where = where
        self.faults = faults

    def refuse(self, what: str) -> None:
        """Something is wrong here: noted where all faults are gathered, raised elsewhere."""
        sentence = f"{self.where}: {what}"
        if self.faults is None:
            raise BadDefinition(sentence)
        self.faults.append(sentence)

    def take(self, key: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """The value of `key`, of the given kind; `default` when absent, refused when required."""
        if key not in self._left:
            if default is None:
                self.refuse(f"нет обязательного ключа «{key}»{self._like(key)}.")
                return _stand_in(kind)
            return default
        value = self._left.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            words = _KINDS.get(kind, ("", None))[0]
            self.refuse(f"ключ «{key}» имеет значение не того вида; нужно: {words}.")
            return _stand_in(kind)
        return value

    def _like(self, key: str) -> str:
        """A key that may be `key` misspelt; «name_to» is no slip of «name»."""
        others = [one for one in self._left if not one.startswith(f"{key}_")]
        near = get_close_matches(key, others, n=1)
        return f"; есть похожий ключ «{near[0]}»" if near else ""

    def optional(self, key: str, kind: type[Kind]) -> Kind | None:
        """The value of `key` or None when it is absent."""
        return self.take(key, kind) if key in self._left else None

    def code(self, key: str = "code") -> str:
        """A code: Latin small letters, digits, underscore."""
        value = self.take(key, str)
        if not _CODE.fullmatch(value):
            self.refuse(f"«{value}» не годится как код ({key}).")
        return value

    def entries(self, key: str) -> list[Entry]:
        """A list of tables, each with a place name for messages; empty when absent."""
        parts = self.take(key, list, [])
        places = enumerate(parts, 1)
        return [Entry(part, f"{self.where}, {key}[{n}]", self.faults) for n, part in places]

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when absent."""
        parts = self.take(key, list, [])
        if not all(isinstance(part, str) for part in parts):
            self.refuse(f"«{key}» должен быть списком строк.")
        return tuple(part for part in parts if isinstance(part, str))

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
            self.refuse(f"неизвестный ключ {unknown}.")


def _stand_in(kind: type[Kind]) -> Kind:
    value = _KINDS[kind][1]
    if not isinstance(value, kind):
        raise TypeError(kind)
    return value


def repeated(codes: Iterable[str]) -> list[str]:
    """The codes that stand more than once, in order."""
    return sorted(code for code, times in Counter(codes).items() if times > 1)


def unique(codes: list[str], where: str) -> None:
    """Refuse a code that stands twice."""
    twice = repeated(codes)
    if twice:
        raise BadDefinition(f"{where}: код повторяется: {', '.join(twice)}.")
