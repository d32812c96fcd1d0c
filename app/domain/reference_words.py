"""What is said about a region's reference: which one is used, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.domain.messages import count, number

if TYPE_CHECKING:
    from app.domain.reference import Reference

NOT_SIGNED = (
    "Файл эталона не подписан: берите его только из рук региона и сверяйте контрольное число."
)

GIVE_BY_HAND = (
    "Файл эталона пока не подписан: передавайте его из рук в руки и сообщите контрольное число."
)


def about(reference: Reference | None, period: str, *, is_region: bool = False) -> Iterator[str]:
    """Russian sentences on what a period («2025/2026 учебный год») is computed by."""
    if reference is None:
        yield f"Эталона за {period} в этой базе нет."
        yield (
            "Группы, которые зависят от всех школ региона (например, школы с наименьшим ИСБ), "
            "показаны предварительно или не определены."
        )
        yield (
            "Когда загружены данные всех школ, составьте эталон и передайте файл школам и районам."
            if is_region
            else "Файл эталона присылает регион. После установки группы будут те же, что в регионе."
        )
        return
    schools = count(reference.schools, "школе", "школам", "школам")
    yield (
        f"Показатели за {period} считаются по эталону от {reference.issued_on:%d.%m.%Y}, "
        f"версия {reference.version}. Он составлен по {schools} региона."
    )
    yield (
        "Пороги, ожидаемые результаты и шкалы берутся из эталона: "
        "группы больше не предварительные. "
        + (
            "У школ и районов, которые его установят, они будут те же."
            if is_region
            else "Они те же, что у региона."
        )
    )


def groups_told(groups: Iterable[tuple[str, int, int]]) -> list[str]:
    """«Школ в группах по этому эталону:» and a line a group.

    `groups`: title, how many schools belong to it, of how many it cannot be told yet.
    """
    lines = ["Школ в группах по этому эталону:"]
    for title, inside, is_open in groups:
        unknown = f", пока не определено: {number(is_open)}" if is_open else ""
        lines.append(f"{title}: {number(inside)}{unknown}")
    return lines


def basis(reference: Reference | None) -> str:
    """One line beside the values: what they were computed by."""
    if reference is None:
        return "Эталона региона нет: группы показаны предварительно."
    return f"По эталону региона от {reference.issued_on:%d.%m.%Y}, версия {reference.version}."
