"""Formulas as text: parsed through an allow-list of syntax, never evaluated as Python."""

from __future__ import annotations

import ast
import cmath
import math
import operator
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

Number = float | complex
FUNCTIONS: dict[str, Callable[..., Number]] = {
    "exp": cmath.exp,
    "log": cmath.log,
    "ln": cmath.log,
    "log2": lambda x: cmath.log(x) / math.log(2),
    "log10": cmath.log10,
    "sqrt": cmath.sqrt,
    "abs": abs,
    # A float: powers of Python's unbounded integers can take for ever.
    "floor": lambda x: float(math.floor(x.real)),
    "min": lambda *x: min(v.real for v in x),
    "max": lambda *x: max(v.real for v in x),
}
CONSTANTS = {"pi": math.pi, "e": math.e}
LONGEST = 200
_BINARY: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_TYPED = str.maketrans({"^": "**", "−": "-", "·": "*", "×": "*", "÷": "/", "τ": "tau", "²": "**2"})
_POINTS = 12


class ExpressionError(Exception):
    """The text is no formula that is understood here; the message says what was expected."""


@dataclass(frozen=True)
class Expression:
    """A formula that has passed the allow-list."""

    text: str
    tree: ast.expr

    def value(self, values: Mapping[str, float]) -> float:
        """Evaluate it; nan where it has no real value."""
        try:
            found = complex(_value(self.tree, values))
            if abs(found.imag) > 1e-9 * max(1.0, abs(found)):
                return math.nan
        except (ArithmeticError, ValueError):
            return math.nan
        return found.real


def _value(node: ast.expr, values: Mapping[str, float]) -> Number:
    if isinstance(node, ast.Constant):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return float(values[node.id]) if node.id in values else CONSTANTS[node.id]
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, values)
        return -inner if isinstance(node.op, ast.USub) else inner
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    return FUNCTIONS[node.func.id](*(complex(_value(a, values)) for a in node.args))


def parse(text: str, names: Collection[str] = ()) -> Expression:
    """Read a formula in the given names.

    Raises
    ------
    ExpressionError
        Says what was found and what was expected.
    """
    wanted = f"expected a formula in {', '.join(names)}" if names else "expected a number"
    typed = text.strip().translate(_TYPED)
    if not typed:
        raise ExpressionError(f"found nothing, {wanted}.")
    if len(typed) > LONGEST:
        raise ExpressionError(f"found {len(typed)} characters, expected at most {LONGEST}.")
    try:
        tree = ast.parse(typed, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(
            f"{text.strip()!r} is not understood: {wanted}. Write products with *, powers with ^, "
            "and close every bracket."
        ) from None
    _allow(tree, names, wanted)
    return Expression(text.strip(), tree)


def _allow(node: ast.expr, names: Collection[str], wanted: str) -> None:
    inner: list[ast.expr] = []
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        if abs(node.value) > 1e12:  # type: ignore[arg-type]
            raise ExpressionError("a number in it is too large: expected at most 1e12.")
    elif isinstance(node, ast.Name):
        if node.id not in names and node.id not in CONSTANTS:
            known = ", ".join([*names, *FUNCTIONS])
            raise ExpressionError(f"{node.id!r} is not known here: expected {known}.")
    elif isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        inner = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        inner = [node.operand]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id not in FUNCTIONS:
            raise ExpressionError(
                f"{node.func.id!r} is no function here: expected one of {', '.join(FUNCTIONS)}, "
                "and * for a product."
            )
        many = node.func.id in ("min", "max")
        if node.keywords or not node.args or (len(node.args) > 1 and not many):
            raise ExpressionError(f"{node.func.id} takes one argument, as in {node.func.id}(2).")
        inner = node.args
    else:
        raise ExpressionError(
            f"{ast.unparse(node)!r} is not allowed: {wanted}, with + - * / ^ and "
            f"{', '.join(FUNCTIONS)}."
        )
    for part in inner:
        _allow(part, names, wanted)


def same(
    left: Expression,
    right: Expression,
    variables: Mapping[str, tuple[float, float]],
    rng: random.Random,
) -> bool:
    """Compare two formulas at random points, where ``right`` has a value."""
    compared = 0
    for _ in range(_POINTS):
        point = {name: rng.uniform(low, high) for name, (low, high) in variables.items()}
        want = right.value(point)
        if not math.isfinite(want):
            continue
        compared += 1
        if not math.isclose(left.value(point), want, rel_tol=1e-8, abs_tol=1e-10):
            return False
    return compared > 0
