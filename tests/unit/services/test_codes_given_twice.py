"""What stands twice under one code is refused in words: the last never wins in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.definitions import Entry
from app.domain.errors import BadDefinition, Refused
from app.domain.kept_scales import read_sub, scales_as_json, scales_from_json
from app.domain.results import ProcedureKey, Scale
from app.domain.scales import ScaleEntry, Scales, Standing
from app.services.methodologies import check_files
from app.services.region_methodologies import read_bundle
from tests.unit.services.own_methodologies import CODE, text

PART = 'code = "own-part"\nversion = 1\npart = true\ntitle = "Часть"\nsource = "приказ"\n'


def files(folder: Path, second: str) -> list[Path]:
    """A methodology with two files of parts."""
    whole = text().replace("include = [", 'include = ["own-part", ', 1)
    texts = {"own.toml": whole, "a.toml": PART, "b.toml": second}
    for name, content in texts.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [folder / name for name in texts]


def test_two_files_of_parts_with_one_code_are_refused(tmp_path: Path) -> None:
    paths = files(tmp_path, PART)
    said = "b.toml: код «own-part» уже у файла a.toml. Дайте одному из них другой код или"
    found = check_files(paths)
    assert [list(one) for one in list(found.values())[:2]] == [[], []]
    (told,) = found[paths[2]]
    assert told.startswith(said)
    with pytest.raises(Refused, match=r"код «own-part» уже у файла a\.toml"):
        read_bundle(paths)
    assert read_bundle(paths[:2]).code == CODE


def test_so_is_a_part_with_the_code_of_the_methodology_and_one_that_cannot_be_read(
    tmp_path: Path,
) -> None:
    paths = files(tmp_path, PART.replace("own-part", CODE))
    assert any("уже у файла own.toml" in one for one in check_files(paths)[paths[2]])
    paths = files(tmp_path, PART + "beauty = 1\n")
    assert any("уже у файла a.toml" in one for one in check_files(paths)[paths[2]])


def test_a_mark_stands_once_in_a_sub_condition() -> None:
    step = {"mark": 4, "need": 4, "otherwise": 3}
    once = {"title": "баллы за грамотность", "marks": [step]}
    assert read_sub(Entry(once, "шкала")).need == {4: 4}
    twice = {**once, "marks": [step, {**step, "need": 6}]}
    with pytest.raises(BadDefinition, match="отметка 4 записана дважды, оставьте одну"):
        read_sub(Entry(twice, "шкала"))


def test_a_work_has_one_scale_in_a_reference() -> None:
    key = ProcedureKey("oge", "2025/2026", "math", 9)
    kept = ScaleEntry(key, Scale(max_points=31, min_3=8), standing=Standing.KEPT)
    other = ScaleEntry(key, Scale(max_points=14, min_3=5), standing=Standing.KEPT)
    assert len(read(Scales((kept, other))).entries) == 2
    with pytest.raises(BadDefinition, match="код повторяется: oge:2025/2026:math:9:"):
        read(Scales((kept, kept)))


def read(scales: Scales) -> Scales:
    written = json.loads(json.dumps(scales_as_json(scales)))
    return scales_from_json(Entry(one, "эталон") for one in written)
