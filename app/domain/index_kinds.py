"""Kinds of indices that are neither linear over answers nor statistics of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from app.domain.class_rules import Units


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a linear index: the percent that `counted` makes of the index's denominator."""

    code: str
    """Name in the index's expression."""
    symbol: str
    """«Дв», as the source writes it."""
    title: str
    counted: str
    """Answer that is counted, «form.field»."""
    label: str
    """That answer in words, for «нет данных: …»."""
    known: str = ""
    """Answer that says of how many children the property is known; «» where nobody is asked."""
    known_label: str = ""
    """Those children in words: «об образовании родителей которых есть сведения»."""


@dataclass(frozen=True, slots=True)
class Outside:
    """An index whose formula no source gives (ИСБШ, F09): a value entered by the region, else
    c0 + Σ w_k · Д_k with weights from the methodology's parameters or from the reference.
    """

    answer: str
    """The entered value, «form.field»; its source and day stand beside it."""
    source_answer: str
    date_answer: str
    label: str
    denominator: str
    denominator_label: str
    terms: tuple[Term, ...]
    apart: tuple[str, ...] = ()
    """Terms that count different children: together they are no more than all."""

    def weight(self, term: str) -> str:
        """Parameter that holds the weight of a term; «» stands for c0."""
        return f"isbsh_weight_{term}" if term else "isbsh_constant"


@dataclass(frozen=True, slots=True)
class Residual:
    """How far results stand from what y = a + b·index lets expect (F13), in percent points."""

    social: str
    """The social index x."""
    units: tuple[Units, ...]
    """The agreed procedures; y is УД over all of them."""


class Covered(StrEnum):
    """Whose coverage is measured (F15–F17)."""

    FOCUS = "focus"
    """Schools taken into the focus group."""
    MUNICIPAL = "municipal"
    """Municipalities with an infrastructure of support."""
    PROGRAMMES = "programmes"
    """Municipalities with identified schools that have a programme."""
    PROGRAMMES_OF_ALL = "programmes_of_all"
    """Municipalities that have a programme, of all."""
    ANALYSIS = "analysis"
    """Schools whose results and social conditions of the year were analysed."""
    MONITORING = "monitoring"
    """Municipalities whose roadmap's monitoring of the year is done."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A share of schools or municipalities; a value of the whole base, not of a school."""

    of: Covered
    target: str
    """Parameter with the least share, percent."""


class Whom(StrEnum):
    """Whose share is followed from year to year (F17)."""

    LOW = "low"
    """Schools with low results."""
    ADVERSE = "adverse"
    """Schools in adverse social conditions."""


@dataclass(frozen=True, slots=True)
class Yearly:
    """The share of identified schools, beside that of the year before; it should fall."""

    of: Whom


@dataclass(frozen=True, slots=True)
class PlanDone:
    """Share of a plan that is done (F19d, F19m); one value for each record of the form."""

    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShareOf:
    """What some answers make of another one, in percent (F19e–l)."""

    parts: Mapping[str, str]
    """Answer «form.field» → its words. Their sum is the part."""
    without: Mapping[str, str]
    """The same; with these the part is the whole less their sum."""
    whole: str
    whole_label: str
    of_pupils: bool = False
    """Pupils are counted: the share comes with Wilson's interval."""
    within: bool = True
    """The part cannot be more than the whole."""


@dataclass(frozen=True, slots=True)
class Present:
    """How many of the named things a school has, in percent (F19g)."""

    answers: Mapping[str, str]
    """Answer yes or no → its words."""


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer as it stands (F19k)."""

    answer: str
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class Involved:
    """Teachers who took part among all, a value for each quarter (F19b)."""

    form: str


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """Teachers who passed diagnostics among those who should, by group (F19c)."""

    form: str


Answered: TypeAlias = ShareOf | Present | AnswerGiven | Involved | Diagnosed
"""Kinds over the answers of one school that schools are not compared by."""
Special: TypeAlias = Outside | Residual | Coverage | Yearly | PlanDone | Answered
