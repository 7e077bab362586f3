"""Where the text of a function is: in a notebook's history, or in the file of its module."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CheckError(ValueError):
    """A wrong use of ``sslgrade.check``. IPython shows it as one line, without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"sslgrade: {self}"]


@dataclass(frozen=True)
class Cells:
    """The texts that define some functions, and the name that each function has in them.

    ``labels`` is what a message calls them. ``path`` is the file, where there is one.
    """

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]
    path: Path | None = None


def cells_of(functions: Sequence[Callable[..., Any]], caller: Mapping[str, Any]) -> Cells:
    """Find the texts that define the functions.

    Parameters
    ----------
    caller
        The namespace in which ``check`` was called.

    Raises
    ------
    CheckError
        A function has no name there, or no text can be found.
    """
    home = _home(functions, caller)
    names = tuple(_name(function, home) for function in functions)
    module = str(home.get("__name__", "__main__"))
    if module == "__main__" and (history := _history(home)) is not None:
        told = [(text, f"In [{number}]") for number, text in history if text.strip()]
        return Cells(tuple(t for t, _ in told), tuple(label for _, label in told), names)
    try:
        text = inspect.getsource(sys.modules[module])
    except (OSError, TypeError, KeyError):
        raise CheckError(
            f"the text of `{names[0]}` cannot be found: it is neither in a notebook nor in a file. "
            "Save it as a file, and run that."
        ) from None
    path = home.get("__file__")
    return Cells((text,), ("",), names, Path(path) if isinstance(path, str) else None)


def _home(functions: Sequence[Callable[..., Any]], caller: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the namespace that defines all functions: their own module's, or the caller's."""
    first = functions[0]
    module = sys.modules.get(str(getattr(first, "__module__", "")))
    if module is not None and module.__name__ != caller.get("__name__"):
        own = vars(module)
        if all(any(value is f for value in own.values()) for f in functions):
            return own
    return caller


def _name(function: Callable[..., Any], home: Mapping[str, Any]) -> str:
    names = [n for n, value in list(home.items()) if value is function and not n.startswith("_")]
    own = str(getattr(function, "__name__", ""))
    if own in names:
        return own
    if not names:
        called = own if own.isidentifier() else "a function"
        raise CheckError(
            f"found {called}, which has no name where it was defined; expected a function of "
            "yours. Bind it to a name first, and give that: `sslgrade.check(ID, name)`."
        )
    return names[0]


def _history(home: Mapping[str, Any]) -> list[tuple[int, str]] | None:
    """Return the cells that this notebook has run, as typed, by number; None outside of IPython."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None or shell.user_ns is not home:
        return None
    return list(enumerate(map(str, shell.history_manager.input_hist_raw)))
