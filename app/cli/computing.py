"""indices: values with their explanations, and classes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.options import add_base, add_json, opened
from app.cli.output import print_json, print_table, say


def register(commands: Any) -> None:
    """Add the command of this group."""
    indices = commands.add_parser("indices", help="показатели и группы, с объяснениями")
    indices.add_argument("--school", metavar="КОД", help="только эта школа")
    indices.add_argument("--xlsx", type=Path, metavar="ФАЙЛ", help="записать таблицу Excel")
    add_base(indices)
    add_json(indices)
    indices.set_defaults(work=_indices)


def _indices(arguments: argparse.Namespace) -> int:
    from app.services.calculating import as_json, calculate

    with opened(arguments) as context:
        schools = {arguments.school} if arguments.school else None
        calculation = calculate(context, context.period, schools)
    if arguments.xlsx:
        from app.services.tabulating import write_indices

        write_indices(calculation, arguments.xlsx)
    if arguments.json:
        print_json(as_json(calculation))
        return 0
    say(f"{calculation.methodology.title}, {calculation.period.title}")
    rows = [
        (value.school, value.title_with_subject, value.shown, value.explanation)
        for value in calculation.values
    ]
    print_table(("Школа", "Показатель", "Значение", "Объяснение"), rows)
    say("")
    print_table(
        ("Школа", "Группа", "Состояние", "Почему"),
        [(one.school, one.title, one.state_title, one.because) for one in calculation.classes],
    )
    if arguments.xlsx:
        say("", f"Таблица записана: {arguments.xlsx}")
    return 0
