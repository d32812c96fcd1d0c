"""Options that many commands share, and what they open."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from app import outside
from app.cli.output import say_aside
from app.domain.errors import WorldFailed, WrongUsage
from app.folders import default_base

if TYPE_CHECKING:
    from app.services.context import Context


def add_base(parser: argparse.ArgumentParser, *, period: bool = True) -> None:
    """--base and, for commands about a year, --period."""
    parser.add_argument(
        "--base", type=Path, metavar="ФАЙЛ", help="база данных (по умолчанию — ваша)"
    )
    if period:
        parser.add_argument("--period", metavar="2025/2026", help="учебный год (иначе — текущий)")


def add_json(parser: argparse.ArgumentParser) -> None:
    """--json."""
    parser.add_argument("--json", action="store_true", help="вывести один объект JSON")


def add_output(parser: argparse.ArgumentParser, metavar: str) -> None:
    """-o, always required."""
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar=metavar, help="куда записать"
    )


def add_password(parser: argparse.ArgumentParser) -> None:
    """--password-file."""
    parser.add_argument(
        "--password-file",
        type=Path,
        metavar="ФАЙЛ",
        help="файл с паролем ключа (иначе переменная OPORA_PASSWORD или вопрос на экране)",
    )


def base_of(arguments: argparse.Namespace) -> Path:
    """The base the command is about."""
    return arguments.base or default_base()


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Context]:
    """The open base, given back afterwards."""
    from app.services.opening import concerns, open_base

    context = open_base(base_of(arguments), getattr(arguments, "period", None))
    say_aside(*concerns(context))
    try:
        yield context
    finally:
        context.close()


def password_of(arguments: argparse.Namespace) -> str:
    """The key's password: from a file, from the environment, or asked for."""
    if arguments.password_file is not None:
        try:
            text = outside.read_text(arguments.password_file, outside.SMALL)
        except (OSError, UnicodeDecodeError) as fault:
            raise WorldFailed(
                f"Не удалось прочитать файл с паролем {arguments.password_file}.",
                "Проверьте имя файла.",
            ) from fault
        return str(text).strip("\r\n")
    if word := os.environ.get("OPORA_PASSWORD"):
        return word
    if sys.stdin.isatty():
        return getpass("Пароль ключа: ")
    raise WrongUsage(
        "Нужен пароль ключа.", "Укажите --password-file или переменную OPORA_PASSWORD."
    )


def school_of(context: Context, code: str | None) -> UUID:
    """The school a command is about: the one named, else the base's own, else the only one."""
    from app.services.editing import known_organisations
    from app.services.importing import school_uid

    if code is not None:
        return school_uid(context, code)
    if context.own is not None and context.role == "school":
        return context.own.uid
    schools = [one for one in known_organisations(context) if one.kind == "school"]
    if len(schools) == 1:
        return schools[0].uid
    raise WrongUsage("Не сказано, о какой школе речь.", "Укажите её код: --school 041101.")
