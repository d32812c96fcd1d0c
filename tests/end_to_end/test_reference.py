"""The reference on its way: the region publishes, a file travels, school and district take it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.periods import Period, parse_period, school_year_of
from tests.end_to_end.opora import Ran, opora
from tests.unit.services.own_methodologies import CODE, text

CODES = [f"8300{n:02}" for n in range(1, 41)]
MINE = CODES[6]
DISTRICT = CODES[::2]
SOCIAL = (
    "Код ОО;Всего обучающихся, чел;Где оба родителя с высшим образованием;Неполных;ВШУ;"
    "С неродным русским;Местность"
)
OGE = "Код ОО;Предмет;Всего в 9 классах;Участников;2;3;4;5;Сумма баллов;Максимальный балл\n"


def social(code: str) -> str:
    n = int(code[-2:])
    place = "село" if n % 2 else "город"
    return f"{code};100;{7 * n % 60};{5 * n % 37};{n % 4};{3 * n % 23};{place}"


def oge(code: str) -> str:
    n = int(code[-2:])
    twos = 3 if n % 5 else 8
    points = 300 + 4 * (7 * n % 60) - 3 * (5 * n % 37) + 20 * (11 * n % 7)
    return f"{code};Математика;21;20;{twos};{10 - twos};6;4;{min(points, 600)};31"


def well(ran: Ran) -> Ran:
    assert ran.code == 0, ran.said
    return ran


def named(codes: list[str]) -> list[dict[str, str]]:
    return [{"code": code, "name": f"СОШ {code}"} for code in codes]


def base(folder: Path, role: str, org: dict[str, Any], codes: list[str], period: Period) -> Path:
    """A new base of that organisation with passports and results of the given schools."""
    path = folder / f"{role}.sqlite"
    files = {
        "org.json": json.dumps(org, ensure_ascii=False),
        "social.csv": "\n".join([SOCIAL, *map(social, codes)]) + "\n",
        "oge.csv": f"Результаты ОГЭ {period.end.year} г.\n"
        + OGE
        + "\n".join(map(oge, codes))
        + "\n",
    }
    for name, content in files.items():
        (folder / f"{role}-{name}").write_text(content, encoding="utf-8")
    where = ("--base", path)
    org_file = folder / f"{role}-org.json"
    words = ("--role", role, "--methodology", "kbr-2020", "--period", period.key)
    well(opora("init", *words, "--org", org_file, *where))
    well(opora("import", folder / f"{role}-social.csv", folder / f"{role}-oge.csv", *where))
    return path


def made_world(folder: Path, period: Period) -> Path:
    """A region of forty schools, one district and one school of it, each with its own base."""
    own = {"code": "D1", "name": "Первый район"}
    rest = [code for code in CODES if code not in DISTRICT]
    districts = [
        {**own, "schools": named(DISTRICT)},
        {"code": "D2", "name": "Второй район", "schools": named(rest)},
    ]
    region = {"code": "R", "name": "Регион", "districts": districts}
    base(folder, "region", region, CODES, period)
    base(folder, "district", own, DISTRICT, period)
    base(folder, "school", {"code": MINE, "name": "Наша школа"}, [MINE], period)
    return folder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_world(tmp_path_factory.mktemp("world"), parse_period("2025/2026"))


def rows(folder: Path, role: str, codes: list[str]) -> list[dict[str, Any]]:
    """Values and classes of the schools, as a base prints them."""
    found = well(opora("indices", "--json", "--base", folder / f"{role}.sqlite")).json
    return [row for key in ("values", "classes") for row in found[key] if row["school"] in codes]


def reference(folder: Path, role: str, *words: object) -> Ran:
    return opora("reference", *words, "--base", folder / f"{role}.sqlite")


def test_school_and_district_get_the_very_same_rows_as_the_region(world: Path) -> None:
    file = world / "etalon.json"
    guessed = [row for row in rows(world, "school", [MINE]) if "class" in row]
    assert {row["state"] for row in guessed if row["class"] == "lowest_group"} == {"undetermined"}
    assert any(row["provisional"] for row in rows(world, "district", DISTRICT) if "class" in row)

    told = well(reference(world, "region", "publish", "-o", file)).out
    assert "Эталон составлен: 83-2025-2026-kbr-2020-1" in told
    assert "Файл эталона пока не подписан" in told
    sums = [line.split(".")[0] for line in told.splitlines() if "Контрольное число" in line]
    for role in ("school", "district"):
        said = well(reference(world, role, "install", file)).out
        assert "Эталон региона за 2025/2026, версия 1" in said
        assert sums[0] in said
        assert "Файл эталона не подписан: берите его только из рук региона" in said
    theirs = rows(world, "region", DISTRICT)
    assert not any(row["provisional"] for row in theirs if "class" in row)
    assert rows(world, "school", [MINE]) == [row for row in theirs if row["school"] == MINE]
    assert rows(world, "district", DISTRICT) == theirs
    lowest = [row["because"] for row in theirs if row.get("class") == "lowest_group"]
    assert ["эталон" in because.lower() for because in lowest] == [True] * len(DISTRICT)


def test_the_file_may_be_written_again_and_is_the_same(world: Path) -> None:
    first = well(reference(world, "region", "publish", "--json")).json
    well(reference(world, "region", "show", "-o", world / "a.json"))
    well(reference(world, "region", "show", "-o", world / "b.json"))
    assert (world / "a.json").read_bytes() == (world / "b.json").read_bytes()
    done = well(reference(world, "school", "install", world / "a.json", "--json")).json
    assert done["reference"] == done["used"] == first["id"]
    assert done["methodology"] == done["year_methodology"] == "kbr-2020"
    again = well(reference(world, "school", "install", world / "a.json", "--json")).json
    assert (again["new"], again["added"]) == (False, [])


def test_what_is_refused_is_told_in_plain_words(world: Path) -> None:
    file = world / "strange.json"
    well(reference(world, "region", "publish", "-o", file))
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace('"schools":40', '"schools":41'), encoding="utf-8")
    ran = reference(world, "school", "install", file)
    assert ran.code == 1
    assert "контрольное число не сходится" in ran.err
    assert reference(world, "school", "install", world / "nowhere.json").code == 3
    ran = reference(world, "school", "publish")
    assert ran.code == 1
    assert "составляет регион" in ran.err


def test_a_region_s_own_methodology_reaches_the_school_in_the_reference(tmp_path: Path) -> None:
    toml = tmp_path / "gornaya.toml"
    toml.write_text(text(base=60), encoding="utf-8")
    # this year: one that is over would be computed by its own methodology without being asked
    world = made_world(tmp_path, school_year_of(date.today()))
    region = ("--base", world / "region.sqlite")
    assert "methodology use" in well(opora("methodology", "install", toml, *region)).out
    well(opora("methodology", "use", CODE, *region))
    listed = well(opora("methodology", "list", "--json", *region)).json["methodologies"]
    assert [one["code"] for one in listed if one["used"]] == [CODE]
    well(reference(world, "region", "publish", "-o", world / "etalon.json"))

    ran = reference(world, "school", "install", world / "etalon.json")
    assert ran.code == 1
    assert "--switch" in ran.err
    well(reference(world, "school", "install", world / "etalon.json", "--switch"))
    ours = rows(world, "school", [MINE])
    assert ours == rows(world, "region", [MINE])
    printed = opora("indices", "--json", "--base", world / "school.sqlite").json
    assert printed["methodology"] == CODE

    # a new base is begun by the methodology's file, or by the reference itself
    for name in ("gornaya.toml", "etalon.json"):
        other = ("--base", tmp_path / f"{name}.sqlite")
        well(opora("init", "--role", "school", "--methodology", tmp_path / name, *other))
        well(opora("methodology", "show", CODE, "-o", tmp_path / "again.toml", *other))
        assert (tmp_path / "again.toml").read_text(encoding="utf-8") == text(base=60)


def test_a_faulty_methodology_is_refused_with_all_its_faults(world: Path, tmp_path: Path) -> None:
    toml = tmp_path / "bad.toml"
    bad = text().replace("low_schools", "low_shools").replace("value = 85", 'value = "много"')
    toml.write_text(bad, encoding="utf-8")
    ran = opora("methodology", "install", toml, "--base", world / "school.sqlite")
    assert ran.code == 1
    assert "«low_shools»" in ran.err
    assert "isb_base" in ran.err
    ran = opora("init", "--role", "school", "--methodology", toml, "--base", tmp_path / "x.sqlite")
    assert ran.code == 1
    assert not (tmp_path / "x.sqlite").exists()
