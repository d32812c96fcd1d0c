"""Numbers of children that cannot all be true: nothing is computed from them (DOMAIN V2, V3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.index_kinds import Term
from app.domain.messages import number


def contradiction(
    terms: Sequence[Term], apart: Sequence[str], amounts: Mapping[str, int], whole: int
) -> str:
    """Russian: which numbers cannot be true; empty when they can.

    `amounts`: code of a term → children; `apart`: terms that count different children.
    """
    for term in terms:
        if amounts[term.code] > whole:
            return (
                f"{term.label}: {number(amounts[term.code])}, а всего детей "
                f"{number(whole)}; часть не может быть больше целого, проверьте оба числа"
            )
    different = [term for term in terms if term.code in apart]
    if sum(amounts[term.code] for term in different) <= whole:
        return ""
    named = " и ".join(f"{term.label} ({number(amounts[term.code])})" for term in different)
    return (
        f"{named} вместе больше, чем всего детей ({number(whole)}); "
        "это разные дети, проверьте числа"
    )
