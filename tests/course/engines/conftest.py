"""Tasks of the small course, and processes that are counted."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sslgrade.content.catalogue import Exercise
from sslgrade.course.bundle import bundle_of
from sslgrade.course.engines.tasks import Task

RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"

MakeTask = Callable[..., Task]


@pytest.fixture
def task(square_loss: Exercise) -> MakeTask:
    """Make a task: ``task(RIGHT)``; what differs in the text has another key."""

    def make(text: str = RIGHT, **changed: object) -> Task:
        key = hashlib.sha256(text.encode()).hexdigest()
        given = {
            "key": key,
            "exercise": "square_loss",
            "backend": "numpy",
            "source": text.encode(),
            "bundle": bundle_of(square_loss),
            "seed": 7,
        }
        return Task(**{**given, **changed})  # type: ignore[arg-type]

    return make


def _helper(name: str) -> ModuleType:
    full = f"sslgrade_engine_tests_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[full])
    return sys.modules[full]


@pytest.fixture(scope="session")
def clusters() -> ModuleType:
    """cluster.py of this folder: tests are no package, so it cannot be imported by name."""
    return _helper("cluster")


@pytest.fixture(scope="session")
def hosts() -> ModuleType:
    """hosts.py of this folder."""
    return _helper("hosts")
