"""An organisation and those below it, described in a small file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.errors import AppError, Refused, WorldFailed
from app.domain.organisations import OrganisationKind, organisation_uid
from app.services.organisation_files import read_organisations

DISTRICT = {
    "code": "0213",
    "name": "Отдел образования",
    "region": "83",
    "ogrn": "1008300002138",
    "schools": [{"code": "021301", "name": "Первая"}, {"code": "021302", "name": "Вторая"}],
}


def _written(path: Path, parts: object) -> Path:
    path.write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_district_and_its_schools_know_each_other(tmp_path: Path) -> None:
    own, below = read_organisations(_written(tmp_path / "a.json", DISTRICT), "district", "kbr-2020")
    assert (own.kind, own.uid, own.parent) == (
        OrganisationKind.DISTRICT,
        organisation_uid("83", "0213"),
        None,
    )
    assert [(one.code, one.kind, one.parent, one.region) for one in below] == [
        ("021301", "school", own.uid, "83"),
        ("021302", "school", own.uid, "83"),
    ]


def test_a_region_lists_districts_and_schools_of_its_own(tmp_path: Path) -> None:
    region = {
        "code": "83",
        "name": "Регион",
        "districts": [DISTRICT],
        "schools": [{"code": "000001", "name": "Интернат"}],
    }
    own, below = read_organisations(_written(tmp_path / "a.json", region), "region", "kbr-2020")
    parents = {one.code: one.parent for one in below}
    assert parents["0213"] == parents["000001"] == own.uid
    assert parents["021301"] == organisation_uid("83", "0213")


def test_toml_is_read_too_with_a_mark_of_the_notepad(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('code = "021301"\nname = "Школа"\n', encoding="utf-8-sig")
    own, below = read_organisations(path, "school", "kbr-2020")
    assert (own.code, own.name, below) == ("021301", "Школа", ())


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"name": "Без кода"}, "code"),
        ({"code": " ", "name": "Пробел"}, "не могут быть пустыми"),
        ({**DISTRICT, "ogrn": "1008300002139"}, "ОГРН"),
        ({**DISTRICT, "ogrn": "²"}, "ОГРН"),
        ({**DISTRICT, "kind": "kindergarten"}, "kindergarten"),
        ({**DISTRICT, "unknown": 1}, "unknown"),
        ({**DISTRICT, "schools": [DISTRICT["schools"][0]] * 2}, "021301 стоит дважды"),
        ({**DISTRICT, "schools": [{"code": "0213", "name": "Тот же код"}]}, "0213 стоит дважды"),
        ([1, 2], "code"),
        ("слово", "code"),
    ],
)
def test_what_is_not_understood_is_told(tmp_path: Path, parts: object, word: str) -> None:
    with pytest.raises(Refused, match=word):
        read_organisations(_written(tmp_path / "a.json", parts), "district", "kbr-2020")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.json", b"{", Refused),
        ("a.json", b"[" * 100_000, Refused),
        ("a.toml", b"code = ", Refused),
        ("a.toml", b"\xff\xfe\x00", WorldFailed),
    ],
)
def test_a_broken_file_is_told(
    tmp_path: Path, name: str, content: bytes, kind: type[AppError]
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(kind, match=name) as told:
        read_organisations(tmp_path / name, "school", "kbr-2020")
    assert told.value.advice


def test_a_missing_file_or_a_folder_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.toml"):
        with pytest.raises(WorldFailed):
            read_organisations(path, "school", "kbr-2020")
