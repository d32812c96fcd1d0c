"""The command line: the same services with words. A contract that scripts in districts rely on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from app.domain import ways
from app.domain.errors import AppError, Cancelled


def run(argv: Sequence[str]) -> int:
    """Run one command; the exit code: 0 done, 1 refused, 2 wrong usage, 3 the world failed."""
    from app.cli.calling import program
    from app.cli.commands import parser

    ways.speak_as(ways.FrontEnd.COMMAND_LINE, program())
    arguments = parser().parse_args(list(argv))
    try:
        return int(arguments.work(arguments))
    except AppError as fault:
        return _tell(fault)
    except BrokenPipeError:
        raise
    except OSError as fault:
        # No service foresaw it: a name too long, a stick pulled out in the middle of a sentence.
        from app.placing import disk_failed

        return _tell(disk_failed(Path(fault.filename or "вывод или временный файл"), fault))
    except Cancelled:
        print("Остановлено. Ничего не изменено.", file=sys.stderr)
        return 130


def _tell(fault: AppError) -> int:
    print(fault, file=sys.stderr)
    return fault.exit_code
