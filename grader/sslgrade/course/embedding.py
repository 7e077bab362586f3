"""Put a reference into its stub, between nbgrader's delimiters.

Writing ``raise NotImplementedError`` in the place of the delimited lines gives the stub back to the
letter: that is how nbgrader makes the released version.
"""

from __future__ import annotations

import ast

from sslgrade.content.modules import ContentError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
STUB_LINE = "raise NotImplementedError"
_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def embedded(stub: str, reference: str, name: str) -> str:
    """Return the stub with the reference's code in every function that it leaves open.

    What else the reference defines at its top level, helpers and imports, goes into each region:
    the released cell shall hold nothing of it.

    Raises
    ------
    ContentError
        A function of the stub is not in the reference.
    """
    shell, inner = ast.parse(stub), ast.parse(reference)
    lines, known = stub.split("\n"), reference.split("\n")
    bodies = {node.name: node for node in inner.body if isinstance(node, _FUNCTION)}
    opened = [node for node in shell.body if isinstance(node, _FUNCTION) and _open(node)]
    if not opened:
        raise ContentError(
            f"{name}: no function of the stub ends in `{STUB_LINE}`, so that there is no place for "
            "the solution. Mend the stub."
        )
    helpers = [
        text
        for node in inner.body
        if not _is_docstring(node) and getattr(node, "name", None) not in {f.name for f in opened}
        for text in _lines(known, node)
        if ast.unparse(node) not in {ast.unparse(other) for other in shell.body}
    ]
    for node in reversed(opened):
        if node.name not in bodies:
            raise ContentError(f"{name}: the reference defines no {node.name}. Mend it.")
        region = [BEGIN, *helpers, *_body(known, bodies[node.name]), END]
        at = node.body[-1].lineno
        lines[at - 1 : at] = [f"    {text}".rstrip() for text in region]
    return "\n".join(lines)


def _open(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    last = node.body[-1]
    return isinstance(last, ast.Raise) and ast.unparse(last) == STUB_LINE


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _lines(known: list[str], node: ast.stmt) -> list[str]:
    """Return the lines of a statement, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(d.lineno for d in decorators)])
    return known[first - 1 : node.end_lineno]


def _body(known: list[str], node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return a function's lines below its docstring, comments included, not indented."""
    first = node.body[0]
    start = first.end_lineno if _is_docstring(first) else first.lineno - 1
    found = known[start : node.end_lineno]
    return [text.removeprefix("    ") for text in found]
