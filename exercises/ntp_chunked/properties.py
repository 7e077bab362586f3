"""What holds for every right ntp_chunked, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, D, V = probes.N, probes.D, probes.V
STEP = 1.0 / 32.0  # the error of a central difference stays near STEP**2 / 6, float32 noise below


def _call(inputs: Inputs) -> Call:
    return Call("ntp_chunked", inputs)


def _design(rng: Rng, chunk: int = probes.CHUNK) -> Inputs:
    inputs: Inputs = probes.design(rng, chunk)
    return inputs


def _same(got: Any, want: Any, what: str) -> str | None:
    """Compare loss and both gradients of two calls."""
    return first(
        near(got[0], want[0], f"the loss {what}"),
        near(10 * np.asarray(got[1]), 10 * np.asarray(want[1]), f"10 times dhidden {what}"),
        near(10 * np.asarray(got[2]), 10 * np.asarray(want[2]), f"10 times dW {what}"),
    )


@law("one word that stands out: everything has a closed form", "ntp_chunked", telling=True)
def one_word_stands_out(rng: Rng) -> Trial:
    inputs = _design(rng)
    word = int(rng.integers(V))
    direction = np.linalg.qr(rng.normal(size=(D, D)))[0][0]
    heights = rng.uniform(0.5, 3.0, size=N)
    w = np.zeros((V, D))
    w[word] = direction  # the logits of row i: heights[i] at this word, 0 at all others
    share = inputs["weights"] / inputs["weights"].sum()
    log_total = np.log(np.exp(heights) + V - 1)
    p = np.exp(heights - log_total)
    want = (share * (log_total - heights)).sum()
    want_hidden = np.outer(share * (p - 1.0), direction)
    others = ((share * heights) @ ((1.0 - p) / (V - 1))) * direction
    want_w = np.tile(others, (V, 1))
    want_w[word] = ((share * heights) @ (p - 1.0)) * direction
    given = {
        **inputs,
        "hidden": np.outer(heights, direction),
        "W": w,
        "targets": np.full(N, word),
    }

    def holds(results: list[Any]) -> str | None:
        return _same(results[0], (want, want_hidden, want_w), "where one word stands out")

    return Trial([_call(given)], holds)


@law("the size of the chunks changes nothing", "ntp_chunked")
def chunks_change_nothing(rng: Rng) -> Trial:
    inputs = _design(rng)
    sizes = (probes.ALL_ROWS, probes.CHUNK, probes.ONE_ROW)

    def holds(results: list[Any]) -> str | None:
        whole, *parts = results
        if not whole[0] > 0.0:
            return f"the loss in one chunk: {whole[0]:.6g}, expected more than 0"
        return first(
            *(
                _same(part, whole, f"in chunks of {size}")
                for part, size in zip(parts, sizes[1:], strict=True)
            )
        )

    return Trial([_call({**inputs, "chunk": size}) for size in sizes], holds)


@law("rows may change places, across the borders of chunks", "ntp_chunked")
def rows_change_places(rng: Rng) -> Trial:
    inputs = _design(rng)
    order = np.roll(np.arange(N), 1 + int(rng.integers(N - 1)))
    moved = {name: inputs[name][order] for name in ("hidden", "targets", "weights")}

    def holds(results: list[Any]) -> str | None:
        (loss, dhidden, dw), other = results
        if np.shape(dhidden) != (N, D):
            return f"dhidden: shape {np.shape(dhidden)}, expected {(N, D)}"
        return _same(other, (loss, np.asarray(dhidden)[order], dw), "after moving rows")

    return Trial([_call(inputs), _call({**inputs, **moved})], holds)


@law("two halves, weighted by their weights, make the whole", "ntp_chunked", telling=True)
def halves_make_the_whole(rng: Rng) -> Trial:
    inputs = _design(rng)
    left = np.arange(N) < 1 + int(rng.integers(N - 1))
    weights = inputs["weights"]
    halves = [np.where(left, weights, 0.0), np.where(left, 0.0, weights)]
    shares = [half.sum() / weights.sum() for half in halves]

    def holds(results: list[Any]) -> str | None:
        whole, *parts = results
        if not whole[0] > 0.0:
            return f"the loss of all rows: {whole[0]:.6g}, expected more than 0"
        outside = np.asarray(parts[0][1])[~left]
        merged = [
            sum(share * np.asarray(part[i]) for share, part in zip(shares, parts, strict=True))
            for i in range(3)
        ]
        return first(
            near(outside, np.zeros_like(outside), "dhidden of rows with weight 0"),
            _same(merged, whole, "of two halves together"),
        )

    calls = [_call({**inputs, "weights": w}) for w in (weights, *halves)]
    return Trial(calls, holds)


@law("seven times the weights change nothing", "ntp_chunked")
def only_shares_matter(rng: Rng) -> Trial:
    inputs = _design(rng)
    more = {**inputs, "weights": 7.0 * inputs["weights"]}
    return Trial(
        [_call(inputs), _call(more)],
        lambda results: _same(results[1], results[0], "with seven times the weights"),
    )


@law("dW sums to 0 over the words", "ntp_chunked")
def words_balance(rng: Rng) -> Trial:
    def holds(results: list[Any]) -> str | None:
        dw = np.asarray(results[0][2])
        if dw.shape != (V, D):
            return f"dW: shape {dw.shape}, expected {(V, D)}"
        return near(dw.sum(axis=0), np.zeros(D), "dW summed over the words")

    return Trial([_call(_design(rng))], holds)


@law("both gradients are slopes of the loss", "ntp_chunked")
def gradients_are_slopes(rng: Rng) -> Trial:
    inputs = _design(rng)
    moves = {
        name: rng.uniform(0.5, 1.5, size=inputs[name].shape)
        * rng.choice([-1.0, 1.0], inputs[name].shape)
        for name in ("hidden", "W")
    }
    calls = [_call(inputs)]
    for name, move in moves.items():
        calls += [_call({**inputs, name: inputs[name] + s * move}) for s in (STEP, -STEP)]

    def holds(results: list[Any]) -> str | None:
        found = []
        for i, (name, move) in enumerate(moves.items()):
            gradient = np.asarray(results[0][1 + i])
            if gradient.shape != move.shape:
                return f"d{name}: shape {gradient.shape}, expected {move.shape}"
            measured = (results[1 + 2 * i][0] - results[2 + 2 * i][0]) / (2.0 * STEP)
            what = f"the slope promised by d{name}"
            found.append(near((gradient * move).sum(), measured, what, tolerance=5e-3))
        return first(*found)

    return Trial(calls, holds)


@law("a target 1020 below the winner costs 1020 nats", "ntp_chunked")
def surely_wrong(rng: Rng) -> Trial:
    inputs = _design(rng)
    winner = int(rng.integers(V))
    hidden, w = np.zeros((N, D)), np.zeros((V, D))
    hidden[:, 0], w[winner, 0] = 1020.0, 1.0
    targets = (winner + rng.integers(1, V, size=N)) % V
    share = inputs["weights"] / inputs["weights"].sum()
    want_w = np.zeros((V, D))
    np.add.at(want_w[:, 0], targets, -1020.0 * share)
    want_w[winner, 0] = 1020.0
    want_hidden = np.zeros((N, D))
    want_hidden[:, 0] = share

    def holds(results: list[Any]) -> str | None:
        return _same(results[0], (1020.0, want_hidden, want_w), "where another word wins by 1020")

    return Trial([_call({**inputs, "hidden": hidden, "W": w, "targets": targets})], holds)
