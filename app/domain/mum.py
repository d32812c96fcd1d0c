"""Self-assessment of municipal management mechanisms, МУМ (DOMAIN F21): what is closed by track."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.answers import Answers

TRACKS = ("1", "2", "3")
_FIRST = ("p1a", "p1b", "p1c")
_SECOND = "p2"
_THIRD = ("p3a", "p3b", "p3c")


@dataclass(frozen=True, slots=True)
class TrackState:
    """What one track comes to; None where it cannot be told yet."""

    track: str
    measures: int
    """How many of 1а, 1б, 1в are there, 0…3."""
    first: bool | None
    """Parameter 1: all of 1а, 1б, 1в."""
    second: bool | None
    """Parameter 2: in accordance with the region's measures."""
    third: bool | None
    """Parameter 3: at least one of the approaches 3а, 3б, 3в."""
    without_evidence: int
    """Answers «есть» without a document."""

    @property
    def closed(self) -> bool | None:
        """Whether all three parameters are closed."""
        states = (self.first, self.second, self.third)
        if False in states:
            return False
        return None if None in states else True

    @property
    def told(self) -> str:
        """Russian, for people."""
        words = {True: "закрыт", False: "не закрыт", None: "не заполнен"}
        evidence = f" Не назван документ: {self.without_evidence}." if self.without_evidence else ""
        return (
            f"Трек {self.track}: параметр 1 {words[self.first]} ({self.measures} из 3), "
            f"параметр 2 {words[self.second]}, параметр 3 {words[self.third]} "
            f"(достаточно одного из подходов).{evidence}"
        )


def mum_states(answers: Answers) -> tuple[TrackState, ...]:
    """The three tracks of the form `mum_matrix`, in order."""
    return tuple(_state(answers, track) for track in TRACKS)


def _state(answers: Answers, track: str) -> TrackState:
    rows = {row.key: row.cells for row in answers.rows(f"track_{track}")}
    present = {code: cells.get("present") for code, cells in rows.items()}
    first = [present.get(code) for code in _FIRST]
    third = [present.get(code) for code in _THIRD]
    second = present.get(_SECOND)
    return TrackState(
        track=track,
        measures=sum(one is True for one in first),
        first=False if False in first else None if None in first else True,
        second=second if isinstance(second, bool) else None,
        third=True if True in third else None if None in third else False,
        without_evidence=sum(
            cells.get("present") is True and not cells.get("evidence") for cells in rows.values()
        ),
    )
