"""A form as an empty workbook to be filled."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import WrongUsage
from app.services.catalogue import FormCatalogue


def make_template(
    forms: FormCatalogue, code: str, path: Path, *, school: str = "", period: str = ""
) -> None:
    """Write the template of a form's latest version to `path` (.xlsx)."""
    from app.spreadsheets.templates import write_template

    form = forms.form(code)
    if path.suffix.lower() != ".xlsx":
        raise WrongUsage(
            f"Файл «{path.name}»: шаблон бывает только книгой Excel.",
            "Укажите имя с окончанием .xlsx.",
        )
    write_template(form, path, organisation_code=school, period=period)
