"""The tables of a package: their columns, described so that any statistician can read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.answers import canonical
from app.domain.results import MARKS

TOTALS_COLUMNS = (
    *("organisation", "kind", "year", "subject", "grade", "level", "participants", "grade_size"),
    *(f"mark_{mark}" for mark in MARKS),
    *("sum_points", "mean_points", "below", "mass", "high"),
)
HISTOGRAM_COLUMNS = (
    *("organisation", "kind", "year", "subject", "grade", "level", "points", "pupils"),
)
COUNT_COLUMNS = (
    *("organisation", "kind", "year", "grade", "index", "pupils", "participants"),
    *("pupils_at_most", "works"),
)
"""`works`: subject:participants:how many of them, of each work; from to, where not all is known.
`pupils_at_most`: above `pupils` where a result does not tell."""

_INTEGERS = frozenset(
    {"grade", "participants", "grade_size", "sum_points", "below", "mass", "high", "points"}
    | {"pupils", "pupils_at_most"}
    | {f"mark_{mark}" for mark in MARKS}
)


def _type(column: str) -> str:
    if column in _INTEGERS:
        return "integer"
    return "number" if column == "mean_points" else "string"


def descriptor(titles: Mapping[str, str]) -> dict[str, Any]:
    """datapackage.json (Frictionless) of the tables that `titles` names."""
    tables = {
        "data/totals.csv": TOTALS_COLUMNS,
        "data/histograms.csv": HISTOGRAM_COLUMNS,
        "data/counts.csv": COUNT_COLUMNS,
    }
    resources = [
        {
            "name": name.removeprefix("data/").removesuffix(".csv"),
            "path": name.removeprefix("data/"),
            "title": titles[name],
            "profile": "tabular-data-resource",
            "encoding": "utf-8",
            "schema": {"fields": [{"name": one, "type": _type(one)} for one in columns]},
        }
        for name, columns in tables.items()
        if name in titles
    ]
    return {"name": "opora", "profile": "tabular-data-package", "resources": resources}


def json_bytes(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON, one line."""
    return (canonical(value) + "\n").encode()


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table with its header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()
