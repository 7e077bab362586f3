"""``scaling``: the loss of a tiny next-character model against its size and its data."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs import objectives
from sslgrade.labs.bench import Bench
from sslgrade.labs.corpus import corpus, windows
from sslgrade.labs.lab import Cell, Lab, Outcome, Table
from sslgrade.labs.plot import PALETTE
from sslgrade.labs.power import Power, fit, halves
from sslgrade.labs.probe import spread

Array = Any
CONTEXT, ROW, BATCH = 8, 33, 8
WIDTHS = (2, 4, 8, 16, 32, 64, 128)
CHARACTERS = (2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000)
MODEL, DATA = "parameters", "training characters"
COLUMNS = ("varied", "size", "held-out nats", "spread", "power law")
BLOCK = 500
LOOK = 10
"""How often a run looks at its validation text: the best look counts."""
Points = dict[str, list[tuple[int, float]]]


def run(bench: Bench) -> Outcome:
    """Train at seven model sizes and at seven data sizes; fit both curves."""
    found = corpus(bench.pick(700_000, 60_000), vocabulary=bench.pick(48, 12))
    seeds, steps = 2, bench.pick(1000, 10)
    widths = WIDTHS if bench.size == "full" else WIDTHS[:3]
    amounts = CHARACTERS if bench.size == "full" else CHARACTERS[:3]
    bench.stages((len(widths) + len(amounts)) * seeds)
    half = len(found.held_out) // 2
    texts = [rows_of(text) for text in (found.held_out[:half], found.held_out[half:])]
    points: Points = {MODEL: [], DATA: []}
    for seed in range(seeds):
        for width in widths:
            label = f"{width} hidden units, seed {seed}"
            points[MODEL].append(
                _train(bench, (label, seed), found.train, width, found.vocabulary, steps, texts)
            )
        for amount in amounts:
            label = f"{amount:,} characters, seed {seed}"
            part = shuffled(found.train, bench.rng("blocks", seed))[:amount]
            _, loss = _train(bench, (label, seed), part, widths[-1], found.vocabulary, steps, texts)
            points[DATA].append((amount, loss))
    share = np.bincount(found.train, minlength=found.vocabulary) / len(found.train)
    unigram = float(-np.log(share[found.held_out[half:]] + 1e-9).mean())
    baselines = {"untrained": float(np.log(found.vocabulary)), "character frequencies": unigram}
    return outcome(points, baselines, bench.rng("bootstrap"), found.data())


def rows_of(text: Array, most: int = 150) -> Array:
    """Cut a text into rows of a context and ROW - 1 predictions; evenly spread, at most so many."""
    length = CONTEXT - 1 + ROW
    count = min(most, len(text) // length)
    return windows(text, np.linspace(0, len(text) - length, count).astype(int), length)


def shuffled(text: Array, rng: np.random.Generator) -> Array:
    """Mix blocks of a text, so that its beginning is a sample of all files, not the first few."""
    blocks = text[: len(text) // BLOCK * BLOCK].reshape(-1, BLOCK)
    return rng.permutation(blocks).reshape(-1)


def asked(rows: Array) -> tuple[Array, Array]:
    """Return contexts int[B, T, C] and the tokens int[B, T] that stand at their ends."""
    contexts = np.lib.stride_tricks.sliding_window_view(rows, CONTEXT, axis=1)
    return np.ascontiguousarray(contexts), np.ascontiguousarray(rows[:, CONTEXT - 1 :])


def _train(
    bench: Bench,
    name: tuple[str, int],
    text: Array,
    width: int,
    size: int,
    steps: int,
    texts: list[Array],
) -> tuple[int, float]:
    """Return how many numbers were learned, and the test loss at the best validation loss."""
    from sslgrade.labs import nets, text_models

    label, seed = name
    losses = bench.losses("ntp")
    first = text_models.model(bench.rng("model", seed, width), size, CONTEXT, width, size)
    net = nets.Trained(text_models.next_logits, first, rate=4e-3)
    rng, length = bench.rng("steps", seed), CONTEXT - 1 + ROW
    judged = [asked(rows) for rows in texts]
    best = (np.inf, np.inf)
    for step in bench.steps(label, steps):
        contexts, tokens = asked(windows(text, rng.integers(0, len(text) - length, BATCH), length))
        _, slope = objectives.ntp(losses, net(contexts), tokens)
        net.step((contexts,), slope)
        if (step + 1) % max(1, steps // LOOK) == 0:
            valid, test = (objectives.ntp_value(losses, net(c), t) for c, t in judged)
            best = min(best, (valid, test))
    return text_models.numbers(first), float(best[1])


def outcome(
    points: Points,
    baselines: dict[str, float],
    rng: np.random.Generator,
    data: dict[str, str | int],
) -> Outcome:
    """Judge: both exponents are above 0 beyond doubt; say where one exponent is not enough."""
    laws: dict[str, Power] = {}
    told, cells, extra = [], list[tuple[Cell, ...]](), dict[str, Cell](data)
    for name, loss in baselines.items():
        cells.append((name, None, loss, None, None))
    for varied, found in points.items():
        x, y = (np.array(column, dtype=np.float64) for column in zip(*found, strict=True))
        laws[varied] = law = fit(x, y, rng)
        small, large = halves(x, y, rng)
        for size in np.unique(x):
            mean, deviation = spread(list(y[x == size]))
            cells.append((varied, int(size), mean, deviation, law.at(size)))
        told.append(_sentence(varied, law, small, large))
        extra |= {
            f"exponent in {varied}": law.exponent,
            f"exponent in {varied}, low": law.low,
            f"exponent in {varied}, high": law.high,
        }
    shown = all(law.low > 0 for law in laws.values())
    head = "The loss falls with both" if shown else "The effect did not show in this run"
    says = f"{head}. {' '.join(told)}"
    return Outcome(Table(COLUMNS, tuple(cells)), says, shown, _draw(points, laws), extra)


def _sentence(varied: str, law: Power, small: Power, large: Power) -> str:
    halved = (
        f"{small.exponent:.3f} [{small.low:.3f}, {small.high:.3f}] among the small sizes, "
        f"{large.exponent:.3f} [{large.low:.3f}, {large.high:.3f}] among the large ones"
    )
    if small.overlaps(large):
        verdict = f"The halves do not contradict one exponent: {halved}."
    else:
        verdict = f"It is no power law over the whole range: {halved}."
    interval = f"[{law.low:.3f}, {law.high:.3f}]"
    return f"In {varied} the exponent is {law.exponent:.3f}, 95 % interval {interval}. {verdict}"


def _draw(points: Points, laws: dict[str, Power]) -> Any:
    def draw(axes: Any) -> None:
        for colour, (varied, found) in zip(PALETTE, points.items(), strict=False):
            xs, ys = zip(*sorted(found), strict=True)
            axes.plot(xs, ys, "o", color=colour, markersize=4, label=varied)
            law = laws[varied]
            name = f"exponent {law.exponent:.3f} [{law.low:.3f}, {law.high:.3f}]"
            axes.plot(xs, [law.at(x) for x in xs], "--", color=colour, label=name)
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.set_xlabel("size")
        axes.set_ylabel("held-out nats per character")
        axes.legend(frameon=False, fontsize=8)

    return draw


LAB = Lab(
    "scaling",
    "Loss against size and data",
    "The loss falls with parameters and with data, nearly along a power law; a finite range, a "
    "fixed number of steps and a fixed context bend it.",
    ("ntp",),
    run,
)
