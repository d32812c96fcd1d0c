"""Values of many schools as one wide table: a row a school, a column an index."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def wide_table(
    values: Sequence[tuple[str, str, float | None]],
) -> tuple[list[str], list[list[str | float | None]]]:
    """(school, column, value) triples → headings and rows, in order of school codes.

    Columns stand in the order in which they were first met. There are no places and no totals: a
    table is not a ranking (DOMAIN, decision 15).
    """
    frame = pd.DataFrame(list(values), columns=["school", "column", "value"])
    columns = list(dict.fromkeys(frame["column"]))
    table = frame.pivot(index="school", columns="column", values="value").reindex(columns=columns)
    table = table.sort_index().astype(object)
    rows = table.where(table.notna(), None)
    return ["Код школы", *columns], [
        [str(code), *row] for code, row in zip(rows.index, rows.to_numpy().tolist(), strict=True)
    ]
