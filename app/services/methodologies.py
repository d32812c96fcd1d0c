"""The methodologies one may choose: those of the program and a region's own, loaded once each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from app import outside
from app.domain.errors import BadDefinition, WorldFailed, WrongUsage
from app.domain.methodology import Methodology
from app.domain.methodology_faults import file_faults
from app.domain.methodology_files import load_methodology, with_parts
from app.services.catalogue import FormCatalogue
from app.services.gathering import subject_titles

NEWER = "Обновите программу; если она новая, попросите у региона другой файл."
"""Advice where the text of a region's methodology came whole, and this program cannot read it."""
_FOLDER = "methodologies"
_ROOT_CODE = re.compile(r"""^\s*code\s*=\s*["']([^"']+)""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A region's own methodology with every part it includes, as texts: nothing else is needed."""

    code: str
    texts: Mapping[str, str]
    """Code → TOML text of the methodology and of each included part."""

    def whole(self) -> Methodology:
        """The methodology with its parts put in; raises BadDefinition."""
        loaded = {name: load_methodology(text, name) for name, text in self.texts.items()}
        for name, one in loaded.items():
            if one.code != name:
                raise BadDefinition(f"Методика {name}: в её тексте назван другой код, {one.code}.")
        if self.code not in loaded or loaded[self.code].is_part:
            raise BadDefinition(f"Методика {self.code}: её текста нет.")
        parts = {name: one for name, one in loaded.items() if one.is_part}
        return with_parts(loaded[self.code], parts)


class MethodologyCatalogue:
    """Finds methodologies by code, a region's own first; a file is read when somebody asks."""

    def __init__(self, own: Mapping[str, Bundle] | None = None) -> None:
        self._own = dict(own or {})
        self._whole: dict[str, Methodology] = {}

    @cached_property
    def _files(self) -> dict[str, str]:
        folder = files("forms") / _FOLDER
        found = (entry for entry in folder.iterdir() if entry.name.endswith(".toml"))
        return {entry.name.removesuffix(".toml"): entry.name for entry in found}

    def codes(self) -> tuple[str, ...]:
        """Codes of the methodologies a region may choose, parts left out."""
        shipped = {code for code in self._files if not self._load(code).is_part}
        return tuple(sorted({*shipped, *self._own}))

    def titles(self) -> dict[str, str]:
        """Code → title of the methodologies a region may choose."""
        return {code: self.methodology(code).title for code in self.codes()}

    def is_own(self, code: str) -> bool:
        """Whether it is the region's own, not the program's."""
        return code in self._own

    def parts(self) -> dict[str, Methodology]:
        """The parts a methodology may include, by code."""
        loaded = {code: self._load(code) for code in sorted(self._files)}
        return {code: part for code, part in loaded.items() if part.is_part}

    def texts(self, code: str) -> dict[str, str]:
        """The files a methodology is made of, by code: a snapshot that can be loaded again."""
        own = self.methodology(code)
        if code in self._own:
            return dict(self._own[code].texts)
        return {name: self.text(name) for name in (code, *own.include)}

    def methodology(self, code: str) -> Methodology:
        """The methodology with its parts put in; raises WrongUsage for an unknown code."""
        is_shipped = code in self._files and not self._load(code).is_part
        if code not in self._own and not is_shipped:
            raise self._unknown(code)
        if code not in self._whole:
            own = self._own.get(code)
            self._whole[code] = own.whole() if own else self._shipped(code)
        return self._whole[code]

    def ships(self, code: str) -> bool:
        """Whether a methodology or a part of that code comes with the program."""
        return code in self._files

    def text(self, code: str) -> str:
        """The text of a methodology or part, the region's own too; WrongUsage if unknown."""
        if code in self._own:
            return self._own[code].texts[code]
        if code not in self._files:
            texts = (one.texts[code] for one in self._own.values() if code in one.texts)
            if (text := next(texts, None)) is not None:
                return text
            raise self._unknown(code)
        return (files("forms") / _FOLDER / self._files[code]).read_text(encoding="utf-8")

    def _unknown(self, code: str) -> WrongUsage:
        known = ", ".join(self.codes())
        return WrongUsage(
            f"Методика «{code}» неизвестна.",
            f"Известны: {known}. Свою методику берут из файла (.toml).",
        )

    def _shipped(self, code: str) -> Methodology:
        own = self._load(code)
        parts = {name: self._load(name) for name in own.include if name in self._files}
        return with_parts(own, parts)

    def _load(self, code: str) -> Methodology:
        """A shipped file."""
        return _shipped_file(self._files[code])


@lru_cache(maxsize=64)
def _shipped_file(name: str) -> Methodology:
    """Read once a process: each calculation makes a catalogue of its own."""
    text = (files("forms") / _FOLDER / name).read_text(encoding="utf-8")
    return load_methodology(text, f"{_FOLDER}/{name}")


def check_files(paths: Sequence[Path]) -> dict[Path, tuple[str, ...]]:
    """What is wrong in files that belong together: a methodology and parts of its own.

    Empty for a file that can be used. Raises WorldFailed when one cannot be read.
    """
    texts = {path: text_of(path) for path in paths}
    parts = MethodologyCatalogue().parts()
    unread = {}
    codes: dict[Path, str] = {}
    for path, text in texts.items():
        try:
            made = load_methodology(text or "", path.name)
        except BadDefinition:
            codes[path] = _code_in(text or "")
            unread[codes[path]] = path.name
        else:
            codes[path] = made.code
            parts |= {made.code: made} if made.is_part else {}
    catalogue = FormCatalogue()
    forms = {code: catalogue.form(code) for code in catalogue.codes()}
    subjects = subject_titles()
    return {
        path: (f"{path.name}: файл записан не в UTF-8.",)
        if text is None
        else (
            *_same_code(path, codes),
            *file_faults(text, path.name, parts, forms, subjects, unread),
        )
        for path, text in texts.items()
    }


def _same_code(path: Path, codes: Mapping[Path, str]) -> Iterator[str]:
    """Of two files with one code the program could only take one and pass over the other."""
    for other in codes:
        if other == path:
            return
        if codes[path] and codes[other] == codes[path]:
            yield (
                f"{path.name}: код «{codes[path]}» уже у файла {other.name}. Дайте одному из них "
                "другой код или назовите только один из файлов."
            )


def _code_in(text: str) -> str:
    """The code at the root of a file that cannot be read as it is; empty when there is none."""
    found = _ROOT_CODE.search(text.partition("[[")[0])
    return found[1] if found else ""


def text_of(path: Path) -> str | None:
    """The text of a file; None when it is not UTF-8. Raises WorldFailed."""
    try:
        return outside.read_text(path)
    except UnicodeDecodeError:
        return None
    except OSError as fault:
        raise WorldFailed(
            f"Не удалось прочитать файл {path}.", "Проверьте имя файла и права."
        ) from fault
