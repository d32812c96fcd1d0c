"""Set phrases about indices; a methodology may word them in its own way (`[wordings]`)."""

from __future__ import annotations

from collections.abc import Mapping

WORDINGS: Mapping[str, str] = {
    "default_mark": "по умолчанию, регионом не утверждено",
    "provisional": "предварительно, по данным этой базы",
    "small_n": "Численность мала, вывод неустойчив.",
    "no_data": "нет данных",
    "vpr_caution": (
        "Результаты ВПР служат тому, чтобы увидеть, где школе нужна помощь, и улучшить "
        "преподавание. Они не могут быть использованы для оценки деятельности педагогических "
        "работников и не предназначены для сравнения школ между собой и рейтингов."
    ),
}
"""Code → default text. The caution follows DOMAIN 9.4 (WEB 6, 6b, 6d)."""
VPR_CAUTION = WORDINGS["vpr_caution"]
"""Stands wherever results of ВПР are shown or printed."""
