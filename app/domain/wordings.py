"""Set phrases about indices; a methodology may word them in its own way (`[wordings]`)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.domain.errors import BadDefinition

WORDINGS: Mapping[str, str] = {
    "default_mark": "по умолчанию, регионом не утверждено",
    "provisional": "предварительно, по данным этой базы",
    "small_n": "Численность мала, вывод неустойчив.",
    "no_data": "нет данных",
    "low_schools": "школы с низкими образовательными результатами",
    "adverse_schools": "школы, функционирующие в неблагоприятных социальных условиях",
    "cluster_lowest": "сильно неуспевающие",
    "cluster_basic": "базово неуспевающие",
    "expectation": "при данном социальном составе",
    "not_objective": (
        "Результаты этой процедуры требуют проверки, поэтому в выводах о школе и в средних "
        "региона не учитываются."
    ),
    "diagnostics": "Кого пригласить, решает сама школа.",
    "vpr_caution": (
        "Результаты ВПР служат тому, чтобы увидеть, где школе нужна помощь, и улучшить "
        "преподавание. Они не могут быть использованы для оценки деятельности педагогических "
        "работников и не предназначены для сравнения школ между собой и рейтингов."
    ),
}
"""Code → default text. The caution stands wherever results of ВПР are shown or printed; it follows
DOMAIN 9.4 (WEB 6, 6b, 6d)."""
REQUIRED = ("low_schools", "adverse_schools")
"""What each region must name itself: ШНОР, ШНРО and НРО are one thing (DOMAIN 0)."""
_NAMED = re.compile(r"\{([a-z_]+)\}")


def put_in(text: str, wordings: Mapping[str, str]) -> str:
    """The text with «{low_schools}» replaced by what the region calls them.

    Raises BadDefinition for a phrase nobody knows.
    """

    def own(found: re.Match[str]) -> str:
        if found[1] not in WORDINGS:
            raise BadDefinition(f"«{text}»: неизвестная формулировка «{found[1]}».")
        return wordings.get(found[1], WORDINGS[found[1]])

    return _NAMED.sub(own, text)
