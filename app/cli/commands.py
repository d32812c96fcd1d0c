"""All commands under one parser."""

from __future__ import annotations

from app import __version__
from app.cli import (
    basing,
    computing,
    data,
    demonstration,
    exchange,
    keys,
    methodologies,
    papers,
    references,
)
from app.cli.russian import Parser, speak_russian
from app.domain.ways import program

_ABOUT = """«Опора»: данные школы, показатели, технологическая карта, подписанный пакет для региона.
Без команды открывается окно. Справка о команде: {program} КОМАНДА --help."""

_CODES = """коды завершения: 0 — сделано; 1 — данные или пакет не приняты (причины напечатаны);
2 — команда написана неверно; 3 — помешал компьютер (диск, права, база)."""


def parser() -> Parser:
    """The parser of the whole command line; each command sets `work`."""
    speak_russian()
    whole = Parser(prog=program(), description=_ABOUT.format(program=program()), epilog=_CODES)
    whole.add_argument(
        "--version", action="version", version=f"«Опора» {__version__}", help="показать версию"
    )
    commands = whole.add_subparsers(required=True, metavar="команда", dest="command")
    for group in (
        demonstration,
        basing,
        data,
        computing,
        methodologies,
        references,
        papers,
        keys,
        exchange,
    ):
        group.register(commands)
    return whole
