"""Values in the order of organisation codes, made organisation by organisation when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import overload

from app.domain.indices import IndexValue


class Values(Sequence[IndexValue]):
    """All values of a calculation.

    A region has a quarter of a million, and people look at one school: going through them makes
    those of one organisation at a time and keeps none; length and places keep them all.
    """

    def __init__(self, codes: Sequence[str], of: Callable[[str], Sequence[IndexValue]]) -> None:
        """`codes`: the organisations in their order; `of`: makes the values of one."""
        self.codes = tuple(codes)
        self._of = of

    @classmethod
    def given(cls, values: Iterable[IndexValue]) -> Values:
        """Values that are there already, each organisation's in their order."""
        found: dict[str, list[IndexValue]] = {}
        for value in values:
            found.setdefault(value.school, []).append(value)
        return cls(sorted(found), lambda code: found[code])

    def of(self, code: str) -> tuple[IndexValue, ...]:
        """The values of one organisation; none for a code that is not among `codes`."""
        return tuple(self._of(code)) if code in self._known else ()

    def __iter__(self) -> Iterator[IndexValue]:
        for code in self.codes:
            yield from self._of(code)

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, place: int) -> IndexValue: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[IndexValue, ...]: ...
    def __getitem__(self, place: int | slice) -> IndexValue | tuple[IndexValue, ...]:
        return self._all[place]

    @cached_property
    def _all(self) -> tuple[IndexValue, ...]:
        # the whole list asks for its length first, which is what is being found out
        return tuple(value for value in self)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.codes)
