"""The scales that come with the program (resources/directories/scales)."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from app.domain.scale_files import load_scales
from app.domain.scales import Scales


@lru_cache(maxsize=1)
def shipped_scales() -> Scales:
    """All shipped scales; a broken file raises BadDefinition."""
    folder = files("resources") / "directories" / "scales"
    found = [one for one in folder.iterdir() if one.name.endswith(".toml")]
    entries = [
        entry
        for path in sorted(found, key=lambda one: one.name)
        for entry in load_scales(path.read_text(encoding="utf-8"), path.name).entries
    ]
    return Scales(tuple(entries))
