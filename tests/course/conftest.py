"""A small class: one exercise, and submissions of it that are right, wrong and broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.course.engines.tasks import Setup
from sslgrade.course.store import Store

RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"
WRONG = RIGHT.replace("mean", "sum")
BROKEN = "def square_loss(:\n"

Report = Callable[..., dict[str, Any]]


@pytest.fixture
def report() -> Report:
    """A hidden report as plain data, with some fields changed."""

    def make(**changed: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "exercise": "square_loss",
            "backend": "numpy",
            "status": "passed",
            "reason": None,
            "mode": "hidden",
            "score": 4,
            "max_score": 4,
            "checks": [],
            "diagnosis": None,
            "relation": None,
            "counterexample": None,
            "isolation": {"level": "L3", "layers": ["seccomp"]},
            "seed": None,
            "cpu_s": 0.01,
            "wall_s": 0.02,
            "peak_rss_mb": 30.5,
            "message": "",
            "output": "",
        }
        return {**plain, **changed}

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(tmp_path / "class.sqlite", create=True) as made:
        yield made


@pytest.fixture
def setup(course: Catalogue) -> Setup:
    """How processes that grade the small course are set up."""
    return Setup(root=str(course.root))


@pytest.fixture
def submitted(tmp_path: Path) -> Callable[..., Path]:
    """Write submissions: ``submitted(ann=RIGHT, bob=WRONG)`` makes STUDENT/square_loss.py."""
    root = tmp_path / "hw1"
    root.mkdir()

    def write(**sources: str) -> Path:
        for student, source in sources.items():
            folder = root / student
            folder.mkdir(exist_ok=True)
            (folder / "square_loss.py").write_text(source, encoding="utf-8")
        return root

    return write
