"""Values of organisations above the school and of plans: coverage (F15–F17), what is done (F19)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from app.domain.answer_indices import answer_values
from app.domain.answers import Answers
from app.domain.calculations import CalculationInputs
from app.domain.class_rules import LowShare
from app.domain.classes import low_state, lows_of
from app.domain.conditions import States as ClassStates
from app.domain.coverage import Base, District, coverage_values, district_of
from app.domain.dynamics import previous_year
from app.domain.identification import (
    ADVERSE,
    LOW,
    States,
    Statuses,
    identified,
    statuses_before,
    statuses_of,
    yearly_value,
)
from app.domain.index_kinds import Answered, Coverage, PlanDone, Whom, Yearly
from app.domain.indices import Grounds, IndexValue, State
from app.domain.methodology import Methodology
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.periods import Period, results_year
from app.domain.plans import Target, monitored_in, plan_progress, plan_value, roadmap_progress
from app.domain.school_facts import SchoolAnswers
from app.services.base_medians import base_medians
from app.services.calculating_results import ResultValues
from app.services.school_values import districts_of, plan_day, schools_of


@lru_cache(maxsize=1)
def plan_targets() -> Mapping[str, Target]:
    """Row of the form plan_grafik → what its result has to reach."""
    path = files("resources") / "directories" / "plan_grafik.toml"
    parts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        one["row"]: Target(Fraction(one["number"]), one["unit"], one.get("base", ""))
        for one in parts["targets"]
    }


def base_of(inputs: CalculationInputs, states: ClassStates) -> Base:
    """What coverage is counted over."""
    schools = schools_of(inputs)
    districts = [_district(inputs, district, schools) for district in districts_of(inputs)]
    statuses = _statuses(inputs, schools, districts)
    codes = frozenset(school.code for school in schools)
    named = inputs.methodology.words("identified_classes")
    with_results = {one.school for one in inputs.results}
    described = {
        one.code
        for one in schools
        if (passport := inputs.answers.get((one.uid, "social_passport"))) is not None
        and "pupils_total" in passport.values
    }
    return Base(
        codes,
        districts,
        statuses,
        identified(codes, [states.get(code, {}) for code in named], statuses),
        frozenset(codes & with_results & described),
    )


def _district(
    inputs: CalculationInputs, district: Organisation, schools: Sequence[Organisation]
) -> District:
    roadmap = inputs.answers.get((district.uid, "roadmap"))
    return district_of(
        district.code,
        frozenset(school.code for school in schools if school.parent == district.uid),
        inputs.answers.get((district.uid, "district_programmes")),
        monitored_in(roadmap, inputs.period) if roadmap is not None else None,
    )


def _statuses(
    inputs: CalculationInputs, schools: Sequence[Organisation], districts: Sequence[District]
) -> dict[str, frozenset[str]]:
    """Statuses of the period, of the schools that are known to have some or none."""
    complete = {code for one in districts if one.statuses_complete for code in one.schools}
    none_given: dict[str, frozenset[str]] = {code: frozenset() for code in complete}
    return none_given | _told(inputs, schools, statuses_of)


def _told(
    inputs: CalculationInputs,
    schools: Sequence[Organisation],
    read: Callable[[Answers, Period], frozenset[str] | None],
) -> dict[str, frozenset[str]]:
    """What `read` finds in the schools' own answers; a school that tells nothing is left out."""
    found: dict[str, frozenset[str]] = {}
    for school in schools:
        answers = inputs.answers.get((school.uid, "school_statuses"))
        own = read(answers, inputs.period) if answers is not None else None
        if own is not None:
            found[school.code] = own
    return found


def coverage(
    inputs: CalculationInputs, classes: ClassStates, results: ResultValues, grounds: Grounds
) -> Iterator[IndexValue]:
    """Coverage and medians of the whole base, under its owner's code; a school's has none."""
    own = inputs.own
    if own is not None and own.kind is not OrganisationKind.SCHOOL:
        yield from base_medians(inputs, results, grounds, own.code)
    kinds = [(one, one.special) for one in inputs.methodology.indices]
    wanted = [(index, kind) for index, kind in kinds if isinstance(kind, Coverage | Yearly)]
    if own is None or own.kind is OrganisationKind.SCHOOL or not wanted:
        return
    base = base_of(inputs, classes)
    for index, kind in wanted:
        if isinstance(kind, Yearly):
            now, before = _both_years(inputs, kind.of, base, classes, results)
            yield yearly_value(own.code, index, now, before, grounds)
        else:
            yield from coverage_values(own.code, index, kind, base, inputs.methodology, grounds)


def _both_years(
    inputs: CalculationInputs,
    whom: Whom,
    base: Base,
    classes: ClassStates,
    results: ResultValues,
) -> tuple[States, States]:
    """Who is identified this year, and who was the year before by the same rule."""
    before = _told(inputs, schools_of(inputs), statuses_before)
    if whom is Whom.ADVERSE:
        return _adverse(inputs, base, classes, before)
    rules = _low_rules(inputs)
    now = [classes.get(rule.code, {}) for rule in rules]
    then = [_states_before(inputs, rule, base, results) for rule in rules]
    return (
        identified(base.schools, now, base.statuses, LOW),
        identified(base.schools, then, before, LOW),
    )


def _adverse(
    inputs: CalculationInputs, base: Base, classes: ClassStates, before: Statuses
) -> tuple[States, States]:
    """Schools in adverse conditions by the methodology's own groups, and by the status given.

    Groups of the year before would need its social passports and its region: where groups decide,
    only a status that held then is known of that year.
    """
    groups = [classes.get(code, {}) for code in adverse_classes(inputs.methodology)]
    now = identified(base.schools, groups, base.statuses, ADVERSE)
    if groups:
        then = {
            school: True if ADVERSE in before.get(school, ()) else None for school in base.schools
        }
        return now, then
    complete = (one.schools for one in base.districts if one.statuses_complete)
    before = {code: frozenset() for codes in complete for code in codes} | dict(before)
    return now, identified(base.schools, (), before, ADVERSE)


def adverse_classes(methodology: Methodology) -> tuple[str, ...]:
    """Groups of schools in adverse conditions; none where the methodology names none.

    References frozen by earlier versions do not know the parameter.
    """
    known = "adverse_classes" in methodology.parameters
    return methodology.words("adverse_classes") if known else ()


def _low_rules(inputs: CalculationInputs) -> list[LowShare]:
    """The rules by shares of «2» among those that identify a school."""
    named = inputs.methodology.words("identified_classes")
    return [
        rule
        for rule in inputs.methodology.classes
        if isinstance(rule, LowShare) and rule.code in named
    ]


def _states_before(
    inputs: CalculationInputs, rule: LowShare, base: Base, results: ResultValues
) -> dict[str, State]:
    year = previous_year(results_year(inputs.period))
    found = {}
    for school in base.schools:
        works = (one for one in results.judged_counts_before(school) if one[0].year == year)
        found[school] = low_state(rule, list(lows_of(rule, works).values()))
    return found


def of_answers(
    inputs: CalculationInputs,
    schools: Collection[str],
    answers: Mapping[str, SchoolAnswers],
    grounds: Grounds,
) -> Iterator[IndexValue]:
    """What the answers of single schools come to: staff, involvement, needs of children (F19)."""
    wanted = [one for one in inputs.methodology.indices if isinstance(one.special, Answered)]
    for school in schools:
        for index in wanted:
            yield from answer_values(school, index, answers[school], inputs.methodology, grounds)


def plans(
    inputs: CalculationInputs, codes: Collection[str] | None, grounds: Grounds
) -> Iterator[IndexValue]:
    """What is done of every plan that was begun, by organisation and form; None: of all."""
    day = plan_day(inputs)
    for index in inputs.methodology.indices:
        for form in index.special.forms if isinstance(index.special, PlanDone) else ():
            begun = [one for one in inputs.organisations if (one.uid, form) in inputs.answers]
            for one in sorted(begun, key=lambda one: (one.code, str(one.uid))):
                if codes is not None and one.code not in codes:
                    continue
                answers = inputs.answers[one.uid, form]
                done = (
                    roadmap_progress(answers, day, inputs.period, inputs.roadmap_rows)
                    if form == "roadmap"
                    else plan_progress(answers, plan_targets())
                )
                title = inputs.form_titles.get(form, form)
                yield plan_value(one.code, index, grounds, form, title, done, day)
