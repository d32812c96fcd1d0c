"""print: any form as a paper."""

from __future__ import annotations

import argparse
from typing import Any

from app.cli.options import add_base, add_output, opened, school_of
from app.cli.output import say


def register(commands: Any) -> None:
    """Add the command of this group."""
    paper = commands.add_parser("print", help="напечатать форму в PDF")
    paper.add_argument("form", metavar="ФОРМА", help="код формы, например support_card")
    paper.add_argument("--school", metavar="КОД", help="код школы")
    add_output(paper, "ФАЙЛ.pdf")
    add_base(paper)
    paper.set_defaults(work=_print)


def _print(arguments: argparse.Namespace) -> int:
    from app.services.printing import print_form

    with opened(arguments) as context:
        context.forms.form(arguments.form)  # an unknown form is told before an unknown school
        school = school_of(context, arguments.school)
        written = print_form(context, arguments.form, school, arguments.output)
    say(f"Записано: {written}")
    return 0
