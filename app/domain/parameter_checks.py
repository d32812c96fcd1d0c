"""Parameters of a methodology: their bounds, the words they may be, whether anybody reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from app.domain.class_rules import AllOf, FewerThan, LowCluster
from app.domain.index_kinds import Coverage, Outside
from app.domain.mass_results import MASS_RULE, MassRule
from app.domain.mass_subjects import (
    MASS_SUBJECTS_RULE,
    MASS_SUBJECTS_SHARE,
    MassSubjectsRule,
)
from app.domain.messages import number
from app.domain.methodology import Methodology, Parameter
from app.domain.methodology_names import POPULATION_WITHOUT, needed_parameters
from app.domain.school_levels import ACHIEVEMENT_LEVELS, starts_of


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which numbers a parameter has to lie, both ends included."""

    least: Fraction
    most: Fraction
    whole: bool = False

    def hold(self, value: Fraction) -> bool:
        """Whether the value may be used."""
        is_kind = not self.whole or value.denominator == 1
        return is_kind and self.least <= value <= self.most

    @property
    def told(self) -> str:
        """«целое число от 0 до 100»."""
        kind = "целое число" if self.whole else "число"
        return f"{kind} от {plain(self.least)} до {plain(self.most)}"


def _whole(least: int, most: int) -> Bounds:
    return Bounds(Fraction(least), Fraction(most), whole=True)


def _any(least: float, most: float) -> Bounds:
    return Bounds(Fraction(str(least)), Fraction(str(most)))


_PERCENT = _any(0, 100)
_NUMBERS: Mapping[str, Bounds] = {
    "delta": _whole(0, 100),
    "small_n": _whole(1, 1000),
    "confidence": _any(0.5, 0.9999),
    "mass_from_mark": _whole(2, 5),
    "high_from_mark": _whole(2, 5),
    "dynamics_z": _any(0, 10),
    "objectivity_signs": _whole(1, 5),
    "objectivity_participation": _PERCENT,
    "isb_base": _any(-1000, 1000),
    "small_school": _whole(1, 10000),
    "decile_rank": _any(0.01, 0.99),
    "residual_c": _any(0.01, 10),
    "residual_least_schools": _whole(3, 100000),
    "cluster_procedures": _whole(1, 100),
    "signal_low_share": _PERCENT,
    "isbsh_constant": _any(-1000, 1000),
    MASS_SUBJECTS_SHARE: _any(1, 100),
}
"""Numbers the program reads."""
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "lowest_method": ("ceil", "floor", "linear"),
    "objectivity_unit": ("subject", "kind"),
    "isbsh_weights": ("entered", "estimated"),
    MASS_RULE: tuple(one.value for one in MassRule),
    MASS_SUBJECTS_RULE: tuple(one.value for one in MassSubjectsRule),
}
"""Parameter → the words it may be."""
_LISTS = (
    *("type_priority", "identified_classes", "adverse_classes", "mass_subjects"),
    POPULATION_WITHOUT,
)
_WEIGHT = _any(-100, 100)
_NORM = _any(0, 1000000)


def parameter_faults(whole: Methodology) -> Iterator[str]:
    """Values that cannot be used, a Russian sentence each."""
    targets = {i.special.target for i in whole.indices if isinstance(i.special, Coverage)}
    for code, parameter in whole.parameters.items():
        bounds = _PERCENT if code in targets else _bounds(code)
        if bounds is not None:
            yield from _number_faults(parameter, bounds)
        if code in _CHOICES and parameter.value not in _CHOICES[code]:
            known = ", ".join(f"«{word}»" for word in _CHOICES[code])
            yield f"параметр «{code}» = {shown(parameter)}: здесь бывает {known}."
        if code in _LISTS and not isinstance(parameter.value, tuple):
            yield f'параметр «{code}» = {shown(parameter)}: нужен список, например ["{code}"].'
        if code == ACHIEVEMENT_LEVELS and not starts_of(parameter.value):
            yield (
                f"параметр «{code}» = {shown(parameter)}: нужны четыре растущих числа от 0 до 100, "
                'например ["30", "45", "65", "85"].'
            )
    yield from _named_classes(whole)


def _bounds(code: str) -> Bounds | None:
    if code.startswith("isbsh_weight_"):
        return _WEIGHT
    return _NORM if code.endswith("_norm") else _NUMBERS.get(code)


def _number_faults(parameter: Parameter, bounds: Bounds) -> Iterator[str]:
    value = parameter.value
    if not isinstance(value, Fraction) or not bounds.hold(value):
        yield f"параметр «{parameter.code}» = {shown(parameter)}: нужно {bounds.told}."


def _named_classes(whole: Methodology) -> Iterator[str]:
    known = {rule.code for rule in whole.classes}
    for code in ("type_priority", "identified_classes", "adverse_classes"):
        value = whole.parameters[code].value if code in whole.parameters else ()
        for name in value if isinstance(value, tuple) else ():
            if name not in known:
                yield f"параметр «{code}» называет правило «{name}», а его нет{alike(name, known)}."


def unused_faults(whole: Methodology) -> Iterator[str]:
    """Parameters nobody reads: most often a code with a slip of the pen."""
    used = _used(whole)
    missing = used - set(whole.parameters)
    for code in whole.parameters:
        if code not in used and not code.endswith("_norm"):
            near = alike(code, missing) or alike(code, used)
            yield f"параметр «{code}» нигде не используется{near}."


def _used(whole: Methodology) -> set[str]:
    """What the program, an index or a rule reads."""
    found = {*_NUMBERS, *_CHOICES, *_LISTS, ACHIEVEMENT_LEVELS} - {"isbsh_constant"}
    for index in whole.indices:
        found.update(needed_parameters(index))
        if isinstance(index.special, Outside):
            codes = ("", *(term.code for term in index.special.terms))
            found.update(index.special.weight(code) for code in codes)
    for rule in whole.classes:
        if isinstance(rule, LowCluster):
            found.add(rule.parameter)
        elif isinstance(rule, AllOf):
            found.update(c.parameter for c in rule.conditions if isinstance(c, FewerThan))
    return found


def alike(code: str, known: set[str]) -> str:
    """«; похоже на «small_school»», or nothing."""
    near = get_close_matches(code, sorted(known), n=1, cutoff=0.75)
    return f"; похоже на «{near[0]}»" if near else ""


def shown(parameter: Parameter) -> str:
    """The value as the file has it."""
    value = parameter.value
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return plain(value) if isinstance(value, Fraction) else f"«{value}»"


def plain(value: Fraction) -> str:
    """A number with as many places as it needs, at most six."""
    places = next((n for n in range(7) if (value * 10**n).denominator == 1), 6)
    return number(value, places)
