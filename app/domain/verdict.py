"""A trust decision is a value: valid or refused, with a code and a reason a person can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reader of a package decided, and why."""

    valid: bool
    code: str | None
    """Error code of PACKAGE.md section 3 (E_…); None when valid."""
    reason: str
    """Russian sentence: what was found and what to do."""
    warnings: tuple[tuple[str, str], ...] = ()
    """(W_… code, Russian sentence); a warning never refuses."""
    package: Mapping[str, Any] = field(default_factory=dict)
    """The verified package.json and identity; what may be told of a refused one is empty."""

    def as_json(self) -> dict[str, Any]:
        """The shape printed by «opora verify --json»."""
        return {
            "verdict": "valid" if self.valid else "refused",
            "code": self.code,
            "reason": self.reason,
            "warnings": [{"code": code, "message": text} for code, text in self.warnings],
            "package": dict(self.package),
        }
