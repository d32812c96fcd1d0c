"""What files are put in the place of: only of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import WorldFailed
from app.placing import place

DEVICE = Path("/dev/null")


@pytest.mark.skipif(not DEVICE.exists(), reason="this system has no such device")
def test_a_device_is_never_replaced_by_a_file() -> None:
    with pytest.raises(WorldFailed, match="не файл"):
        place(DEVICE, b"1")
    assert not DEVICE.is_file()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    place(tmp_path / "a.json", b"first, and longer")
    place(tmp_path / "a.json", b"second")
    assert (tmp_path / "a.json").read_bytes() == b"second"
    assert len(list(tmp_path.iterdir())) == 1
