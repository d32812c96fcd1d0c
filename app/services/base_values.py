"""Values of organisations above the school and of plans: coverage (F15–F17), what is done (F19)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

from app.domain.calculations import CalculationInputs
from app.domain.coverage import (
    Base,
    coverage_values,
    district_of,
    identified_schools,
    statuses_of,
)
from app.domain.index_kinds import Coverage, PlanDone
from app.domain.indices import Grounds, IndexValue
from app.domain.organisations import OrganisationKind
from app.domain.plans import Target, plan_progress, plan_value, roadmap_progress
from app.services.classifying import Rows
from app.services.school_values import districts_of, plan_day, schools_of


@lru_cache(maxsize=1)
def plan_targets() -> Mapping[str, Target]:
    """Row of the form plan_grafik → what its result has to reach."""
    path = files("resources") / "directories" / "plan_grafik.toml"
    parts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        one["row"]: Target(
            one["operator"], Fraction(one["number"]), one["unit"], one.get("base", "")
        )
        for one in parts["targets"]
    }


def base_of(inputs: CalculationInputs, rows: Rows) -> Base:
    """What coverage is counted over."""
    schools = schools_of(inputs)
    answers = inputs.answers
    statuses = {
        one.code: statuses_of(answers[one.uid, "school_statuses"], inputs.period)
        for one in schools
        if (one.uid, "school_statuses") in answers
    }
    districts = [
        district_of(
            district.code,
            [school.code for school in schools if school.parent == district.uid],
            answers.get((district.uid, "district_programmes")),
        )
        for district in districts_of(inputs)
    ]
    return Base(
        frozenset(school.code for school in schools),
        districts,
        statuses,
        identified_schools(inputs.methodology, rows, statuses),
    )


def coverage(inputs: CalculationInputs, rows: Rows, grounds: Grounds) -> Iterator[IndexValue]:
    """Coverage of the whole base, under its owner's code; a school's base has none."""
    own = inputs.own
    wanted = [one for one in inputs.methodology.indices if isinstance(one.special, Coverage)]
    if own is None or own.kind is OrganisationKind.SCHOOL or not wanted:
        return
    base = base_of(inputs, rows)
    for index in wanted:
        if isinstance(index.special, Coverage):
            yield from coverage_values(
                own.code, index, index.special, base, inputs.methodology, grounds
            )


def plans(
    inputs: CalculationInputs, codes: Collection[str] | None, grounds: Grounds
) -> Iterator[IndexValue]:
    """What is done of every plan that was begun, by organisation and form; None: of all."""
    day = plan_day(inputs)
    for index in inputs.methodology.indices:
        for form in index.special.forms if isinstance(index.special, PlanDone) else ():
            for one in sorted(inputs.organisations, key=lambda one: (one.code, str(one.uid))):
                answers = inputs.answers.get((one.uid, form))
                if answers is None or (codes is not None and one.code not in codes):
                    continue
                done = (
                    roadmap_progress(answers, day)
                    if form == "roadmap"
                    else plan_progress(answers, plan_targets())
                )
                title = inputs.form_titles.get(form, form)
                yield plan_value(one.code, index, grounds, form, title, done, day)
