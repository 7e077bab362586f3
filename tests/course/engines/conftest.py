"""Tasks of the small course, and processes that are counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

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
