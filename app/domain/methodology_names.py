"""Which answers of forms the indices and the class rules of a methodology read."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.class_rules import (
    AllOf,
    ClassRule,
    FewerThan,
    InClass,
    LowCluster,
    Place,
    Said,
    ShareAbove,
)
from app.domain.index_kinds import (
    AnswerGiven,
    Coverage,
    Diagnosed,
    Involved,
    Outside,
    PlanDone,
    Present,
    Residual,
    ShareOf,
    Yearly,
)
from app.domain.methodology import (
    ALWAYS_NEEDED,
    PARAMETERS_OF,
    IndexDefinition,
    Methodology,
)

LOCALITY = "passport.locality"
OKTMO = "passport.oktmo"
"""Where a school stands (F12): as answered, else by the code of the place."""
KIND = "passport.kind"
POPULATION_WITHOUT = "population_without"
"""Parameter with the kinds of schools that are not compared (F10)."""


def answers_of_index(index: IndexDefinition) -> Iterator[str]:
    """Answers an index reads, «form.field»."""
    if index.linear is not None:
        yield index.linear.denominator
        yield from (term.counted for term in index.linear.terms)
        yield from (term.known for term in index.linear.terms if term.known)
    match index.special:
        case Outside() as outside:
            yield from (outside.answer, outside.source_answer, outside.date_answer)
            yield outside.denominator
            yield from (term.counted for term in outside.terms)
        case ShareOf(parts=parts, without=without, whole=whole):
            yield from (*parts, *without, whole)
        case Present(answers=answers):
            yield from answers
        case AnswerGiven(answer=answer):
            yield answer


def forms_of_index(index: IndexDefinition) -> tuple[str, ...]:
    """Forms an index reads as a whole."""
    match index.special:
        case PlanDone(forms=forms):
            return forms
        case Involved(form=form) | Diagnosed(form=form):
            return (form,)
    return ()


def answers_of_rule(rule: ClassRule) -> Iterator[str]:
    """Answers a class rule reads, «form.field»."""
    for condition in rule.conditions if isinstance(rule, AllOf) else ():
        match condition:
            case Place():
                yield from (LOCALITY, OKTMO)
            case Said(answer=answer) | FewerThan(answer=answer):
                yield answer
            case ShareAbove(counted=counted, denominator=denominator):
                yield from (*counted, denominator)
    yield from criteria_of_rule(rule)


def criteria_of_rule(rule: ClassRule) -> tuple[str, ...]:
    """Answers of a checklist that are told beside a class and decide nothing."""
    return rule.criteria if isinstance(rule, AllOf) else ()


def classes_of_rule(rule: ClassRule) -> frozenset[str]:
    """Classes a rule leans on: their rows are decided before its own."""
    match rule:
        case AllOf():
            return frozenset(one.code for one in rule.conditions if isinstance(one, InClass))
        case LowCluster():
            return frozenset({rule.of, rule.or_class} - {""})
    return frozenset()


def forms_read(methodology: Methodology) -> tuple[str, ...]:
    """Codes of the forms whose answers a calculation reads, sorted."""
    answers = [path for index in methodology.indices for path in answers_of_index(index)]
    answers += [path for rule in methodology.classes for path in answers_of_rule(rule)]
    answers += [KIND] if POPULATION_WITHOUT in methodology.parameters else []
    whole = [form for index in methodology.indices for form in forms_of_index(index)]
    return tuple(sorted({*(path.partition(".")[0] for path in answers), *whole}))


def needed_parameters(index: IndexDefinition) -> Iterator[str]:
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
