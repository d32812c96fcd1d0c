"""Taking the region's reference from a file: the same classes, and nothing strange let in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.domain.answers import canonical
from app.domain.errors import Refused, WorldFailed
from app.domain.methodology import Methodology
from app.domain.organisations import Organisation, organisation_uid
from app.domain.periods import parse_period
from app.domain.reference import Reference
from app.services.calculating import calculate
from app.services.context import Context
from app.services.editing import known_organisations
from app.services.installing import AnotherMethodology, Installed, install_file
from app.services.opening import Setup, create_base, open_base
from app.services.publishing import publish
from app.services.reference_files import checksum, file_name, read_reference, write_reference
from app.services.referencing import current
from app.services.region_methodologies import catalogue_of, named_methodology
from app.store import journal
from tests.unit.services.own_methodologies import bundle
from tests.unit.services.regions import (
    DISTRICTS,
    DURING,
    LATER,
    PERIOD,
    REGION,
    fill,
    opened,
    region,
    schools,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    with region(tmp_path_factory.mktemp("region"), amount=12) as context:
        return publish(context)


@pytest.fixture
def file(tmp_path: Path, made: Reference) -> Path:
    return write_reference(made, tmp_path / file_name(made))


@contextmanager
def school(folder: Path, **changes: Any) -> Iterator[Context]:
    """The third school's own base: it knows nobody else."""
    own = replace(schools(3)[2], **{"parent": None, "region": "83", **changes})
    with opened(folder / "school.sqlite", own, ()) as context:
        fill(context, own, 3)
        yield replace(context, now=lambda: DURING)


def sealed(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The file with another content and a checksum that fits it."""
    whole = json.loads(file.read_text(encoding="utf-8"))
    change(whole["reference"])
    whole["sha256"] = sha256(canonical(whole["reference"]).encode()).hexdigest()
    file.write_text(canonical(whole), encoding="utf-8")
    return file


def told(done: Installed) -> str:
    return "\n".join(done.lines())


def test_the_same_reference_gives_the_same_bytes_and_comes_back_whole(
    tmp_path: Path, made: Reference, file: Path
) -> None:
    again = write_reference(made, tmp_path / "again.json")
    assert again.read_bytes() == file.read_bytes()
    assert read_reference(file) == made
    assert file.name == "etalon-83-2025-2026-kbr-2020-1.json"
    assert json.loads(file.read_text(encoding="utf-8"))["sha256"] == checksum(made)


def test_a_school_installs_it_and_nothing_is_provisional_any_more(
    tmp_path: Path, file: Path, made: Reference
) -> None:
    with school(tmp_path) as context:
        before = calculate(context, PERIOD)
        done = install_file(context, file)
        after = calculate(context, PERIOD)
        lines = [one.action for one in _journal(context)]
    assert done.is_new
    assert done.used == made
    assert "установлен" in told(done)
    assert before.reference is None
    assert after.reference == made
    assert not any(row.provisional for row in after.classes)
    assert "reference" in lines


def _journal(context: Context) -> list[journal.Entry]:
    with context.database.reading() as connection:
        return journal.entries(connection)


def test_the_same_one_twice_is_no_error(tmp_path: Path, file: Path) -> None:
    with school(tmp_path) as context:
        install_file(context, file)
        done = install_file(context, file)
    assert not done.is_new
    assert "уже установлен" in told(done)
    assert (done.added, done.completed) == ((), ())


def test_an_older_one_is_kept_but_the_newer_one_is_used(
    tmp_path: Path, file: Path, made: Reference
) -> None:
    newer = replace(made, id="83-2025-2026-kbr-2020-2", version=2)
    with school(tmp_path) as context:
        install_file(context, write_reference(newer, tmp_path / "2.json"))
        done = install_file(context, file)
        assert current(context, PERIOD) == newer
    assert done.is_new
    assert done.used == newer
    assert "более новый: версия 2" in told(done)


def test_another_content_under_the_same_number_is_refused(
    tmp_path: Path, file: Path, made: Reference
) -> None:
    with school(tmp_path) as context:
        install_file(context, file)
        other = write_reference(replace(made, schools=5), tmp_path / "other.json")
        with pytest.raises(Refused, match="содержание другое"):
            install_file(context, other)
        renamed = write_reference(replace(made, id="x", schools=5), tmp_path / "renamed.json")
        with pytest.raises(Refused, match="содержание другое"):
            install_file(context, renamed)
        assert current(context, PERIOD) == made


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"region": "04"}, "другого региона: его код 04, а в базе 83"),
        ({"period": "2024/2025"}, "Эталон за 2024/2025, а база открыта за 2025/2026"),
        ({"methodology": "altai-2020"}, "методике «altai-2020»"),
        ({"methodology_version": 7, "texts": {}}, "версия 7; в этой базе её нет"),
    ],
)
def test_what_belongs_elsewhere_is_refused_and_nothing_is_stored(
    tmp_path: Path, made: Reference, change: dict[str, Any], words: str
) -> None:
    file = write_reference(replace(made, **change), tmp_path / "strange.json")
    with school(tmp_path) as context:
        with pytest.raises(Refused, match=words):
            install_file(context, file)
        assert current(context, parse_period(change.get("period", PERIOD.key))) is None
        assert len(known_organisations(context)) == 1


def test_a_damaged_file_is_refused(tmp_path: Path, file: Path) -> None:
    whole = file.read_text(encoding="utf-8")
    for text, words in (
        (whole.replace('"schools":12', '"schools":13'), "контрольное число не сходится"),
        (whole[: len(whole) // 2], "не эталон региона или он повреждён"),
        ("{}", "не эталон региона"),
        ("[1]", "не эталон региона"),
        ('{"kind":"opora-reference"}', "повреждён"),
        ("\x00\x01", "не эталон региона"),
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(Refused, match=words):
            read_reference(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="не эталон региона"):
        read_reference(file)
    with pytest.raises(WorldFailed, match="Не удалось прочитать"):
        read_reference(tmp_path / "nowhere.json")


def test_a_file_of_a_newer_program_asks_for_an_update(file: Path) -> None:
    sealed(file, lambda parts: parts.update(format=3, colours=[]))
    with pytest.raises(Refused, match=r"более новой версией программы.*Обновите"):
        read_reference(file)


def test_an_unknown_key_is_not_passed_over(file: Path) -> None:
    sealed(file, lambda parts: parts.update(colours=[]))
    with pytest.raises(Refused, match="неизвестный ключ «colours»"):
        read_reference(file)


def test_a_school_learns_who_is_above_it_and_no_other_school(tmp_path: Path, file: Path) -> None:
    with school(tmp_path, name="Наша школа") as context:
        done = install_file(context, file)
        known = {one.code: one for one in known_organisations(context)}
    assert set(known) == {"003", "D2", "R"}
    assert known["003"].name == "Наша школа"
    assert known["003"].parent == DISTRICTS[1].uid
    assert [one.code for one in done.added] == ["D2", "R"]
    assert "Из справочника региона добавлены: D2 (D2), Регион (R)." in told(done)


def test_a_district_learns_its_own_schools_and_keeps_what_was_typed(
    tmp_path: Path, file: Path
) -> None:
    own = replace(DISTRICTS[0], region="83", parent=None)
    typed = replace(schools(2)[1], name="Вторая, как её назвали здесь", parent=None)
    nameless = Organisation(organisation_uid("83", "004"), "004", "Школа 004", parent=own.uid)
    twin = Organisation(organisation_uid("83", "six"), "006", "Шестая")
    with opened(tmp_path / "d.sqlite", own, (typed, nameless, twin)) as context:
        done = install_file(context, file)
        known = {one.code: one for one in known_organisations(context)}
    assert set(known) == {"D1", "R", *(f"{n:03}" for n in range(2, 13, 2))}
    assert known["002"].name == "Вторая, как её назвали здесь"
    assert known["002"].parent == DISTRICTS[0].uid
    assert known["004"].name == "Школа 4"
    assert known["006"] == twin
    assert {one.code for one in done.completed} == {"D1", "002", "004"}
    assert "Под кодом 006 в эталоне «Школа 6», а в базе «Шестая»" in told(done)


def test_a_base_without_an_owner_learns_nobody(tmp_path: Path, file: Path) -> None:
    with region(tmp_path, amount=1) as context:
        alone = replace(context, own=None, role="school")
        assert install_file(alone, file).added == ()


def test_a_reference_by_another_methodology_may_bring_it_along(
    tmp_path: Path, own_methodology: Methodology, own_file: Path
) -> None:
    with school(tmp_path) as context:
        with pytest.raises(AnotherMethodology, match="--switch"):
            install_file(context, own_file)
        done = install_file(context, own_file, switch=True)
        assert done.switched
        assert done.context.methodology.version_id == own_methodology.version_id
        assert calculate(done.context, PERIOD).methodology.code == "gornaya-2026"
        again = install_file(done.context, own_file)
    assert (again.is_new, again.switched) == (False, False)
    assert "База теперь считает по методике «Методика Горного края»" in told(done)


def test_a_year_that_is_over_takes_the_reference_of_the_methodology_it_had(
    tmp_path: Path, own_file: Path
) -> None:
    with school(tmp_path) as context:
        later = replace(context, now=lambda: LATER)
        done = install_file(later, own_file)
        assert not done.switched
        assert done.context.methodology.code == "kbr-2020"
        assert calculate(later, PERIOD).methodology.code == "gornaya-2026"
        own = f"для других лет остаётся методика базы: «{context.methodology.title}»"
    assert "считаются по методике эталона «Методика Горного края»" in told(done)
    assert own in told(done)


def test_the_switch_takes_the_methodology_into_the_base_after_the_year_as_well(
    tmp_path: Path, own_file: Path
) -> None:
    with school(tmp_path) as context:
        later = replace(context, now=lambda: LATER)
        install_file(later, own_file)
        done = install_file(later, own_file, switch=True)
        assert (done.is_new, done.switched) == (False, True)
        assert done.context.methodology.code == "gornaya-2026"
        assert "gornaya-2026" in catalogue_of(context).codes()
        assert calculate(done.context, PERIOD).methodology.code == "gornaya-2026"
    assert "База теперь считает по методике «Методика Горного края»" in told(done)
    again = open_base(tmp_path / "school.sqlite")
    assert again.methodology.code == "gornaya-2026"
    again.close()


def test_a_methodology_this_program_cannot_work_by_is_refused(
    tmp_path: Path, made: Reference
) -> None:
    text = made.texts["kbr-2020"].replace('"passport",', '"passport", "form_of_2031",')
    newer = replace(made, texts={**made.texts, "kbr-2020": text})
    broken = replace(made, texts={"kbr-2020": made.texts["kbr-2020"]})
    with school(tmp_path) as context:
        with pytest.raises(Refused, match="просит формы: form_of_2031"):
            install_file(context, write_reference(newer, tmp_path / "newer.json"))
        with pytest.raises(Refused, match="нет включаемой части"):
            install_file(context, write_reference(broken, tmp_path / "broken.json"))


def test_a_part_reworded_since_hinders_neither_a_switch_nor_a_new_base(
    tmp_path: Path, made: Reference
) -> None:
    part = made.texts["social-index"] + "\n# a word more\n"
    older = replace(made, texts={**made.texts, "social-index": part})
    file = write_reference(older, tmp_path / "older.json")
    code, own_texts = named_methodology(str(file))
    create_base(tmp_path / "new.sqlite", Setup("school", code, own_methodology=own_texts))
    own = replace(schools(3)[2], region="83")
    with opened(tmp_path / "altai.sqlite", own, (), "altai-2020") as context:
        done = install_file(replace(context, now=lambda: DURING), file, switch=True)
        assert done.context.methodology.code == "kbr-2020"
        assert not catalogue_of(context).is_own("kbr-2020")


@pytest.fixture
def own_methodology(tmp_path: Path) -> Methodology:
    return bundle().whole()


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    """The reference of a region with a methodology of its own."""
    path = tmp_path / "own.sqlite"
    own = schools(6)
    setup = Setup("region", "gornaya-2026", REGION, (*DISTRICTS, *own), PERIOD, bundle())
    create_base(path, setup)
    context = open_base(path)
    try:
        for n, one in enumerate(own, 1):
            fill(context, one, n)
        return write_reference(publish(context), tmp_path / "own.json")
    finally:
        context.close()


def test_who_is_missing_in_the_directory_is_told(tmp_path: Path, file: Path) -> None:
    stranger = {"code": "777", "uid": organisation_uid("83", "777")}
    with school(tmp_path, **stranger) as context:
        assert "Вашей организации в справочнике этого эталона нет" in told(
            install_file(context, file)
        )
    (tmp_path / "known").mkdir()
    with school(tmp_path / "known") as context:
        assert "в справочнике этого эталона нет" not in told(install_file(context, file))
