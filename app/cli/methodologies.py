"""methodology: a region's own methodology file, looked through, kept in the base, used."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.options import add_base, add_json, opened
from app.cli.output import print_json, say
from app.domain.ways import program

if TYPE_CHECKING:
    from app.services.methodologies import MethodologyCatalogue


def register(commands: Any) -> None:
    """Add the commands of this group."""
    methodology = commands.add_parser("methodology", help="методика региона")
    deeds = methodology.add_subparsers(required=True, metavar="действие", dest="deed")
    made = {}
    for deed, work, words in (
        ("check", _check, "проверить файл методики"),
        ("install", _install, "взять методику региона из файла в базу"),
        ("use", _use, "считать в базе по другой методике"),
        ("list", _list, "какие методики знает база"),
        ("show", _show, "показать текст методики: с него удобно начинать свою"),
    ):
        command = made[deed] = deeds.add_parser(deed, help=words)
        command.set_defaults(work=work)
    for deed in ("check", "install"):
        made[deed].add_argument(
            "files",
            type=Path,
            nargs="+",
            metavar="ФАЙЛ.toml",
            help="файл методики (и файлы её собственных частей)",
        )
    for deed in ("use", "show"):
        made[deed].add_argument("code", metavar="КОД", help="код методики или её части")
    for deed in ("install", "use", "list", "show"):
        add_base(made[deed], period=False)
    for deed in ("check", "list"):
        add_json(made[deed])
    made["show"].add_argument("-o", "--output", type=Path, metavar="ФАЙЛ.toml", help="записать")


def _check(arguments: argparse.Namespace) -> int:
    from app.services.methodologies import check_files

    found = check_files(arguments.files)
    faults = [fault for of_file in found.values() for fault in of_file]
    names = ", ".join(path.name for path in found)
    if arguments.json:
        print_json({"file": names, "faults": faults})
    elif faults:
        say(*faults, f"Всего ошибок: {len(faults)}. Методику пока нельзя использовать.")
    else:
        say(f"{names}: ошибок нет, методику можно использовать.")
    return 1 if faults else 0


def _install(arguments: argparse.Namespace) -> int:
    from app.services.referencing import still_by_reference
    from app.services.region_methodologies import install, read_bundle, refreshed

    bundle = read_bundle(arguments.files)
    waiting = ""
    with opened(arguments) as context:
        is_new = install(context, bundle)
        used = context.methodology.code == bundle.code
        after = refreshed(context) if used else context
        now = after.methodology if used else bundle.whole()
        if used:
            waiting = still_by_reference(after)
    state = "взята в базу" if is_new else "уже в базе, всё на месте"
    say(f"Методика региона {state}: {now.title} ({now.version_id}).")
    if not used:
        say(f"Чтобы база считала по ней: {program()} methodology use {now.code}")
    elif waiting:
        say(waiting)
    return 0


def _use(arguments: argparse.Namespace) -> int:
    from app.services.referencing import still_by_reference
    from app.services.region_methodologies import use

    with opened(arguments) as context:
        after = use(context, arguments.code)
        waiting = still_by_reference(after)
    now = after.methodology
    said = "Для базы выбрана методика" if waiting else "База считает по методике"
    say(f"{said}: {now.title} ({now.version_id}).")
    if waiting:
        say(waiting)
    return 0


def _list(arguments: argparse.Namespace) -> int:
    catalogue, used, waiting = _known(arguments)
    rows = []
    for code in catalogue.codes():
        one = catalogue.methodology(code)
        own = catalogue.is_own(code)
        rows.append({"code": code, "version": one.version, "title": one.title, "own": own,
                     "used": code == used,
                     "in_force": code == used and not waiting})  # fmt: skip
    if arguments.json:
        print_json({"methodologies": rows})
        return 0
    for row in rows:
        marks = [
            *(["своя методика региона"] if row["own"] else []),
            *(["по ней считает база"] if row["in_force"] else []),
            *(["выбрана для базы"] if row["used"] and waiting else []),
        ]
        say(f"{row['code']}/v{row['version']}  {row['title']}" + "".join(f" — {m}" for m in marks))
    if waiting:
        say(waiting)
    return 0


def _show(arguments: argparse.Namespace) -> int:
    catalogue, *_ = _known(arguments)
    text = catalogue.text(arguments.code)
    if arguments.output is None:
        say(text)
        return 0
    from app.placing import write_file

    write_file(arguments.output, text.encode())
    say(f"Текст методики записан: {arguments.output}")
    return 0


def _known(arguments: argparse.Namespace) -> tuple[MethodologyCatalogue, str, str]:
    """The methodologies of the base, which it chose, and what keeps that from being in force.

    Those of the program where there is no base yet.
    """
    from app.cli.options import base_of
    from app.services.methodologies import MethodologyCatalogue
    from app.services.referencing import still_by_reference
    from app.services.region_methodologies import catalogue_of

    if arguments.base is None and not base_of(arguments).is_file():
        return MethodologyCatalogue(), "", ""
    with opened(arguments) as context:
        return catalogue_of(context), context.methodology.code, still_by_reference(context)
