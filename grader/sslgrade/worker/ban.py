"""Forbidden functions at run time: what the text of a file does not show.

The policy reads names (:mod:`sslgrade.worker.policy`); ``vars(jax.nn)["log_softmax"]`` has none.
So, in the child and before learner code runs, each forbidden function of a library is replaced by
a stand-in wherever the library keeps it. Public modules are for the learner: there a call is
refused. In a private module the library itself goes on calling the function, and nobody else, also
not ``jax.jit`` in the learner's name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from types import ModuleType
from typing import Any

from sslgrade.worker.policy import forbidden_message

_frame, _modules = sys._getframe, sys.modules
_MISSING = object()


class Forbidden(Exception):
    """Learner code called what the exercise asks it to write."""


def ban(forbidden: Collection[str]) -> None:
    """Replace the forbidden functions of libraries that are imported; others are left alone."""
    for dotted in sorted(forbidden):
        module, _, name = dotted.rpartition(".")
        if module not in _modules:
            continue
        function = _modules[module].__dict__.get(name, _MISSING)
        if callable(function) and not isinstance(function, (type, ModuleType)):
            _replace(dotted, function, _stand_in(dotted, function))


def _replace(dotted: str, function: Any, stand_in: Callable[..., Any]) -> None:
    refusing = _stand_in(dotted, None)
    root, _, _ = dotted.partition(".")
    for module in _library(root):
        private = _is_private(module.__name__)
        for name, value in list(module.__dict__.items()):
            if value is function:
                module.__dict__[name] = stand_in if private else refusing


def _library(root: str) -> Iterator[ModuleType]:
    for name, module in list(_modules.items()):
        if name.partition(".")[0] == root and isinstance(module, ModuleType):
            yield module


def _is_private(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def _stand_in(dotted: str, function: Any) -> Callable[..., Any]:
    """Return what refuses the learner's calls; without ``function`` it refuses all of them."""

    def stand_in(*args: Any, **kwargs: Any) -> Any:
        if function is not None and _from_inside(stand_in):
            return function(*args, **kwargs)
        raise Forbidden(forbidden_message(dotted))

    stand_in.__name__ = stand_in.__qualname__ = dotted.rpartition(".")[2]
    return stand_in


def _from_inside(stand_in: Any) -> bool:
    """Whether the caller is a private module of the library that holds the function by a name."""
    caller = _frame(2).f_globals
    name = caller.get("__name__")
    module = _modules.get(name) if type(name) is str and _is_private(name) else None
    return (
        isinstance(module, ModuleType)
        and module.__dict__ is caller
        and any(value is stand_in for value in list(caller.values()))
    )
