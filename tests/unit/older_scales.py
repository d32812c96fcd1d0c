"""The shipped directory as it was before 2026, for tests of scales that another year lends."""

from __future__ import annotations

from app.domain.scales import Scales
from app.services.scales import shipped_scales


def scales_before_2026() -> Scales:
    """Without the letters and tables of 2026; the least scores of the ЕГЭ stay."""
    return Scales(
        tuple(
            one
            for one in shipped_scales().entries
            if one.key.year != "2025/2026"
            or (one.key.kind not in ("oge", "gve") and not one.scores)
        )
    )
