"""What may go wrong outside our own code, told in one sentence and one piece of advice.

AppError            the world failed or refused us; shown as it stands, never as a traceback
├── Refused         the data or a package was refused                             (exit code 1)
├── WrongUsage      a command or a service was asked for something it cannot do   (exit code 2)
├── WorldFailed     disk, folder, base, printer, memory stick                     (exit code 3)
└── BadDefinition   a form, methodology, mapping or layout file is wrong          (exit code 3)
Cancelled           the user pressed «Отмена»; not an error, nothing was changed

Every other exception is a bug and belongs to the crash hook.
"""

from __future__ import annotations


class AppError(Exception):
    """The world failed: what happened, and what the user can do. Both in Russian."""

    exit_code = 3

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.what} {self.advice}".strip()


class Refused(AppError):
    """The data or the package was refused; nothing was stored."""

    exit_code = 1


class WrongUsage(AppError):
    """The request itself makes no sense (unknown form, missing option)."""

    exit_code = 2


class WorldFailed(AppError):
    """The machine failed us: no space, no rights, no file, a foreign base."""

    exit_code = 3


class BadDefinition(AppError):
    """A definition file (form, methodology, mapping, layout) cannot be understood."""

    exit_code = 3


class Cancelled(Exception):
    """The user pressed Cancel; the work stopped and left nothing behind."""
