"""What a submission may import and name, decided on its text before it runs.

The walk is a help for honest learners, who get the name, the line and the reason at once; it is not
a wall. The import guard and :mod:`sslgrade.worker.ban` repeat it at run time, and from L2 on the
file system holds no other package to import.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

PACKAGES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "numpy": frozenset({"numpy"}),
        "jax": frozenset({"numpy", "jax", "jaxlib", "ml_dtypes", "scipy", "opt_einsum"}),
    }
)
"""What each track may import beside the standard library."""

TRACKS = MappingProxyType({"numpy": "NumPy", "jax": "JAX"})


@dataclass(frozen=True)
class Violation:
    """A name that the exercise does not allow, and where it is."""

    message: str
    line: int


def import_allowed(root: str, backend: str, modules: Collection[str]) -> bool:
    """Whether a top-level package may be imported by learner code."""
    return root in sys.stdlib_module_names or root in PACKAGES[backend] or root in modules


def import_message(name: str, backend: str) -> str:
    """Say why ``name`` cannot be imported and what to do."""
    root = name.partition(".")[0]
    track = TRACKS[backend]
    if root == "sslgrade":
        return f"`{name}` cannot be imported: the grader is not there where your code runs"
    other = "jax" if backend == "numpy" else "numpy"
    if backend == "numpy" and root in PACKAGES[other]:
        return (
            f"`{name}` is not part of the NumPy track: it allows the standard library and NumPy. "
            f"Write it with NumPy, or check with --backend jax if the exercise has that track"
        )
    allowed = "NumPy" if backend == "numpy" else "NumPy, JAX and SciPy"
    return (
        f"`{name}` is not part of the {track} track: it allows the standard library and {allowed}. "
        f"Remove the import and write that step yourself"
    )


def refusal(error: ModuleNotFoundError, backend: str) -> str | None:
    """Return the message for an import that failed because the track does not have it."""
    name = error.name
    if type(name) is not str or import_allowed(name.partition(".")[0], backend, ()):
        return None
    return import_message(name, backend)


def forbidden_message(name: str) -> str:
    """Say why a forbidden name is refused and what to do."""
    return f"`{name}` is what this exercise asks you to write: replace it by your own code"


def find_violation(
    tree: ast.Module, backend: str, modules: Collection[str] = (), forbidden: Collection[str] = ()
) -> Violation | None:
    """Return the first thing in the file that the exercise does not allow, else None."""
    found = [*_imports(tree, backend, modules)]
    if forbidden:
        found += _forbidden(tree, frozenset(forbidden))
    return min(found, key=lambda violation: violation.line, default=None)


def _imports(tree: ast.Module, backend: str, modules: Collection[str]) -> Iterator[Violation]:
    for node in tree.body:
        for name in _imported(node):
            if not import_allowed(name.partition(".")[0], backend, modules):
                yield Violation(import_message(name, backend), node.lineno)


def _imported(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def _forbidden(tree: ast.Module, forbidden: frozenset[str]) -> Iterator[Violation]:
    names = _aliases(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                dotted = f"{node.module}.{alias.name}"
                hits = {f for f in forbidden if f.rpartition(".")[0] == node.module}
                if alias.name == "*" and hits:
                    yield Violation(_star_message(node.module, hits), node.lineno)
                elif _is_forbidden(dotted, forbidden):
                    yield Violation(forbidden_message(dotted), node.lineno)
        elif isinstance(node, (ast.Attribute, ast.Name, ast.Call)):
            dotted = _dotted(node, names) or ""
            if _is_forbidden(dotted, forbidden):
                yield Violation(forbidden_message(dotted), node.lineno)


def _star_message(module: str, hits: Collection[str]) -> str:
    return (
        f"`from {module} import *` brings in `{min(hits)}`, which this exercise asks you to write: "
        f"import by name what you need"
    )


def _is_forbidden(dotted: str, forbidden: frozenset[str]) -> bool:
    if dotted in forbidden:
        return True
    # jax._src.nn.functions.log_softmax is jax.nn.log_softmax by its private path.
    root, _, rest = dotted.partition(".")
    *path, last = rest.split(".")
    return any(part.startswith("_") for part in path) and any(
        f.partition(".")[0] == root and f.rpartition(".")[2] == last for f in forbidden
    )


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Return what each name in the file stands for, wherever it is bound."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, dotted = node.targets[0], _dotted(node.value, names)
            # A name that is bound to something else as well keeps its first meaning.
            if isinstance(target, ast.Name) and dotted and target.id not in names:
                names[target.id] = dotted
    return names


def _dotted(node: ast.AST, names: Mapping[str, str]) -> str | None:
    """Return the dotted name of ``a.b.c`` or ``getattr(a.b, "c")``, through aliases."""
    tail: list[str] = []
    while True:
        if isinstance(node, ast.Attribute):
            tail.append(node.attr)
            node = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "getattr"
            and len(node.args) >= 2
            and isinstance(node.args[1], ast.Constant)
            and isinstance(node.args[1].value, str)
        ):
            tail.append(node.args[1].value)
            node = node.args[0]
        else:
            break
    if not isinstance(node, ast.Name) or node.id not in names:
        return None
    return ".".join([names[node.id], *reversed(tail)])
