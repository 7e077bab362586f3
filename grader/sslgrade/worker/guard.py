"""The import system of the child: standard library, the track's packages, the learner's modules.

Every other finder is removed, so that a ``numpy.py`` beside the submission, an installed torch or
sslgrade itself are not found. Below L2 this is a courtesy that learner code could undo; from L2 on
the file system holds nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec, PathFinder
from types import CodeType, ModuleType
from typing import Any


class Guard:
    """The one finder that looks at files: by name, never by what lies in a folder."""

    def __init__(self, folders: Mapping[str, str]) -> None:
        self.learner = LearnerModules()
        self._folders = dict(folders)
        self._stdlib = sys.stdlib_module_names
        self._stdlib_path = list(sys.path)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find ``name`` where it belongs; anything else is "not installed", also for libraries."""
        root, _, rest = name.partition(".")
        # sysconfig imports its data by a name that carries the platform's.
        if root in self._stdlib or root.startswith("_sysconfigdata_"):
            return PathFinder.find_spec(name, path if rest else self._stdlib_path, target)
        if root in self._folders:
            return PathFinder.find_spec(name, path if rest else [self._folders[root]], target)
        return None

    def hide(self, package: str) -> None:
        """Take a package away; code of it that runs keeps its references."""
        self._folders.pop(package, None)
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


class LearnerModules:
    """Finds and loads the learner's earlier exercises from memory, as sent with the submission."""

    def __init__(self) -> None:
        self.codes: dict[str, CodeType] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of the modules that were sent along."""
        if name not in self.codes:
            return None
        # A loader by its methods: importing importlib.abc would cost 6 ms of every check.
        return ModuleSpec(name, self)  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Ask for an ordinary module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the learner's code in its module."""
        exec(self.codes[module.__name__], module.__dict__)


def install(folders: Mapping[str, str]) -> Guard:
    """Replace all finders of this process; ``folders`` says where each package is installed."""
    guard = Guard(folders)
    finders: list[Any] = [BuiltinImporter, FrozenImporter, guard.learner, guard]
    sys.meta_path[:] = finders
    return guard
