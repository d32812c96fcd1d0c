"""The small, safe expression language of rules, visibility and linear indices.

Arithmetic, comparison, and/or/not and a handful of functions over field codes; exact fractions; an
empty answer makes the result empty (None), never zero. Everything else is refused when loaded.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from app.domain.errors import BadDefinition
from app.domain.expression_functions import FUNCTIONS, Operand, Scalar, as_number

__all__ = ["Expression", "Operand", "Scalar", "parse"]

_LONGEST = 2000
_DEEPEST = 40

_ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDER: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_COMPARISONS = (*_ORDER, ast.Eq, ast.NotEq)
_Name: TypeAlias = tuple[str, bool]
"""A code and whether it stands inside a function, where lists are welcome."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression, ready to be evaluated over answers."""

    text: str
    names: frozenset[str]
    """Codes it reads: «field», «table.column» (a list) or «table.row.column»."""
    tree: ast.expr

    def evaluate(self, values: Mapping[str, Operand]) -> Scalar:
        """The value over `values` (absent codes are empty); None when anything needed is empty.

        Never raises. Division by zero gives None as well: a share of nothing is not a number
        (DOMAIN, R2). So does a list where one value is needed.
        """
        return _scalar(_evaluate(self.tree, values))


def parse(text: str, known: Collection[str], lists: Collection[str] = ()) -> Expression:
    """Check `text` against the whitelist and the `known` codes («field», «table.column»).

    Codes in `lists` may stand only inside a function. Raises BadDefinition with the offending
    part named.
    """
    if len(text) > _LONGEST:
        raise BadDefinition(f"Выражение «{text[:60]}…» длиннее {_LONGEST} знаков.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        raise BadDefinition(f"Выражение «{text}» записано с ошибкой.") from fault
    found = set(_names(tree, text, 0, inside=False))
    names = frozenset(name for name, _ in found)
    unknown = sorted(names - set(known))
    if unknown:
        raise BadDefinition(f"В выражении «{text}» неизвестный код: {', '.join(unknown)}.")
    bare = sorted(name for name, inside in found if not inside and name in lists)
    if bare:
        raise BadDefinition(
            f"В выражении «{text}» столбец {', '.join(bare)} стоит вместо одного значения.",
            "Столбец годится только внутри функции: total(…), count(…), largest(…).",
        )
    return Expression(text, names, tree)


def _names(node: ast.expr, text: str, depth: int, inside: bool) -> Iterator[_Name]:
    """Walk the tree, refusing whatever is not on the whitelist; give the codes it reads."""
    if depth > _DEEPEST:
        raise BadDefinition(f"Выражение «{text[:60]}…» вложено слишком глубоко.")
    path = _path(node)
    if path is not None:
        yield path, inside
        return
    parts = _parts(node)
    if parts is None:
        raise BadDefinition(
            f"В выражении «{text}» недопустимая часть: {ast.unparse(node)}.",
            "Разрешены числа, коды, + − * /, сравнения, and/or/not и функции "
            + ", ".join(sorted(FUNCTIONS))
            + ".",
        )
    for part in parts:
        yield from _names(part, text, depth + 1, isinstance(node, ast.Call))


def _parts(node: ast.expr) -> Sequence[ast.expr] | None:
    """What an allowed node is made of; None for a node that is not allowed."""
    match node:
        case ast.Constant(value=bool() | int() | str()):
            return []
        case ast.Constant(value=float() as number) if abs(number) < 1e15:
            return []
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return [left, right]
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            return [operand]
        case ast.BoolOp(values=parts):
            return parts
        case ast.Compare(left=left, ops=ops, comparators=rest):
            return [left, *rest] if all(isinstance(op, _COMPARISONS) for op in ops) else None
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as parts, keywords=[]):
            return parts if name in FUNCTIONS else None
    return None


def _path(node: ast.expr) -> str | None:
    """«field», «table.column» or «table.row.column»; None for anything else."""
    match node:
        case ast.Name(id=field):
            return field
        case ast.Attribute(value=ast.Name(id=table), attr=column):
            return f"{table}.{column}"
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id=table), attr=row), attr=column):
            return f"{table}.{row}.{column}"
    return None


def _evaluate(node: ast.expr, values: Mapping[str, Operand]) -> Operand:
    path = _path(node)
    if path is not None:
        return values.get(path)
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id]([_evaluate(part, values) for part in node.args])
    return _operation(node, [_scalar(_evaluate(part, values)) for part in _parts(node) or ()])


def _operation(node: ast.expr, given: list[Scalar]) -> Scalar:
    match node:
        case ast.UnaryOp(op=ast.Not()):
            return None if given[0] is None else not given[0]
        case ast.UnaryOp():
            number = as_number(given[0])
            return None if number is None else -number
        case ast.BoolOp(op=op):
            return _logic(isinstance(op, ast.And), given)
        case ast.BinOp(op=op):
            return _arithmetic(op, given[0], given[1])
        case ast.Compare(ops=ops):
            pairs = zip(ops, given, given[1:], strict=False)
            return _logic(True, [_compare(op, left, right) for op, left, right in pairs])
    raise AssertionError(ast.dump(node))  # parse() lets nothing else through


def _constant(value: object) -> Scalar:
    if isinstance(value, bool | str):
        return value
    return Fraction(str(value))


def _scalar(value: Operand) -> Scalar:
    return value if isinstance(value, Fraction | bool | str) else None


def _arithmetic(op: ast.operator, left: Scalar, right: Scalar) -> Fraction | None:
    a, b = as_number(left), as_number(right)
    if a is None or b is None or (isinstance(op, ast.Div) and b == 0):
        return None
    return _ARITHMETIC[type(op)](a, b)


def _compare(op: ast.cmpop, left: Scalar, right: Scalar) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(op, ast.Eq | ast.NotEq):
        return (left == right) is isinstance(op, ast.Eq)
    a, b = as_number(left), as_number(right)
    return None if a is None or b is None else _ORDER[type(op)](a, b)


def _logic(conjunction: bool, truths: Sequence[Scalar]) -> bool | None:
    """Kleene's three-valued logic: one deciding answer settles it, an empty one leaves it open."""
    deciding = not conjunction
    if any(truth is not None and bool(truth) is deciding for truth in truths):
        return deciding
    return None if any(truth is None for truth in truths) else conjunction
