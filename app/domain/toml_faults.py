"""What is wrong with the way a TOML file is written, in Russian, with the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from app.domain.errors import BadDefinition

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_HINTS: Mapping[str, str] = {
    "Invalid value": "значение записано не так: текст берут в кавычки, дробь пишут с точкой, 0.25",
    "Expected newline or end of document": (
        "после значения стоит лишнее; дробь пишут с точкой, 0.25, а не с запятой"
    ),
    "Expected '='": "после ключа нужен знак «=»",
    "Cannot overwrite": "этот ключ уже был выше",
    "Cannot declare": "эта таблица уже была выше",
    "Cannot mutate immutable": "эта таблица уже была выше",
    "Unclosed array": "список не закрыт скобкой «]»",
    "Illegal character": "не закрыты кавычки или стоит знак, которого здесь быть не может",
    "Unterminated string": "не закрыты кавычки",
    "Expected '\"'": "не закрыты кавычки",
    'Expected "\'"': "не закрыты кавычки",
    "Expected ']": "имя таблицы не закрыто скобкой",
    "Invalid initial character": "ключ пишут латинскими буквами, без кавычек «ёлочек»",
    "Invalid statement": "строка начинается с непонятного знака",
    "Unescaped '\\'": "косую черту «\\» в тексте пишут дважды",
    "Invalid hex": "после «\\u» в тексте нужны четыре знака",
}
"""How the parser begins its sentence → what to do."""


def toml_fault(fault: tomllib.TOMLDecodeError) -> str:
    """«строка 12, знак 8: не закрыты кавычки»."""
    text = str(fault)
    place = _PLACE.search(text)
    if place is None:
        return "файл обрывается: не закрыты скобка или кавычки"
    where = f"строка {place[1]}, знак {place[2]}"
    hint = next((said for begun, said in _HINTS.items() if text.startswith(begun)), "")
    return f"{where}: {hint or 'эту строку прочитать нельзя'}"


LARGEST = 2 * 1024 * 1024
"""Letters of a definition; the largest shipped one has 55 thousand, a list of schools 400."""
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{8}}")
"""The parser's work grows with the square of a key's parts: 50,000 of them take 5 GB."""


def parsed(text: str, where: str) -> dict[str, Any]:
    """The tables written in `text`; raises BadDefinition, before parsing what would not end."""
    if len(text) > LARGEST:
        raise BadDefinition(f"{where}: файл слишком велик, столько никто не пишет.")
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadDefinition(f"{where}: строка {line}: в имени ключа слишком много точек.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise BadDefinition(f"{where}: файл записан с ошибкой, {toml_fault(fault)}.") from fault
    except (ValueError, RecursionError) as fault:
        told = "в нём слишком длинное число или слишком много вложенных скобок"
        raise BadDefinition(f"{where}: файл не прочитан, {told}.") from fault
