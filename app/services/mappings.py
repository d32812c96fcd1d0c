"""Descriptions of foreign tables by name: those that ship and those a user once gave as a file."""

from __future__ import annotations

from pathlib import Path

from app import outside
from app.domain.errors import BadDefinition, Refused, WorldFailed, WrongUsage
from app.placing import make_folder, write_file
from app.services.context import Context
from app.spreadsheets.mapping_files import mapping_from_file, shipped_mappings
from app.spreadsheets.mappings import TableMapping
from app.spreadsheets.workbooks import check_codes


class MappingCatalogue:
    """Mappings known to one base; a file that was used once is remembered under its own code."""

    def __init__(self, context: Context) -> None:
        self._folder = context.beside("mappings")
        self._forms = context.forms.form

    def all(self) -> tuple[TableMapping, ...]:
        """The user's own first: they know their tables better."""
        own = sorted(self._folder.glob("*.toml")) if self._folder.is_dir() else []
        return (*(mapping_from_file(path) for path in own), *shipped_mappings())

    def mapping(self, name_or_file: str, *, remember: bool = True) -> TableMapping:
        """The mapping of that name, or the one written in that file (remembered from now on)."""
        for known in self.all():
            if known.code == name_or_file:
                return known
        path = Path(name_or_file)
        if not path.is_file():
            names = ", ".join(known.code for known in self.all())
            raise WrongUsage(
                f"Описания таблицы «{name_or_file}» нет: ни имени, ни файла.",
                f"Известные имена: {names}.",
            )
        try:
            mapping = mapping_from_file(path)
            check_codes(mapping, self._forms)  # what asks for unknown questions is not remembered
        except BadDefinition as fault:
            # what somebody hands in is refused; only what lies here already is a broken world
            raise Refused(fault.what, fault.advice) from fault
        if not remember:
            return mapping
        try:
            content = outside.read_bytes(path, outside.LARGEST_TEXT)
        except OSError as fault:
            raise WorldFailed(f"Не удалось прочитать {path}.", "Проверьте права.") from fault
        make_folder(self._folder, private=True)
        write_file(self._folder / f"{mapping.code}.toml", content)
        return mapping
