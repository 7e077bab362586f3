"""What holds for every right cosine_similarity and its vjp, whatever their code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, M, D = probes.N, probes.M, probes.D
STEP = 0.02


def _angles(rng: Rng, count: int) -> np.ndarray:
    """Angles all around the circle, no two of them close."""
    even = 2 * np.pi * (np.arange(count) + rng.uniform(-0.2, 0.2, size=count)) / count
    return np.asarray(rng.permutation(even + rng.uniform(0, 2 * np.pi)))


@law("in a plane: the cosine of the angle between the rows", "cosine_similarity", telling=True)
def known_angles(rng: Rng) -> Trial:
    e = probes.frame(rng)[:2]
    alpha, beta = _angles(rng, N), _angles(rng, M)
    a = np.stack([np.cos(alpha), np.sin(alpha)], axis=1) @ e
    b = np.stack([np.cos(beta), np.sin(beta)], axis=1) @ e
    inputs = {"a": probes.stretched(rng, a, 0.3, 4.0), "b": probes.stretched(rng, b, 0.3, 4.0)}
    want = np.cos(alpha[:, None] - beta[None, :])
    return Trial(
        [Call("cosine_similarity", inputs)],
        lambda results: near(results[0], want, "rows at known angles"),
    )


@law("a row with any multiple of itself: 1 or -1", "cosine_similarity", telling=True)
def with_itself(rng: Rng) -> Trial:
    a = probes.stretched(rng, rng.normal(size=(N, D)), 0.3, 4.0)
    factor = rng.permutation([2.0, -3.0, 0.5])
    return Trial(
        [Call("cosine_similarity", {"a": a, "b": a[:M] * factor[:, None]})],
        lambda results: near(np.diagonal(results[0]), np.sign(factor), "rows with their multiples"),
    )


@law("multiplying rows by positive numbers changes nothing", "cosine_similarity")
def only_direction_counts(rng: Rng) -> Trial:
    inputs = probes.two_clouds(rng, 0.5, 2.0)
    longer = {
        "a": inputs["a"] * rng.uniform(0.2, 5.0, size=(N, 1)),
        "b": inputs["b"] * rng.uniform(0.2, 5.0, size=(M, 1)),
    }
    return Trial(
        [Call("cosine_similarity", inputs), Call("cosine_similarity", longer)],
        lambda results: near(results[1], results[0], "after stretching every row"),
    )


@law("rotating all rows changes nothing; swapping a and b transposes", "cosine_similarity")
def rotated_and_transposed(rng: Rng) -> Trial:
    inputs = probes.two_clouds(rng, 0.5, 2.0)
    turn = probes.frame(rng)
    rotated = {"a": inputs["a"] @ turn, "b": inputs["b"] @ turn}
    # In the shapes of before, so that JAX need not compile anew: the rows of b, and one of a.
    swapped = {"a": np.concatenate([inputs["b"], inputs["a"][M:]]), "b": inputs["a"][:M]}
    return Trial(
        [Call("cosine_similarity", given) for given in (inputs, rotated, swapped)],
        lambda results: first(
            near(results[1], results[0], "after one rotation of all rows"),
            near(results[2][:M], np.asarray(results[0])[:M].T, "after swapping a and b"),
        ),
    )


@law("no cosine is beyond 1", "cosine_similarity")
def never_beyond_one(rng: Rng) -> Trial:
    a = rng.normal(size=(N, D)) * 3.0

    def holds(results: list[Any]) -> str | None:
        largest = float(np.max(np.abs(results[0])))
        return None if largest <= 1.0 + 1e-5 else f"a cosine of {largest:.6g}, expected at most 1"

    return Trial([Call("cosine_similarity", {"a": a, "b": a[:M] + 0.1})], holds)


@law("in a plane: slopes are minus the sine, across the row", "cosine_similarity_vjp", telling=True)
def known_slopes(rng: Rng) -> Trial:
    e = probes.frame(rng)[:2]
    alpha, beta = _angles(rng, N), _angles(rng, M)
    length_a, length_b = rng.uniform(0.4, 3.0, size=(N, 1)), rng.uniform(0.4, 3.0, size=(M, 1))
    a = length_a * (np.stack([np.cos(alpha), np.sin(alpha)], axis=1) @ e)
    b = length_b * (np.stack([np.cos(beta), np.sin(beta)], axis=1) @ e)
    across_a = np.stack([-np.sin(alpha), np.cos(alpha)], axis=1) @ e
    across_b = np.stack([-np.sin(beta), np.cos(beta)], axis=1) @ e
    inputs = probes.with_cotangent(rng, {"a": a, "b": b})
    turn = -np.sin(alpha[:, None] - beta[None, :]) * inputs["G"]
    want_a = turn.sum(axis=1)[:, None] * across_a / length_a
    want_b = -turn.sum(axis=0)[:, None] * across_b / length_b
    return Trial(
        [Call("cosine_similarity_vjp", inputs)],
        lambda results: first(
            near(results[0][0], want_a, "da for rows at known angles"),
            near(results[0][1], want_b, "db for rows at known angles"),
        ),
    )


@law("they are the slopes of your own cosine_similarity", "cosine_similarity_vjp")
def slope_of_your_own(rng: Rng) -> Trial:
    inputs = probes.with_cotangent(rng, probes.two_clouds(rng, 1.0, 3.0))
    a, b, weights = inputs["a"], inputs["b"], inputs["G"]
    u, w = rng.normal(size=a.shape), rng.normal(size=b.shape)
    steps = (STEP, -STEP, STEP / 2, -STEP / 2)
    calls = [Call("cosine_similarity", {"a": a + h * u, "b": b + h * w}) for h in steps]

    def holds(results: list[Any]) -> str | None:
        f = [float((weights * s).sum()) for s in results[1:]]
        coarse, fine = (f[0] - f[1]) / (2 * STEP), (f[2] - f[3]) / STEP
        measured = (4 * fine - coarse) / 3
        claimed = float((results[0][0] * u).sum() + (results[0][1] * w).sum())
        return near(claimed, measured, "slope along a random direction", tolerance=2e-3)

    return Trial([Call("cosine_similarity_vjp", inputs), *calls], holds)


@law("no slope along the row itself", "cosine_similarity_vjp")
def nothing_along_the_row(rng: Rng) -> Trial:
    inputs = probes.with_cotangent(rng, probes.two_clouds(rng, 0.5, 2.0))
    return Trial(
        [Call("cosine_similarity_vjp", inputs)],
        lambda results: first(
            near((results[0][0] * inputs["a"]).sum(axis=1), np.zeros(N), "da along a, row by row"),
            near((results[0][1] * inputs["b"]).sum(axis=1), np.zeros(M), "db along b, row by row"),
        ),
    )


@law("rows twice as long have half the slope", "cosine_similarity_vjp")
def long_rows_turn_slower(rng: Rng) -> Trial:
    inputs = probes.with_cotangent(rng, probes.two_clouds(rng, 0.5, 2.0))
    longer = {**inputs, "a": 2.0 * inputs["a"]}
    return Trial(
        [Call("cosine_similarity_vjp", inputs), Call("cosine_similarity_vjp", longer)],
        lambda results: first(
            near(2.0 * results[1][0], results[0][0], "twice da, after doubling a"),
            near(results[1][1], results[0][1], "db, after doubling a"),
        ),
    )
