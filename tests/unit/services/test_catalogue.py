"""The catalogue finds forms, refuses what does not exist and takes a region's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import BadDefinition, WrongUsage
from app.services.catalogue import FormCatalogue
from tests.unit.domain.sample_form import TEXT

FIRST = TEXT.replace("version = 2", "version = 1")


def folder(tmp_path: Path, **files: str) -> Path:
    """A folder with the form «sample» in the given versions."""
    home = tmp_path / "extra" / "sample"
    home.mkdir(parents=True)
    for version, text in files.items():
        (home / f"{version}.toml").write_text(text, encoding="utf-8")
    return tmp_path / "extra"


def test_the_forms_of_the_main_job_are_there() -> None:
    assert set(FormCatalogue().codes()) >= {
        "passport", "social_passport", "staff", "resources", "procedures", "results_totals",
        "results_pupils", "support_card",
    }  # fmt: skip


def test_a_form_is_read_once() -> None:
    catalogue = FormCatalogue()
    assert catalogue.form("passport") is catalogue.form("passport", 1)


def test_the_latest_version_is_given_unless_another_is_asked_for(tmp_path: Path) -> None:
    catalogue = FormCatalogue([folder(tmp_path, v1=FIRST, v2=TEXT)])
    assert catalogue.form("sample").version == 2
    assert catalogue.form("sample", 1).version == 1
    assert catalogue.versions("sample") == (1, 2)
    assert "sample" in catalogue.codes()


def test_an_unknown_form_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(WrongUsage, match="«pasport»") as caught:
        FormCatalogue().form("pasport")
    assert "social_passport" in caught.value.advice


def test_an_unknown_version_is_refused_with_the_list_of_known_ones() -> None:
    with pytest.raises(WrongUsage, match="версии 9") as caught:
        FormCatalogue().form("passport", 9)
    assert caught.value.advice == "Есть версии: 1."


def test_a_file_is_opened_only_when_its_form_is_asked_for(tmp_path: Path) -> None:
    catalogue = FormCatalogue([folder(tmp_path, v1="not a form")])
    assert catalogue.form("passport").code == "passport"
    with pytest.raises(BadDefinition, match=r"sample/v1\.toml"):
        catalogue.form("sample")


def test_a_file_that_says_another_version_than_its_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition, match="внутри файла стоит sample/v2"):
        FormCatalogue([folder(tmp_path, v3=TEXT)]).form("sample")


def test_a_file_in_a_foreign_encoding_is_refused_by_name(tmp_path: Path) -> None:
    extra = folder(tmp_path)
    (extra / "sample" / "v1.toml").write_bytes(FIRST.encode("cp1251"))
    with pytest.raises(BadDefinition, match="UTF-8"):
        FormCatalogue([extra]).form("sample")


def test_a_region_cannot_quietly_replace_a_released_version(tmp_path: Path) -> None:
    other = tmp_path / "region" / "passport"
    other.mkdir(parents=True)
    (other / "v1.toml").write_text(FIRST, encoding="utf-8")
    with pytest.raises(BadDefinition, match="описана дважды"):
        FormCatalogue([other.parent]).codes()


def test_other_files_of_a_folder_are_no_forms(tmp_path: Path) -> None:
    extra = folder(tmp_path, v1=FIRST, draft="x", v01="x", v0="x")
    assert FormCatalogue([extra]).versions("sample") == (1,)
