"""The forms the program knows: forms/<form>/vN.toml, read strictly, when first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from app.domain.errors import BadDefinition, WrongUsage
from app.domain.form_files import load_form
from app.domain.forms import Form

_VERSION = re.compile(r"v([1-9][0-9]*)\.toml")


class FormCatalogue:
    """Forms by code and version. A region may add its own from further folders."""

    def __init__(self, extra: Iterable[Traversable] = ()) -> None:
        self._folders = (files("forms"), *extra)
        self._loaded: dict[tuple[str, int], Form] = {}

    def codes(self) -> tuple[str, ...]:
        """Codes of all forms, sorted."""
        return tuple(sorted(self._files))

    def versions(self, code: str) -> tuple[int, ...]:
        """Versions of a form, oldest first; raises WrongUsage for an unknown form."""
        return tuple(sorted(self._versions_of(code)))

    def form(self, code: str, version: int | None = None) -> Form:
        """One form, the latest version by default.

        Raises WrongUsage for what does not exist, BadDefinition for a file that is wrong.
        """
        known = self._versions_of(code)
        asked = max(known) if version is None else version
        if asked not in known:
            raise WrongUsage(
                f"У формы «{code}» нет версии {asked}.",
                f"Есть версии: {', '.join(str(one) for one in sorted(known))}.",
            )
        if (code, asked) not in self._loaded:
            self._loaded[code, asked] = _read(known[asked], code, asked)
        return self._loaded[code, asked]

    def _versions_of(self, code: str) -> Mapping[int, Traversable]:
        if code not in self._files:
            raise WrongUsage(f"Формы «{code}» нет.", f"Известные формы: {', '.join(self.codes())}.")
        return self._files[code]

    @cached_property
    def _files(self) -> dict[str, dict[int, Traversable]]:
        """Code → version → file, without opening any; a folder without versions is no form."""
        found: dict[str, dict[int, Traversable]] = {}
        for folder in self._folders:
            for form in folder.iterdir():
                for file in form.iterdir() if form.is_dir() else ():
                    if match := _VERSION.fullmatch(file.name):
                        _add(found.setdefault(form.name, {}), int(match[1]), file, form.name)
        return found


def _add(versions: dict[int, Traversable], number: int, file: Traversable, code: str) -> None:
    if number in versions:
        raise BadDefinition(
            f"Форма «{code}» версии {number} описана дважды.",
            "Выпущенная версия не меняется: дайте своей форме другой код или номер.",
        )
    versions[number] = file


def _read(file: Traversable, code: str, version: int) -> Form:
    where = f"{code}/v{version}.toml"
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise BadDefinition(f"{where}: файл записан не в UTF-8.") from fault
    form = load_form(text, where)
    if (form.code, form.version) != (code, version):
        raise BadDefinition(f"{where}: внутри файла стоит {form.version_id}.")
    return form
