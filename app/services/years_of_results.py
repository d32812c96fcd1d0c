"""The results of one school year: counted at once, judged by the region's shares (F08)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from app.domain.calculations import CalculationInputs
from app.domain.counts import Counts
from app.domain.indices import IndexValue, State
from app.domain.objectivity import Judged, definition_of, listing, objectivity, settings_of
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.regional_shares import Excluded, Regional, RegionalShare, Work
from app.domain.result_indices import ResultIndices
from app.domain.results import ProcedureKey, SchoolResults
from app.services.mass_by_share import mass_subjects_of, with_grades

if TYPE_CHECKING:
    from app.analysis.counting import CountedProcedure, CountedResults
    from app.analysis.whole_region import Sieved, Works


@dataclass(frozen=True, slots=True)
class Judgement:
    """Which works wait for a check, and whether a school has any."""

    excluded: Excluded = frozenset()
    """Pairs school × procedure left out of means and conclusions; one pass, no more."""
    states: Mapping[str, State] = field(default_factory=dict)
    """Of every counted school; empty where the methodology has no such lists."""
    looked_at: frozenset[str] = frozenset()
    """Schools with a work that was judged at all."""

    def is_judged(self, school: str) -> bool:
        """Whether any work of the school was held against the region."""
        return school in self.looked_at


class YearOfResults:
    """The counted results of some schools in one year."""

    def __init__(
        self,
        inputs: CalculationInputs,
        results: Iterable[SchoolResults],
        indices: ResultIndices,
        given: Regional | None,
        like: YearOfResults | None = None,
    ) -> None:
        """`given`: shares of the region's first pass; None: its own ones, in a whole region.

        `like`: the very same results, counted before.
        """
        from app.analysis.counting import count_results

        results = list(results) if like is None else like.counted.results
        self._indices = indices
        self._given = given
        self._is_region = inputs.whole_region
        self.mass = mass_subjects_of(inputs, results, indices.grades, given)
        # by whose grades subjects are mass is told in boundaries, and a reference changes that
        self._like = like if self.mass is None else None
        self.counted: CountedResults = (
            count_results(results, inputs.methodology, inputs.scales, self.mass)
            if self._like is None
            else self._like.counted
        )
        self._groups = self.counted.schools()
        self._subjects: dict[str, tuple[SubjectOfProcedure, ...]] = {}

    def procedures(self, school: str) -> Iterator[CountedProcedure]:
        """The counted procedures of one school, in their order."""
        found = (self.counted.procedure(number) for number in self._groups.get(school, ()))
        return (one for one in found if one is not None)

    def subjects(self, school: str) -> Sequence[SubjectOfProcedure]:
        """The works of one school, in their order."""
        if school not in self._subjects:
            numbers = self._groups.get(school, ())
            self._subjects[school] = tuple(self.counted.subjects(numbers))
        return self._subjects[school]

    def counts(self, school: str) -> Iterator[tuple[ProcedureKey, Counts]]:
        """What is counted in the works of one school; decisions need no more of them."""
        for number in self._groups.get(school, ()):
            for place in self.counted.groups[number]:
                counts = self.counted.counts_at(place)
                if counts is not None:
                    yield self.counted.results[place].procedure.key, counts

    @cached_property
    def works(self) -> Works:
        """All works as columns."""
        from app.analysis.whole_region import works_of

        if self._like is not None:
            return self._like.works
        return works_of(self.counted, self._indices.grades)

    @cached_property
    def regional(self) -> Regional | None:
        """Shares that works are judged against; None where nobody gave them."""
        if self._given is not None:
            return self._given
        return (self.shares() or None) if self._is_region else None

    def shares(self, excluded: Excluded = frozenset()) -> dict[Work, RegionalShare]:
        """Shares of the counted schools together; `excluded`: pairs left out (the second pass)."""
        from app.analysis.whole_region import shares_of

        found = shares_of(self.works, excluded)
        return found if self.mass is None else with_grades(found, self.mass)

    @cached_property
    def judgement(self) -> Judgement:
        """Every work judged; the exact rule looks at those that columns cannot pass over."""
        from app.analysis.whole_region import sieved

        if definition_of(self._indices.methodology) is None:
            return Judgement()
        if self._like is not None and self._like.regional == self.regional:
            return self._like.judgement
        if self.regional is None:
            return Judgement(states=dict.fromkeys(self._groups, State.UNDETERMINED))
        sieve = sieved(self.works, self.regional, settings_of(self._indices.methodology))
        states = dict.fromkeys(self._groups, State.UNDETERMINED)
        states |= dict.fromkeys(sieve.judged, State.OUT)
        found = listing(self._indices, self._near(sieve), self.regional)
        states |= {school: one.state for school, one in found.items()}
        excluded = frozenset(pair for one in found.values() for pair in one.excluded)
        return Judgement(excluded, states, sieve.judged)

    def _near(self, sieve: Sieved) -> Iterator[SubjectOfProcedure]:
        """The works that have to be looked at; where one work lists a kind, all of the school."""
        if settings_of(self._indices.methodology).by_kind:
            results = self.counted.results
            for school in sorted({results[place].school for place in sieve.perhaps}):
                yield from self.subjects(school)
            return
        found = (self.counted.subject(place) for place in sieve.perhaps)
        yield from (one for one in found if one is not None)

    def excluded(self, school: str) -> frozenset[ProcedureKey]:
        """Works of one school that conclusions leave out."""
        return self._excluded.get(school, frozenset())

    @cached_property
    def _excluded(self) -> Mapping[str, frozenset[ProcedureKey]]:
        found: dict[str, set[ProcedureKey]] = {}
        for school, key in self.judgement.excluded:
            found.setdefault(school, set()).add(key)
        return {school: frozenset(keys) for school, keys in found.items()}

    def lists(self, school: str) -> IndexValue | None:
        """K of one school with its explanation; None without results or without such an index."""
        values = objectivity(self._indices, self.subjects(school), self.regional).values
        return next(iter(values), None)

    def judged(self, school: str) -> tuple[Judged, ...]:
        """The works of one school with their signs."""
        found = objectivity(self._indices, self.subjects(school), self.regional)
        return found.judged.get(school, ())
