"""reference: what the region found over all its schools, published in versions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.options import add_base, add_json, opened
from app.cli.output import ProgressBar, print_json, say

if TYPE_CHECKING:
    from app.domain.models import Weight, Weights
    from app.domain.reference import Reference


def register(commands: Any) -> None:
    """Add the commands of this group."""
    reference = commands.add_parser("reference", help="эталон региона")
    deeds = reference.add_subparsers(required=True, metavar="действие", dest="deed")
    for deed, work, words in (
        ("publish", _publish, "составить эталон по данным всех школ региона"),
        ("show", _show, "показать эталон, по которому считает эта база"),
        ("weights", _weights, "оценить веса ИСБШ по данным региона"),
    ):
        command = deeds.add_parser(deed, help=words)
        add_base(command)
        add_json(command)
        command.set_defaults(work=work)


def _publish(arguments: argparse.Namespace) -> int:
    from app.services.referencing import publish

    with opened(arguments) as context:
        made = publish(context, progress=ProgressBar("Эталон региона"))
    _tell(made, arguments, "Эталон составлен")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from app.services.referencing import current

    with opened(arguments) as context:
        found = current(context, context.period)
        title = context.period.title
    if found is None:
        if arguments.json:
            print_json({"reference": None})
        else:
            say(f"Эталона за {title} в этой базе нет: группы считаются предварительно.")
        return 0
    _tell(found, arguments, "Эталон")
    return 0


def _tell(reference: Reference, arguments: argparse.Namespace, head: str) -> None:
    from app.domain.messages import number

    if arguments.json:
        print_json(reference.as_json())
        return
    say(
        f"{head}: {reference.id}, версия {reference.version}, от {reference.issued_on:%d.%m.%Y}",
        f"  методика {reference.methodology}, школ с показателем: {number(reference.schools)}",
    )
    for code, value in sorted(reference.thresholds.items()):
        schools = number(reference.counts.get(code, 0))
        say(f"  порог «{code}»: {number(value)} (по {schools} школам)")
    for code, line in sorted(reference.lines.items()):
        told = f"{number(line.a, 2)} + {number(line.b, 3)} · x, σ = {number(line.sigma, 2)}"
        say(f"  модель «{code}»: {told}, школ: {number(line.n)}")
    for code, weights in sorted(reference.weights.items()):
        _tell_weights(code, weights)


def _weights(arguments: argparse.Namespace) -> int:
    from app.services.gathering import gathered
    from app.services.region_figures import estimated

    with opened(arguments) as context:
        inputs = gathered(context, context.period, context.methodology, None)
        found = estimated(inputs, "isbsh")
    if arguments.json:
        print_json({"index": "isbsh", "weights": found.as_json() if found else None})
    elif found is None:
        say(
            "Веса оценить нельзя: школ с полными данными и результатами слишком мало "
            "или показатели следуют один из другого."
        )
    else:
        _tell_weights("isbsh", found)
    return 0


def _tell_weights(code: str, weights: Weights) -> None:
    from app.domain.messages import number

    say(f"  веса «{code}» (школ: {number(weights.n)}, R² = {number(weights.r2, 2)}):")
    say(f"    свободный член {_value(weights.constant)}")
    for term, weight in sorted(weights.terms.items()):
        say(f"    {term}: {_value(weight)}")
    say(*(f"    Осторожно: {warning}" for warning in weights.warnings))


def _value(weight: Weight) -> str:
    from app.domain.messages import number

    return f"{number(weight.value, 3)} ± {number(weight.error, 3)}"
