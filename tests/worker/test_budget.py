"""The numbers that are given to the kernel; their effect is tested in test_dying."""

from __future__ import annotations

import pytest

from sslgrade.worker.budget import cpu_seconds, memory_mb
from sslgrade.worker.messages import Limits


@pytest.mark.parametrize(
    ("cpu_s", "used", "expected"), [(10.0, 0.0, 10), (10.0, 0.12, 11), (0.5, 0.7, 2), (1.0, 1.0, 2)]
)
def test_cpu_is_counted_from_now_and_never_less_than_promised(
    cpu_s: float, used: float, expected: int
) -> None:
    assert cpu_seconds(Limits(cpu_s=cpu_s), used) == expected


@pytest.mark.parametrize(
    ("backend", "asked", "expected"),
    [("numpy", 1024, 1024), ("numpy", 10, 32), ("jax", 1024, 1536), ("jax", 4096, 4096)],
)
def test_memory_is_at_least_what_the_track_needs(backend: str, asked: int, expected: int) -> None:
    assert memory_mb(Limits(memory_mb=asked), backend) == expected
