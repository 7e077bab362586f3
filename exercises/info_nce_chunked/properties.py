"""What holds for every right info_nce_chunked, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, D = probes.N, probes.D
TAU, ICY, CHUNK = probes.TAU, probes.ICY, probes.CHUNK
STEP = 1.0 / 64.0  # the error of a central difference stays near STEP**2 / 6, float32 noise below


def _call(inputs: Inputs) -> Call:
    return Call("info_nce_chunked", inputs)


def _clouds(rng: Rng, chunk: int = CHUNK) -> Inputs:
    inputs: Inputs = probes.clouds(rng, chunk)
    return inputs


def _same(got: Any, want: Any, what: str, scale: float = 10.0) -> str | None:
    """Compare loss and both gradients of two calls."""
    return first(
        near(got[0], want[0], f"the loss {what}"),
        near(scale * got[1], scale * np.asarray(want[1]), f"{scale:.6g} times dq {what}"),
        near(scale * got[2], scale * np.asarray(want[2]), f"{scale:.6g} times dk {what}"),
    )


@law("orthonormal pairs: everything has a closed form", "info_nce_chunked", telling=True)
def orthonormal_pairs(rng: Rng) -> Trial:
    e = probes.frame(rng)[:N]
    lengths = rng.uniform(0.5, 2.0, size=(N, 1))
    # Softmax of a row: 1/z for each wrong key, e^(1/tau)/z for the right one.
    wrong = 1.0 / (N - 1 + np.exp(1.0 / TAU))
    others = e.sum(axis=0) - e
    want_q = wrong * others / (N * TAU * lengths)
    want_k = wrong * others / (N * TAU)
    loss = np.log1p((N - 1) * np.exp(-1.0 / TAU))
    inputs = {"q": lengths * e, "k": e.copy(), "tau": TAU, "chunk": CHUNK}

    def holds(results: list[Any]) -> str | None:
        return _same(results[0], (loss, want_q, want_k), "for orthonormal pairs", 1.0 / wrong)

    return Trial([_call(inputs)], holds)


@law("the same query N times: everything has a closed form", "info_nce_chunked", telling=True)
def one_query_for_all(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation(np.linspace(-0.6, 0.9, N) + rng.uniform(-0.05, 0.05, size=N))
    k = cosines[:, None] * e[0] + np.sqrt(1.0 - cosines**2)[:, None] * e[1 : N + 1]
    s = cosines / TAU
    p = np.exp(s) / np.exp(s).sum()
    pulled = p @ k - k  # the keys as the softmax weighs them, minus the right key
    want_q = (pulled - np.outer(pulled @ e[0], e[0])) / (N * TAU)
    want_k = ((N * p - 1.0) / (N * TAU))[:, None] * (e[0] - cosines[:, None] * k)
    loss = np.log(np.exp(s).sum()) - s.mean()
    inputs = {"q": np.repeat(e[:1], N, axis=0), "k": k, "tau": TAU, "chunk": CHUNK}

    def holds(results: list[Any]) -> str | None:
        return _same(results[0], (loss, want_q, want_k), "with N times the same query")

    return Trial([_call(inputs)], holds)


@law("when it is icy, only the hardest negative pushes", "info_nce_chunked")
def hardest_negative(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation(np.linspace(0.1, 1.0, N))[:, None]
    u = e[:N]
    # Key j resembles query j-1 and is at right angles to its own query j.
    v = cosines * np.roll(u, 1, axis=0) + np.sqrt(1.0 - cosines**2) * e[N]
    du = np.roll(v, -1, axis=0) - v
    dv = np.roll(u, 1, axis=0) - u
    want_q = du - u * (u * du).sum(axis=1, keepdims=True)
    want_k = dv - v * (v * dv).sum(axis=1, keepdims=True)

    def holds(results: list[Any]) -> str | None:
        loss, dq, dk = results[0]
        scale = N * ICY
        return first(
            near(loss * ICY, cosines.mean(), "the loss times tau, at tau = 1e-4"),
            near(dq * scale, want_q, "dq times N tau, at tau = 1e-4"),
            near(dk * scale, want_k, "dk times N tau, at tau = 1e-4"),
        )

    return Trial([_call({"q": u, "k": v, "tau": ICY, "chunk": CHUNK})], holds)


@law("the size of the chunks changes nothing", "info_nce_chunked")
def chunks_change_nothing(rng: Rng) -> Trial:
    inputs = _clouds(rng)
    sizes = (probes.ALL_ROWS, CHUNK)

    def holds(results: list[Any]) -> str | None:
        whole, parts = results
        if not whole[0] > 0.0:
            return f"the loss in one chunk: {whole[0]:.6g}, expected more than 0"
        return _same(parts, whole, f"in chunks of {CHUNK}")

    return Trial([_call({**inputs, "chunk": size}) for size in sizes], holds)


@law("pairs may change places, across the borders of chunks", "info_nce_chunked")
def pairs_change_places(rng: Rng) -> Trial:
    inputs = _clouds(rng)
    order = np.roll(np.arange(N), 1 + int(rng.integers(N - 1)))
    moved = {name: inputs[name][order] for name in ("q", "k")}

    def holds(results: list[Any]) -> str | None:
        (loss, dq, dk), other = results
        for name, slope in (("dq", dq), ("dk", dk)):
            if np.shape(slope) != (N, D):
                return f"{name}: shape {np.shape(slope)}, expected {(N, D)}"
        return _same(other, (loss, dq[order], dk[order]), "after moving pairs")

    return Trial([_call(inputs), _call({**inputs, **moved})], holds)


@law("no slope along the row itself", "info_nce_chunked")
def nothing_along_the_row(rng: Rng) -> Trial:
    given = _clouds(rng)
    return Trial(
        [_call(given)],
        lambda results: first(
            near((results[0][1] * given["q"]).sum(axis=1), np.zeros(N), "dq along q, row by row"),
            near((results[0][2] * given["k"]).sum(axis=1), np.zeros(N), "dk along k, row by row"),
        ),
    )


@law("both gradients are slopes of the loss", "info_nce_chunked")
def gradients_are_slopes(rng: Rng) -> Trial:
    inputs = _clouds(rng)
    moves = {name: probes.unit(rng.normal(size=(N, D))) for name in ("q", "k")}
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


@law("all embeddings equal: ln N, and nothing to learn", "info_nce_chunked")
def nothing_to_tell_apart(rng: Rng) -> Trial:
    same = np.repeat(rng.normal(size=(1, D)), N, axis=0)
    still = np.zeros((N, D))

    def holds(results: list[Any]) -> str | None:
        return _same(results[0], (np.log(N), still, still), "with all embeddings equal", 1.0)

    return Trial([_call({"q": same, "k": same.copy(), "tau": TAU, "chunk": CHUNK})], holds)
