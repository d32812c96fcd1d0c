"""School subjects by the names people write, out of resources/directories/subjects.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from app.domain import spelling
from app.domain.definitions import Entry


def subject_code(text: str) -> str | None:
    """«Русский язык» → «russian»; None when the directory does not know the name.

    Latin letters among Russian ones («Pусский») are taken as meant.
    """
    return next(
        (
            code
            for one in (text, spelling.as_cyrillic(text))
            if (code := _codes().get(spelling.folded(one).rstrip(" .")))
        ),
        None,
    )


@cache
def _codes() -> Mapping[str, str]:
    file = resources.files("resources") / "directories" / "subjects.toml"
    root = Entry(tomllib.loads(file.read_text(encoding="utf-8")), file.name)
    codes: dict[str, str] = {}
    for entry in root.entries("subjects"):
        code = entry.code()
        for name in (code, entry.take("title", str), *entry.strings("aliases")):
            codes[spelling.folded(name)] = code
    return codes
