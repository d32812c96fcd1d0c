"""What only a whole methodology can tell: names point somewhere, parameters are within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
from app.domain.index_kinds import Outside, Residual
from app.domain.methodology import IndexDefinition, Methodology
from app.domain.methodology_names import (
    answers_of_index,
    answers_of_rule,
    classes_of_rule,
    forms_of_index,
    needed_parameters,
)
from app.domain.parameter_checks import parameter_faults


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
    yield from parameter_faults(whole)


def _index_faults(whole: Methodology, index: IndexDefinition) -> Iterator[str]:
    for code in dict.fromkeys(needed_parameters(index)):
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
        while waiting:
            reached |= waiting
            waiting = {further for one in waiting for further in leans.get(one, ())} - reached
        if code in reached:
            yield code
