"""What the page «Сопровождение» shows: texts only, made in the worker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.diagnostics import noting
from app.domain.index_kinds import Coverage, PlanDone, Yearly
from app.domain.messages import number
from app.domain.monitoring import Monitoring, offer_title, with_offers
from app.domain.plans import QUARTERS

if TYPE_CHECKING:
    from app.domain.indices import IndexValue
    from app.services.context import Context, Progress

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of a list, and what is told of each."""

    rows: Rows = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Three tracks by five columns of one district."""

    district: str
    columns: tuple[str, ...]
    tracks: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """(title, its cells: a word and the documents)."""
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything on the page."""

    plans: Listed
    offers: Listed
    involvement: Listed
    matrices: tuple[Matrix, ...] = ()


def seen(context: Context, school: str | None, progress: Progress) -> Seen:
    """Of one school, or of the whole base (None)."""
    from app.services.calculating import calculate, subject_titles
    from app.services.monitoring import told_by_forms

    codes = None if school is None else {school}
    calculation = calculate(context, context.period, codes, progress)
    worse: list[IndexValue] = []
    kinds = Coverage | Yearly | PlanDone
    values = (one for one in calculation.values if codes is None or one.school in codes)
    plans = [one for one in noting(values, worse) if isinstance(one.definition.special, kinds)]
    found = with_offers(told_by_forms(context, codes), worse)
    subjects = subject_titles()
    offers = [(one.school, offer_title(one, subjects)) for one in found.offers]
    return Seen(
        Listed(tuple(_row(one) for one in plans), tuple(one.explanation for one in plans)),
        Listed(tuple(offers), tuple(one.because for one in found.offers)),
        _involvement(found),
        tuple(_matrices(found)),
    )


def _row(value: IndexValue) -> tuple[str, ...]:
    from app.services.calculating import shown_value

    made = value.reason or f"{number(value.numerator)} из {number(value.denominator)}"
    told = shown_value(value)
    if value.bounds is not None:
        low, high = value.bounds
        told = f"от {number(low)} до {number(high)}"
    return value.school, value.title, str(value.extra.get("about", "")), told, made


def _involvement(found: Monitoring) -> Listed:
    rows = tuple(
        (one.school, QUARTERS[one.quarter.quarter], one.quarter.told) for one in found.involvement
    )
    return Listed(rows, tuple(f"{quarter}: {told}." for _, quarter, told in rows))


def _matrices(found: Monitoring) -> Iterator[Matrix]:
    for district in found.assessed:
        tracks = tuple(
            (track.title, tuple((cell.told, "\n".join(cell.documents)) for cell in track.cells))
            for track in district.tracks
        )
        columns = tuple(cell.title for cell in district.tracks[0].cells)
        told = tuple(track.told for track in district.tracks)
        yield Matrix(f"{district.district} {district.name}", columns, tracks, told)
