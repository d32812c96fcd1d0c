"""What the program printed, beside what was counted again: every difference in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tests.end_to_end.recount.classes import Row
from tests.end_to_end.recount.counting import Counted
from tests.end_to_end.recount.values import COVERED, Place, Value

VALUE, INTERVAL = 1e-12, 1e-9


def place_of(row: Mapping[str, Any]) -> Place:
    """What a printed value is about."""
    names = {"code": "index", "kind": "procedure"}
    parts: list[Any] = [row.get(names.get(name, name)) for name in Place._fields]
    return Place(*parts)


def differences(printed: Mapping[str, Any], again: Counted) -> list[str]:
    """Empty when both say the same about the same; only codes that are counted again are held."""
    values, rows = again.values, again.rows
    values_printed = [row for row in printed["values"] if row["index"] in COVERED]
    known = {place_of(row): row for row in values_printed}
    classes = {(row["school"], row["class"]): row for row in printed["classes"]}
    assert len(known) == len(values_printed), "a value is printed twice"
    assert len(classes) == len(printed["classes"]), "a class is printed twice"
    found = [f"not printed: {at}" for at in values.keys() - known.keys()]
    found += [f"not counted again: {at}" for at in known.keys() - values.keys()]
    found += [f"not printed: {at}" for at in rows.keys() - classes.keys()]
    found += [f"not counted again: {at}" for at in classes.keys() - rows.keys()]
    for at in values.keys() & known.keys():
        found += [f"{at}: {told}" for told in _of_value(known[at], values[at])]
    for key in rows.keys() & classes.keys():
        found += [f"{key}: {told}" for told in _of_row(classes[key], rows[key], again)]
    return sorted(found)


def _of_value(row: Mapping[str, Any], value: Value) -> Iterator[str]:
    yield from _number("value", row["value"], value.value, VALUE)
    yield from _number("numerator", row["numerator"], value.numerator, 0)
    if value.says_something:
        yield from _number("denominator", row["denominator"], value.denominator, 0)
        if set(row["flags"]) != value.flags:
            yield f"flags {sorted(row['flags'])}, counted {sorted(value.flags)}"
    yield from _ends("interval", row["interval"], value.interval, INTERVAL)
    yield from _ends("bounds", row["bounds"], value.bounds, VALUE)
    if (row["reason"] is None) != (value.value is not None):
        yield f"reason {row['reason']!r} beside {value.value}"
    for name, wanted in value.more.items():
        yield from _more(name, row.get(name), wanted)


def _more(name: str, printed: Any, wanted: Any) -> Iterator[str]:
    if isinstance(wanted, Mapping):
        for key, one in wanted.items():
            yield from _more(f"{name}.{key}", (printed or {}).get(key), one)
    elif isinstance(wanted, list) and wanted and isinstance(wanted[0], float):
        yield from _ends(name, printed, wanted, INTERVAL)
    elif isinstance(wanted, float):
        yield from _number(name, printed, Fraction(wanted), VALUE)
    elif isinstance(wanted, list) and sorted(printed or []) == wanted:
        return
    elif printed != wanted:
        yield f"{name} {printed!r}, counted {wanted!r}"


def _number(name: str, printed: Any, wanted: Fraction | int | None, near: float) -> Iterator[str]:
    """Equal within `near` of its size; with 0 as near as a printed float can be."""
    if printed is None or wanted is None:
        same = printed is wanted
    elif near:
        same = abs(printed - float(wanted)) <= near * max(1, abs(float(wanted)))
    else:
        same = printed == (int(wanted) if wanted == int(wanted) else float(wanted))
    if not same:
        yield f"{name} {printed}, counted {None if wanted is None else float(wanted)}"


def _ends(
    name: str,
    printed: Sequence[float] | None,
    wanted: Sequence[Fraction | float] | None,
    near: float,
) -> Iterator[str]:
    if printed is None or wanted is None:
        if (printed is None) != (wanted is None):
            yield f"{name} {printed}, counted {wanted}"
        return
    for one, other in zip(printed, wanted, strict=True):
        if abs(one - float(other)) > near * 100:
            yield f"{name} {list(printed)}, counted {[float(end) for end in wanted]}"
            return


def _of_row(printed: Mapping[str, Any], row: Row, again: Counted) -> Iterator[str]:
    if printed["state"] != row.state:
        yield f"state {printed['state']}, counted {row.state}"
    if bool(printed.get("main")) != row.main:
        yield f"main {printed.get('main')}, counted {row.main}"
    yield from _number("stability", printed.get("stability"), row.stability, INTERVAL)
    for one in printed["thresholds"]:
        wanted = again.thresholds.get(one["code"])
        yield from _number(f"threshold {one['code']}", one["value"], wanted, VALUE)
