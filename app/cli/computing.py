"""indices: values with their explanations, and classes."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.options import add_base, add_json, opened
from app.cli.output import ProgressBar, print_json_rows, say
from app.domain.diagnostics import noting
from app.domain.monitoring import offer_as_json, with_offers

if TYPE_CHECKING:
    from app.domain.calculations import Calculation
    from app.domain.indices import IndexValue
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
    from app.services.calculating import calculate
    from app.services.editing import known_organisations
    from app.services.importing import school_uid
    from app.services.monitoring import told_by_forms

    with opened(arguments) as context:
        if arguments.school:
            school_uid(context, arguments.school)  # an unknown code is told, not left out silently
        schools = {arguments.school} if arguments.school else None
        bar = ProgressBar("Считаю показатели")
        calculation = calculate(context, context.period, schools, bar)
        known = known_organisations(context)
        forms = told_by_forms(context, schools)
    if arguments.xlsx:
        from app.services.tabulating import write_indices

        bar = ProgressBar("Записываю таблицу")
        write_indices(calculation, arguments.xlsx, forms, known, bar)
    if arguments.json:
        _print_json(calculation, forms)
        return 0
    _say_monitoring(with_offers(forms, _say(calculation)))
    if calculation.caution:
        say("", calculation.caution)
    if arguments.xlsx:
        say("", f"Таблица записана: {arguments.xlsx}")
    return 0


def _print_json(calculation: Calculation, forms: Monitoring) -> None:
    """Row by row: the values of a whole region do not fit a small memory twice."""
    from app.services.calculating import subject_titles

    worse: list[IndexValue] = []
    subjects = subject_titles()

    def offers() -> Iterator[dict[str, Any]]:
        """Made when the values have gone by."""
        for offer in with_offers(forms, worse).offers:
            yield offer_as_json(offer, subjects)

    rows = {
        "values": (value.as_json() for value in noting(calculation.values, worse)),
        "classes": (row.as_json() for row in calculation.classes),
        **forms.as_json(subjects),
        "offers": offers(),
    }
    print_json_rows(calculation.head(), rows)


def _say(calculation: Calculation) -> list[IndexValue]:
    """Values and groups school by school, in the order of codes; gives what offers may come of."""
    from app.services.calculating import shown_value
    from app.services.tabulating import STATES, class_titles, column_of

    worse: list[IndexValue] = []
    titles = class_titles(calculation)
    say(f"{calculation.methodology.title}, {calculation.period.title}")
    for code, own in calculation.by_school():
        # only schools have classes; coverage and plans belong to districts and the region
        say("", f"{'Школа' if own.classes else 'Организация'} {code}")
        for value in noting(own.values, worse):
            say(f"  {column_of(value)}: {shown_value(value)}", f"      {value.explanation}")
        for row in own.classes:
            say(f"  {titles[row.class_code]}: {STATES[row.state]}", f"      {row.explanation}")
    return worse


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
