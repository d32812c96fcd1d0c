"""demo: the whole main job on the example district, for the eye and for a new machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.output import ProgressBar, print_table, say


def register(commands: Any) -> None:
    """Add the command of this group."""
    demo = commands.add_parser("demo", help="вся работа на примере района: от книг до квитанции")
    demo.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path("demo"),
        metavar="ПАПКА",
        help="пустая или новая папка (по умолчанию demo)",
    )
    demo.set_defaults(work=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    from app.services.demonstrating import demonstrate

    bar = ProgressBar("Пример")
    steps = demonstrate(arguments.folder, bar)
    print_table(
        ("Кто", "Что сделано", "Итог", "Где лежит"),
        [(step.who, step.done, step.result, str(step.file or "")) for step in steps],
    )
    base = arguments.folder / "base.sqlite"
    say(
        "",
        "Что открыть дальше:",
        f"  карта школы               {arguments.folder / 'card.pdf'}",
        f"  окно с этими данными      opora --base {base}",
        f"  показатели с объяснением  opora indices --base {base}",
        f"  проверить пакет           opora verify --base {base} "
        f"{arguments.folder / 'receipt.asice'}",
        "Пароль учебных ключей: «учебный пример».",
    )
    return 0
