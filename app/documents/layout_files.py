"""Reads document layouts from forms/layouts, and refuses what it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from importlib.resources import files
from string import Formatter
from typing import Any, TypeVar, get_type_hints

from app.domain.errors import BadDefinition
from app.domain.toml_faults import parsed

Layout = TypeVar("Layout")

_KINDS = {str: "текст", float: "число", int: "целое число"}


def read_layout(kind: type[Layout], name: str) -> Layout:
    """The layout file forms/layouts/<name>.toml as a value; BadDefinition says what is wrong."""
    file = files("forms").joinpath("layouts", f"{name}.toml")
    if not name.isidentifier() or not file.is_file():
        raise BadDefinition(
            f"Нет оформления документа «{name}».", "Проверьте имя оформления в методике."
        )
    return parse_layout(kind, file.read_text(encoding="utf-8"), f"{name}.toml")


def parse_layout(kind: type[Layout], toml: str, source: str) -> Layout:
    """The layout written in `toml`; `source` names it in error messages."""
    return _table(kind, parsed(toml, source), source, "")


def check_names(template: str, allowed: Iterable[str], source: str, key: str) -> None:
    """Refuse a text that asks for a name nobody will give it."""
    try:
        asked = {name for _text, name, _spec, _conversion in Formatter().parse(template)}
    except ValueError as error:
        raise _bad(source, f"в тексте «{key}» не закрыта фигурная скобка") from error
    for name in sorted(asked - {None, *allowed}, key=str):
        raise _bad(source, f"в тексте «{key}» неизвестное имя «{{{name}}}»")


def _bad(source: str, what: str) -> BadDefinition:
    return BadDefinition(
        f"Файл оформления {source}: {what}.",
        "Исправьте файл или верните тот, что был в поставке программы.",
    )


def _table(kind: type[Layout], data: Mapping[str, Any], source: str, path: str) -> Layout:
    known = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    for key in data:
        if key not in known:
            raise _bad(source, f"неизвестный ключ «{path}{key}»")
    for key in sorted(known):
        if key not in data:
            raise _bad(source, f"нет ключа «{path}{key}»")
    types = get_type_hints(kind)
    values = {key: _value(types[key], data[key], source, f"{path}{key}") for key in data}
    return kind(**values)


def _value(kind: Any, value: Any, source: str, path: str) -> Any:
    if is_dataclass(kind) and isinstance(value, dict):
        return _table(kind, value, source, f"{path}.")  # type: ignore[arg-type]
    if issubclass(kind, StrEnum) and value in list(kind):
        return kind(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and is_number and value > 0:
        return float(value)
    if (kind is int and is_number and isinstance(value, int)) or (
        kind is str and isinstance(value, str)
    ):
        return value
    raise _bad(source, f"«{path}» должно быть: {_KINDS.get(kind, 'раздел или имя из списка')}")
