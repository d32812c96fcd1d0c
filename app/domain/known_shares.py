"""A share of organisations when some of them have not answered: «пустое ≠ 0» (DOMAIN 11.19)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.messages import number

_NAMED = 10
"""How many codes a sentence names; the rest is counted, and all stand in JSON."""


@dataclass(frozen=True, slots=True)
class Member:
    """One organisation of a share; None is an answer nobody gave."""

    code: str
    counted: bool | None
    """Whether it belongs to the base of the share."""
    has: bool | None
    """Whether it has what is asked about."""


@dataclass(frozen=True, slots=True)
class KnownShare:
    """What is known of part / whole. All numbers are organisations."""

    part: int
    """Surely counted and surely having it."""
    whole: int
    """Surely counted."""
    bounds: tuple[Fraction, Fraction] | None
    """Percent; equal ends where the share is certain, None where nothing can be told."""
    silent: tuple[str, ...]
    """Codes of those whose answer would change it, in order."""
    answered: int
    """Those surely counted that said yes or no."""

    @property
    def exact(self) -> Fraction | None:
        """The share in percent, when no answer is missing."""
        if self.bounds is None or self.bounds[0] != self.bounds[1] or self.silent:
            return None
        return self.bounds[0]

    @property
    def told(self) -> str:
        """«не ответили: 041101, 041102»; empty when everybody did."""
        return f"не ответили: {codes(self.silent)}" if self.silent else ""


def known_share(members: Iterable[Member]) -> KnownShare:
    """The share of those counted that have it, between the worst and the best silent answers.

    The least is reached when those who may be counted are so only where they lack it, the most
    when they are so only where they have it.
    """
    asked = [one for one in members if one.counted is not False]
    sure = [one for one in asked if one.counted]
    perhaps = [one for one in asked if one.counted is None]
    part = sum(one.has is True for one in sure)
    answered = sum(one.has is not None for one in sure)
    silent = sorted({one.code for one in asked if one.has is None or one.counted is None})
    bounds = None
    if answered:
        worst = len(sure) + sum(one.has is not True for one in perhaps)
        gained = sum(one.has is not False for one in perhaps)
        best = part + sum(one.has is None for one in sure) + gained
        bounds = Fraction(100 * part, worst), Fraction(100 * best, len(sure) + gained)
    return KnownShare(part, len(sure), bounds, tuple(silent), answered)


def codes(names: Sequence[str]) -> str:
    """«001, 002, 003 и ещё 40», in the given order."""
    named = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return f"{named} и ещё {number(more)}" if more > 0 else named
