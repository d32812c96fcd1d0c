"""Results are entered as totals or pupil by pupil: a line tells what the other form holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.messages import number
from app.gui.words import button, framed, set_kind

if TYPE_CHECKING:
    from app.services.both_ways import Entered

TOTALS, PUPILS = "results_totals", "results_pupils"


class OtherWay(QWidget):
    """Nothing entered is ignored in silence: this line says what counts."""

    drop_asked = Signal()
    """The user wants the typed totals gone and the pupils to count."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = framed("", "note")
        self._drop = button("Убрать итоги, считать по участникам", self.drop_asked.emit, "link")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.words, 1)
        line.addWidget(self._drop)
        self.hide()

    def tell(self, form: str, found: Entered | None) -> None:
        """`form`: the one on the screen; `found`: what was entered in either."""
        kind, words = ("", "") if found is None else told(form, found)
        self.words.setText(words)
        set_kind(self.words, kind, "ground")
        self._drop.setVisible(form == TOTALS and kind == "query")
        self.setVisible(bool(words))


def told(form: str, found: Entered) -> tuple[str, str]:
    """Kind of words and the words; empty where the other form is empty."""
    pupils = number(found.pupils)
    if found.differences:
        return "query", (
            f"? Вопрос. Итоги расходятся с данными по участникам ({pupils}): "
            f"{'; '.join(found.differences)}. Исправьте одно из двух: пока они расходятся, "
            "показатели по этой работе не считаются."
        )
    if form == TOTALS and found.pupils:
        if found.has_totals:
            words = f"Есть и данные по участникам ({pupils}), итоги с ними сходятся."
            return "note", f"i {words} Показатели считаются по участникам."
        words = f"i Данные введены по участникам ({pupils}); итоги считает программа."
        return "note", f"{words} Вписать здесь можно только число детей в параллели."
    if form == PUPILS and found.has_totals:
        if found.pupils:
            return "note", "i Введены и итоги по школе, они сходятся с участниками."
        return "note", (
            "i Введены итоги по школе. Если внести участников, показатели посчитаются по ним, "
            "и итоги должны будут с ними сойтись."
        )
    return "", ""
