"""Spares a short-lived process the docstrings that NumPy attaches while it is imported.

Those of compiled functions are written one by one by a module that does nothing else, 4 ms of a
70 ms import. NumPy works without them: ``python -OO`` leaves them out too.
"""

from __future__ import annotations

import sys
from types import ModuleType

WRITERS = ("numpy._core._add_newdocs", "numpy._core._add_newdocs_scalars")
"""The names since NumPy 2; where NumPy has no such modules, nothing is spared."""


def skip_docstrings() -> None:
    """Let the next ``import numpy`` find modules that write nothing; harmless after it."""
    for name in WRITERS:
        sys.modules.setdefault(name, ModuleType(name))
