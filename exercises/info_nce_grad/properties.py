"""What holds for every right info_nce_grad, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, D, TAU, COLD, ICY = probes.N, probes.D, probes.TAU, probes.COLD, probes.ICY


def _call(inputs: Inputs) -> Call:
    return Call("info_nce_grad", inputs)


def _cloud(rng: Rng) -> Inputs:
    q, k = probes.clouds(rng, 1.0)
    return {"q": probes.stretched(rng, q, 0.5, 2.0), "k": k, "tau": TAU}


@law("orthonormal pairs: every slope has a closed form", "info_nce_grad", telling=True)
def orthonormal_pairs(rng: Rng) -> Trial:
    e = probes.frame(rng)[:N]
    lengths = rng.uniform(0.5, 2.0, size=(N, 1))
    # Softmax of a row: 1/z for each wrong key, e^(1/tau)/z for the right one.
    wrong = 1.0 / (N - 1 + np.exp(1.0 / TAU))
    others = e.sum(axis=0) - e
    want_q = wrong * others / (N * TAU * lengths)
    want_k = wrong * others / (N * TAU)
    want_tau = (N - 1) * wrong / TAU**2
    inputs = {"q": lengths * e, "k": e.copy(), "tau": TAU}

    def holds(results: list[Any]) -> str | None:
        dq, dk, dtau = results[0]
        return first(
            near(dq / wrong, want_q / wrong, "dq for orthonormal pairs, over the wrong share"),
            near(dk / wrong, want_k / wrong, "dk for orthonormal pairs, over the wrong share"),
            near(dtau, want_tau, "dtau for orthonormal pairs"),
        )

    return Trial([_call(inputs)], holds)


@law("the same query N times: every slope has a closed form", "info_nce_grad", telling=True)
def one_query_for_all(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation(np.linspace(-0.6, 0.9, N) + rng.uniform(-0.05, 0.05, size=N))
    k = cosines[:, None] * e[0] + np.sqrt(1.0 - cosines**2)[:, None] * e[1 : N + 1]
    s = cosines / TAU
    p = np.exp(s) / np.exp(s).sum()
    pulled = p @ k - k  # the keys as the softmax weighs them, minus the right key
    want_q = (pulled - np.outer(pulled @ e[0], e[0])) / (N * TAU)
    want_k = ((N * p - 1.0) / (N * TAU))[:, None] * (e[0] - cosines[:, None] * k)
    want_tau = -(p @ s - s.mean()) / TAU
    inputs = {"q": np.repeat(e[:1], N, axis=0), "k": k, "tau": TAU}

    def holds(results: list[Any]) -> str | None:
        dq, dk, dtau = results[0]
        return first(
            near(dq, want_q, "dq with N times the same query"),
            near(dk, want_k, "dk with N times the same query"),
            near(dtau, want_tau, "dtau with N times the same query"),
        )

    return Trial([_call(inputs)], holds)


@law("when it is icy, only the hardest negative pushes", "info_nce_grad", telling=True)
def hardest_negative(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation([1.0, 0.8, 0.6, 0.4, 0.2])[:, None]
    u = e[:N]
    # Key j resembles query j-1 and is at right angles to its own query j.
    v = cosines * np.roll(u, 1, axis=0) + np.sqrt(1.0 - cosines**2) * e[N]
    lengths = rng.uniform(0.5, 2.0, size=(N, 1))
    du = np.roll(v, -1, axis=0) - v
    dv = np.roll(u, 1, axis=0) - u
    want_q = (du - u * (u * du).sum(axis=1, keepdims=True)) / lengths
    want_k = dv - v * (v * dv).sum(axis=1, keepdims=True)
    scale = N * ICY

    def holds(results: list[Any]) -> str | None:
        dq, dk, dtau = results[0]
        return first(
            near(dq * scale, want_q, "dq times N tau, at tau = 1e-4"),
            near(dk * scale, want_k, "dk times N tau, at tau = 1e-4"),
            near(dtau * ICY**2, -float(cosines.mean()), "dtau times tau squared, at tau = 1e-4"),
        )

    return Trial([_call({"q": lengths * u, "k": v, "tau": ICY})], holds)


@law("no slope along the row itself", "info_nce_grad")
def nothing_along_the_row(rng: Rng) -> Trial:
    given = _cloud(rng)
    return Trial(
        [_call(given)],
        lambda results: first(
            near((results[0][0] * given["q"]).sum(axis=1), np.zeros(N), "dq along q, row by row"),
            near((results[0][1] * given["k"]).sum(axis=1), np.zeros(N), "dk along k, row by row"),
        ),
    )


@law("rows twice as long have half the slope", "info_nce_grad")
def long_rows_turn_slower(rng: Rng) -> Trial:
    given = _cloud(rng)
    longer = {**given, "k": 2.0 * given["k"]}
    return Trial(
        [_call(given), _call(longer)],
        lambda results: first(
            near(results[1][0], results[0][0], "dq, after doubling k"),
            near(2.0 * results[1][1], results[0][1], "twice dk, after doubling k"),
            near(results[1][2], results[0][2], "dtau, after doubling k"),
        ),
    )


@law("the slopes rotate and reorder with the rows", "info_nce_grad")
def rotates_with_the_rows(rng: Rng) -> Trial:
    given = _cloud(rng)
    turn = probes.frame(rng)
    order = np.roll(rng.permutation(N), 1)
    moved = {"q": (given["q"] @ turn)[order], "k": (given["k"] @ turn)[order], "tau": TAU}
    return Trial(
        [_call(given), _call(moved)],
        lambda results: first(
            near(results[1][0], (results[0][0] @ turn)[order], "dq, after rotating"),
            near(results[1][1], (results[0][1] @ turn)[order], "dk, after rotating"),
            near(results[1][2], results[0][2], "dtau, after rotating"),
        ),
    )


@law("all embeddings equal: nothing to learn", "info_nce_grad")
def nothing_to_learn(rng: Rng) -> Trial:
    same = np.repeat(rng.normal(size=(1, D)), N, axis=0)
    return Trial(
        [_call({"q": same, "k": same.copy(), "tau": COLD})],
        lambda results: first(
            near(results[0][0], np.zeros((N, D)), "dq with all embeddings equal"),
            near(results[0][1], np.zeros((N, D)), "dk with all embeddings equal"),
            near(results[0][2], 0.0, "dtau with all embeddings equal", tolerance=2e-4),
        ),
    )
