"""What holds for every right moco_step, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, K, D, TAU, COLD = probes.N, probes.K, probes.D, probes.TAU, probes.COLD
STEP = 1.0 / 64.0  # the error of a central difference stays near STEP**2 / 6, float32 noise below


def _call(inputs: Inputs) -> Call:
    return Call("moco_step", inputs)


@law("a queue at right angles: ln(1 + K exp(-cos / tau))", "moco_step", telling=True)
def queue_at_right_angles(rng: Rng) -> Trial:
    e = probes.frame(rng)
    angle = rng.uniform(0.0, 2.0 * np.pi, size=N)[:, None]
    u = np.cos(angle) * e[0] + np.sin(angle) * e[1]
    cosine = float(rng.uniform(0.2, 0.7))
    inputs = probes.step(rng)
    inputs["q"] = probes.stretched(rng, u)
    inputs["k"] = probes.stretched(rng, cosine * u + np.sqrt(1.0 - cosine**2) * e[2])
    inputs["queue"] = probes.unit(rng.normal(size=(K, 2))) @ e[3:5]
    want = [float(np.log1p(K * np.exp(-cosine / tau))) for tau in (TAU, COLD)]

    def holds(results: list[Any]) -> str | None:
        what = f"with keys at cosine {cosine:.3f} and a queue at right angles"
        return first(
            near(results[0][0], want[0], f"the loss {what}"),
            near(results[1][0], want[1], f"the loss {what}, at a lower temperature"),
        )

    return Trial([_call(inputs), _call({**inputs, "tau": COLD, "ptr": probes.WRAPS})], holds)


@law("all embeddings equal: ln(K + 1)", "moco_step")
def nothing_to_tell_apart(rng: Rng) -> Trial:
    row = probes.unit(rng.normal(size=(1, D)))
    inputs = probes.step(rng)
    same = {**inputs, "q": row.repeat(N, 0) * 2.0, "k": row.repeat(N, 0), "queue": row.repeat(K, 0)}
    return Trial(
        [_call(same)],
        lambda results: near(results[0][0], np.log(K + 1), "the loss of equal embeddings"),
    )


@law("the queue may lie in any order", "moco_step")
def order_of_the_queue(rng: Rng) -> Trial:
    inputs = probes.step(rng)
    order = np.roll(rng.permutation(K), 1)
    turned = {**inputs, "queue": inputs["queue"][order]}

    def holds(results: list[Any]) -> str | None:
        return first(
            near(results[1][0], results[0][0], "the loss after reordering the queue"),
            near(results[1][1], results[0][1], "dq after reordering the queue"),
        )

    return Trial([_call(inputs), _call(turned)], holds)


@law("a query meets its own key and the queue, no other key", "moco_step")
def own_key_alone(rng: Rng) -> Trial:
    inputs = probes.step(rng)
    keys = inputs["k"].copy()
    keys[1:] = rng.normal(size=(N - 1, D))

    def holds(results: list[Any]) -> str | None:
        before, after = np.asarray(results[0][1]), np.asarray(results[1][1])
        return near(after[0], before[0], "dq of query 0, after changing the other keys")

    return Trial([_call(inputs), _call({**inputs, "k": keys})], holds)


@law("lengths change neither the loss nor the next queue", "moco_step")
def lengths_do_not_matter(rng: Rng) -> Trial:
    inputs = probes.step(rng)
    factor = rng.uniform(0.3, 3.0, size=(N, 1))
    longer = {
        **inputs,
        "q": inputs["q"] * factor,
        "k": inputs["k"] * rng.uniform(0.3, 3.0, size=(N, 1)),
    }

    def holds(results: list[Any]) -> str | None:
        (loss, slope, queue, _), (other, other_slope, other_queue, _) = results
        return first(
            near(other, loss, "the loss after stretching queries and keys"),
            near(other_queue, queue, "new_queue after stretching queries and keys"),
            near(np.asarray(other_slope) * factor, slope, "dq after stretching the queries"),
        )

    return Trial([_call(inputs), _call(longer)], holds)


@law("the gradient is at right angles to its query", "moco_step")
def at_right_angles(rng: Rng) -> Trial:
    inputs = probes.step(rng)

    def holds(results: list[Any]) -> str | None:
        along = (np.asarray(results[0][1]) * inputs["q"]).sum(axis=1)
        return near(along, np.zeros(N), "dq along the queries")

    return Trial([_call(inputs)], holds)


@law("the gradient is the slope of the loss", "moco_step")
def gradient_is_the_slope(rng: Rng) -> Trial:
    inputs = probes.step(rng)
    inputs["q"] = probes.stretched(rng, inputs["q"], 1.0, 3.0)
    q = inputs["q"]
    direction = rng.uniform(0.5, 1.5, size=q.shape) * rng.choice([-1.0, 1.0], q.shape)

    def holds(results: list[Any]) -> str | None:
        at, above, below = results
        if np.shape(at[1]) != q.shape:
            return f"dq: shape {np.shape(at[1])}, expected {q.shape}"
        measured = (above[0] - below[0]) / (2.0 * STEP)
        promised = (np.asarray(at[1]) * direction).sum()
        return near(promised, measured, "the slope promised by dq", tolerance=5e-3)

    steps = (q, q + STEP * direction, q - STEP * direction)
    return Trial([_call({**inputs, "q": moved}) for moved in steps], holds)


@law("first in, first out: after two steps the queue holds the last K keys", "moco_step")
def first_in_first_out(rng: Rng) -> Trial:
    start, later = probes.step(rng), probes.cold_step(rng)
    keys = probes.unit(np.concatenate([start["k"], later["k"]]))[-K:]

    def again(results: list[Any]) -> list[Call]:
        return [_call({**later, "queue": results[0][2], "ptr": results[0][3]})]

    def holds(results: list[Any]) -> str | None:
        queue = np.asarray(results[1][2])
        if queue.shape != (K, D):
            return f"new_queue: shape {queue.shape}, expected {(K, D)}"
        nearest = np.abs(queue[None] - keys[:, None]).max(axis=2).min(axis=1)
        if nearest.max() > 1e-4:
            return f"the queue misses {int((nearest > 1e-4).sum())} of the last {K} keys"
        return None

    return Trial([_call(start)], holds, then=again)


@law("rows that are not written stay as they are", "moco_step")
def untouched_rows(rng: Rng) -> Trial:
    inputs = probes.step(rng)
    kept = np.r_[0 : probes.INSIDE, probes.INSIDE + N : K]

    def holds(results: list[Any]) -> str | None:
        queue = np.asarray(results[0][2])
        return near(queue[kept], inputs["queue"][kept], "rows of new_queue that are not written")

    return Trial([_call(inputs)], holds)
