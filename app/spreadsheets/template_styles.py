"""How a template looks: few colours, large enough, answers told apart from labels."""

from __future__ import annotations

from typing import Any

FONT = "Arial"


class Styles:
    """Named looks of cells; openpyxl objects are made once and shared."""

    title, section, table_title = "title", "section", "table_title"
    hint, label, unit, header, answer = "hint", "label", "unit", "header", "answer"

    def __init__(self) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

        thin = Side(style="thin", color="B7B7B7")
        box = Border(left=thin, right=thin, top=thin, bottom=thin)
        wrapped = Alignment(wrap_text=True, vertical="center")
        centred = Alignment(wrap_text=True, vertical="center", horizontal="center")
        top = Alignment(wrap_text=True, vertical="top")

        def fill(colour: str) -> PatternFill:
            return PatternFill("solid", fgColor=colour)

        self._looks: dict[str, dict[str, Any]] = {
            self.title: {"font": Font(name=FONT, size=16, bold=True), "alignment": wrapped},
            self.section: {
                "font": Font(name=FONT, size=12, bold=True, color="FFFFFF"),
                "fill": fill("2F5D7C"),
                "alignment": wrapped,
            },
            self.table_title: {"font": Font(name=FONT, size=12, bold=True), "alignment": wrapped},
            self.hint: {"font": Font(name=FONT, size=10, color="555555"), "alignment": top},
            self.label: {"font": Font(name=FONT, size=11), "alignment": wrapped, "border": box},
            self.unit: {"font": Font(name=FONT, size=10, color="555555"), "alignment": wrapped},
            self.header: {
                "font": Font(name=FONT, size=10, bold=True),
                "fill": fill("DCE6EE"),
                "alignment": centred,
                "border": box,
            },
            self.answer: {
                "font": Font(name=FONT, size=11),
                "fill": fill("FFF9D6"),
                "alignment": wrapped,
                "border": box,
                "protection": Protection(locked=False),
            },
        }

    def apply(self, cell: Any, style: str) -> None:
        """Give a cell its look."""
        for name, value in self._looks[style].items():
            setattr(cell, name, value)
