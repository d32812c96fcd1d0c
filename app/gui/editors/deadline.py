"""Editor of a typed deadline: its kind, and the parts that kind needs."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.deadline_words import read_deadline
from app.domain.deadlines import KIND_TITLES, Deadline, DeadlineKind
from app.domain.fields import TYPES, BadValue, Field, Value
from app.domain.spelling import plain_text
from app.gui.editors.base import Editor, FocusWatch, Line
from app.gui.editors.choosing import NO_ANSWER, CalmCombo
from app.gui.editors.day import DayBox
from app.gui.words import label

_NUMBER = Field("number", "Число", TYPES["integer"])

_PARTS: dict[DeadlineKind, tuple[str, ...]] = {
    DeadlineKind.EXACT: ("end",),
    DeadlineKind.BY: ("end",),
    DeadlineKind.RANGE: ("start", "end"),
    DeadlineKind.YEAR: ("first_year",),
    DeadlineKind.YEARS: ("first_year", "last_year"),
    DeadlineKind.ANNUAL: ("end",),
    DeadlineKind.WITHIN: ("days", "text"),
    DeadlineKind.BY_SCHEDULE: ("text",),
}
_NAMES = {
    "start": "с",
    "end": "день",
    "first_year": "год",
    "last_year": "по год",
    "days": "дней",
    "text": "пояснение",
}


class DeadlineEditor(Editor):
    """«До 20.04.2026», «ежеквартально»: a list of kinds and fields for their parts."""

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(field, parent)
        self._odd: object = None
        self._kind = CalmCombo(self)
        self._kind.addItem(NO_ANSWER, None)
        for kind, title in KIND_TITLES.items():
            self._kind.addItem(title, kind.value)
        self._kind.setMinimumContentsLength(22)
        self._parts = {name: _part(name, self) for name in _NAMES}
        self._build()
        self._show_parts()
        self._kind.currentIndexChanged.connect(self._kind_changed)

    def _build(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(6)
        column.addWidget(self._kind, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(line)
        self._row.addLayout(column)
        for name, part in self._parts.items():
            line.addWidget(part)
            part.line.textEdited.connect(self._changed)
            part.line.setAccessibleName(f"{self.field.label}: {_NAMES[name]}")
            FocusWatch(part.line).left.connect(self.committed)
            if part.day:
                part.day.edited.connect(self._changed)
        line.addStretch(1)
        self.setFocusProxy(self._kind)
        FocusWatch(self._kind).left.connect(self.committed)

    def raw(self) -> object:
        kind = self._chosen()
        if kind is None:
            return self._odd
        deadline = self._deadline(kind)
        return deadline if deadline.is_complete() else deadline.wording()

    def put(self, raw: object) -> None:
        value: Value | None = None
        self._odd = None
        try:
            value = self.field.read(raw)
        except BadValue:
            self._odd = plain_text(raw)
        blocked = self._kind.blockSignals(True)
        self._kind.setItemText(0, f"Не понято: {self._odd}" if self._odd else NO_ANSWER)
        deadline = value if isinstance(value, Deadline) else None
        if deadline is not None or not self._is_unfinished():
            self._fill(deadline)
        self._kind.blockSignals(blocked)
        self._show_parts()

    def control(self) -> QWidget:
        return self._kind

    def _is_unfinished(self) -> bool:
        """Whether the refused words are those of the parts typed here so far."""
        kind = self._chosen()
        return kind is not None and self._odd == self._deadline(kind).wording()

    def _chosen(self) -> DeadlineKind | None:
        kind = self._kind.currentData()
        return DeadlineKind(kind) if kind else None

    def _fill(self, deadline: Deadline | None) -> None:
        index = self._kind.findData(deadline.kind.value) if deadline else 0
        self._kind.setCurrentIndex(index)
        for name, part in self._parts.items():
            value = getattr(deadline, name) if deadline else None
            shown = deadline.day(value) if deadline and value and part.day else str(value or "")
            if part.line.text() != shown:
                part.line.setText(shown)

    def _deadline(self, kind: DeadlineKind) -> Deadline:
        wanted = _PARTS.get(kind, ())
        text = self._parts["text"].line.text().strip() if "text" in wanted else ""
        if "end" in wanted:
            return self._with_days(kind, {n: self._words(n) for n in ("start", "end")})
        first, last, days = (
            self._number(name) if name in wanted else None
            for name in ("first_year", "last_year", "days")
        )
        return Deadline(kind, first_year=first, last_year=last, days=days, text=text)

    def _with_days(self, kind: DeadlineKind, words: dict[str, str]) -> Deadline:
        """A day may name no year («20 апреля»); then it is one of the plan's own year."""
        if kind is DeadlineKind.RANGE:
            whole = read_deadline(f"с {words['start']} по {words['end']}")
            if whole is not None:
                return whole
        start, end = (_day(words[name]) for name in ("start", "end"))
        last = end.end if end else None
        if kind is DeadlineKind.ANNUAL:
            return Deadline(kind, end=_any_year(last))
        yearless = any(one.yearless for one in (start, end) if one)
        first = start.end if start and kind is DeadlineKind.RANGE else None
        return Deadline(kind, first, last, yearless=yearless)

    def _words(self, name: str) -> str:
        return self._parts[name].line.text().strip()

    def _number(self, name: str) -> int | None:
        value = _read(_NUMBER, self._parts[name].line.text())
        return value if isinstance(value, int) else None

    def _kind_changed(self, _: int) -> None:
        self._odd = None
        self._show_parts()
        self._changed()

    def _show_parts(self) -> None:
        kind = self._chosen()
        wanted = _PARTS.get(kind, ()) if kind else ()
        for name, part in self._parts.items():
            part.setVisible(name in wanted)
        self._parts["end"].caption.setText("по" if kind is DeadlineKind.RANGE else "")
        self._parts["text"].caption.setText(
            "после события" if kind is DeadlineKind.WITHIN else "чей график"
        )

    def _changed(self) -> None:
        self.edited.emit()


class _Part(QWidget):
    """One part of a deadline with its caption."""

    def __init__(self, caption: str, line: Line, day: DayBox | None, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.caption = label(caption, wrap=False)
        self.line = line
        self.day = day
        row.addWidget(self.caption)
        row.addWidget(day or line)


def _part(name: str, parent: QWidget) -> _Part:
    if name in ("start", "end"):
        box = DayBox()
        return _Part(_NAMES[name], box.line, box, parent)
    line = Line()
    if name != "text":
        line.setFixedWidth(line.fontMetrics().horizontalAdvance("000000") + 12)
    return _Part(_NAMES[name], line, None, parent)


def _day(words: str) -> Deadline | None:
    """The one day the words name."""
    found = read_deadline(words)
    return found if found is not None and found.kind is DeadlineKind.EXACT else None


def _any_year(day: date | None) -> date | None:
    return None if day is None else day.replace(year=2000)


def _read(field: Field, text: str) -> Value | None:
    try:
        return field.read(text)
    except BadValue:
        return None
