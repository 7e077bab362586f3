"""What a check is compared with, as commands."""

from __future__ import annotations

import os
import sys
from importlib.metadata import entry_points
from pathlib import Path

TEST = """import numpy as np


def test_log_softmax():
    x = np.random.default_rng(0).normal(size=(4, 6))
    s = x - x.max(axis=-1, keepdims=True)
    y = s - np.log(np.exp(s).sum(axis=-1, keepdims=True))
    np.testing.assert_allclose(np.exp(y).sum(axis=-1), 1)
"""

PYTEST = "pytest"
NUMPY = "import numpy"
JAX = "import jax, one jit"

CORE = ("numpy", "click", "pydantic", "rich", "pytest", "fsrs", "platformdirs", "sslgrade")
"""What `pip install sslgrade` brings, itself included."""

SETTINGS = (
    "OPENBLAS_NUM_THREADS",
    "OPENBLAS_CORETYPE",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "XLA_FLAGS",
    "PYTHONDONTWRITEBYTECODE",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
)
"""Variables that a learner's shell does not have; here they would favour one side."""


def foreign_plugins() -> list[str]:
    """Return the pytest plug-ins that are installed here, but not by the core install."""
    return [
        point.name
        for point in entry_points(group="pytest11")
        if point.dist is not None and point.dist.name not in CORE
    ]


def prepare(here: Path) -> dict[str, list[str]]:
    """Write the rivals' files and return their commands.

    pytest runs as the core install has it: it looks for plug-ins, and those of other packages are
    left out. Libraries run with as many threads as they choose.
    """
    for name in SETTINGS:
        os.environ.pop(name, None)
    (here / "test_one.py").write_text(TEST, encoding="utf-8")
    python = sys.executable
    without = [word for name in foreign_plugins() for word in ("-p", f"no:{name}")]
    return {
        PYTEST: [python, "-m", "pytest", "-q", *without, "test_one.py"],
        NUMPY: [python, "-c", "import numpy"],
        JAX: [python, "-c", "import jax; jax.jit(lambda x: x)(1.0)"],
    }
