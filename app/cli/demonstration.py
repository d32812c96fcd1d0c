"""demo: the whole main job on the example district, for the eye and for a new machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from app.cli.calling import quoted
from app.cli.output import ProgressBar, print_table, say, terminal_width
from app.domain.ways import program


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

    folder: Path = arguments.folder
    steps = demonstrate(folder, ProgressBar("Пример"))
    print_table(
        ("Кто", "Что сделано", "Итог", "Файл"),
        [(step.who, step.done, step.result, _inside(step.file, folder)) for step in steps],
        width=terminal_width(),
    )
    base = quoted(folder / "base.sqlite")
    say(
        "",
        f"Файлы лежат в папке {folder}. Что открыть дальше:",
        "  карта школы:",
        f"    {folder / 'card.pdf'}",
        "  окно с этими данными:",
        f"    {program()} --base {base}",
        "  показатели с объяснением:",
        f"    {program()} indices --base {base}",
        "  проверить пакет:",
        f"    {program()} verify --base {base} {quoted(folder / 'receipt.asice')}",
        "Пароль учебных ключей: «учебный пример».",
    )
    return 0


def _inside(file: Path | None, folder: Path) -> str:
    return str(file.relative_to(folder)) if file is not None else ""
