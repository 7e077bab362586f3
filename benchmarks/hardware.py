"""What this machine can do at most: exponentials, products of matrices, copies; float32."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


def best(work: Callable[[], object], rounds: int, clock: Callable[[], float]) -> float:
    """Return the least seconds of a few calls."""
    times = []
    for _ in range(rounds):
        begun = clock()
        work()
        times.append(clock() - begun)
    return min(times)


@dataclass(frozen=True)
class Limits:
    """Rates: exponentials, floating-point operations and copied bytes per second."""

    exp: float
    flops: float
    copy: float

    @classmethod
    def measured(
        cls, clock: Callable[[], float] = time.perf_counter, rounds: int = 5, size: int = 1024
    ) -> Limits:
        """Measure them: exp in the nearest cache, the product with all threads, a large copy."""
        x = np.linspace(-4, 0, 16_384, dtype=np.float32)
        y = np.empty_like(x)
        a = np.ones((size, size), np.float32)
        product = np.empty_like(a)
        large = np.ones(64 * size * size // 4, np.float32)
        target = np.ones_like(large)

        def many_exponentials() -> None:
            for _ in range(64):
                np.exp(x, out=y)

        return cls(
            64 * x.size / best(many_exponentials, rounds, clock),
            2 * size**3 / best(lambda: np.matmul(a, a, out=product), rounds, clock),
            large.nbytes / best(lambda: np.copyto(target, large), rounds, clock),
        )

    def floor_s(self, exps: float, flops: float, moved: float) -> float:
        """Return the least seconds of a work, its three parts one after the other."""
        return exps / self.exp + flops / self.flops + moved / self.copy

    def __str__(self) -> str:
        """Write the rates."""
        return (
            f"exp {self.exp / 1e9:.2f} G/s, sgemm {self.flops / 1e9:.0f} GF/s, "
            f"copy {self.copy / 1e9:.1f} GB/s"
        )
