"""What only a whole methodology can tell: names point somewhere, parameters are within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.domain.class_rules import (
    AllOf,
    AmongLowest,
    ClassRule,
    Expectation,
    FewerThan,
    InClass,
    LowCluster,
    LowestShare,
    LowShare,
    LowTwoYears,
    Middle,
    ShareAbove,
)
from app.domain.errors import BadDefinition
from app.domain.index_kinds import Coverage, Outside, Residual, Yearly
from app.domain.methodology import (
    ALWAYS_NEEDED,
    PARAMETERS_OF,
    IndexDefinition,
    Methodology,
)
from app.domain.methodology_names import (
    answers_of_index,
    answers_of_rule,
    classes_of_rule,
    forms_of_index,
)

_WHOLE, _ANY = True, False
_RANGES: Mapping[str, tuple[Fraction, Fraction, bool]] = {
    "delta": (Fraction(0), Fraction(100), _WHOLE),
    "small_n": (Fraction(1), Fraction(1000), _WHOLE),
    "confidence": (Fraction(1, 2), Fraction(9999, 10000), _ANY),
    "mass_from_mark": (Fraction(2), Fraction(5), _WHOLE),
    "high_from_mark": (Fraction(2), Fraction(5), _WHOLE),
    "dynamics_z": (Fraction(0), Fraction(10), _ANY),
    "objectivity_signs": (Fraction(1), Fraction(5), _WHOLE),
    "objectivity_participation": (Fraction(0), Fraction(100), _ANY),
    "isb_base": (Fraction(-1000), Fraction(1000), _ANY),
    "small_school": (Fraction(1), Fraction(10000), _WHOLE),
    "decile_rank": (Fraction(1, 100), Fraction(99, 100), _ANY),
    "residual_c": (Fraction(1, 100), Fraction(10), _ANY),
    "residual_least_schools": (Fraction(3), Fraction(100000), _WHOLE),
    "focus_share": (Fraction(0), Fraction(100), _ANY),
    "municipal_share": (Fraction(0), Fraction(100), _ANY),
    "programmes_share": (Fraction(0), Fraction(100), _ANY),
}
"""Parameter → least and greatest value, and whether it is a whole number."""
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "lowest_method": ("ceil", "floor", "linear"),
    "objectivity_unit": ("subject", "kind"),
}
"""Parameter → the words it may be."""


def check_whole(whole: Methodology) -> None:
    """Refuse a methodology whose indices and classes name what is not there (BadDefinition)."""
    for fault in faults_of(whole):
        raise BadDefinition(f"Методика {whole.code}: {fault}")


def faults_of(whole: Methodology) -> Iterator[str]:
    """Everything wrong with a methodology whose parts are put in, a Russian sentence each."""
    for index in whole.indices:
        yield from _index_faults(whole, index)
    for rule in whole.classes:
        yield from _rule_faults(whole, rule)
    for code in _circular(whole):
        yield f"правило «{code}» через другие правила ссылается на само себя."
    yield from _parameter_faults(whole)


def _index_faults(whole: Methodology, index: IndexDefinition) -> Iterator[str]:
    for code in dict.fromkeys(_needed(index)):
        if code not in whole.parameters:
            yield f"показателю «{index.code}» нужен параметр «{code}»."
    for answer in answers_of_index(index):
        if answer.partition(".")[0] not in whole.all_forms:
            yield f"«{answer}» — такой формы в методике нет."
    for form in forms_of_index(index):
        if form not in whole.all_forms:
            yield f"«{form}» — такой формы в методике нет."
    match index.special:
        case Residual(social=social) if social not in _social(whole):
            yield (
                f"показатель «{index.code}» ссылается на «{social}», "
                "а такого показателя по ответам школ нет."
            )


def _needed(index: IndexDefinition) -> Iterator[str]:
    """Parameters an index cannot do without."""
    yield from ALWAYS_NEEDED
    if index.statistic is not None:
        yield from PARAMETERS_OF.get(index.statistic, ())
    if index.linear is not None:
        named = (*index.linear.expression.names, *index.linear.constants.values())
        prefix = "parameters."
        yield from (name.removeprefix(prefix) for name in named if name.startswith(prefix))
    match index.special:
        case Residual():
            yield from ("residual_c", "residual_least_schools")
        case Coverage(target=target):
            yield from (target, "identified_classes")
        case Yearly():
            yield "identified_classes"


def _social(whole: Methodology) -> set[str]:
    """Indices over answers, that schools may be compared by."""
    return {
        index.code
        for index in whole.indices
        if index.linear is not None or isinstance(index.special, Outside)
    }


def _rule_faults(whole: Methodology, rule: ClassRule) -> Iterator[str]:
    rules = {one.code: one for one in whole.classes}
    residuals = {one.code for one in whole.indices if isinstance(one.special, Residual)}
    match rule:
        case LowestShare(index=index) if index not in _social(whole):
            yield _no_index(rule, index)
        case Expectation(index=index) if index not in residuals:
            yield f"правило «{rule.code}» ссылается на «{index}», а такого остатка нет."
        case LowTwoYears(of=of) if not isinstance(rules.get(of), LowShare):
            yield f"правило «{rule.code}» ссылается на «{of}», а правила с долей «2» так нет."
        case LowCluster():
            yield from _cluster_faults(whole, rule, rules)
        case AllOf():
            yield from _condition_faults(whole, rule, set(rules))
    for answer in answers_of_rule(rule):
        if answer.partition(".")[0] not in whole.all_forms:
            yield f"«{answer}» — такой формы в методике нет."


def _cluster_faults(
    whole: Methodology, rule: LowCluster, rules: Mapping[str, ClassRule]
) -> Iterator[str]:
    if not isinstance(rules.get(rule.of), LowShare):
        yield f"правило «{rule.code}» ссылается на «{rule.of}», а правила с долей «2» так нет."
    if rule.or_class and rule.or_class not in rules:
        yield f"правило «{rule.code}» ссылается на правило «{rule.or_class}», а его нет."
    if rule.parameter not in whole.parameters:
        yield f"правилу «{rule.code}» нужен параметр «{rule.parameter}»."


def _condition_faults(whole: Methodology, rule: AllOf, rules: set[str]) -> Iterator[str]:
    for condition in rule.conditions:
        match condition:
            case InClass(code=code) if code not in rules:
                yield f"правило «{rule.code}» ссылается на правило «{code}», а его нет."
            case AmongLowest(index=index) if index not in _social(whole):
                yield _no_index(rule, index)
            case FewerThan(parameter=parameter) if parameter not in whole.parameters:
                yield f"правилу «{rule.code}» нужен параметр «{parameter}»."
            case ShareAbove(middle=Middle.DECILE) if "decile_rank" not in whole.parameters:
                yield f"правилу «{rule.code}» нужен параметр «decile_rank»."


def _no_index(rule: ClassRule, index: str) -> str:
    return f"правило «{rule.code}» ссылается на «{index}», а такого показателя по ответам школ нет."


def _circular(whole: Methodology) -> Iterator[str]:
    """Rules that lean on themselves."""
    leans = {rule.code: classes_of_rule(rule) for rule in whole.classes}
    for code, first in leans.items():
        reached: set[str] = set()
        waiting = set(first)
        while waiting - reached:
            reached |= waiting
            waiting = {further for one in reached for further in leans.get(one, ())}
        if code in reached:
            yield code


def _parameter_faults(whole: Methodology) -> Iterator[str]:
    for code, parameter in whole.parameters.items():
        value = parameter.value
        if code in _RANGES:
            least, most, is_whole = _RANGES[code]
            if not isinstance(value, Fraction):
                yield f"параметр «{code}» должен быть числом."
            elif not least <= value <= most or (is_whole and value.denominator != 1):
                yield f"параметр «{code}» вне допустимых границ."
        if code in _CHOICES and value not in _CHOICES[code]:
            yield f"параметр «{code}» бывает такой: {', '.join(_CHOICES[code])}."
    for code in ("type_priority", "identified_classes"):
        named = whole.parameters[code].value if code in whole.parameters else ()
        if not isinstance(named, tuple):
            yield f"параметр «{code}» должен быть списком."
            continue
        known = {rule.code for rule in whole.classes}
        for name in named:
            if name not in known:
                yield f"параметр «{code}» называет правило «{name}», а его нет."
