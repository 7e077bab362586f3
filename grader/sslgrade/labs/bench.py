"""What a lab works with: a seed, a size, the losses, and a bar that moves."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any, Literal, Protocol, TypeVar

import numpy as np

from sslgrade.labs.losses import Losses
from sslgrade.study.errors import StudyError

T = TypeVar("T")
Size = Literal["full", "smoke"]
"""``full`` for a learner and for the record, ``smoke`` for our own tests: seconds, no science."""

PACKAGES = {"sklearn": "scikit-learn", "matplotlib": "matplotlib", "jax": "jax"}
MISSING = "labs need {names}, not installed here. Install: pip install 'sslgrade[labs]'"
CALM = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
"""Threads that multiply small matrices cost more CPU than they save."""


class Meter(Protocol):
    """Shows how far a run is."""

    def stage(self, label: str) -> None:
        """Say what happens now."""

    def advance(self, share: float) -> None:
        """Move on by a share of the whole run."""


class Silent:
    """A meter that shows nothing."""

    def stage(self, label: str) -> None:
        """Say nothing."""

    def advance(self, share: float) -> None:
        """Show nothing."""


class Bench:
    """One run of one lab."""

    def __init__(
        self,
        seed: int,
        losses: Callable[[str], Losses],
        size: Size = "full",
        meter: Meter | None = None,
    ) -> None:
        self.seed = seed
        self.size = size
        self._losses = losses
        self._meter = meter or Silent()
        self._stages = 1

    def losses(self, objective: str) -> Losses:
        """Return who computes an objective: the learner's file, or the reference."""
        return self._losses(objective)

    def rng(self, *names: str | int) -> np.random.Generator:
        """Return the generator of one part of the run: its own stream for every seed."""
        key = zlib.crc32("/".join(map(str, names)).encode())
        return np.random.default_rng([self.seed, key])

    def pick(self, full: T, smoke: T) -> T:
        """Return the value for this run's size."""
        return full if self.size == "full" else smoke

    def stages(self, count: int) -> None:
        """Say how many stages this run has; each moves the bar by as much."""
        self._stages = count

    def stage(self, label: str) -> None:
        """Begin a stage that moves the bar as a whole when it begins."""
        self._meter.stage(label)
        self._meter.advance(1 / self._stages)

    def steps(self, label: str, count: int) -> Iterator[int]:
        """Begin a stage, and count its steps."""
        self._meter.stage(label)
        for step in range(count):
            yield step
            self._meter.advance(1 / count / self._stages)


def need_packages() -> None:
    """Raise StudyError where the extra of the labs is not installed."""
    missing = [title for name, title in PACKAGES.items() if find_spec(name) is None]
    if missing:
        raise StudyError(MISSING.format(names=" and ".join(missing)))


def calm(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ask JAX and NumPy for one thread each, where nobody asked for anything else."""
    current: Any = os.environ if environment is None else dict(environment)
    for name, value in (
        ("XLA_FLAGS", CALM),
        ("JAX_PLATFORMS", "cpu"),
        ("OPENBLAS_NUM_THREADS", "1"),
    ):
        current.setdefault(name, value)
    return dict(current)
