"""``dino-collapse``: centring and sharpening, and the two ways to fall without them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs import digits, objectives
from sslgrade.labs.bench import Bench
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import lines
from sslgrade.labs.probe import probe, spread

Array = Any
OUTPUTS = 32
STUDENT, SHARP = 0.1, 0.04
BOTH, NO_CENTRE, NO_SHARP = "centre and sharpen", "no centre", "no sharpening"
RANDOM, PIXELS = "random init", "pixels"
ARMS = {BOTH: (True, SHARP), NO_CENTRE: (False, SHARP), NO_SHARP: (True, STUDENT)}
COLUMNS = ("run", "mean entropy", "entropy of the mean", "outputs used", "probe accuracy", "spread")
KEPT_CENTRE, KEPT_TEACHER = 0.9, 0.99


def run(bench: Bench) -> Outcome:
    """Distil an encoder into itself with both devices, and with each taken away."""
    from sslgrade.labs import nets, pretrain

    seeds, steps, batch = bench.pick(2, 1), bench.pick(1500, 6), bench.pick(96, 16)
    bench.stages(len(ARMS) * seeds)
    found = digits.plain()
    if bench.size == "smoke":
        found = digits.Digits(*(part[:200] for part in vars(found).values()))
    x, test = found.train, found.test
    flat = [images.reshape(len(images), -1) for images in (x, test)]
    rows: dict[str, list[tuple[float, ...]]] = {PIXELS: [(probe_of(found, *flat),)]}
    curves: dict[str, list[float]] = {}
    for seed in range(seeds):
        for name, (centred, tt) in {RANDOM: (False, SHARP), **ARMS}.items():
            teacher, center = _start(bench, seed, x), np.zeros(OUTPUTS, dtype=np.float32)
            if name in ARMS:
                label = f"{name}, seed {seed}"
                plan = pretrain.Plan(label, seed, steps, batch)
                teacher, center, curve = _distil(bench, plan, x, teacher, centred=centred, tt=tt)
                curves.setdefault(name, curve)
            logits = nets.run(pretrain.cosines, teacher, pretrain.flat(x))
            features = pretrain.Encoder(teacher["encoder"]).features
            accuracy = probe_of(found, features(x), features(test))
            rows.setdefault(name, []).append((*entropies(logits - center, tt), accuracy))
    return outcome(rows, curves)


def probe_of(found: digits.Digits, train: Array, test: Array) -> float:
    """Return the probe's accuracy."""
    return probe(train, found.classes, test, found.test_classes)


def entropies(logits: Array, temperature: float) -> tuple[float, float, int]:
    """Return the mean entropy of the outputs, the entropy of their mean, and how many are used."""
    from scipy.special import entr, softmax

    q = softmax(np.asarray(logits, dtype=np.float64) / temperature, axis=-1)
    used = len(np.unique(q.argmax(axis=-1)))
    return float(entr(q).sum(axis=-1).mean()), float(entr(q.mean(axis=0)).sum()), used


def _start(bench: Bench, seed: int, images: Array) -> Any:
    from sslgrade.labs import nets, pretrain

    rng = bench.rng("head", seed)
    return {
        "encoder": pretrain.encoder(bench, seed, images).params,
        "head": nets.layers(rng, [pretrain.FEATURES, pretrain.FEATURES, pretrain.EMBEDDING]),
        "prototypes": rng.normal(size=(pretrain.EMBEDDING, OUTPUTS)).astype(np.float32),
    }


def _distil(
    bench: Bench, plan: Any, images: Array, start: Any, *, centred: bool, tt: float
) -> tuple[Any, Array, list[float]]:
    """Return the teacher, its centre, and the teacher's mean entropy along the way."""
    from sslgrade.labs import nets, pretrain

    losses = bench.losses("dino")
    student, teacher = nets.Trained(pretrain.cosines, start), start
    center, zero = np.zeros(OUTPUTS, dtype=np.float32), np.zeros(OUTPUTS, dtype=np.float32)
    rng, curve = bench.rng("steps", plan.seed), []
    for step in bench.steps(plan.label, plan.steps):
        batch = images[rng.integers(0, len(images), plan.batch)]
        views = np.stack([pretrain.flat(digits.augment(batch, rng, shift=1)) for _ in range(2)])
        wanted = nets.run(pretrain.cosines, teacher, views)
        used = center if centred else zero
        _, slope = objectives.dino(losses, student(views), wanted, used, STUDENT, tt)
        student.step((views,), slope)
        if centred:
            center = objectives.center(losses, center, wanted, KEPT_CENTRE)
        teacher = nets.follow(teacher, student.params, 1 - KEPT_TEACHER)
        if step % max(1, plan.steps // 60) == 0:
            curve.append(entropies(wanted.reshape(-1, OUTPUTS) - used, tt)[0])
    return teacher, center if centred else zero, curve


def outcome(rows: dict[str, list[tuple[float, ...]]], curves: dict[str, list[float]]) -> Outcome:
    """Judge by the outputs' entropies, in every run; the probe stands beside to show its limits."""
    ceiling = float(np.log(OUTPUTS))
    cells = []
    for name, found in rows.items():
        accuracy = spread([row[-1] for row in found])
        shown: list[float | None] = [None] * 3
        if name != PIXELS:
            shown = [float(np.mean([row[i] for row in found])) for i in range(3)]
        cells.append((name, *shown, *accuracy))
    table = Table(COLUMNS, tuple(cells))
    one = all(row[1] < 0.1 for row in rows[NO_CENTRE])
    flat = all(row[0] > ceiling - 0.1 for row in rows[NO_SHARP])
    alive = all(row[0] < row[1] - 0.5 and row[1] > 1 for row in rows[BOTH])
    by_name = {row[0]: row for row in cells}
    measured = (
        f"no centre {by_name[NO_CENTRE][1]:.3f}/{by_name[NO_CENTRE][2]:.3f}, no sharpening "
        f"{by_name[NO_SHARP][1]:.3f}/{by_name[NO_SHARP][2]:.3f}, both {by_name[BOTH][1]:.3f}/"
        f"{by_name[BOTH][2]:.3f} (mean entropy/entropy of the mean; ln {OUTPUTS} = {ceiling:.3f})"
    )
    if one and flat and alive:
        says = (
            f"Without a centre one output takes all; without sharpening all outputs are equal: "
            f"{measured}. The probe of the no-centre run still reads {by_name[NO_CENTRE][4]:.3f}: "
            "look at the outputs, not at a probe."
        )
    else:
        says = f"The effect did not show in every run: {measured}."
    length = max((len(c) for c in curves.values()), default=1)
    drawn = {n: ([i / length for i in range(len(c))], c) for n, c in curves.items()}
    drawn[f"- ln {OUTPUTS}"] = ([0.0, 1.0], [ceiling] * 2)
    draw = lines(drawn, "share of training", "mean entropy of the outputs (nats)")
    return Outcome(table, says, one and flat and alive, draw)


LAB = Lab(
    "dino-collapse",
    "Two ways to collapse without negatives",
    "DINO's teacher collapses to one output without centring, and to equal outputs without "
    "sharpening; entropies of the outputs show it where a probe of the features may not.",
    ("dino",),
    run,
)
