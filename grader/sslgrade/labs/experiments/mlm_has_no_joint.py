"""``mlm-has-no-joint``: two orders of filling two blanks give two distributions."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs import objectives
from sslgrade.labs.bench import Bench
from sslgrade.labs.corpus import Corpus, corpus, windows
from sslgrade.labs.joint import Fills, odds_gap, of_joint, total_variation
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import bars
from sslgrade.labs.probe import spread

Array = Any
LENGTH, HIDDEN, BATCH = 9, 256, 64
FIRST, SECOND = 4, 5
"""The two neighbouring blanks, in the middle of the window."""
TRAINED, UNTRAINED, CONTROL = "trained MLM", "untrained MLM", "a true joint (pairs of characters)"
COLUMNS = ("conditionals of", "held-out nats", "total variation", "spread", "odds-ratio gap, nats")
ROUNDING = 1e-12


def run(bench: Bench) -> Outcome:
    """Train a masked model on windows of 9; fill two blanks in both orders."""
    from sslgrade.labs import nets, text_models

    found = corpus(bench.pick(1_000_000, 60_000), vocabulary=bench.pick(40, 12))
    seeds, steps, places = bench.pick(2, 1), bench.pick(3000, 8), bench.pick(200, 10)
    bench.stages(seeds)
    rows: dict[str, list[tuple[float, float, float]]] = {UNTRAINED: [], TRAINED: []}
    starts = bench.rng("windows").integers(0, len(found.held_out) - LENGTH, places)
    texts = windows(found.held_out, starts, LENGTH)
    for seed in range(seeds):
        size = found.vocabulary
        first = text_models.model(bench.rng("model", seed), size + 1, LENGTH, HIDDEN, LENGTH * size)
        net = nets.Trained(text_models.window_logits, first, rate=2e-3)
        rows[UNTRAINED].append(_measure(bench, net, found, texts))
        _train(bench, net, found, seed, steps)
        rows[TRAINED].append(_measure(bench, net, found, texts))
    return outcome(rows, control(found), found.data())


def _train(bench: Bench, net: Any, found: Corpus, seed: int, steps: int) -> None:
    losses, rng = bench.losses("mlm"), bench.rng("steps", seed)
    for _ in bench.steps(f"masked language model, seed {seed}", steps):
        starts = rng.integers(0, len(found.train) - LENGTH, BATCH)
        texts = windows(found.train, starts, LENGTH)
        ranks = rng.random(texts.shape).argsort(axis=1).argsort(axis=1)
        # One to three blanks, so that both questions below are ones that training asked.
        hidden = ranks < rng.integers(1, 4, (BATCH, 1))
        seen = np.where(hidden, found.vocabulary, texts).astype(np.int32)
        _, slope = objectives.mlm(losses, net(seen), texts, hidden)
        net.step((seen,), slope)


def _measure(bench: Bench, net: Any, found: Corpus, texts: Array) -> tuple[float, float, float]:
    """Return the loss of one blank, the mean total variation and the median odds-ratio gap."""
    one = np.zeros(texts.shape, dtype=bool)
    one[:, FIRST] = True
    seen = np.where(one, found.vocabulary, texts).astype(np.int32)
    loss, _ = objectives.mlm(bench.losses("mlm"), net(seen), texts, one)
    variations, gaps = [], []
    for text in texts:
        fills = ask(net, text, found.vocabulary)
        variations.append(total_variation(fills.a_first(), fills.b_first()))
        gap = odds_gap(fills, int(text[FIRST]), int(text[SECOND]))
        gaps += [] if gap is None else [gap]
    return loss, float(np.mean(variations)), float(np.median(gaps))


def ask(net: Any, text: Array, size: int) -> Fills:
    """Ask a model for all that it says about the two blanks of one window."""
    from scipy.special import softmax

    both = text.copy()
    both[[FIRST, SECOND]] = size
    asked = np.repeat(both[None], 2 * size + 1, axis=0).astype(np.int32)
    asked[:size, FIRST] = np.arange(size)
    asked[size : 2 * size, SECOND] = np.arange(size)
    p = softmax(net(asked).astype(np.float64), axis=-1)
    return Fills(p[-1, FIRST], p[:size, SECOND], p[-1, SECOND], p[size : 2 * size, FIRST])


def control(found: Corpus) -> tuple[float, float]:
    """Return total variation and odds-ratio gap of a true joint: counted pairs of neighbours."""
    counts = np.full((found.vocabulary, found.vocabulary), 0.5)
    np.add.at(counts, (found.train[:-1], found.train[1:]), 1)
    fills = of_joint(counts / counts.sum())
    likely = np.unravel_index(int(counts.argmax()), counts.shape)
    gap = odds_gap(fills, int(likely[0]), int(likely[1]))
    assert gap is not None
    return total_variation(fills.a_first(), fills.b_first()), gap


def outcome(
    rows: dict[str, list[tuple[float, float, float]]],
    true_joint: tuple[float, float],
    data: dict[str, str | int],
) -> Outcome:
    """Judge: every trained model's two orders differ, and the control's only by rounding."""
    cells: list[tuple[str | float | None, ...]] = []
    for name, found in rows.items():
        variation = spread([row[1] for row in found])
        loss, gap = (float(np.mean([row[i] for row in found])) for i in (0, 2))
        cells.append((name, loss, *variation, gap))
    cells.append((CONTROL, None, true_joint[0], None, true_joint[1]))
    table = Table(COLUMNS, tuple(cells))
    least = min(row[1] for row in rows[TRAINED])
    shown = least > 0.05 and max(true_joint) < ROUNDING
    measured = (
        f"total variation {spread([row[1] for row in rows[TRAINED]])[0]:.2f} between the two "
        f"orders of the trained model, {true_joint[0]:.0e} for a true joint"
    )
    says = f"Which blank is filled first decides the distribution: {measured}."
    if not shown:
        says = f"The effect did not show in this run: {measured}."
    return Outcome(table, says, shown, bars(table, "total variation", "spread"), data)


LAB = Lab(
    "mlm-has-no-joint",
    "A masked model has no joint",
    "The conditionals of a masked language model belong to no one joint distribution: two orders "
    "of filling two blanks give two.",
    ("mlm",),
    run,
)
