"""What one top-level statement of a cell binds, uses and changes, read from its text."""

from __future__ import annotations

import ast
import contextlib
import symtable
from collections.abc import Iterator
from dataclasses import dataclass

_COMPREHENSIONS = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SURE = (*_FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Assign, ast.Delete)


@dataclass(frozen=True)
class Statement:
    """One statement, and the names that matter when it is cut out of its cell.

    ``now`` are names that it uses when it runs, ``later`` those that a function in it uses when it
    is called. ``sure``: after it, its names have nothing of an earlier binding left. ``stores`` are
    names whose items or attributes it sets, ``calls`` names one of whose methods it calls.
    """

    cell: int
    line: int
    text: str
    binds: frozenset[str]
    now: frozenset[str]
    later: frozenset[str]
    stores: frozenset[str]
    calls: frozenset[str]
    sure: bool
    made_here: bool
    waits: bool
    deletes: bool
    star: str | None
    future: bool


def statements(cell: int, text: str) -> list[Statement]:
    """Read a cell of plain Python.

    Raises
    ------
    SyntaxError
        Python cannot read the cell.
    """
    lines = [line.encode() for line in text.split("\n")]
    found = []
    for node in ast.parse(text).body:
        # Valid only in a notebook, as `await` outside a function is: it cannot be part of a module.
        with contextlib.suppress(SyntaxError):
            found += [_statement(cell, part, *_cut(node, lines, part)) for part in _parts(node)]
    return found


def _parts(node: ast.stmt) -> list[ast.stmt]:
    """Split an import of several names: a function that needs one of them needs no other."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)) or len(node.names) == 1:
        return [node]
    parts: list[ast.stmt] = []
    for alias in node.names:
        part = ast.parse(ast.unparse(node)).body[0]
        assert isinstance(part, (ast.Import, ast.ImportFrom))
        part.names = [alias]
        parts.append(part)
    return parts


def _statement(cell: int, node: ast.stmt, first: int, text: str) -> Statement:
    compile(text, "<cell>", "exec", dont_inherit=True)
    binds, now, later = _names(symtable.symtable(text, "<cell>", "exec"))
    if isinstance(node, ast.AnnAssign) and node.value is None:
        binds = frozenset()
    imported = node if isinstance(node, ast.ImportFrom) else None
    decorated = isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and bool(node.decorator_list)
    star = imported is not None and any(alias.name == "*" for alias in imported.names)
    return Statement(
        cell,
        first,
        text,
        binds,
        now,
        later,
        frozenset(_stored(node)),
        frozenset(_called(node)),
        isinstance(node, _SURE) or (isinstance(node, ast.AnnAssign) and node.value is not None),
        not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom)),
        isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and not decorated,
        isinstance(node, ast.Delete),
        text if star else None,
        imported is not None and imported.module == "__future__",
    )


def _cut(node: ast.stmt, lines: list[bytes], part: ast.stmt) -> tuple[int, str]:
    """Return the first line and the text of a statement, its decorators included, or of a part."""
    if part is not node:
        return node.lineno, ast.unparse(part)
    first, start = node.lineno, node.col_offset
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)) and node.decorator_list:
        first, start = node.decorator_list[0].lineno, 0
    last, end = node.end_lineno or first, node.end_col_offset
    kept = lines[first - 1 : last]
    kept[-1] = kept[-1][:end]
    kept[0] = kept[0][start:]
    return first, b"\n".join(kept).decode()


def _names(
    table: symtable.SymbolTable,
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    binds: set[str] = set()
    now: set[str] = set()
    later: set[str] = set()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            binds.add(symbol.get_name())
        if symbol.is_referenced():
            now.add(symbol.get_name())
    waiting = [(child, False) for child in table.get_children()]
    while waiting:
        inner, late = waiting.pop()
        is_function = str(getattr(inner.get_type(), "value", inner.get_type())) == "function"
        late = late or (is_function and inner.get_name().strip("<>") not in _COMPREHENSIONS)
        used = {s.get_name() for s in inner.get_symbols() if s.is_global()}
        (later if late else now).update(used)
        waiting += [(child, late) for child in inner.get_children()]
    return frozenset(binds), frozenset(now), frozenset(later)


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when the statement runs: not the bodies of functions."""
    yield node
    if not isinstance(node, _LATER):
        for child in ast.iter_child_nodes(node):
            yield from _at_once(child)


def _stored(node: ast.stmt) -> Iterator[str]:
    for part in _at_once(node):
        if isinstance(part, (ast.Subscript, ast.Attribute)) and not isinstance(part.ctx, ast.Load):
            base: ast.expr = part
            while isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            if isinstance(base, ast.Name):
                yield base.id


def _called(node: ast.stmt) -> Iterator[str]:
    for part in _at_once(node):
        if (
            isinstance(part, ast.Expr)
            and isinstance(part.value, ast.Call)
            and isinstance(part.value.func, ast.Attribute)
            and isinstance(part.value.func.value, ast.Name)
        ):
            yield part.value.func.value.id
