"""indices: values with their explanations, and classes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.options import add_base, add_json, opened
from app.cli.output import print_json_rows, say

if TYPE_CHECKING:
    from app.domain.calculations import Calculation
    from app.domain.monitoring import Monitoring


def register(commands: Any) -> None:
    """Add the command of this group."""
    indices = commands.add_parser("indices", help="показатели и группы, с объяснениями")
    indices.add_argument("--school", metavar="КОД", help="только эта школа")
    indices.add_argument("--xlsx", type=Path, metavar="ФАЙЛ", help="записать таблицу Excel")
    add_base(indices)
    add_json(indices)
    indices.set_defaults(work=_indices)


def _indices(arguments: argparse.Namespace) -> int:
    from app.services.calculating import calculate, subject_titles
    from app.services.importing import school_uid
    from app.services.monitoring import monitoring

    with opened(arguments) as context:
        if arguments.school:
            school_uid(context, arguments.school)  # an unknown code is told, not left out silently
        schools = {arguments.school} if arguments.school else None
        calculation = calculate(context, context.period, schools)
        seen = monitoring(context, calculation, schools)
    if arguments.xlsx:
        from app.services.tabulating import write_indices

        write_indices(calculation, arguments.xlsx, seen)
    if arguments.json:
        # row by row: the values of a whole region do not fit a small memory twice
        rows = {
            "values": (value.as_json() for value in calculation.values),
            "classes": (row.as_json() for row in calculation.classes),
            **seen.as_json(subject_titles()),
        }
        print_json_rows(calculation.head(), rows)
        return 0
    _say(calculation)
    _say_monitoring(seen)
    if arguments.xlsx:
        say("", f"Таблица записана: {arguments.xlsx}")
    return 0


def _say(calculation: Calculation) -> None:
    """Values and groups school by school, in the order of codes."""
    from app.services.calculating import shown_value
    from app.services.tabulating import STATES, class_titles, column_of

    titles = class_titles(calculation)
    say(f"{calculation.methodology.title}, {calculation.period.title}")
    for code, own in calculation.by_school():
        # only schools have classes; coverage and plans belong to districts and the region
        say("", f"{'Школа' if own.classes else 'Организация'} {code}")
        for value in own.values:
            say(f"  {column_of(value)}: {shown_value(value)}", f"      {value.explanation}")
        for row in own.classes:
            say(f"  {titles[row.class_code]}: {STATES[row.state]}", f"      {row.explanation}")
    if calculation.caution:
        say("", calculation.caution)


def _say_monitoring(seen: Monitoring) -> None:
    """Offers, self-assessment and involvement, each in order of codes."""
    from app.services.telling_monitoring import monitoring_rows

    heading = ""
    for what, code, about, state, told in monitoring_rows(seen):
        if what != heading:
            say("", what)
            heading = what
        words = f"  {code}, {about}: {state}" if state else f"  {code}, {about}"
        say(words, *([f"      {told}"] if told else []))
