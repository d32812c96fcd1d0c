"""The methodologies that ship with the program, loaded once each."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files

from app.domain.errors import WrongUsage
from app.domain.methodology import Methodology
from app.domain.methodology_files import load_methodology, with_parts

_FOLDER = "methodologies"


class MethodologyCatalogue:
    """Finds methodologies by code; a file is read when somebody asks for it."""

    def __init__(self) -> None:
        self._loaded: dict[str, Methodology] = {}
        self._whole: dict[str, Methodology] = {}

    @cached_property
    def _files(self) -> dict[str, str]:
        folder = files("forms") / _FOLDER
        found = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
        return {entry.name.removesuffix(".toml"): entry.name for entry in found}

    def codes(self) -> tuple[str, ...]:
        """Codes of the methodologies a region may choose, parts left out."""
        return tuple(code for code in sorted(self._files) if not self._load(code).is_part)

    def titles(self) -> dict[str, str]:
        """Code → title of the methodologies a region may choose."""
        return {code: self._load(code).title for code in self.codes()}

    def methodology(self, code: str) -> Methodology:
        """The methodology with its parts put in; raises WrongUsage for an unknown code."""
        if code not in self._files or self._load(code).is_part:
            known = ", ".join(self.codes())
            raise WrongUsage(f"Методика «{code}» неизвестна.", f"Известны: {known}.")
        if code not in self._whole:
            own = self._load(code)
            parts = {name: self._load(name) for name in own.include if name in self._files}
            self._whole[code] = with_parts(own, parts)
        return self._whole[code]

    def _load(self, code: str) -> Methodology:
        if code not in self._loaded:
            where = f"{_FOLDER}/{self._files[code]}"
            text = (files("forms") / _FOLDER / self._files[code]).read_text(encoding="utf-8")
            self._loaded[code] = load_methodology(text, where)
        return self._loaded[code]
