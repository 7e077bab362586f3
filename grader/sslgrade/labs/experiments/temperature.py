"""``temperature``: what tau does to contrastive learning."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs import digits
from sslgrade.labs.bench import Bench
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import lines
from sslgrade.labs.probe import probe, spread

TAUS = (0.02, 0.05, 0.1, 0.2, 0.5, 2.0)
PIXELS, RANDOM = "pixels", "random init"
COLUMNS = ("temperature", "pretext loss", "share of ln N", "probe accuracy", "spread")


def run(bench: Bench) -> Outcome:
    """Pretrain with InfoNCE at six temperatures; probe with all labels."""
    from sslgrade.labs import pretrain

    seeds, steps, batch = bench.pick(2, 1), bench.pick(650, 6), bench.pick(128, 16)
    taus = bench.pick(TAUS, TAUS[::5])
    bench.stages(len(taus) * seeds)
    found = digits.shifted(bench.rng("places"))
    if bench.size == "smoke":
        found = digits.Digits(*(part[:200] for part in vars(found).values()))
    x, test = found.train, found.test

    def score(train: Any, test: Any) -> float:
        return probe(train, found.classes, test, found.test_classes)

    scores = {PIXELS: [score(x.reshape(len(x), -1), test.reshape(len(test), -1))]}
    loss: dict[str, list[float]] = {}
    for seed in range(seeds):
        first = pretrain.encoder(bench, seed, x)
        scores.setdefault(RANDOM, []).append(score(first.features(x), first.features(test)))
        for tau in taus:
            plan = pretrain.Plan(f"tau = {tau:g}, seed {seed}", seed, steps, batch)
            encoder = pretrain.contrastive(
                bench, plan, x, tau=tau, shift=digits.ANYWHERE, one_sided=True
            )
            scores.setdefault(f"{tau:g}", []).append(
                score(encoder.features(x), encoder.features(test))
            )
            loss.setdefault(f"{tau:g}", []).append(encoder.loss or 0.0)
    return outcome(scores, loss, batch)


def outcome(scores: dict[str, list[float]], loss: dict[str, list[float]], batch: int) -> Outcome:
    """Judge: some middle temperature beats both ends by more than the seeds differ."""
    mean = {name: spread(values) for name, values in scores.items()}
    ceiling = float(np.log(batch))
    rows: list[tuple[str | float | None, ...]] = []
    for name in scores:
        value = spread(loss[name])[0] if name in loss else None
        rows.append((name, value, None if value is None else value / ceiling, *mean[name]))
    table = Table(COLUMNS, tuple(rows))
    taus = list(loss)
    best = max(taus, key=lambda n: mean[n][0])
    least = min(loss, key=lambda n: spread(loss[n])[0])
    cold, hot = taus[0], taus[-1]
    shown = all(min(scores[best]) > max(scores[end]) for end in (cold, hot))
    measured = (
        f"tau = {cold} {mean[cold][0]:.3f}, tau = {best} {mean[best][0]:.3f}, tau = {hot} "
        f"{mean[hot][0]:.3f}; random {mean[RANDOM][0]:.3f}"
    )
    shares = [spread(loss[end])[0] / ceiling for end in (cold, hot)]
    told = (
        f"The loss is lowest at tau = {least}; at the ends it is {shares[0]:.0%} and "
        f"{shares[1]:.0%} of ln N, what guessing costs."
    )
    if shown:
        says = f"The best temperature lies between too cold and too hot: {measured}. {told}"
    else:
        says = f"The effect did not show in this run: {measured}. {told}"
    xs = [float(tau) for tau in taus]
    drawn = {
        "InfoNCE with shifts": (xs, [mean[name][0] for name in taus]),
        "- random init": ([xs[0], xs[-1]], [mean[RANDOM][0]] * 2),
        "- pixels": ([xs[0], xs[-1]], [mean[PIXELS][0]] * 2),
    }
    draw = lines(drawn, "temperature", "probe accuracy", log=True)
    return Outcome(table, says, shown, draw)


LAB = Lab(
    "temperature",
    "What the temperature decides",
    "A cold softmax learns from the nearest negatives alone, a hot one treats all alike; features "
    "are best between.",
    ("info_nce",),
    run,
)
