"""``shifted-digits``: the augmentation decides what the encoder forgets."""

from __future__ import annotations

from functools import partial
from typing import Any

from sslgrade.labs import digits
from sslgrade.labs.bench import Bench
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import bars
from sslgrade.labs.probe import probe, spread

PIXELS, RANDOM, SUPERVISED = "pixels", "random init", "supervised"
SHIFTS, NO_SHIFTS = "SimCLR with shifts", "SimCLR without shifts"
MAE, HASH = "MAE, 75 % hidden", "SHA-256 mod 16"
COLUMNS = ("features", "pretext loss", "probe accuracy", "spread")
CHANCE = 1 / 16


def run(bench: Bench) -> Outcome:
    """Pretrain one encoder by several pretexts; probe its features with all labels."""
    from sslgrade.labs import pretrain

    seeds, batch = bench.pick(2, 1), bench.pick(128, 16)
    steps = bench.pick({SHIFTS: 2200, NO_SHIFTS: 800, MAE: 1200, HASH: 1200, SUPERVISED: 600}, {})
    bench.stages(5 * seeds)
    found = digits.shifted(bench.rng("places"))
    if bench.size == "smoke":
        found = digits.Digits(*(part[:200] for part in vars(found).values()))
    hashes = pretrain.hashes(found.train)
    score: dict[str, list[float]] = {PIXELS: [_score(found, lambda x: x.reshape(len(x), -1))]}
    loss: dict[str, list[float]] = {}
    learned: list[tuple[float, float]] = []

    def keep(name: str, encoder: Any) -> None:
        score.setdefault(name, []).append(_score(found, encoder.features))
        if encoder.loss is not None:
            loss.setdefault(name, []).append(encoder.loss)

    for seed in range(seeds):

        def plan(name: str, seed: int = seed) -> Any:
            return pretrain.Plan(name, seed, steps.get(name, 6), batch)

        contrast = partial(pretrain.contrastive, bench, images=found.train, tau=0.2)
        keep(RANDOM, pretrain.encoder(bench, seed, found.train))
        keep(SHIFTS, contrast(plan(SHIFTS), shift=digits.ANYWHERE))
        keep(NO_SHIFTS, contrast(plan(NO_SHIFTS), shift=0))
        keep(MAE, pretrain.mae(bench, plan(MAE), found.train, hidden=12))
        encoder, net = pretrain.classify(bench, plan(HASH), found.train, hashes, 16)
        keep(HASH, encoder)
        held_out = pretrain.accuracy(net, found.test, pretrain.hashes(found.test))
        learned.append((pretrain.accuracy(net, found.train, hashes), held_out))
        keep(
            SUPERVISED,
            pretrain.classify(bench, plan(SUPERVISED), found.train, found.classes, 10)[0],
        )
    return outcome(score, loss, learned)


def _score(found: digits.Digits, features: Any) -> float:
    return probe(features(found.train), found.classes, features(found.test), found.test_classes)


def outcome(
    score: dict[str, list[float]],
    loss: dict[str, list[float]],
    learned: list[tuple[float, float]],
) -> Outcome:
    """Judge: in every seed shifts beat no shifts by 0.1, and their loss is the higher one.

    ``learned`` holds how often the hash was right on training and on unseen images, by seed.
    """
    mean = {name: spread(values) for name, values in score.items()}
    pretext = {name: spread(loss[name])[0] if name in loss else None for name in score}
    table = Table(COLUMNS, tuple((n, pretext[n], *mean[n]) for n in score))
    with_, without, random = (min(score[SHIFTS]), max(score[NO_SHIFTS]), mean[RANDOM][0])
    easier = (pretext[NO_SHIFTS] or 0) < (pretext[SHIFTS] or 0)
    shown = with_ > without + 0.1 and easier
    train, held_out = (sum(pair[i] for pair in learned) / len(learned) for i in (0, 1))
    gain = mean[HASH][0] - random
    hash_says = (
        f"SHA-256 mod 16 was right on {train:.1%} of training and {held_out:.1%} of unseen images "
        f"(chance {CHANCE:.1%}), and its features score {gain:+.3f} against random ones."
    )
    measured = (
        f"with shifts {mean[SHIFTS][0]:.3f} (loss {pretext[SHIFTS]:.2f}), without "
        f"{mean[NO_SHIFTS][0]:.3f} (loss {pretext[NO_SHIFTS]:.2f}), pixels {mean[PIXELS][0]:.3f}"
    )
    if shown:
        says = f"The lower pretext loss made the worse features: {measured}. {hash_says}"
    else:
        says = f"The effect did not show in this run: {measured}. {hash_says}"
    return Outcome(table, says, shown, bars(table, "probe accuracy", "spread"))


LAB = Lab(
    "shifted-digits",
    "The augmentation decides the invariance",
    "Views that differ by a shift make features that ignore shifts; the pretext without shifts has "
    "the lower loss and the worse features, and a hard pretext about nothing brings nothing.",
    ("nt_xent", "mae", "cross_entropy"),
    run,
)
