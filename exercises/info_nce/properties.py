"""What holds for every right info_nce, whatever its code looks like."""

from __future__ import annotations

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, D, TAU, COLD = probes.N, probes.D, probes.TAU, probes.COLD
HOT = 1e6


def _call(inputs: Inputs) -> Call:
    return Call("info_nce", inputs)


def _cloud(rng: Rng, tau: float = TAU) -> Inputs:
    q, k = probes.clouds(rng, 1.0)
    return {"q": q, "k": k, "tau": tau}


@law("orthonormal pairs: ln(1 + (N-1) exp(-cos/tau))", "info_nce", telling=True)
def orthonormal_pairs(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosine = float(rng.uniform(0.3, 0.7))
    k = cosine * e[:N] + np.sqrt(1.0 - cosine**2) * e[N]
    q = probes.stretched(rng, e[:N], 0.5, 2.0)
    k = probes.stretched(rng, k, 0.5, 2.0)
    want = [float(np.log1p((N - 1) * np.exp(-cosine / tau))) for tau in (TAU, COLD)]
    return Trial(
        [_call({"q": q, "k": k, "tau": tau}) for tau in (TAU, COLD)],
        lambda results: first(
            near(results[0], want[0], f"pairs at cosine {cosine:.3f}, all else orthogonal"),
            near(results[1], want[1], "the same pairs at a lower temperature"),
        ),
    )


@law("the same query N times: lse of one row, minus its mean", "info_nce", telling=True)
def one_query_for_all(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation(np.linspace(-0.6, 0.9, N) + rng.uniform(-0.05, 0.05, size=N))
    k = cosines[:, None] * e[0] + np.sqrt(1.0 - cosines**2)[:, None] * e[1 : N + 1]
    q = np.outer(rng.uniform(0.5, 2.0, size=N), e[0])
    s = cosines / TAU
    want = float(np.log(np.exp(s).sum()) - s.mean())
    return Trial(
        [_call({"q": q, "k": k, "tau": TAU})],
        lambda results: near(results[0], want, "with N times the same query"),
    )


@law("every query prefers another key at tau = 1e-4: thousands of nats", "info_nce", telling=True)
def wrong_and_icy(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation([1.0, 0.8, 0.6, 0.4, 0.2])[:, None]
    k = cosines * np.roll(e[:N], 1, axis=0) + np.sqrt(1.0 - cosines**2) * e[N]
    want = float(cosines.mean()) / probes.ICY
    return Trial(
        [_call({"q": probes.stretched(rng, e[:N], 0.5, 2.0), "k": k, "tau": probes.ICY})],
        lambda results: near(results[0], want, "at tau = 1e-4, with pairs that do not match"),
    )


@law("all embeddings equal: ln N", "info_nce")
def nothing_to_tell_apart(rng: Rng) -> Trial:
    row = rng.normal(size=(1, D))
    same = np.repeat(row, N, axis=0)
    return Trial(
        [_call({"q": same, "k": same.copy(), "tau": COLD})],
        lambda results: near(results[0], np.log(N), "with all embeddings equal"),
    )


@law("a very high temperature: ln N", "info_nce", backends=["numpy"])
def infinite_temperature(rng: Rng) -> Trial:
    return Trial(
        [_call(_cloud(rng, HOT))],
        lambda results: near(results[0], np.log(N), "at tau = 1e6"),
    )


@law("multiplying embeddings by positive numbers changes nothing", "info_nce")
def lengths_do_not_matter(rng: Rng) -> Trial:
    given = _cloud(rng)
    longer = {
        "q": given["q"] * rng.uniform(0.2, 5.0, size=(N, 1)),
        "k": given["k"] * rng.uniform(0.2, 5.0, size=(N, 1)),
        "tau": TAU,
    }
    return Trial(
        [_call(given), _call(longer)],
        lambda results: near(results[1], results[0], "after stretching every embedding"),
    )


@law("rotating all embeddings, or reordering the pairs, changes nothing", "info_nce")
def rotated_and_reordered(rng: Rng) -> Trial:
    given = _cloud(rng)
    turn = probes.frame(rng)
    order = np.roll(rng.permutation(N), 1)
    rotated = {"q": given["q"] @ turn, "k": given["k"] @ turn, "tau": TAU}
    reordered = {"q": given["q"][order], "k": given["k"][order], "tau": TAU}
    return Trial(
        [_call(given), _call(rotated), _call(reordered)],
        lambda results: first(
            near(results[1], results[0], "after one rotation of all embeddings"),
            near(results[2], results[0], "after reordering the pairs"),
        ),
    )


@law("the loss is never negative", "info_nce")
def never_negative(rng: Rng) -> Trial:
    q = rng.normal(size=(N, D))
    inputs = [{"q": q, "k": q + 0.1 * rng.normal(size=(N, D)), "tau": TAU}, _cloud(rng)]

    def holds(results: list[float]) -> str | None:
        least = float(np.min(results))
        if not np.isfinite(least):
            return f"a loss of {least}, expected a finite number"
        return None if least > -1e-6 else f"a loss of {least:.6g}, expected none below 0"

    return Trial([_call(given) for given in inputs], holds)
