"""Everything that has to be printed for one base under one methodology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.end_to_end.recount.answers import social, social_values
from tests.end_to_end.recount.base import base_values
from tests.end_to_end.recount.classes import Rows, class_rows, thresholds
from tests.end_to_end.recount.facts import Facts
from tests.end_to_end.recount.region import k_values, line, lists, residuals
from tests.end_to_end.recount.subjects import medians_together
from tests.end_to_end.recount.values import Rules, Values
from tests.end_to_end.recount.years import changes, marked, of_year, with_three_years


@dataclass(frozen=True)
class Counted:
    """All values, all classes, and the numbers class rows may name."""

    values: Values
    rows: Rows
    thresholds: Mapping[str, Fraction]


def counted(facts: Facts, rules: Rules) -> Counted:
    """Everything anew."""
    found = lists(facts, facts.year)
    values = of_year(facts, rules, facts.year)
    values |= marked(changes(facts, rules), found.listed)
    values = with_three_years(facts, rules, values)
    index = social(facts, rules.lowest_of)
    model = line(facts, index, found.listed)
    values |= k_values(facts, rules, found)
    values |= social_values(facts, rules)
    values |= residuals(facts, rules, index, model, found.listed)
    rows = class_rows(facts, rules, values, model, found)
    values |= base_values(facts, rules, rows)
    values |= medians_together(facts, rules, found.listed)
    return Counted(values, rows, thresholds(facts, rules, model))
