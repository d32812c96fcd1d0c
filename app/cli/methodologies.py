"""methodology: a region's own methodology file, looked through before it is used."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.options import add_json
from app.cli.output import print_json, say


def register(commands: Any) -> None:
    """Add the commands of this group."""
    methodology = commands.add_parser("methodology", help="методика региона")
    deeds = methodology.add_subparsers(required=True, metavar="действие", dest="deed")
    check = deeds.add_parser("check", help="проверить файл методики")
    check.add_argument("file", type=Path, metavar="ФАЙЛ.toml")
    add_json(check)
    check.set_defaults(work=_check)


def _check(arguments: argparse.Namespace) -> int:
    from app.services.methodologies import check_file

    faults = check_file(arguments.file)
    if arguments.json:
        print_json({"file": arguments.file.name, "faults": list(faults)})
    elif faults:
        say(*faults, f"Всего ошибок: {len(faults)}. Методику пока нельзя использовать.")
    else:
        say(f"{arguments.file.name}: ошибок нет, методику можно использовать.")
    return 1 if faults else 0
