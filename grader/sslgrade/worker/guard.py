"""The import system of the child: standard library, the track's packages, the learner's modules.

Every other finder is removed, so that a ``numpy.py`` beside the submission, an installed torch or
sslgrade itself are not found. Below L2 this is a courtesy that learner code could undo; from L2 on
the file system holds nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec, PathFinder
from types import CodeType, ModuleType
from typing import Any

from sslgrade.worker.policy import PACKAGES, import_message


class PolicyImportError(ModuleNotFoundError):
    """An import that the track does not have; libraries take it as "not installed"."""


class Guard:
    """The one finder that looks at files: by name, never by what lies in a folder."""

    def __init__(self, backend: str, folders: Mapping[str, str]) -> None:
        self._backend = backend
        self._folders = {name: folders[name] for name in PACKAGES[backend] if name in folders}
        self._stdlib = sys.stdlib_module_names
        self._stdlib_path = list(sys.path)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find ``name`` where it belongs, or say that the track does not have it."""
        root, _, rest = name.partition(".")
        if root in self._stdlib:
            return PathFinder.find_spec(name, path if rest else self._stdlib_path, target)
        if root in self._folders:
            return PathFinder.find_spec(name, path if rest else [self._folders[root]], target)
        raise PolicyImportError(import_message(name, self._backend), name=name)


class LearnerModules(Loader):
    """Finds and loads the learner's earlier exercises from memory, as sent with the submission."""

    def __init__(self) -> None:
        self.codes: dict[str, CodeType] = {}

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of the modules that were sent along."""
        return ModuleSpec(name, self) if name in self.codes else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Ask for an ordinary module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the learner's code in its module."""
        exec(self.codes[module.__name__], module.__dict__)


def install(backend: str, folders: Mapping[str, str]) -> LearnerModules:
    """Replace all finders of this process; ``folders`` says where each package is installed."""
    learner = LearnerModules()
    finders: list[Any] = [BuiltinImporter, FrozenImporter, learner, Guard(backend, folders)]
    sys.meta_path[:] = finders
    return learner
