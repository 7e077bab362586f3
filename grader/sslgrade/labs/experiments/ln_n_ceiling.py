"""``ln-n-ceiling``: InfoNCE cannot certify more than ln N nats."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs.bench import Bench
from sslgrade.labs.gaussians import correlation, exact, pairs
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.losses import number
from sslgrade.labs.plot import lines

INFORMATION = (1.0, 3.0, 6.0, 10.0)
DIMENSIONS = 20
BATCHES = (2, 4, 16, 64, 256, 1024)
RAW, RANDOM = "raw critic x·y, I = 10", "random critic, I = 10"
AT_ONCE = 64


def run(bench: Bench) -> Outcome:
    """Estimate known information with the exact critic, at six batch sizes."""
    batches = bench.pick(BATCHES, (2, 16))
    rows = bench.pick(4000, 200)
    bench.stages(len(batches))
    table: list[tuple[float, ...]] = []
    worst = 0.0
    for n in batches:
        bench.stage(f"batches of {n}")
        draws = max(4, rows // n)
        line: list[float] = []
        for information in INFORMATION:
            rho = correlation(information, DIMENSIONS)
            rng = bench.rng("pairs", n, int(information))
            drawn = [pairs(rng, n, DIMENSIONS, rho) for _ in range(draws)]
            line.append(_mean(bench, [exact(x, y, rho) for x, y in drawn]))
        line.append(_mean(bench, [x @ y.T for x, y in drawn]))
        noise = [rng.normal(size=(n, n)) for _ in drawn]
        line.append(_mean(bench, noise))
        worst = max(worst, *(value - float(np.log(n)) for value in line))
        table.append((n, float(np.log(n)), *line))
    return outcome(table, worst)


def _mean(bench: Bench, scores: list[Any]) -> float:
    """Return the mean bound; the batches are asked in few round trips."""
    losses, found = bench.losses("mi_bound"), []
    for at in range(0, len(scores), AT_ONCE):
        found += losses.values("mi_bound", [(s,) for s in scores[at : at + AT_ONCE]])
    return float(np.mean([number(value, "mi_bound") for value in found]))


def outcome(rows: list[tuple[float, ...]], worst: float) -> Outcome:
    """Judge: no estimate passes ln N, and 10 nats are out of reach at every N shown."""
    names = tuple(f"I = {information:g}" for information in INFORMATION)
    table = Table(("N", "ln N", *names, RAW, RANDOM), tuple(rows))
    n, at_last = rows[-1][0], rows[-1][1 + len(INFORMATION)]
    shown = worst <= 1e-6 and at_last < INFORMATION[-1] - 1
    measured = ", ".join(f"{row[1 + len(INFORMATION)]:.3g}" for row in rows)
    sizes = ", ".join(str(row[0]) for row in rows)
    if shown:
        says = (
            f"With the exact critic and 10 nats to find, N = {sizes} report {measured}: none "
            f"passes ln N, and N = {n} still misses {INFORMATION[-1] - at_last:.2f} nats."
        )
    else:
        says = (
            f"The effect did not show: N = {sizes} report {measured} of 10 nats, and the largest "
            f"estimate stands {worst:+.3g} from ln N."
        )
    xs = [row[0] for row in rows]
    drawn: dict[str, Any] = {
        name: (xs, [row[2 + i] for row in rows]) for i, name in enumerate(names)
    }
    drawn["- ln N"] = (xs, [row[1] for row in rows])
    return Outcome(table, says, shown, lines(drawn, "N", "estimate (nats)", log=True))


LAB = Lab(
    "ln-n-ceiling",
    "The ceiling of ln N",
    "InfoNCE's bound on mutual information is at most ln N, even with the exact critic.",
    ("mi_bound",),
    run,
)
