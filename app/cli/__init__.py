"""The command line: the same services with words. A contract that scripts in districts rely on."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from app.domain.errors import AppError, Cancelled


def run(argv: Sequence[str]) -> int:
    """Run one command; the exit code: 0 done, 1 refused, 2 wrong usage, 3 the world failed."""
    from app.cli.commands import parser

    arguments = parser().parse_args(list(argv))
    try:
        return int(arguments.work(arguments))
    except AppError as fault:
        print(fault.what, fault.advice, file=sys.stderr)
        return fault.exit_code
    except Cancelled:
        print("Остановлено. Ничего не изменено.", file=sys.stderr)
        return 130
