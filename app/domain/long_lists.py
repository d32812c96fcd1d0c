"""Long lists that let their items go in portions, so that no other thread is held up meanwhile."""

from __future__ import annotations

from typing import TypeVar

Item = TypeVar("Item")

PORTION = 256
"""Items let go of at once: a few milliseconds for those of a region."""


class LongList(list[Item]):
    """A list; when nobody holds it any more, its items go portion by portion.

    A plain list of a million objects goes in one step, during which the interpreter turns to
    nobody else: the window would stand still for a tenth of a second, whichever thread drops it.
    """

    __slots__ = ()

    def __del__(self) -> None:
        while self:
            del self[-PORTION:]
