"""Rows in the order of organisation codes, made organisation by organisation when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol, TypeVar, overload

from app.domain.indices import ClassRow, IndexValue


class OfSchool(Protocol):
    """Something that belongs to one organisation."""

    @property
    def school(self) -> str:
        """Code of the organisation."""


Row = TypeVar("Row", bound=OfSchool)


class SchoolRows(Sequence[Row]):
    """All values, or all classes, of a calculation.

    A region has a quarter of a million, and people look at one school: going through them makes
    those of one organisation at a time and keeps none; length and places keep them all.
    """

    def __init__(self, codes: Sequence[str], of: Callable[[str], Sequence[Row]]) -> None:
        """`codes`: the organisations in their order; `of`: makes the rows of one."""
        self.codes = tuple(codes)
        self._of = of

    @classmethod
    def given(cls, rows: Iterable[Row]) -> SchoolRows[Row]:
        """Rows that are there already, each organisation's in their order."""
        found: dict[str, list[Row]] = {}
        for row in rows:
            found.setdefault(row.school, []).append(row)
        return cls(sorted(found), lambda code: found[code])

    def of(self, code: str) -> tuple[Row, ...]:
        """The rows of one organisation; none for a code that is not among `codes`."""
        return tuple(self._of(code)) if code in self._known else ()

    def __iter__(self) -> Iterator[Row]:
        for code in self.codes:
            yield from self._of(code)

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        return self._all[place]

    @cached_property
    def _all(self) -> tuple[Row, ...]:
        # the whole list asks for its length first, which is what is being found out
        return tuple(row for row in self)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.codes)


Values = SchoolRows[IndexValue]
Classes = SchoolRows[ClassRow]
