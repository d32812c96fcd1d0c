"""The methodologies that ship with the program, loaded once each."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from pathlib import Path

from app.domain.errors import WorldFailed, WrongUsage
from app.domain.methodology import Methodology
from app.domain.methodology_faults import file_faults
from app.domain.methodology_files import load_methodology, with_parts
from app.services.catalogue import FormCatalogue

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

    def parts(self) -> dict[str, Methodology]:
        """The parts a methodology may include, by code."""
        loaded = {code: self._load(code) for code in sorted(self._files)}
        return {code: part for code, part in loaded.items() if part.is_part}

    def texts(self, code: str) -> dict[str, str]:
        """The files a methodology is made of, by code: a snapshot that can be loaded again."""
        own = self.methodology(code)
        return {name: self._text(name) for name in (code, *own.include)}

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
            self._loaded[code] = load_methodology(self._text(code), where)
        return self._loaded[code]

    def _text(self, code: str) -> str:
        return (files("forms") / _FOLDER / self._files[code]).read_text(encoding="utf-8")


def check_file(path: Path) -> tuple[str, ...]:
    """What is wrong with a region's own methodology file; empty when it can be used.

    Raises WorldFailed when the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return (f"{path.name}: файл записан не в UTF-8.",)
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось прочитать файл {path}.", "Проверьте имя файла и права."
        ) from fault
    catalogue = FormCatalogue()
    forms = {code: catalogue.form(code) for code in catalogue.codes()}
    return file_faults(text, path.name, MethodologyCatalogue().parts(), forms)
