"""Tab goes on as one reads: the order of the layouts, asked anew at every press of the key.

Qt goes along a chain in the order widgets were made; what is made anew later is hung on at its end.
A window whose Tab key asks here needs no chain: what is seen now is what Tab visits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, cast, runtime_checkable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QCalendarWidget,
    QComboBox,
    QDialog,
    QGridLayout,
    QLayout,
    QLayoutItem,
    QMainWindow,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QTextEdit,
    QWidget,
)

_WHOLE = (
    QComboBox, QAbstractSpinBox, QAbstractItemView, QCalendarWidget, QPlainTextEdit, QTextEdit,
)  # fmt: skip
"""What moves among its own parts by keys of its own, or has none to move among."""


@runtime_checkable
class InOwnOrder(Protocol):
    """A widget whose parts are visited otherwise than they are laid out."""

    def parts_in_order(self) -> list[QWidget]:
        """The parts as Tab visits them."""


def inputs(inside: QWidget) -> list[QWidget]:
    """What Tab visits inside a widget, in reading order."""
    return [one for one in _walk(inside) if takes_tab(one)]


def first_input(inside: QWidget) -> QWidget | None:
    """Where to begin."""
    return next(iter(inputs(inside)), None)


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab stops at this very widget now."""
    policy = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    lends = widget.focusProxy() is not None
    if not policy or lends or not widget.isEnabled() or not widget.isVisible():
        return False
    return not isinstance(widget, QRadioButton) or _stands_for_its_group(widget)


def _stands_for_its_group(choice: QRadioButton) -> bool:
    """Of several choices Tab visits the one that is made; arrows go on to the others."""
    parent, group = choice.parentWidget(), choice.group()
    others = group.buttons() if group is not None else parent.findChildren(QRadioButton)
    return choice.isChecked() or not any(one.isChecked() for one in others)


def step(window: QWidget, *, forth: bool) -> bool:
    """Move the focus to the neighbour of the widget that has it; round at the ends."""
    everything = list(_walk(window))
    at = _position(everything, window.focusWidget())
    around = everything[at + 1 :] + everything[: max(at, 0)] if forth else _before(everything, at)
    target = next((one for one in around if takes_tab(one)), None)
    if target is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forth else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    _bring_to_sight(target)
    return True


class OrderedDialog(QDialog):
    """A dialog whose Tab key follows what is seen."""

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab and Shift+Tab."""
        return step(self, forth=next)


def _before(everything: list[QWidget], at: int) -> list[QWidget]:
    at = max(at, 0)
    return everything[:at][::-1] + everything[at + 1 :][::-1]


def _position(everything: list[QWidget], focused: QWidget | None) -> int:
    """Where the focused widget stands, or the one it is a part of; before all when nowhere."""
    places = {id(one): number for number, one in enumerate(everything)}
    while focused is not None and id(focused) not in places:
        focused = focused.parentWidget()
    return places[id(focused)] if focused is not None else -1


def _bring_to_sight(target: QWidget) -> None:
    above = target.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()


def _walk(widget: QWidget) -> Iterator[QWidget]:
    """A widget and what stands in it, in reading order."""
    yield widget
    if isinstance(widget, _WHOLE) or widget.isHidden():
        return
    for part in _parts(widget):
        yield from _walk(part)


def _parts(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, InOwnOrder):
        return widget.parts_in_order()
    if isinstance(widget, QMainWindow):
        return [widget.centralWidget()]
    if isinstance(widget, QScrollArea):
        return [widget.widget()]
    if isinstance(widget, QSplitter):
        return [widget.widget(number) for number in range(widget.count())]
    if isinstance(widget, QTabWidget):
        return [widget.tabBar(), widget.currentWidget()]
    layout = widget.layout()
    return list(_laid_out(layout)) if layout is not None else []


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for item in _items(layout):
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def _items(layout: QLayout) -> list[QLayoutItem]:
    numbers = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        numbers.sort(key=lambda number: _cell(layout, number))
    found = [layout.itemAt(number) for number in numbers]
    return [one for one in found if one is not None]


def _cell(grid: QGridLayout, number: int) -> tuple[int, int]:
    row, column, *_ = cast("tuple[int, int, int, int]", grid.getItemPosition(number))
    return row, column
