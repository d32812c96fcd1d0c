"""One record under the user's hands: every save names the answers it was typed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.domain.answers import Answers
from app.domain.merging import Difference
from app.domain.organisations import Organisation
from app.domain.reading import RawAnswers
from app.domain.results import ProcedureKey
from app.gui import work
from app.gui.forms.adopting import resolve
from app.gui.forms.draft import Draft

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.editing import OpenedRecord, SavedRecord


@dataclass(frozen=True, slots=True)
class Saving:
    """A save that is done."""

    sitting: Sitting
    raw: RawAnswers
    """What stood on the screen when it began."""
    saved: SavedRecord

    def take(self, chosen: Sequence[Difference]) -> Saving:
        """Store the other side's values of these cells, where the record left the screen."""
        draft = Draft(self.sitting.context.forms.form(self.sitting.form), self.saved.answers)
        for one in chosen:
            resolve(draft, one.cell, one.other)
        self.sitting.started = self.saved.stored
        return self.sitting.save(draft.raw())


@dataclass(slots=True, eq=False)
class Sitting:
    """From opening a record until another one is on the screen. Opens and saves in the worker."""

    context: Context
    organisation: Organisation
    form: str
    procedure: ProcedureKey | None
    author: UUID | None
    started: Answers | None = None
    """The answers the next save is typed over."""

    def is_about(
        self, whose: Organisation, form: str, procedure: ProcedureKey | None, author: UUID | None
    ) -> bool:
        """Whether this is the record of these."""
        here = (self.organisation.uid, self.form, self.procedure, self.author)
        return here == (whose.uid, form, procedure, author)

    def is_same(self, other: Sitting) -> bool:
        """Whether both are about one record of one base."""
        same = self.is_about(other.organisation, other.form, other.procedure, other.author)
        return same and self.context is other.context

    def open(self) -> OpenedRecord:
        """The record as it stands in the base."""
        uid = self.organisation.uid
        return work.open_record(self.context, uid, self.form, self.procedure, self.author)

    def save(self, raw: RawAnswers) -> Saving:
        """Store what was typed, joined with what others stored meanwhile.

        The next save starts from the own answers alone: until the window shows what was taken
        over (`started` is set anew then), it is not what one types over.
        """
        uid = self.organisation.uid
        saved = work.save_record(
            self.context, uid, self.form, raw, self.procedure, self.author, self.started
        )
        self.started = saved.own
        return Saving(self, raw, saved)
