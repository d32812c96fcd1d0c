"""print: whose form goes on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli.commands import parser
from app.domain.errors import Refused, WrongUsage
from app.domain.organisations import Organisation, OrganisationKind, organisation_uid
from app.domain.periods import parse_period
from app.services.opening import Setup, create_base

SCHOOL = Organisation(organisation_uid("83", "101"), "101", "СОШ с. Пример", region="83")
DISTRICT = Organisation(
    organisation_uid("83", "01"), "01", "Район", OrganisationKind.DISTRICT, region="83"
)
REGION = replace(DISTRICT, uid=organisation_uid("83", "83"), code="83", name="Регион")


def base(folder: Path, role: str, own: Organisation) -> Path:
    path = folder / "base.sqlite"
    others = tuple(one for one in (SCHOOL, DISTRICT) if one.uid != own.uid)
    own = replace(own, kind=OrganisationKind(role))
    create_base(path, Setup(role, "kbr-2020", own, others, parse_period("2025/2026")))
    return path


def printed(path: Path, form: str, *more: str) -> bytes:
    output = path.parent / f"{form}.pdf"
    words = ["print", form, "-o", str(output), "--base", str(path), *more]
    arguments = parser().parse_args(words)
    assert arguments.work(arguments) == 0
    return output.read_bytes()


def test_a_district_prints_its_own_form_with_and_without_its_code(tmp_path: Path):
    path = base(tmp_path, "district", DISTRICT)
    assert printed(path, "roadmap").startswith(b"%PDF")
    assert printed(path, "roadmap", "--school", "01").startswith(b"%PDF")


def test_a_region_prints_the_form_of_one_of_its_districts(tmp_path: Path):
    path = base(tmp_path, "region", REGION)
    whole, one = printed(path, "roadmap"), printed(path, "roadmap", "--school", "01")
    assert whole != one


def test_the_form_of_a_district_is_not_a_schools(tmp_path: Path):
    path = base(tmp_path, "district", DISTRICT)
    with pytest.raises(Refused, match="Района или региона с кодом 101 в базе нет"):
        printed(path, "roadmap", "--school", "101")


def test_the_form_of_a_school_is_not_the_districts(tmp_path: Path):
    path = base(tmp_path, "district", DISTRICT)
    with pytest.raises(Refused, match="Школы с кодом 01 в базе нет"):
        printed(path, "passport", "--school", "01")


def test_a_school_is_asked_whose_roadmap_it_wants(tmp_path: Path):
    path = base(tmp_path, "school", SCHOOL)
    with pytest.raises(WrongUsage, match="чья это форма"):
        printed(path, "roadmap")
