"""Results of schools → counts: pupil rows all at once as arrays, totals one by one.

The counts of a region stay in a few lists; the objects a school's indices are made of are built
when they are asked for (docs/decisions/0006).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial

from app.analysis import totals
from app.analysis.columns import columns_of
from app.analysis.joining import Group, Joined, joined
from app.analysis.tallied_counts import TalliedCounts
from app.analysis.tallies import Tally, tally
from app.domain.boundaries import Boundaries, boundaries_of
from app.domain.counts import Counts, JoinedCounts, ProcedureGroup, SubjectCounts
from app.domain.entered_twice import disagreement
from app.domain.long_lists import LongList
from app.domain.mass_results import MassRule, mass_rule
from app.domain.mass_subjects import MassSubjects
from app.domain.methodology import OF_LEVELS, Methodology
from app.domain.outcomes import Scored
from app.domain.procedure_indices import SubjectOfProcedure
from app.domain.results import Procedure, SchoolResults
from app.domain.scales import NO_SCALES, Scales
from app.domain.sent_counts import joined_as_sent


@dataclass(frozen=True, slots=True)
class CountedProcedure:
    """One procedure in one grade of one school, counted."""

    group: ProcedureGroup
    subjects: tuple[SubjectOfProcedure, ...]
    """In the order of subject codes."""
    joined: JoinedCounts | None
    """None where pupils cannot be joined between subjects."""
    grade_size: int | None


@dataclass(frozen=True, slots=True)
class CountedResults:
    """All results counted; iterating gives the procedures of schools, in order."""

    results: Sequence[SchoolResults]
    """In the order of schools, kinds, years, grades, subjects."""
    groups: Sequence[Group]
    """Places in `results` of the subjects of one procedure in one grade of one school."""
    bounds: Sequence[Boundaries]
    measures: Sequence[int]
    """Place in `bounds` for each of `results`."""
    units: dict[int, int]
    """Place in `results` → unit of `tally`, where there are pupil rows."""
    tally: Tally | None
    join: Callable[[], Joined] | None
    """Joins pupils between subjects, once: only F05, F07 and variants of F03 ask for it."""
    _of_totals: dict[int, Counts | None] = field(default_factory=dict, repr=False)
    """Place in `results` → what totals come to: they are asked for by every rule anew."""

    def __iter__(self) -> Iterator[CountedProcedure]:
        found = (self.procedure(number) for number in range(len(self.groups)))
        return (one for one in found if one is not None)

    def counts(self) -> Iterator[Counts | None]:
        """The counts of each of `results`; None where not even the participants are known."""
        return (self.counts_at(place) for place in range(len(self.results)))

    def scored(self) -> Iterator[Scored]:
        """The works whose points are known and may be counted on."""
        for place, one in enumerate(self.results):
            best = self.bounds_of(place).scale.max_points
            known = self._points(place) if best else None
            if best and known is not None:
                yield one.school, one.procedure.key, *known, best

    def _points(self, place: int) -> tuple[Fraction | int, int] | None:
        """The sum of points, and how many works have points."""
        tallied, unit = self.tally, self.units.get(place)
        if tallied is not None and unit is not None and self.results[place].totals is None:
            # a region has 15,000 such works: no object is made for each
            is_known = tallied.scored[unit] and unit not in tallied.contradictions
            return (tallied.points[unit], tallied.scored[unit]) if is_known else None
        counts = self.counts_at(place)
        if counts is None or counts.contradiction or counts.sum_points is None:
            return None
        return (counts.sum_points, counts.scored) if counts.scored else None

    def bounds_of(self, place: int) -> Boundaries:
        """What one of `results` is measured by."""
        return self.bounds[self.measures[place]]

    def schools(self) -> Mapping[str, Sequence[int]]:
        """School → the numbers of its groups, both in their order."""
        found: dict[str, list[int]] = {}
        for number, places in enumerate(self.groups):
            found.setdefault(self.results[places[0]].school, []).append(number)
        return found

    def procedure(self, number: int) -> CountedProcedure | None:
        """One of `groups`, counted; None where nothing is known of any of its subjects."""
        places = self.groups[number]
        subjects = tuple(self.subjects([number]))
        if not subjects:
            return None
        group = _group(self.results[places[0]])
        joined_counts = self._joined(number, group) or self._sent(places, group, subjects)
        return CountedProcedure(group, subjects, joined_counts, self._grade_size(places))

    def subjects(self, numbers: Iterable[int]) -> Iterator[SubjectOfProcedure]:
        """The subjects of these groups, one by one."""
        places = (place for number in numbers for place in self.groups[number])
        found = (self.subject(place) for place in places)
        return (one for one in found if one is not None)

    def subject(self, place: int) -> SubjectOfProcedure | None:
        """One of `results`, counted; None where not even the participants are known."""
        counted = self.counts_at(place)
        if counted is None:
            return None
        one = self.results[place]
        subject = SubjectCounts(one.school, one.procedure.key, counted)
        return SubjectOfProcedure(subject, self.bounds_of(place))

    def counts_at(self, place: int) -> Counts | None:
        """What is counted in one of `results`; None where not even the participants are known."""
        reported = self.results[place].totals
        if self.tally is not None and place in self.units:
            grade_size = reported.grade_size if reported else None
            counted = TalliedCounts(self.tally, self.units[place], grade_size)
            if reported is not None and (why := disagreement(reported, counted)):
                return Counts(counted.n, contradiction=why)
            return counted
        if reported is None:
            return None
        if place not in self._of_totals:
            self._of_totals[place] = totals.counts_of(reported, self.bounds_of(place))
        return self._of_totals[place]

    def _joined(self, number: int, group: ProcedureGroup) -> JoinedCounts | None:
        found = self.join() if self.join is not None else None
        if found is None or number not in found.place:
            return None
        place = found.place[number]
        low, high, mass = found.low.of(place), found.high.of(place), found.mass
        if mass is None:
            return JoinedCounts(group, found.pupils[place], low, high)
        by_pupils = mass.pupils[place], mass.any.of(place), mass.all.of(place)
        return JoinedCounts(group, found.pupils[place], low, high, *by_pupils)

    def _sent(
        self, places: Group, group: ProcedureGroup, subjects: Sequence[SubjectOfProcedure]
    ) -> JoinedCounts | None:
        """What the school joined by codes and its package brought."""
        sent = self.results[places[0]].sent
        return joined_as_sent(group, subjects, sent) if sent and len(subjects) > 1 else None

    def _grade_size(self, places: Group) -> int | None:
        """The largest reported size of the grade, when any was."""
        reported = (self.results[place].totals for place in places)
        sizes = [one.grade_size for one in reported if one and one.grade_size is not None]
        return max(sizes, default=None)


def count_results(
    results: Iterable[SchoolResults],
    methodology: Methodology,
    scales: Scales = NO_SCALES,
    mass: MassSubjects | None = None,
) -> CountedResults:
    """Count all results; `scales`: the directory for procedures without a scale of their own.

    `mass`: who took part, where the methodology tells mass subjects by that.
    Where pupils were entered they count; totals entered beside them must agree: where they do not,
    that is a contradiction and nothing is computed.
    Results of which not even the number of participants is known are left out.
    """
    known = LongList(sorted(results, key=_order))
    groups = _groups(known)
    bounds, measures = _measures(known, methodology, scales, mass)
    with_pupils = [place for place, one in enumerate(known) if one.pupils is not None]
    units = {place: unit for unit, place in enumerate(with_pupils)}
    if not units:
        return CountedResults(known, groups, bounds, measures, units, None, None)
    rows = [one.pupils for one in known if one.pupils is not None]
    columns = columns_of(rows, [measures[place] for place in with_pupils])
    with_levels = any(one.statistic in OF_LEVELS for one in methodology.indices)
    tallied = tally(columns, bounds, with_levels)
    in_units = {
        number: [units[place] for place in places]
        for number, places in enumerate(groups)
        if len(places) > 1 and all(place in units for place in places)
    }
    is_mass = [one.is_mass_subject for one in bounds]
    by_pupils = mass_rule(methodology) is not MassRule.WORKS
    join = partial(joined, columns, tallied, rows, in_units, is_mass, by_pupils)
    return CountedResults(known, groups, bounds, measures, units, tallied, cache(join))


def _order(one: SchoolResults) -> tuple[str, str, str, int, str, str]:
    key = one.procedure.key
    return one.school, key.kind, key.year, key.grade, key.subject, key.level


def _group(one: SchoolResults) -> ProcedureGroup:
    key = one.procedure.key
    return ProcedureGroup(one.school, key.kind, key.year, key.grade)


def _groups(known: Sequence[SchoolResults]) -> list[Group]:
    """Places of results, one group after the other; `known` is in order."""
    groups: list[Group] = []
    start, last = 0, None
    for place, one in enumerate(known):
        of = _order(one)[:4]
        if of != last and place:
            groups.append(range(start, place))
            start = place
        last = of
    return [*groups, range(start, len(known))] if known else groups


def _measures(
    known: Sequence[SchoolResults],
    methodology: Methodology,
    scales: Scales,
    mass: MassSubjects | None,
) -> tuple[list[Boundaries], list[int]]:
    """The different boundaries, and which of them each result is measured by."""
    bounds: list[Boundaries] = []
    places: dict[Procedure, int] = {}
    seen: dict[int, int] = {}
    measures: list[int] = []
    for one in known:
        procedure = one.procedure
        # hashing a procedure costs more than counting it: look at the object first
        place = seen.get(id(procedure))
        if place is None:
            place = places.setdefault(procedure, len(bounds))
            if place == len(bounds):
                bounds.append(boundaries_of(procedure, methodology, scales, mass))
            seen[id(procedure)] = place
        measures.append(place)
    return bounds, measures
