"""``context-pays``: bits per character fall with context, until the counts know by heart."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.labs import ngram, objectives
from sslgrade.labs.bench import Bench
from sslgrade.labs.corpus import corpus
from sslgrade.labs.lab import Lab, Outcome, Table
from sslgrade.labs.plot import lines

Array = Any
ORDERS = 8
ROW = 100
"""Predictions in a row of the batch that the loss gets."""
COLUMNS = ("context", "held-out bits", "training bits", "contexts seen")
UNIFORM = "none, untrained"


def run(bench: Bench) -> Outcome:
    """Predict held-out text with n-grams of order 0 to 7; the loss turns them into bits."""
    found = corpus(bench.pick(1_500_000, 60_000), vocabulary=70)
    size, places = found.vocabulary, bench.pick(20_000, 2_000)
    orders = bench.pick(ORDERS, 5)
    bench.stages(orders)
    places = min(places, len(found.held_out) - ORDERS) // ROW * ROW
    # One stretch per row would repeat contexts; the beginning of the held-out files is as good.
    text = found.held_out[: places + ORDERS]
    prediction = np.full((len(text), size), 1 / size)
    rows: list[tuple[str | int, float, float | None, int | None]] = [
        (UNIFORM, bits(bench, prediction[ORDERS:], text[ORDERS:]), None, None)
    ]
    for order in range(orders):
        bench.stage(f"order {order}")
        counts = ngram.count(found.train, order, size)
        prediction = ngram.predict(counts, text, prediction[-(len(text) - order) :])
        held_out = bits(bench, prediction[ORDERS - order :], text[ORDERS:])
        seen = len(np.unique(counts.contexts))
        rows.append((order, held_out, ngram.plug_in_bits(counts), seen))
    return outcome(rows, found.data())


def bits(bench: Bench, prediction: Array, text: Array) -> float:
    """Return bits per character of predictions float[P, V] for the characters of ``text``.

    The loss gets ln p as logits, whose softmax is p itself, in rows of ROW predictions; the first
    token of a row is what nothing predicts.
    """
    logits = np.log(prediction).astype(np.float32).reshape(-1, ROW, prediction.shape[1])
    tokens = np.zeros((len(logits), ROW + 1), dtype=np.int32)
    tokens[:, 1:] = text.reshape(-1, ROW)
    padded = np.concatenate([logits, logits[:, -1:]], axis=1)
    nats = objectives.ntp_value(bench.losses("ntp_value"), padded, tokens)
    return nats / float(np.log(2))


def outcome(
    rows: list[tuple[str | int, float, float | None, int | None]], data: dict[str, str | int]
) -> Outcome:
    """Judge: the best order is neither the shortest nor the longest, and training bits go on."""
    table = Table(COLUMNS, tuple((str(row[0]), *row[1:]) for row in rows))
    counted = [(int(row[0]), row[1], float(row[2] or 0.0)) for row in rows[1:]]
    best = min(counted, key=lambda row: row[1])
    last = counted[-1]
    shown = counted[0][1] - best[1] > 1 and best[0] < last[0] and last[2] < last[1] - 1
    measured = (
        f"{counted[0][1]:.2f} bits held out without context, {best[1]:.2f} with {best[0]} "
        f"characters of it, {last[1]:.2f} with {last[0]}"
    )
    training = f"the training text itself: {last[2]:.2f}"
    if shown:
        says = f"Context pays, then counts learn by heart: {measured}; {training}."
    else:
        says = f"The effect did not show in this run: {measured}; {training}."
    xs = [row[0] for row in counted]
    drawn = {
        "held out": (xs, [row[1] for row in counted]),
        "training text": (xs, [row[2] for row in counted]),
        "- untrained": ([xs[0], xs[-1]], [rows[0][1]] * 2),
    }
    draw = lines(drawn, "characters of context", "bits per character")
    return Outcome(table, says, shown, draw, data)


LAB = Lab(
    "context-pays",
    "Context pays, until memorisation starts",
    "Bits per held-out character fall with longer contexts and rise again, while those of the "
    "training text only fall.",
    ("ntp_value",),
    run,
)
