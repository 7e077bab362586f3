"""What holds for every right nt_xent, whatever its code looks like."""

from __future__ import annotations

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
N, D, COLD, HOT, ICY = probes.N, probes.D, probes.COLD, probes.HOT, probes.ICY
HOTTEST = 1e6


def _call(inputs: Inputs) -> Call:
    return Call("nt_xent", inputs)


def _pool(rng: Rng, tau: float = HOT) -> Inputs:
    z1, z2 = probes.views(rng, 1.0)
    return {"z1": z1, "z2": z2, "tau": tau}


@law("orthogonal pairs: ln(1 + (2N-2) exp(-cos/tau))", "nt_xent", telling=True)
def orthogonal_pairs(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosine = float(rng.uniform(0.3, 0.7))
    z2 = cosine * e[:N] + np.sqrt(1.0 - cosine**2) * e[N : 2 * N]
    z1 = probes.stretched(rng, e[:N], 0.5, 2.0)
    want = [float(np.log1p((2 * N - 2) * np.exp(-cosine / tau))) for tau in (HOT, COLD)]
    return Trial(
        [_call({"z1": z1, "z2": z2, "tau": tau}) for tau in (HOT, COLD)],
        lambda results: first(
            near(results[0], want[0], f"pairs at cosine {cosine:.3f}, all else orthogonal"),
            near(results[1], want[1], "the same pairs at a lower temperature"),
        ),
    )


@law("one view collapsed, the other spread: two different halves", "nt_xent", telling=True)
def one_view_collapsed(rng: Rng) -> Trial:
    e = probes.frame(rng)
    z1 = np.outer(rng.uniform(0.5, 2.0, size=N), e[0])
    z2 = probes.stretched(rng, e[1 : N + 1], 0.5, 2.0)
    # From view 1: N-1 twins at cosine 1, N orthogonal rows. From view 2: all orthogonal.
    collapsed = np.log((N - 1) * np.exp(1.0 / HOT) + N)
    want = float((collapsed + np.log(2 * N - 1)) / 2)
    return Trial(
        [_call({"z1": z1, "z2": z2, "tau": HOT})],
        lambda results: near(results[0], want, "with one view collapsed to a single direction"),
    )


@law("every row prefers a stranger at tau = 1e-4: thousands of nats", "nt_xent", telling=True)
def wrong_and_icy(rng: Rng) -> Trial:
    e = probes.frame(rng)
    cosines = rng.permutation([1.0, 0.8, 0.6, 0.4])[:, None]
    z2 = cosines * np.roll(e[:N], 1, axis=0) + np.sqrt(1.0 - cosines**2) * e[N : 2 * N]
    want = float(cosines.mean()) / ICY
    return Trial(
        [_call({"z1": probes.stretched(rng, e[:N], 0.5, 2.0), "z2": z2, "tau": ICY})],
        lambda results: near(results[0], want, "at tau = 1e-4, with pairs that do not match"),
    )


@law("all embeddings equal: ln(2N - 1)", "nt_xent")
def nothing_to_tell_apart(rng: Rng) -> Trial:
    same = np.repeat(rng.normal(size=(1, D)), N, axis=0)
    return Trial(
        [_call({"z1": same, "z2": same.copy(), "tau": COLD})],
        lambda results: near(results[0], np.log(2 * N - 1), "with all embeddings equal"),
    )


@law("a very high temperature: ln(2N - 1)", "nt_xent", backends=["numpy"])
def infinite_temperature(rng: Rng) -> Trial:
    return Trial(
        [_call(_pool(rng, HOTTEST))],
        lambda results: near(results[0], np.log(2 * N - 1), "at tau = 1e6"),
    )


@law("swapping the views changes nothing", "nt_xent")
def views_swapped(rng: Rng) -> Trial:
    given = _pool(rng)
    swapped = {"z1": given["z2"], "z2": given["z1"], "tau": HOT}
    return Trial(
        [_call(given), _call(swapped)],
        lambda results: near(results[1], results[0], "after swapping the views"),
    )


@law("multiplying embeddings by positive numbers changes nothing", "nt_xent")
def lengths_do_not_matter(rng: Rng) -> Trial:
    given = _pool(rng)
    longer = {
        "z1": given["z1"] * rng.uniform(0.2, 5.0, size=(N, 1)),
        "z2": given["z2"] * rng.uniform(0.2, 5.0, size=(N, 1)),
        "tau": HOT,
    }
    return Trial(
        [_call(given), _call(longer)],
        lambda results: near(results[1], results[0], "after stretching every embedding"),
    )


@law("rotating all embeddings, or reordering the pairs, changes nothing", "nt_xent")
def rotated_and_reordered(rng: Rng) -> Trial:
    given = _pool(rng)
    turn = probes.frame(rng)
    order = np.roll(rng.permutation(N), 1)
    rotated = {"z1": given["z1"] @ turn, "z2": given["z2"] @ turn, "tau": HOT}
    reordered = {"z1": given["z1"][order], "z2": given["z2"][order], "tau": HOT}
    return Trial(
        [_call(given), _call(rotated), _call(reordered)],
        lambda results: first(
            near(results[1], results[0], "after one rotation of all embeddings"),
            near(results[2], results[0], "after reordering the pairs"),
        ),
    )


@law("the loss is never negative", "nt_xent")
def never_negative(rng: Rng) -> Trial:
    z1 = rng.normal(size=(N, D))
    near_copies = {"z1": z1, "z2": z1 + 0.1 * rng.normal(size=(N, D)), "tau": COLD}

    def holds(results: list[float]) -> str | None:
        least = float(np.min(results))
        if not np.isfinite(least):
            return f"a loss of {least}, expected a finite number"
        return None if least > -1e-6 else f"a loss of {least:.6g}, expected none below 0"

    return Trial([_call(near_copies), _call(_pool(rng))], holds)
