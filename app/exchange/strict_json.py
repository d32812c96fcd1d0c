"""JSON without room for two readings: no repeated keys, no NaN, one canonical spelling."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from app.exchange.reasons import Failure

_MAX_DIGITS = 30


def canonical(value: Any) -> bytes:
    """The only spelling of a JSON value: sorted keys, no spaces, UTF-8, one final newline.

    Raises ValueError for NaN and lone surrogates.
    """
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8") + b"\n"


def parse(data: bytes, name: str) -> Any:
    """The value of a JSON text in UTF-8. `name` is told in the reason. Raises Failure E_JSON."""
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_short_int,
        )
    except RecursionError as error:
        raise Failure("E_JSON", name=name, what="слишком глубокая вложенность") from error
    except _Repeated as error:
        raise Failure("E_JSON", name=name, what="повторяется одно имя поля") from error
    except ValueError as error:
        raise Failure("E_JSON", name=name, what="запись повреждена") from error


def parse_canonical(data: bytes, name: str) -> Any:
    """The value of a JSON text that is spelled canonically. Raises Failure E_JSON."""
    value = parse(data, name)
    try:
        same = canonical(value) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise Failure("E_JSON", name=name, what="запись не в установленном виде")
    return value


class _Repeated(ValueError):
    """One key twice in an object: two programs could read two different values."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise _Repeated
    return result


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)


def _short_int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError(text[:_MAX_DIGITS])
    return int(text)
