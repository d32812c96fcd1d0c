"""What a district or a school sees of itself: МУМ, involvement of teachers, offered diagnostics."""

from __future__ import annotations

from uuid import UUID

from app.domain.answers import Answers
from app.domain.calculations import Calculation
from app.domain.diagnostics import Offer, diagnostics_offers
from app.domain.mum import TrackState, mum_states
from app.domain.plans import Involvement, involvements
from app.services.context import Context
from app.services.editing import Subject, open_record


def self_assessment(context: Context, district: UUID) -> tuple[TrackState, ...]:
    """The three tracks of a district's self-assessment in the context's period (F21)."""
    return mum_states(_answers(context, district, "mum_matrix"))


def involvement_of(context: Context, school: UUID) -> tuple[Involvement, ...]:
    """Quarter by quarter, how many of a school's teachers took part (F19b)."""
    return tuple(involvements(_answers(context, school, "involvement")))


def offered_diagnostics(calculation: Calculation) -> tuple[Offer, ...]:
    """Subjects whose teachers may be offered diagnostics, by school; never persons (F18)."""
    return diagnostics_offers(calculation.values)


def _answers(context: Context, organisation: UUID, form: str) -> Answers:
    return open_record(context, Subject(organisation, form, context.period.key)).answers
