"""Find what a notebook asks to be graded: the calls of ``sslgrade.check`` and ``sslgrade.quiz``.

Everything is read from the text; nothing of it runs.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sslgrade.notebook.magics import plain

LONGEST_ANSWER = 2000
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass(frozen=True)
class CheckCall:
    """``sslgrade.check("mlm_loss", mlm_loss)``: an exercise, and what its functions are called."""

    exercise: str
    names: tuple[str, ...]
    backend: str | None = None


@dataclass(frozen=True)
class QuizCall:
    """``sslgrade.quiz("mlm-03", mlm_03)``: an item, and the answer or the name that holds it."""

    item: str
    answer: str | None
    name: str | None


def parsed(text: str) -> ast.Module | None:
    """Parse a cell, magics left out; None where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(plain(text).text)
    except _UNREADABLE:
        return None


def calls(text: str) -> Iterator[CheckCall | QuizCall]:
    """Find the calls of one cell, in the order of its lines."""
    if "check" not in text and "quiz" not in text:
        return
    tree = parsed(text)
    found = [] if tree is None else [n for n in ast.walk(tree) if isinstance(n, ast.Call)]
    for call in sorted(found, key=lambda node: (node.lineno, node.col_offset)):
        subject = literal(call.args[0]) if call.args else None
        if subject is None:
            continue
        if _called(call) == "check":
            yield _check(subject, call)
        elif _called(call) == "quiz":
            given = call.args[1] if len(call.args) > 1 else None
            named = given.id if isinstance(given, ast.Name) else None
            yield QuizCall(subject, literal(given), named)


def _called(call: ast.Call) -> str:
    """Return ``check`` for ``sslgrade.check`` and for a bare ``check``, else another name."""
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return call.func.attr if call.func.value.id == "sslgrade" else ""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _check(exercise: str, call: ast.Call) -> CheckCall:
    names = tuple(given.id for given in call.args[1:] if isinstance(given, ast.Name))
    backend = next((literal(k.value) for k in call.keywords if k.arg == "backend"), None)
    return CheckCall(exercise, names, backend)


def literal(node: ast.expr | None) -> str | None:
    """Return a text or a number that stands in the code as such, as text; else None."""
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    inner = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    if not isinstance(inner, ast.Constant):
        return None
    value = inner.value
    if isinstance(value, str) and not negative:
        return value[:LONGEST_ANSWER]
    if isinstance(value, float) or (type(value) is int and abs(value) < 10**15):
        return f"{'-' if negative else ''}{value}"
    return None


def bindings(cells: Sequence[str], name: str) -> Iterator[str | None]:
    """Find what the cells bind a name to at their top level: a literal's text, or None."""
    for text in cells:
        tree = parsed(text) if name in text else None
        for node in tree.body if tree is not None else ():
            targets: list[ast.expr] = []
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                targets = [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield literal(node.value)  # type: ignore[attr-defined]
