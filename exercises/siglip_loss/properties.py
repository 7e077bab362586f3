"""What holds for every right siglip_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
STEP = 1.0 / 32.0  # a difference of fourth order errs by about STEP**4, float32 noise less
OFFSETS = (1.0, -1.0, 2.0, -2.0)
OUTPUTS = ("the loss", "dimg", "dtxt", "dt_prime", "dbias")


def _call(inputs: Inputs) -> Call:
    return Call("siglip_loss", inputs)


def _softplus(x: Any) -> Any:
    return np.logaddexp(0.0, x)


def _sigmoid(x: Any) -> Any:
    return np.exp(-np.logaddexp(0.0, -x))


def _all(got: Any, want: Any, what: str, tolerance: float = 2e-5) -> str | None:
    return first(
        *(
            near(g, w, f"{name} {what}", tolerance=tolerance)
            for name, g, w in zip(OUTPUTS, got, want, strict=True)
        )
    )


@law("orthonormal pairs have a closed form", "siglip_loss", telling=True)
def orthonormal_pairs(rng: Rng) -> Trial:
    n = probes.BATCH[1]
    basis, _ = np.linalg.qr(rng.normal(size=(n, n)))
    t_prime, bias = rng.uniform(0.5, 1.5), rng.uniform(-2.0, -0.5)
    scale = np.exp(t_prime)
    no = _sigmoid(bias)  # how sure the model is of a pair that does not belong together
    pulled = scale * no / n * (basis.sum(axis=0) - basis)
    want = (
        _softplus(-scale - bias) + (n - 1) * _softplus(bias),
        pulled,
        pulled,
        -scale * _sigmoid(-scale - bias),
        (n - 1) * no - _sigmoid(-scale - bias),
    )
    given = {"img": basis, "txt": basis.copy(), "t_prime": t_prime, "bias": bias}
    return Trial([_call(given)], lambda results: _all(results[0], want, "of orthonormal pairs"))


@law("no pair knows of another one", "siglip_loss", telling=True)
def no_pair_knows_another(rng: Rng) -> Trial:
    inputs = probes.pairs(rng, rng.uniform(0.5, 1.5), rng.uniform(-1.0, 0.5))
    n, d = probes.BATCH
    i, j = (int(k) for k in rng.choice(n, size=2, replace=False))
    images, texts = probes.rows(rng, (2, d)), probes.rows(rng, (2, d))
    images[1], texts[1] = -images[0], -texts[0]  # so that there is something to see
    scale = np.exp(inputs["t_prime"])
    z = scale * probes.unit(images) @ probes.unit(texts).T + inputs["bias"]
    cost = _softplus(z)
    want = (cost[0, 0] - cost[0, 1] - cost[1, 0] + cost[1, 1]) / n

    def replaced(a: int, b: int) -> Call:
        img, txt = inputs["img"].copy(), inputs["txt"].copy()
        img[i], txt[j] = images[a], texts[b]
        return _call({**inputs, "img": img, "txt": txt})

    def holds(results: list[Any]) -> str | None:
        (one, *_), (two, *_), (three, *_), (four, *_) = results
        return near(one - two - three + four, want, "what only one image and one text share")

    return Trial([replaced(a, b) for a in (0, 1) for b in (0, 1)], holds)


@law("with a hopeless bias only the true pairs cost, and linearly", "siglip_loss", telling=True)
def a_hopeless_bias(rng: Rng) -> Trial:
    bias = -float(rng.integers(900, 1100))
    inputs = probes.pairs(rng, rng.uniform(0.5, 1.5), bias)
    u, v = probes.unit(inputs["img"]), probes.unit(inputs["txt"])
    similar = np.exp(inputs["t_prime"]) * (u * v).sum(axis=1).mean()

    def holds(results: list[Any]) -> str | None:
        loss, _, _, dt_prime, dbias = results[0]
        return first(
            near(loss, -similar - bias, "the loss"),
            near(dt_prime, -similar, "dt_prime"),
            near(dbias, -1.0, "dbias"),
        )

    return Trial([_call(inputs)], holds)


@law("images and texts may be exchanged, with their gradients", "siglip_loss")
def images_and_texts_exchanged(rng: Rng) -> Trial:
    inputs = probes.pairs(rng, rng.uniform(0.5, 1.5), rng.uniform(-2.0, -0.5))
    other = {**inputs, "img": inputs["txt"], "txt": inputs["img"]}

    def holds(results: list[Any]) -> str | None:
        (loss, dimg, dtxt, dt_prime, dbias), exchanged = results
        return _all(exchanged, (loss, dtxt, dimg, dt_prime, dbias), "after exchanging both")

    return Trial([_call(inputs), _call(other)], holds)


@law("lengths do not matter, and longer rows turn more slowly", "siglip_loss")
def lengths_do_not_matter(rng: Rng) -> Trial:
    inputs = probes.pairs(rng, rng.uniform(0.5, 1.5), rng.uniform(-2.0, -0.5))
    n = probes.BATCH[0]
    a, b = rng.uniform(0.5, 2.0, size=(2, n, 1))
    other = {**inputs, "img": inputs["img"] * a, "txt": inputs["txt"] * b}

    def holds(results: list[Any]) -> str | None:
        (loss, dimg, dtxt, dt_prime, dbias), scaled = results
        if np.shape(dimg) != probes.BATCH or np.shape(dtxt) != probes.BATCH:
            return f"dimg and dtxt: expected the shape {probes.BATCH}"
        want = (loss, np.asarray(dimg) / a, np.asarray(dtxt) / b, dt_prime, dbias)
        return _all(scaled, want, "after changing lengths")

    return Trial([_call(inputs), _call(other)], holds)


@law("the gradients are the slopes of the loss", "siglip_loss")
def gradients_are_the_slopes(rng: Rng) -> Trial:
    inputs = probes.pairs(rng, rng.uniform(0.5, 1.0), rng.uniform(-2.0, -0.5))
    for name in ("img", "txt"):  # rows of length 1 and more bend little over a step
        length = rng.uniform(1.0, 2.0, size=(probes.BATCH[0], 1))
        inputs[name] = probes.unit(inputs[name]) * length
    direction = {
        name: rng.uniform(0.5, 1.0, size=np.shape(value)) * rng.choice([-1.0, 1.0], np.shape(value))
        for name, value in inputs.items()
    }

    def moved(name: str, by: float) -> Call:
        value = inputs[name] + by * direction[name]
        return _call({**inputs, name: value if np.ndim(value) else float(value)})

    def holds(results: list[Any]) -> str | None:
        gradients = dict(zip(inputs, results[0][1:], strict=True))
        losses = iter([result[0] for result in results[1:]])
        for name, value in inputs.items():
            above, below, far_above, far_below = (next(losses) for _ in OFFSETS)
            if np.shape(gradients[name]) != np.shape(value):
                return f"d{name}: shape {np.shape(gradients[name])}, expected {np.shape(value)}"
            measured = (8.0 * (above - below) - (far_above - far_below)) / (12.0 * STEP)
            promised = (np.asarray(gradients[name]) * direction[name]).sum()
            found = near(promised, measured, f"the slope promised by d{name}", tolerance=1e-3)
            if found is not None:
                return found
        return None

    calls = [moved(name, by * STEP) for name in inputs for by in OFFSETS]
    return Trial([_call(inputs), *calls], holds)
