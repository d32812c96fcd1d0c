"""A linear index as counts of children: what each part brings, and what would carry it across."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from app.domain.class_words import children
from app.domain.contradictions import contradiction
from app.domain.index_kinds import Outside, Term
from app.domain.indices import IndexValue
from app.domain.linear_indices import weights_of_terms
from app.domain.messages import number
from app.domain.methodology import IndexDefinition, Methodology
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


@dataclass(frozen=True, slots=True)
class _Made:
    """How an index is made, the same for all schools."""

    constant: Fraction
    weights: Sequence[Fraction]
    terms: Sequence[Term]
    apart: tuple[str, ...]


Compose: TypeAlias = Callable[[IndexValue], Composition | None]
"""What a school's value is made of; None where it was entered, or is not known."""


def composer(
    methodology: Methodology,
    answers: Mapping[str, SchoolAnswers],
    estimated: Mapping[str, Weights],
) -> Compose:
    """Tells compositions of schools; `estimated`: index → weights of the reference."""
    known: dict[str, _Made | None] = {}

    def compose(value: IndexValue) -> Composition | None:
        if value.value is None or not value.n:
            return None
        if value.index not in known:
            weights = estimated.get(value.index)
            known[value.index] = _made(value.definition, methodology, weights)
        made = known[value.index]
        return _of_school(made, answers.get(value.school, {}), value.n) if made else None

    return compose


def nothing_known(value: IndexValue) -> None:
    """A Compose for values nobody can take apart."""


def _made(
    index: IndexDefinition, methodology: Methodology, estimated: Weights | None
) -> _Made | None:
    if index.linear is not None:
        constant, weights = weights_of_terms(index.linear, methodology)
        return _Made(constant, weights, index.linear.terms, index.linear.apart)
    if not isinstance(index.special, Outside):
        return None
    found, _ = weights_of(index.special, methodology, estimated)
    if found is None:
        return None
    terms = index.special.terms
    # published weights are points for one percent of the school
    weights = [100 * found[term.code] for term in terms]
    return _Made(found[""], weights, terms, index.special.apart)


def _of_school(made: _Made, answers: SchoolAnswers, whole: int) -> Composition | None:
    counts = [whole_number(answers, term.counted) for term in made.terms]
    parts = [
        Part(term, weight, counted)
        for term, weight, counted in zip(made.terms, made.weights, counts, strict=True)
        if counted is not None and counted <= whole
    ]
    if len(parts) < len(made.terms):
        return None
    return Composition(made.constant, tuple(parts), whole, made.apart)


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
