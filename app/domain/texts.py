"""A column of short texts the way it lies in the base, taken apart when somebody looks into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload


class Texts(Sequence[str]):
    """Texts without line breaks, each ended by one, UTF-8. Two columns compare by their bytes."""

    __slots__ = ("_parts", "packed")

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self._parts: tuple[str, ...] | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The column of these texts."""
        if isinstance(texts, Texts):
            return texts
        return cls("".join(f"{text}\n" for text in texts).encode())

    @property
    def parts(self) -> tuple[str, ...]:
        """The texts."""
        if self._parts is None:
            self._parts = tuple(self.packed.decode().split("\n")[:-1])
        return self._parts

    def __len__(self) -> int:
        return self.packed.count(b"\n") if self._parts is None else len(self._parts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[str, ...]: ...
    def __getitem__(self, place: int | slice) -> str | tuple[str, ...]:
        return self.parts[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Texts):
            return self.packed == other.packed
        return self.parts == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.parts)

    def __repr__(self) -> str:
        return f"Texts.of({self.parts!r})"
