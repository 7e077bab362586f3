"""What holds for every right vicreg_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
TERMS = ("inv", "var", "cov")
DEFAULTS = {"lam": 25.0, "mu": 25.0, "nu": 1.0}


def _call(inputs: Inputs) -> Call:
    return Call("vicreg_loss", inputs)


def _terms(got: Any, want: Any, what: str) -> str | None:
    return first(*(near(got[term], want[term], f"{term} {what}") for term in TERMS))


def _total(got: Any, weights: Any) -> str | None:
    want = weights["lam"] * got["inv"] + weights["mu"] * got["var"] + weights["nu"] * got["cov"]
    return near(got["total"], want, "total, by your three terms and their weights")


def _known(rng: Rng, spread: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a view and its covariance, which is exact."""
    n, d = probes.BATCH
    x = rng.normal(size=(n, d))
    basis, _ = np.linalg.qr(x - x.mean(axis=0))
    mix = spread * (np.eye(d) + 0.4 * np.triu(rng.choice([-1.0, 1.0], size=(d, d)), 1))
    return np.sqrt(n - 1.0) * basis @ mix + rng.normal(size=d), mix.T @ mix


@law("views of a known covariance have known terms", "vicreg_loss", telling=True)
def a_known_covariance(rng: Rng) -> Trial:
    d = probes.BATCH[1]
    spreads = [rng.permutation(np.geomspace(0.2, 1.0, d)) for _ in range(2)]
    (za, one), (zb, other) = (_known(rng, spread) for spread in spreads)
    want = {"inv": ((za - zb) ** 2).mean(), "var": 0.0, "cov": 0.0}
    for c in (one, other):
        variance = np.diag(c)
        want["var"] += 0.5 * np.maximum(1.0 - np.sqrt(variance + 1e-4), 0.0).mean()
        want["cov"] += ((c**2).sum() - (variance**2).sum()) / d

    def holds(results: list[Any]) -> str | None:
        what = "of views of a known covariance"
        return _terms(results[0], want, what) or _total(results[0], DEFAULTS)

    return Trial([_call({"za": za, "zb": zb})], holds)


@law("weights weigh the terms in the total, and nothing else", "vicreg_loss")
def weights_only_weigh(rng: Rng) -> Trial:
    inputs = probes.views(rng)
    weights = {"lam": 10.0, "mu": 4.0, "nu": 2.0}

    def holds(results: list[Any]) -> str | None:
        before, after = results
        return first(
            _terms(after, before, "after changing the weights"),
            _total(before, DEFAULTS),
            _total(after, weights),
        )

    return Trial([_call(inputs), _call({**inputs, **weights})], holds)


@law("shifting a view changes agreement alone", "vicreg_loss")
def each_view_may_be_shifted(rng: Rng) -> Trial:
    inputs = probes.views(rng)
    shift = 4.0 * rng.choice([-1.0, 1.0], size=probes.BATCH[1])
    other = {"za": inputs["za"] + shift, "zb": inputs["zb"] - shift}
    want = ((other["za"] - other["zb"]) ** 2).mean()

    def holds(results: list[Any]) -> str | None:
        before, after = results
        what = "after shifting both views"
        return first(
            near(after["inv"], want, f"inv {what}"),
            near(after["var"], before["var"], f"var {what}"),
            near(after["cov"], before["cov"], f"cov {what}"),
        )

    return Trial([_call(inputs), _call(other)], holds)


@law("doubled views: four times inv, sixteen times cov, no spread missing", "vicreg_loss")
def powers_of_the_scale(rng: Rng) -> Trial:
    wide = {
        name: probes.standardised(rng, probes.BATCH) * rng.uniform(1.2, 1.8, probes.BATCH[1])
        for name in ("za", "zb")
    }
    doubled = {name: 2.0 * z for name, z in wide.items()}

    def holds(results: list[Any]) -> str | None:
        before, after = results
        if not before["cov"] > 1e-3 or not before["inv"] > 1e-3:
            return "inv and cov of two random views: expected more than 0"
        return first(
            near(after["inv"], 4.0 * before["inv"], "inv of doubled views"),
            near(after["cov"], 16.0 * before["cov"], "cov of doubled views"),
            near(before["var"], 0.0, "var of features with a spread above gamma"),
            near(after["var"], 0.0, "var of doubled views"),
        )

    return Trial([_call(wide), _call(doubled)], holds)


@law("views may be exchanged, rows and features reordered together", "vicreg_loss")
def views_rows_and_features_reordered(rng: Rng) -> Trial:
    inputs = probes.views(rng)
    n, d = probes.BATCH
    rows, columns = rng.permutation(n), rng.permutation(d)
    other = {
        "za": inputs["zb"][rows][:, columns],
        "zb": inputs["za"][rows][:, columns],
    }
    return Trial(
        [_call(inputs), _call(other)],
        lambda results: _terms(results[1], results[0], "after exchanging and reordering"),
    )
