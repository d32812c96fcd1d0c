"""reference: what the region found over all its schools; published, carried, installed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.options import add_base, add_json, opened
from app.cli.output import ProgressBar, print_json, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.models import Weight, Weights
    from app.domain.reference import Reference
    from app.services.context import Context

_OUTPUT = {"metavar": "ФАЙЛ.json", "help": "записать файл эталона для школ и районов"}


def register(commands: Any) -> None:
    """Add the commands of this group."""
    reference = commands.add_parser("reference", help="эталон региона")
    deeds = reference.add_subparsers(required=True, metavar="действие", dest="deed")
    made = {}
    for deed, work, words in (
        ("publish", _publish, "составить эталон по данным всех школ региона"),
        ("install", _install, "установить эталон, полученный от региона"),
        ("show", _show, "показать эталон, по которому считает эта база"),
        ("weights", _weights, "оценить веса ИСБШ по данным региона"),
    ):
        command = made[deed] = deeds.add_parser(deed, help=words)
        add_base(command)
        add_json(command)
        command.set_defaults(work=work)
    for deed in ("publish", "show"):
        made[deed].add_argument("-o", "--output", type=Path, **_OUTPUT)
    made["publish"].add_argument(
        "--scales", type=Path, metavar="ФАЙЛ.toml", help="шкалы, утверждённые регионом"
    )
    made["install"].add_argument("file", type=Path, metavar="ФАЙЛ.json", help="файл эталона")
    made["install"].add_argument(
        "--switch", action="store_true", help="перейти и на методику, по которой он составлен"
    )


def _publish(arguments: argparse.Namespace) -> int:
    from app.domain.reference_words import groups_told
    from app.services.asking import scales_kept
    from app.services.publishing import publish_to, publish_year
    from app.services.scales import region_scales

    scales = region_scales(arguments.scales) if arguments.scales else None
    bar = ProgressBar("Эталон региона")
    with opened(arguments) as context:
        if arguments.output is None:
            year = publish_year(context, progress=bar, scales=scales)
        else:
            year = publish_to(context, arguments.output, bar, scales)
        titles, made = _titles(context), year.reference
        kept = "" if scales or arguments.json else scales_kept(context, made)
    groups = year.groups()
    if arguments.json:
        print_json({**made.as_json(), "groups": [one.as_json() for one in groups]})
        return 0
    _tell(made, arguments, "Эталон составлен", titles)
    if kept:
        say(f"  {kept}")
    head, *lines = groups_told(one.told for one in groups)
    say(head, *(f"  {line}" for line in lines))
    _say_written(made, arguments)
    return 0


def _install(arguments: argparse.Namespace) -> int:
    from app.domain.reference_words import NOT_SIGNED
    from app.services.installing import install_file
    from app.services.reference_files import checksum, spoken

    with opened(arguments) as context:
        done = install_file(context, arguments.file, switch=arguments.switch)
    if arguments.json:
        print_json(
            {
                "reference": done.reference.id,
                "new": done.is_new,
                "used": done.used.id,
                "methodology": done.context.methodology.code,
                "year_methodology": done.used.methodology,
                "sha256": checksum(done.reference),
                "added": [one.code for one in done.added],
                "completed": [one.code for one in done.completed],
                "left": list(done.left),
            }
        )
        return 0
    say(*done.lines(), f"Контрольное число: {spoken(checksum(done.reference))}. {NOT_SIGNED}")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from app.services.referencing import current

    with opened(arguments) as context:
        found = current(context, context.period)
        title = context.period.title
        titles = _titles(context)
    if found is None:
        return _nothing(arguments, title)
    _tell(found, arguments, "Эталон", titles)
    if arguments.output is not None:
        from app.services.reference_files import write_reference

        write_reference(found, arguments.output)
    _say_written(found, arguments)
    return 0


def _nothing(arguments: argparse.Namespace, title: str) -> int:
    words = f"Эталона за {title} в этой базе нет: группы считаются предварительно."
    if arguments.output is not None:
        from app.domain.errors import Refused

        raise Refused(words, "Записывать нечего.")
    if arguments.json:
        print_json({"reference": None})
    else:
        say(words)
    return 0


def _say_written(reference: Reference, arguments: argparse.Namespace) -> None:
    if arguments.output is None or arguments.json:
        return
    from app.domain.reference_words import GIVE_BY_HAND
    from app.services.reference_files import checksum, spoken

    say(
        f"Файл для школ и районов записан: {arguments.output}",
        f"Контрольное число: {spoken(checksum(reference))}. {GIVE_BY_HAND}",
    )


def _titles(context: Context) -> dict[str, str]:
    """Code of an index, of its part, of a class or of the methodology → its title."""
    methodology = context.methodology
    terms = [term for one in methodology.indices for term in getattr(one.special, "terms", ())]
    named = (*terms, *methodology.indices, *methodology.classes, methodology)
    return {one.code: one.title for one in named}


def _tell(
    reference: Reference, arguments: argparse.Namespace, head: str, titles: Mapping[str, str]
) -> None:
    from app.domain.messages import number
    from app.domain.scale_notes import scales_told

    if arguments.json:
        print_json(reference.as_json())
        return
    say(
        f"{head}: {reference.id}, версия {reference.version}, от {reference.issued_on:%d.%m.%Y}",
        f"  методика «{titles.get(reference.methodology, reference.methodology)}», "
        f"школ с показателем: {number(reference.schools)}",
    )
    for code, value in sorted(reference.thresholds.items()):
        schools = number(reference.counts.get(code, 0))
        say(f"  порог «{_title(titles, code)}»: {number(value)} (школ: {schools})")
    for code, line in sorted(reference.lines.items()):
        told = f"{number(line.a, 2)} + {number(line.b, 3)} · x, σ = {number(line.sigma, 2)}"
        say(f"  модель «{titles.get(code, code)}»: {told}, школ: {number(line.n)}")
    for code, weights in sorted(reference.weights.items()):
        _tell_weights(code, weights, titles)
    for norm in reference.norms.values():
        mark = "" if norm.approved else ", регионом не утверждено"
        say(f"  норма «{norm.title}»: {norm.value} {norm.unit}{mark}")
    if reference.scales.entries:
        say(f"  {scales_told(reference.scales)}")
    if reference.organisations:
        say(f"  в справочнике организаций: {number(len(reference.organisations))}")


def _title(titles: Mapping[str, str], code: str) -> str:
    """A class may have several thresholds: «deviance», «deviance_2»."""
    return titles.get(code) or titles.get(code.rstrip("0123456789").rstrip("_"), code)


def _weights(arguments: argparse.Namespace) -> int:
    from app.services.gathering import gathered
    from app.services.referencing import given_scales
    from app.services.region_figures import estimated

    with opened(arguments) as context:
        scales = given_scales(context, context.period)
        inputs = gathered(context, context.period, context.methodology, None, scales)
        found = estimated(inputs, "isbsh")
        titles = _titles(context)
    if arguments.json:
        print_json({"index": "isbsh", "weights": found.as_json() if found else None})
    elif found is None:
        say(
            "Веса оценить нельзя: школ с полными данными и результатами слишком мало "
            "или показатели следуют один из другого."
        )
    else:
        _tell_weights("isbsh", found, titles)
    return 0


def _tell_weights(code: str, weights: Weights, titles: Mapping[str, str]) -> None:
    from app.domain.messages import number

    found = f"школ: {number(weights.n)}, R² = {number(weights.r2, 2)}"
    say(f"  веса «{titles.get(code, code)}» ({found}):")
    say(f"    свободный член {_value(weights.constant)}")
    for term, weight in sorted(weights.terms.items()):
        say(f"    {titles.get(term, term)}: {_value(weight)}")
    say(*(f"    Осторожно: {warning}" for warning in weights.warnings))


def _value(weight: Weight) -> str:
    from app.domain.messages import number

    return f"{number(weight.value, 3)} ± {number(weight.error, 3)}"
