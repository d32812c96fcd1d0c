"""A region's own methodology: read whole or not at all, kept in the base, used from the base."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from app.domain.errors import Refused, WorldFailed, WrongUsage
from app.services.calculating import calculate
from app.services.context import Context
from app.services.methodologies import Bundle, MethodologyCatalogue
from app.services.opening import Setup, create_base, open_base
from app.services.publishing import publish
from app.services.reference_files import write_reference
from app.services.referencing import current, frozen_methodology
from app.services.region_methodologies import (
    bundle_in,
    catalogue_of,
    install,
    named_methodology,
    read_bundle,
    refreshed,
    use,
)
from tests.unit.services.own_methodologies import CODE, bundle, text
from tests.unit.services.regions import PERIOD, region


def written(folder: Path, content: str, name: str = "gornaya.toml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def isb(context: Context, school: str = "001") -> Fraction | None:
    found = calculate(context, PERIOD, {school}).values
    return next(one.value for one in found if one.index == "isb")


def test_a_file_is_read_with_every_part_it_includes(tmp_path: Path) -> None:
    made = read_bundle([written(tmp_path, text())])
    assert made == bundle()
    assert made.whole().title == "Методика Горного края"


def test_all_faults_are_told_and_nothing_is_read(tmp_path: Path) -> None:
    wrong = text().replace('source = "приказ"', 'source = ""').replace('"coverage",', '"holes",')
    with pytest.raises(Refused) as refusal:
        read_bundle([written(tmp_path, wrong)])
    assert "нет включаемой части «holes»" in str(refusal.value)
    bad = text() + '\n[[calendar]]\ncode = "x"\ntitle = "x"\nday = "13-40"\n[[indices]]\n'
    with pytest.raises(Refused) as refusal:
        read_bundle([written(tmp_path, bad)])
    assert "13-40" in str(refusal.value)
    assert "indices[" in str(refusal.value)


def test_a_part_of_ones_own_comes_with_the_file(tmp_path: Path) -> None:
    part = (
        'code = "our-part"\nversion = 1\ntitle = "Своя часть"\nsource = "приказ"\npart = true\n'
        '[[calendar]]\ncode = "our_day"\ntitle = "Наш день"\nday = "10-05"\n'
    )
    own = text().replace('"social-index",', '"social-index", "our-part",', 1)
    files = [written(tmp_path, own), written(tmp_path, part, "part.toml")]
    made = read_bundle(files)
    assert "our-part" in made.texts
    assert MethodologyCatalogue({made.code: made}).text("our-part") == part
    with pytest.raises(Refused, match="нет включаемой части «our-part»"):
        read_bundle(files[:1])
    with pytest.raises(Refused, match="методик: 0, а нужна одна"):
        read_bundle(files[1:])


@pytest.mark.parametrize("slip", ["", "[[calendar]"])
def test_a_part_with_faults_is_not_called_missing(tmp_path: Path, slip: str) -> None:
    part = (
        'code = "our-part"\nversion = 1\ntitle = "Своя часть"\nsource = "приказ"\npart = true\n'
        '[[calendar]]\ncode = "our_day"\ntitle = "Наш день"\nday = "13-40"\n'
        f'[[parameters]]\ncode = "small_n"\ntitle = "Мало"\n{slip}\n'
    )
    own = text().replace('"social-index",', '"social-index", "our-part",', 1)
    files = [written(tmp_path, own), written(tmp_path, part, "part.toml")]
    with pytest.raises(Refused) as refusal:
        read_bundle(files)
    _, about_own, *about_part = refusal.value.what.splitlines()
    assert about_own.startswith("gornaya.toml: в части «our-part» (файл part.toml) есть ошибки")
    assert "нет включаемой части" not in refusal.value.what
    assert all(one.startswith("part.toml") for one in about_part)
    sought = ["имя таблицы не закрыто"] if slip else ["13-40", "«value»", "«approved»"]
    assert all(any(word in one for one in about_part) for word in sought)


def test_a_part_of_the_program_is_not_replaced_silently(tmp_path: Path) -> None:
    changed = MethodologyCatalogue().text("social-index").replace("85", "60")
    files = [written(tmp_path, text()), written(tmp_path, changed, "part.toml")]
    with pytest.raises(Refused, match="Часть «social-index» уже есть в программе"):
        read_bundle(files)


def test_the_base_computes_by_it_once_it_is_used(tmp_path: Path) -> None:
    with region(tmp_path, amount=2) as context:
        before = isb(context)
        assert install(context, bundle(base=60))
        assert isb(context) == before
        now = use(context, CODE)
        assert before is not None
        assert isb(now) == before - 25
        assert catalogue_of(context).is_own(CODE)
        path = context.base
    again = open_base(path)
    assert again.methodology.title == "Методика Горного края"
    again.close()


def test_the_very_same_one_is_kept_once_and_a_released_version_never_changes(
    tmp_path: Path,
) -> None:
    with region(tmp_path, amount=1) as context:
        assert install(context, bundle())
        assert not install(context, bundle())
        with pytest.raises(Refused, match="больший номер"):
            install(context, bundle(base=60))
        assert install(context, bundle(version=2, base=60))
        with pytest.raises(Refused, match="версии 2 уже есть, и она другая"):
            install(context, bundle())
        shipped = MethodologyCatalogue()
        taken = Bundle("kbr-2020", {**shipped.texts("kbr-2020"), "kbr-2020": text()})
        with pytest.raises(Refused, match="kbr-2020"):
            install(context, Bundle("kbr-2020", {**taken.texts, "kbr-2020": _like_kbr()}))
        with pytest.raises(WrongUsage, match=rf"altai-2020, {CODE}, irkutsk-2018"):
            use(context, "mars-2030")


def _like_kbr() -> str:
    return text().replace(f'code = "{CODE}"', 'code = "kbr-2020"', 1)


def test_a_newer_version_of_the_base_s_own_is_used_at_once_but_a_published_year_stays(
    tmp_path: Path,
) -> None:
    with region(tmp_path, amount=3) as context:
        install(context, bundle())
        now = use(context, CODE)
        publish(now)
        then = isb(now)
        install(now, bundle(version=2, base=60))
        newer = refreshed(now)
        assert newer.methodology.version == 2
        assert isb(newer) == then
        publish(newer)
        assert then is not None
        assert isb(newer) == then - 25


def test_it_travels_in_the_reference(tmp_path: Path) -> None:
    with region(tmp_path, amount=3) as context:
        install(context, bundle())
        now = use(context, CODE)
        made = publish(now)
        assert current(now, PERIOD) == made
    frozen = frozen_methodology(made)
    assert frozen is not None
    assert frozen.title == "Методика Горного края"
    file = write_reference(made, tmp_path / "reference.json")
    assert bundle_in(file) == bundle()
    assert named_methodology(str(file)) == (CODE, bundle())


def test_a_new_base_is_made_by_a_file(tmp_path: Path) -> None:
    code, own = named_methodology(str(written(tmp_path, text())))
    create_base(tmp_path / "new.sqlite", Setup("school", code, own_methodology=own))
    context = open_base(tmp_path / "new.sqlite")
    assert context.methodology.code == CODE
    context.close()
    assert named_methodology("kbr-2020") == ("kbr-2020", None)
    with pytest.raises(WorldFailed, match="Не удалось прочитать"):
        named_methodology(str(tmp_path / "nowhere.toml"))
