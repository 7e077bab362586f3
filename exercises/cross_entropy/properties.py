"""What holds for every right cross_entropy, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
FAR = 1024.0
SHIFTED = 1e-3  # float32 keeps three decimals where the maximum, 3072, is added back
STEP = 1.0 / 32.0  # the error of a central difference stays near STEP**2 / 6, float32 noise below


def _call(inputs: Inputs) -> Call:
    return Call("cross_entropy", inputs)


def _same(results: list[Any], what: str, tolerance: float = 2e-5) -> str | None:
    (loss, dlogits), (other_loss, other_dlogits) = results
    return first(
        near(other_loss, loss, f"the loss {what}", tolerance=tolerance),
        near(other_dlogits, dlogits, f"dlogits {what}", tolerance=tolerance),
    )


@law("one raised logit has a closed form", "cross_entropy", telling=True)
def one_raised_logit(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    rows = np.arange(probes.ROWS)
    raised = rng.uniform(0.5, 3.0, size=probes.ROWS)
    logits = np.zeros((probes.ROWS, probes.CLASSES))
    logits[rows, inputs["targets"]] = raised
    weights = inputs["weights"] / inputs["weights"].sum()
    others = np.exp(-raised)
    total = 1.0 + (probes.CLASSES - 1) * others
    want = np.repeat((weights * others / total)[:, None], probes.CLASSES, axis=1)
    want[rows, inputs["targets"]] = weights * (1.0 / total - 1.0)

    def holds(results: list[Any]) -> str | None:
        loss, dlogits = results[0]
        what = "where the targets' logits are raised among zeros"
        return first(
            near(loss, (weights * np.log(total)).sum(), f"the loss {what}"),
            near(dlogits, want, f"dlogits {what}"),
        )

    return Trial([_call({**inputs, "logits": logits})], holds)


@law("equal logits cost ln V", "cross_entropy")
def uniform_logits(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    logits = np.repeat(rng.normal(size=(probes.ROWS, 1)), probes.CLASSES, axis=1)
    return Trial(
        [_call({**inputs, "logits": logits})],
        lambda results: near(results[0][0], np.log(probes.CLASSES), "the loss of equal logits"),
    )


@law("a batch is the weighted mean of its parts", "cross_entropy")
def split_and_merge(rng: Rng) -> Trial:
    whole = probes.batch(rng, rows=2 * probes.ROWS)
    whole["weights"][: probes.ROWS] *= 3.0
    parts = [
        {name: value[half] for name, value in whole.items()}
        for half in (slice(None, probes.ROWS), slice(probes.ROWS, None))
    ]
    share = np.array([part["weights"].sum() for part in parts]) / whole["weights"].sum()

    def holds(results: list[Any]) -> str | None:
        (one, d_one), (two, d_two), (loss, dlogits) = results
        merged = np.concatenate([np.asarray(d_one) * share[0], np.asarray(d_two) * share[1]])
        return first(
            near(loss, share[0] * one + share[1] * two, "the loss of two batches put together"),
            near(dlogits, merged, "dlogits of two batches put together"),
        )

    return Trial([_call(part) for part in (*parts, whole)], holds)


@law("only the proportions of the weights matter", "cross_entropy")
def scale_of_the_weights(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    scaled = [{**inputs, "weights": inputs["weights"] * by} for by in (rng.uniform(3.0, 5.0), 1e-6)]

    def holds(results: list[Any]) -> str | None:
        plain, large, small = results
        return first(
            _same([plain, large], "after multiplying all weights by one number"),
            _same([plain, small], "after multiplying all weights by 1e-6"),
        )

    return Trial([_call(inputs), *map(_call, scaled)], holds)


@law("adding a constant to one row of logits changes nothing", "cross_entropy")
def rows_shift_separately(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = FAR * rng.permutation([-2.0, -1.0, 0.0, 1.0, 3.0])[:, None]
    return Trial(
        [_call(inputs), _call({**inputs, "logits": inputs["logits"] + offset})],
        lambda results: _same(results, "after adding thousands to rows of logits", SHIFTED),
    )


@law("a target 1024 below the winner costs 1024 nats", "cross_entropy", telling=True)
def surely_wrong(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    rows, share = np.arange(probes.ROWS), inputs["weights"] / inputs["weights"].sum()
    winner = (
        inputs["targets"] + rng.integers(1, probes.CLASSES, size=probes.ROWS)
    ) % probes.CLASSES
    logits, want = np.zeros((2, probes.ROWS, probes.CLASSES))
    logits[rows, winner] = FAR
    want[rows, winner], want[rows, inputs["targets"]] = share, -share

    def holds(results: list[Any]) -> str | None:
        loss, dlogits = results[0]
        what = "where another class is 1024 above the target"
        return first(near(loss, FAR, f"the loss {what}"), near(dlogits, want, f"dlogits {what}"))

    return Trial([_call({**inputs, "logits": logits})], holds)


@law(
    "every row of the gradient sums to 0, and only the target's entry is negative", "cross_entropy"
)
def gradient_moves_no_row(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    target = np.arange(probes.CLASSES) == inputs["targets"][:, None]

    def holds(results: list[Any]) -> str | None:
        loss, dlogits = results[0]
        dlogits = np.asarray(dlogits)
        if dlogits.shape != target.shape:
            return f"dlogits: shape {dlogits.shape}, expected {target.shape}"
        if not loss >= 0.0:
            return f"the loss: {loss:.6g}, expected at least 0"
        if dlogits[target].max() > 0.0 or dlogits[~target].min() < 0.0:
            return "dlogits: expected at most 0 at the targets and at least 0 elsewhere"
        return near(dlogits.sum(axis=1), np.zeros(probes.ROWS), "row sums of dlogits")

    return Trial([_call(inputs)], holds)


@law("the gradient is the slope of the loss", "cross_entropy")
def gradient_is_the_slope(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    logits = inputs["logits"]
    direction = rng.uniform(0.5, 1.5, size=logits.shape) * rng.choice([-1.0, 1.0], logits.shape)

    def holds(results: list[Any]) -> str | None:
        (_, dlogits), (above, _), (below, _) = results
        if np.shape(dlogits) != logits.shape:
            return f"dlogits: shape {np.shape(dlogits)}, expected {logits.shape}"
        measured = (above - below) / (2.0 * STEP)
        promised = (np.asarray(dlogits) * direction).sum()
        return near(promised, measured, "the slope promised by dlogits", tolerance=2e-3)

    steps = (logits, logits + STEP * direction, logits - STEP * direction)
    return Trial([_call({**inputs, "logits": step}) for step in steps], holds)
