"""What holds for every right collapse_report, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
B, K, D = probes.B, probes.K, probes.D
ANSWERS = ("mean_entropy", "entropy_of_mean", "kl_spread")
EMBEDDINGS = ("std_mean", "effective_rank")


def _call(inputs: Inputs) -> Call:
    return Call("collapse_report", inputs)


def _same(results: list[Any], names: tuple[str, ...], what: str, tolerance: float) -> str | None:
    before, after = results[:2]
    return first(*(near(after[n], before[n], f"{n} {what}", tolerance=tolerance) for n in names))


def _cloud(rng: Rng, sigma: np.ndarray) -> np.ndarray:
    """Return centred embeddings with the given singular values."""
    raw = rng.normal(size=(B, D))
    left = np.linalg.qr(raw - raw.mean(axis=0))[0]
    right = np.linalg.qr(rng.normal(size=(D, D)))[0]
    return np.asarray(left * sigma @ right.T)


@law("sure answers: 0 each, and together the entropy of their counts", "collapse_report")
def sure_answers(rng: Rng) -> Trial:
    counts = rng.permutation([1, 2, 5])
    inputs = probes.batch(rng)
    label = rng.permutation(np.repeat(rng.permutation(K)[:3], counts))
    inputs["logits"] = np.zeros((B, K))
    inputs["logits"][np.arange(B), label] = 100.0
    share = counts / B
    entropy = float(-(share * np.log(share)).sum())

    def holds(results: list[Any]) -> str | None:
        report, what = results[0], "where every answer is sure"
        return first(
            near(report["mean_entropy"], 0.0, f"mean_entropy {what}"),
            near(report["entropy_of_mean"], entropy, f"entropy_of_mean {what}"),
            near(report["kl_spread"], entropy, f"kl_spread {what}"),
        )

    return Trial([_call(inputs)], holds)


@law("singular values that are known", "collapse_report", telling=True)
def known_spectrum(rng: Rng) -> Trial:
    levels = (np.array([4.0, 2.0, 1.0, 1.0]), np.array([3.0, 3.0, 0.0, 0.0]))
    inputs = [{**probes.batch(rng), "z": _cloud(rng, s) + 0.5} for s in levels]
    # Shares 1/2, 1/4, 1/8, 1/8: entropy 7/4 ln 2. Shares 1/2, 1/2: two directions.
    want = (2.0**1.75, 2.0)

    def holds(results: list[Any]) -> str | None:
        return first(
            near(results[0]["effective_rank"], want[0], "effective_rank of shares 1/2 1/4 1/8 1/8"),
            near(results[1]["effective_rank"], want[1], "effective_rank of two equal directions"),
        )

    return Trial([_call(given) for given in inputs], holds)


@law("two kinds of answers, half and half", "collapse_report", telling=True)
def half_and_half(rng: Rng) -> Trial:
    p, q = rng.dirichlet(np.full(K, 2.0), size=2)
    inputs = probes.batch(rng)
    inputs["logits"] = np.log(np.where(np.arange(B)[:, None] % 2 == 0, p, q))
    mixed = (p + q) / 2
    single = -((p * np.log(p)).sum() + (q * np.log(q)).sum()) / 2
    together = -(mixed * np.log(mixed)).sum()

    def holds(results: list[Any]) -> str | None:
        report, what = results[0], "of two kinds of answers"
        return first(
            near(report["mean_entropy"], single, f"mean_entropy {what}"),
            near(report["entropy_of_mean"], together, f"entropy_of_mean {what}"),
            near(report["kl_spread"], together - single, f"kl_spread {what}"),
        )

    return Trial([_call(inputs)], holds)


@law("answers that are all alike have no spread", "collapse_report")
def all_alike(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    same = {**inputs, "logits": np.repeat(rng.normal(size=(1, K)), B, axis=0)}
    flat = {**inputs, "logits": np.repeat(rng.normal(size=(B, 1)), K, axis=1)}

    def holds(results: list[Any]) -> str | None:
        alike, uniform = results
        return first(
            near(alike["kl_spread"], 0.0, "kl_spread of answers that are all alike"),
            near(alike["entropy_of_mean"], alike["mean_entropy"], "entropy_of_mean of such"),
            near(uniform["mean_entropy"], np.log(K), "mean_entropy of uniform answers"),
            near(uniform["entropy_of_mean"], np.log(K), "entropy_of_mean of uniform answers"),
        )

    return Trial([_call(same), _call(flat)], holds)


@law("no more than ln K, and a spread that is never negative", "collapse_report")
def within_bounds(rng: Rng) -> Trial:
    def holds(results: list[Any]) -> str | None:
        for report in results:
            single, together = report["mean_entropy"], report["entropy_of_mean"]
            if not -1e-5 <= single <= together + 1e-5 <= np.log(K) + 2e-5:
                return (
                    f"mean_entropy {single:.6g} and entropy_of_mean {together:.6g}, expected "
                    f"0 <= mean_entropy <= entropy_of_mean <= ln K"
                )
            if not 0.99999 <= report["effective_rank"] <= D + 1e-4:
                return f"effective_rank: {report['effective_rank']:.6g}, expected 1 to {D}"
        return first(
            *(
                near(r["kl_spread"], r["entropy_of_mean"] - r["mean_entropy"], "kl_spread")
                for r in results
            )
        )

    return Trial([_call(probes.batch(rng)) for _ in range(2)], holds)


@law("one axis each, both ways: a standard deviation of 1 / sqrt(D)", "collapse_report")
def both_ways_along_the_axes(rng: Rng) -> Trial:
    axes = np.concatenate([np.eye(D), -np.eye(D)]) * rng.uniform(0.3, 3.0, size=(B, 1))
    turn = np.linalg.qr(rng.normal(size=(D, D)))[0]
    inputs = [{**probes.batch(rng), "z": z} for z in (axes, axes @ turn)]

    def holds(results: list[Any]) -> str | None:
        straight, turned = (report["std_mean"] for report in results)
        return first(
            near(straight, D**-0.5, "std_mean of unit steps along the axes"),
            near(turned, D**-0.5, "std_mean of the same, turned"),
        )

    return Trial([_call(given) for given in inputs], holds)


@law("constant embeddings: no standard deviation, no rank", "collapse_report")
def constant_embeddings(rng: Rng) -> Trial:
    z = np.repeat(rng.uniform(0.5, 2.0, size=(1, D)), B, axis=0)

    def holds(results: list[Any]) -> str | None:
        return first(
            near(results[0]["std_mean"], 0.0, "std_mean of constant embeddings"),
            near(results[0]["effective_rank"], 0.0, "effective_rank of constant embeddings"),
        )

    return Trial([_call({**probes.batch(rng), "z": z})], holds)


@law("adding a constant to a row of logits changes nothing", "collapse_report")
def logits_shift(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    inputs["logits"] = probes.on_grid(inputs["logits"])
    offset = np.round(rng.permutation(np.linspace(-512.0, 512.0, B)))[:, None]
    moved = {**inputs, "logits": inputs["logits"] + offset}
    return Trial(
        [_call(inputs), _call(moved)],
        lambda results: _same(results, ANSWERS, "after adding constants to rows", 2e-4),
    )


@law("the rank ignores place, size and direction; the deviation ignores lengths", "collapse_report")
def what_does_not_count(rng: Rng) -> Trial:
    inputs = probes.batch(rng)
    turn = np.linalg.qr(rng.normal(size=(D, D)))[0]
    moved = {**inputs, "z": 7.0 * inputs["z"] @ turn + rng.normal(size=D)}
    longer = {**inputs, "z": inputs["z"] * rng.uniform(0.3, 3.0, size=(B, 1))}

    def holds(results: list[Any]) -> str | None:
        what = "after moving, turning and stretching the cloud"
        return first(
            _same(results, ("effective_rank",), what, 5e-5),
            _same([results[0], results[2]], ("std_mean",), "after stretching each row", 5e-5),
        )

    return Trial([_call(given) for given in (inputs, moved, longer)], holds)


@law("every image twice: the same report", "collapse_report")
def every_image_twice(rng: Rng) -> Trial:
    half = {name: value[: B // 2] for name, value in probes.batch(rng).items()}
    twice = {name: np.concatenate([value, value]) for name, value in half.items()}
    return Trial(
        [_call(half), _call(twice)],
        lambda results: _same(results, ANSWERS + EMBEDDINGS, "with every image twice", 5e-5),
    )
