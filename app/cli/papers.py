"""print: any form as a paper."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.cli.options import add_base, add_output, opened, school_of
from app.cli.output import say
from app.domain.errors import Refused, WrongUsage
from app.domain.organisations import OrganisationKind

if TYPE_CHECKING:
    from app.services.context import Context


def register(commands: Any) -> None:
    """Add the command of this group."""
    paper = commands.add_parser("print", help="напечатать форму в PDF")
    paper.add_argument("form", metavar="ФОРМА", help="код формы, например support_card")
    paper.add_argument(
        "--school",
        metavar="КОД",
        help="код школы; у форм района и региона — код района или региона",
    )
    add_output(paper, "ФАЙЛ.pdf")
    add_base(paper)
    paper.set_defaults(work=_print)


def _print(arguments: argparse.Namespace) -> int:
    from app.services.printing import print_form
    from app.services.unprintable import HEADING, lost_signs

    with opened(arguments) as context:
        context.forms.form(arguments.form)  # an unknown form is told before an unknown school
        whose = _whose(context, arguments.form, arguments.school)
        lost = lost_signs(context, arguments.form, whose)
        if lost:
            say(HEADING, *(f"  {line}" for line in lost))
        written = print_form(context, arguments.form, whose, arguments.output)
    say(f"Записано: {written}")
    return 0


def _whose(context: Context, form: str, code: str | None) -> UUID:
    """Whose form is printed: a school's, or that of a district or the region, by default one's own.

    A district's form never falls to a school of the same code, nor a school's form to a district.
    """
    methodology, own = context.methodology, context.own
    if form not in methodology.district_forms or form in methodology.forms:
        return school_of(context, code)
    if own is not None and own.kind is not OrganisationKind.SCHOOL and code in (None, own.code):
        return own.uid
    if code is None:
        raise WrongUsage("Не сказано, чья это форма.", "Укажите код района: --school 0213.")
    return _above_schools(context, code)


def _above_schools(context: Context, code: str) -> UUID:
    from app.services.editing import known_organisations

    for one in known_organisations(context):
        if one.code == code and one.kind is not OrganisationKind.SCHOOL:
            return one.uid
    raise Refused(
        f"Района или региона с кодом {code} в базе нет.",
        "Такую форму заполняет не школа: укажите код района (нули в начале важны).",
    )
