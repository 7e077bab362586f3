"""Shared by the worker's tests: ``worker(source)`` launches, and no test may leave a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sslgrade.worker.launch import Worker, launch
from sslgrade.worker.messages import Limits, Submission

Launcher = Callable[..., Worker]


@pytest.fixture
def left_behind() -> Callable[[], list[int]]:
    """Return what lists the children that this test added; libraries may keep some of their own."""
    before = set(own_children())
    return lambda: [pid for pid in own_children() if pid not in before]


@pytest.fixture
def worker(left_behind: Callable[[], list[int]]) -> Iterator[Launcher]:
    """Launch submissions given as text or bytes; they are closed when the test ends."""
    launched: list[Worker] = []

    def start(
        source: str | bytes,
        backend: Any = "numpy",
        *,
        isolation: str = "L1",
        limits: Limits | None = None,
        **rest: Any,
    ) -> Worker:
        data = source.encode() if isinstance(source, str) else source
        given = launch(Submission(data, backend, **rest), limits=limits, isolation=isolation)
        launched.append(given)
        return given

    yield start
    for given in launched:
        given.close()
    assert left_behind() == []


def own_children() -> list[int]:
    """Return the living children of the test process, where the system can list them."""
    found: list[int] = []
    if os.path.isdir("/proc/self/task"):
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children") as file:
                found += [int(word) for word in file.read().split()]
    return found
