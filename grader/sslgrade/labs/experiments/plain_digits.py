"""``plain-digits``: when pretraining does not pay."""

from __future__ import annotations

from typing import Any

from sslgrade.labs import digits
from sslgrade.labs.bench import Bench
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import bars
from sslgrade.labs.probe import few, probe, spread

PIXELS, RANDOM, SIMCLR = "pixels", "random init", "SimCLR without shifts"
MAE, HASH = "MAE, 75 % hidden", "SHA-256 mod 16"
PER_CLASS = 10


def run(bench: Bench) -> Outcome:
    """Probe with ten labels a class, on digits that a linear map of pixels nearly tells apart."""
    from sslgrade.labs import pretrain

    seeds, draws, batch = bench.pick(2, 1), bench.pick(10, 2), bench.pick(128, 16)
    steps = bench.pick({SIMCLR: 1200, MAE: 1200, HASH: 800}, {})
    bench.stages(3 * seeds)
    found = digits.plain()
    if bench.size == "smoke":
        found = digits.Digits(*(part[:250] for part in vars(found).values()))
    rows = list(few(bench.rng("labels"), found.classes, PER_CLASS, draws))
    hashes = pretrain.hashes(found.train)
    score: dict[str, list[float]] = {}

    def keep(name: str, features: Any) -> None:
        a, b = features(found.train), features(found.test)
        score.setdefault(name, []).extend(
            probe(a[r], found.classes[r], b, found.test_classes) for r in rows
        )

    keep(PIXELS, lambda images: images.reshape(len(images), -1))
    for seed in range(seeds):

        def plan(name: str, seed: int = seed) -> Any:
            return pretrain.Plan(name, seed, steps.get(name, 6), batch)

        keep(RANDOM, pretrain.encoder(bench, seed, found.train).features)
        keep(MAE, pretrain.mae(bench, plan(MAE), found.train, hidden=12).features)
        simclr = pretrain.contrastive(bench, plan(SIMCLR), found.train, tau=0.2, shift=0)
        keep(SIMCLR, simclr.features)
        keep(HASH, pretrain.classify(bench, plan(HASH), found.train, hashes, 16)[0].features)
    return outcome(score)


def outcome(score: dict[str, list[float]]) -> Outcome:
    """Judge: no pretext beats raw pixels by more than their spread over draws of labels."""
    mean = {name: spread(values) for name, values in score.items()}
    table = Table(
        ("features", f"probe accuracy, {PER_CLASS} labels a class", "spread"),
        tuple((name, *mean[name]) for name in score),
    )
    best = max((n for n in score if n != PIXELS), key=lambda n: mean[n][0])
    pixels, margin = mean[PIXELS][0], mean[PIXELS][1] or 0.0
    shown = mean[best][0] <= pixels + margin
    measured = f"pixels {pixels:.3f} ± {margin:.3f}, the best of the others {mean[best][0]:.3f}"
    if shown:
        says = f"Nothing beat the raw pixels: {measured} ({best})."
    else:
        says = f"The effect did not show in this run: {measured} ({best}) paid."
    return Outcome(table, says, shown, bars(table, table.columns[1], "spread"))


LAB = Lab(
    "plain-digits",
    "When pretraining does not pay",
    "Where a linear map of the raw input nearly suffices, pretrained features are no better.",
    ("nt_xent", "mae", "cross_entropy"),
    run,
)
