"""A linear index as counts of children: what each part brings, and what would carry it across."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from app.domain.class_words import children
from app.domain.contradictions import contradiction
from app.domain.index_kinds import Outside, Term
from app.domain.indices import IndexValue
from app.domain.linear_indices import weights_of_terms
from app.domain.messages import number
from app.domain.methodology import Methodology
from app.domain.models import Weights
from app.domain.outside_index import weights_of
from app.domain.school_facts import SchoolAnswers, whole_number


@dataclass(frozen=True, slots=True)
class Part:
    """One term of the index in one school."""

    term: Term
    weight: Fraction
    """Points of the index if the whole school had the property (−100 … 100 for ИСБ)."""
    counted: int


@dataclass(frozen=True, slots=True)
class Composition:
    """constant + Σ weight · counted / whole."""

    constant: Fraction
    parts: tuple[Part, ...]
    whole: int
    apart: tuple[str, ...] = ()
    """Terms that count different children: together they are no more than all."""

    def may_be(self, changed: Part, counted: int) -> bool:
        """Whether so many children of one term could be true beside the others."""
        amounts = {one.term.code: one.counted for one in self.parts} | {changed.term.code: counted}
        terms = [one.term for one in self.parts]
        return counted >= 0 and not contradiction(terms, self.apart, amounts, self.whole)

    @property
    def value(self) -> Fraction:
        """The index."""
        points = (one.weight * one.counted for one in self.parts)
        return self.constant + sum(points, Fraction(0)) / self.whole

    @property
    def told(self) -> str:
        """«Вклады: постоянная часть 85; Дв +13,8 (…); Дн −28,7 (…).»"""
        parts = [f"постоянная часть {number(self.constant)}"]
        for one in self.parts:
            points = one.weight * one.counted / self.whole
            sign = "+" if points > 0 else ""
            parts.append(f"{one.term.symbol} {sign}{number(points)} ({one.term.title})")
        return f"Вклады: {'; '.join(parts)}."


def composition(
    value: IndexValue, answers: SchoolAnswers, methodology: Methodology, estimated: Weights | None
) -> Composition | None:
    """What the value is made of; None where it was entered, or is not known.

    `estimated`: weights of the reference, for an index that takes them.
    """
    definition, whole = value.definition, value.n
    if value.value is None or not whole:
        return None
    if definition.linear is not None:
        terms, apart = definition.linear.terms, definition.linear.apart
        constant, weights = weights_of_terms(definition.linear, methodology)
    elif isinstance(definition.special, Outside):
        terms, apart = definition.special.terms, definition.special.apart
        known, _ = weights_of(definition.special, methodology, estimated)
        if known is None:
            return None
        # published weights are points for one percent of the school
        constant, weights = known[""], [100 * known[term.code] for term in terms]
    else:
        return None
    counts = [whole_number(answers, term.counted) for term in terms]
    parts = [
        Part(term, weight, counted)
        for term, weight, counted in zip(terms, weights, counts, strict=True)
        if counted is not None and counted <= whole
    ]
    if len(parts) < len(terms):
        return None
    return Composition(constant, tuple(parts), whole, apart)


def steps_across(made: Composition, bound: Fraction) -> Iterator[tuple[Part, int]]:
    """For each term the least number of children more (or fewer, negative) that alone carries the
    index to the other side; not above `bound` is inside. Terms that cannot do it are left out.
    """
    gap = bound - made.value
    for part in made.parts:
        if not part.weight:
            continue
        steps = gap * made.whole / abs(part.weight)
        # to leave a group one has to stand above the bound, to enter it to reach it
        least = int(steps) + 1 if gap >= 0 else -(steps // 1)
        upwards = (gap >= 0) == (part.weight > 0)
        step = least if upwards else -least
        if made.may_be(part, part.counted + step):
            yield part, step


def children_told(made: Composition, bound: Fraction) -> str:
    """«Дн (из неполных семей): на 9 детей меньше; …»; empty where no term alone can do it."""
    return "; ".join(
        f"{part.term.symbol} ({part.term.title}): {children(abs(step))} "
        f"{'больше' if step > 0 else 'меньше'}"
        for part, step in steps_across(made, bound)
    )


def one_child(made: Composition) -> Fraction:
    """The most that one child can move the index."""
    return max((abs(one.weight) for one in made.parts), default=Fraction(0)) / made.whole
