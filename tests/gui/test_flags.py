"""Every flag of a value has a word for the window."""

from __future__ import annotations

from app.domain.indices import Flag
from app.gui.figures.told import FLAGS


def test_no_flag_is_shown_by_its_english_code() -> None:
    assert set(FLAGS) == {flag.value for flag in Flag}
