"""Load the Python files of exercise folders, by path and under stable names."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


class ContentError(Exception):
    """A content file is missing or wrong. The message names the file, the fault and the mend."""


def load_module(path: Path) -> ModuleType:
    """Import one content file; a second call returns the same module.

    Raises
    ------
    ContentError
        The file is missing, or does not run.
    """
    path = path.resolve()
    name = f"sslgrade_content.{path.parent.parent.name}.{path.parent.name}.{path.stem}"
    module = sys.modules.get(name)
    if module is not None and getattr(module, "__file__", None) == str(path):
        return module
    if not path.is_file():
        raise ContentError(f"{path}: not found. `sslgrade author new` writes every file needed.")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ContentError(f"{path}: {type(error).__name__}: {error}. Mend the file.") from error
    return module
