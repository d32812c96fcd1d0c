"""A version of the reference is taken only when its file stands."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.errors import WorldFailed
from app.services import publishing
from app.services.opening import open_base
from app.services.publishing import publish_to, publish_year
from app.services.reference_files import read_reference, write_reference
from app.services.referencing import current
from app.services.region_year import RegionYear, compute
from tests.unit.services.regions import PERIOD, region

LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from app.domain.errors import WorldFailed
from app.services.opening import open_base
from app.services.publishing import publish_to
room, base, path = sys.argv[1:]
context = open_base(Path(base))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))
try:
    publish_to(context, Path(path))
except WorldFailed as fault:
    print(fault.what, fault.advice)
"""


def files_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_the_file_and_the_version_come_together(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with region(tmp_path, amount=6) as context:
        made = publish_to(context, out / "a.json").reference
        assert current(context, PERIOD) == made == read_reference(out / "a.json")
        again = write_reference(made, tmp_path / "again.json")
        assert again.read_bytes() == (out / "a.json").read_bytes()
    assert files_in(out) == ["a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of Linux stands for a full disk")
@pytest.mark.parametrize(
    ("lacking", "told"), [("a.json", "для файла «a.json»"), ("base", "изменения не записаны")]
)
def test_a_full_disk_takes_no_version_and_leaves_the_file_that_was_there(
    tmp_path: Path, lacking: str, told: str
) -> None:
    out = tmp_path / "out"
    with region(tmp_path, amount=6) as context:
        size = write_reference(compute(context, PERIOD), out / "a.json").stat().st_size
    (out / "a.json").write_text("прежний эталон", encoding="utf-8")
    room = size - 1 if lacking == "a.json" else size
    program = [sys.executable, "-c", LITTLE_ROOM, str(room), str(context.base), str(out / "a.json")]
    said = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    assert "не хватило места" in said
    assert told in said
    assert "show" not in said
    assert files_in(out) == ["a.json"]
    assert (out / "a.json").read_text(encoding="utf-8") == "прежний эталон"
    after = open_base(context.base)
    assert current(after, PERIOD) is None
    after.close()


def test_a_stick_pulled_out_at_the_last_moment_is_told_with_the_way_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out" / "a.json"

    def then_the_place_is_gone(*words: object) -> RegionYear:
        made = publish_year(*words)  # type: ignore[arg-type]
        path.mkdir()
        return made

    monkeypatch.setattr(publishing, "publish_year", then_the_place_is_gone)
    with region(tmp_path, amount=6) as context:
        with pytest.raises(WorldFailed) as fault:
            publish_to(context, path)
        made = current(context, PERIOD)
    assert made is not None
    assert f"Эталон {made.id} уже сохранён в базе" in fault.value.advice
    assert "«opora reference show -o ФАЙЛ»" in fault.value.advice
    assert files_in(tmp_path / "out") == ["a.json"]
