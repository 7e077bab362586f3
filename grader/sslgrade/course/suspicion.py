"""What in a learner's code deserves a look: reading of files and processes, poking at the grader.

It is a help for the instructor, no wall: the worker is the wall. Everything is read from the text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sslgrade.course.calls import parsed

_MODULES = {
    "a process": {"subprocess", "multiprocessing", "os", "pty", "signal", "threading"},
    "a file": {"pathlib", "shutil", "tempfile", "glob", "io", "fileinput", "mmap", "pickle"},
    "the network": {"socket", "urllib", "http", "ftplib", "requests", "ssl", "asyncio"},
    "the interpreter": {
        "ctypes",
        "gc",
        "inspect",
        "importlib",
        "sys",
        "builtins",
        "IPython",
        "ast",
    },
}
_NAMES = {
    "a file": {"open"},
    "the interpreter": {
        "__import__",
        "eval",
        "exec",
        "compile",
        "globals",
        "get_ipython",
        "__builtins__",
    },
}
_GRADER = "the grader"


def suspicions(text: str) -> Iterator[tuple[str, str]]:
    """Find what a cell reaches for: what that is, and the piece of code."""
    tree = parsed(text)
    for node in ast.walk(tree) if tree is not None else ():
        for what, names, module in _reaches(node):
            yield what, f"import {names}" if module else names


def _reaches(node: ast.AST) -> Iterator[tuple[str, str, bool]]:
    roots: list[str] = []
    if isinstance(node, ast.Import):
        roots = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        roots = [node.module or ""]
    for name in roots:
        for what, known in _MODULES.items():
            if name.partition(".")[0] in known:
                yield what, name, True
        if name.startswith("sslgrade."):
            yield _GRADER, name, True
    if isinstance(node, ast.Name):
        for what, known in _NAMES.items():
            if node.id in known:
                yield what, node.id, False
    if isinstance(node, ast.Attribute):
        if isinstance(node.ctx, ast.Store) and _root(node) == "sslgrade":
            yield _GRADER, f"{ast.unparse(node)} = …", False
        elif node.attr in ("_getframe", "__globals__", "__subclasses__", "__code__", "__mro__"):
            yield "the interpreter", node.attr, False


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
