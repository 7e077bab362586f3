"""What holds for every right mi_bound, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, BIG = probes.N, probes.BIG


def _call(scores: np.ndarray) -> Call:
    return Call("mi_bound", {"scores": scores})


@law("the right score higher by c: ln N - ln(1 + (N-1) exp(-c))", "mi_bound", telling=True)
def one_right_score(rng: Rng) -> Trial:
    gains = rng.uniform(0.5, 2.5, size=2)
    want = np.log([N, BIG]) - np.log1p(np.array([N - 1, BIG - 1]) * np.exp(-gains))
    return Trial(
        [_call(gains[0] * np.eye(N)), _call(gains[1] * np.eye(BIG))],
        lambda results: first(
            near(results[0], want[0], f"{N} pairs whose right score is higher by {gains[0]:.3f}"),
            near(results[1], want[1], f"{BIG} pairs whose right score is higher by {gains[1]:.3f}"),
        ),
    )


@law("scores that know only the key: no more than guessing", "mi_bound", telling=True)
def keys_alone(rng: Rng) -> Trial:
    liked = rng.permutation(np.linspace(-2.0, 2.0, N) + rng.uniform(-0.2, 0.2, size=N))
    want = float(np.log(N) - np.log(np.exp(liked).sum()) + liked.mean())
    return Trial(
        [_call(np.repeat(liked[None, :], N, axis=0))],
        lambda results: near(results[0], want, "with the same row of scores N times"),
    )


@law("certain and wrong: thousands of nats below 0", "mi_bound", telling=True)
def certainly_wrong_costs(rng: Rng) -> Trial:
    gaps = rng.permutation(np.linspace(1000.0, 3000.0, N))
    scores = np.roll(np.diag(gaps), 1, axis=1)  # row i prefers another key by gaps[i]
    want = float(np.log(N) - gaps.mean())
    return Trial(
        [_call(scores)],
        lambda results: near(results[0], want, "with wrong scores of thousands"),
    )


@law("a perfect critic: ln N", "mi_bound")
def perfect_critic_reaches_the_ceiling(rng: Rng) -> Trial:
    return Trial(
        [_call(1e3 * np.eye(N)), _call(1e3 * np.eye(BIG))],
        lambda results: first(
            near(results[0], np.log(N), f"a perfect critic and {N} pairs"),
            near(results[1], np.log(BIG), f"a perfect critic and {BIG} pairs"),
        ),
    )


@law("correlated Gaussians with 23 nats: the bound stays below ln N", "mi_bound")
def twenty_nats_do_not_fit(rng: Rng) -> Trial:
    # The true information is -(d/2) ln(1 - rho^2) = 23.3 nats; the critic is the optimal one.
    d, rho = 20, 0.95
    x = rng.normal(size=(BIG, d))
    y = rho * x + np.sqrt(1.0 - rho**2) * rng.normal(size=(BIG, d))
    error = ((y[None, :, :] - rho * x[:, None, :]) ** 2).sum(axis=-1)
    scores = (y**2).sum(axis=-1)[None, :] / 2.0 - error / (2.0 * (1.0 - rho**2))

    def holds(results: list[Any]) -> str | None:
        bound, ceiling = float(results[0]), float(np.log(BIG))
        if ceiling - 0.5 < bound <= ceiling + 1e-5:
            return None
        return f"a bound of {bound:.6g} nats from {BIG} pairs, expected just below {ceiling:.6g}"

    return Trial([_call(scores)], holds)


@law("adding a number to a row changes nothing", "mi_bound")
def a_query_may_shift_its_row(rng: Rng) -> Trial:
    scores = np.round(probes.scored(rng, N, 2.0) * 64.0) / 64.0
    offset = 256.0 * rng.permutation([-2.0, -1.0, 0.0, 1.0, 3.0])[:, None]
    return Trial(
        [_call(scores), _call(scores + offset)],
        lambda results: near(results[1], results[0], "after adding hundreds to every row"),
    )


@law("reordering the pairs changes nothing", "mi_bound")
def reordered_pairs(rng: Rng) -> Trial:
    scores = probes.scored(rng, N, 2.0)
    order = np.roll(rng.permutation(N), 1)
    return Trial(
        [_call(scores), _call(scores[order][:, order])],
        lambda results: near(results[1], results[0], "after reordering the pairs"),
    )
