"""What holds for every right log_softmax, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
FAR = 1024.0
SHIFTED = 1e-3  # float32 keeps three decimals where the maximum, 3072, is added back


@law("one raised logit has a closed form", "log_softmax", telling=True)
def one_raised_logit(rng: Rng) -> Trial:
    rows, classes = probes.MATRIX
    x = np.zeros((rows, classes))
    raised = rng.uniform(0.5, 4.0, size=(rows, 1))
    place = rng.integers(classes, size=(rows, 1))
    np.put_along_axis(x, place, raised, axis=1)
    want = x - (raised + np.log1p((classes - 1) * np.exp(-raised)))
    return Trial(
        [Call("log_softmax", {"x": x, "axis": -1})],
        lambda results: near(results[0], want, "with one raised logit among zeros"),
    )


@law("differences stay, and the probabilities sum to 1", "log_softmax", telling=True)
def differences_and_total(rng: Rng) -> Trial:
    designs = [(probes.MATRIX, -1), (probes.MATRIX, 0), (probes.TENSOR, 1)]
    inputs = [{"x": rng.normal(size=shape) * 2.0, "axis": axis} for shape, axis in designs]

    def holds(results: list[Any]) -> str | None:
        for given, y in zip(inputs, results, strict=True):
            x, axis = given["x"], given["axis"]
            if np.shape(y) != x.shape:
                return f"along axis {axis}: shape {np.shape(y)}, expected {x.shape}"
            finding = first(
                near(
                    np.diff(y, axis=axis), np.diff(x, axis=axis), f"differences along axis {axis}"
                ),
                near(
                    np.exp(y).sum(axis=axis),
                    np.ones_like(x.sum(axis=axis)),
                    f"sum of exp(y) along axis {axis}",
                ),
            )
            if finding is not None:
                return finding
            if np.max(y) > 1e-6:
                return f"a log-probability of {np.max(y):.6g}, expected none above 0"
        return None

    return Trial([Call("log_softmax", given) for given in inputs], holds)


@law("adding a constant to one row changes nothing", "log_softmax")
def rows_shift_separately(rng: Rng) -> Trial:
    x = probes.on_grid(rng.normal(size=probes.MATRIX) * 2.0)
    offset = FAR * rng.permutation([-2.0, -1.0, 1.0, 3.0])[:, None]
    return Trial(
        [
            Call("log_softmax", {"x": x, "axis": -1}),
            Call("log_softmax", {"x": x + offset, "axis": -1}),
        ],
        lambda results: near(
            results[1], results[0], "after adding thousands to every row", tolerance=SHIFTED
        ),
    )


@law("a class 1024 below the winner has log-probability -1024", "log_softmax", telling=True)
def far_below(rng: Rng) -> Trial:
    x = np.zeros(probes.MATRIX)
    place = rng.integers(x.shape[1], size=(x.shape[0], 1))
    np.put_along_axis(x, place, FAR, axis=1)
    return Trial(
        [Call("log_softmax", {"x": x, "axis": -1})],
        lambda results: near(results[0], x - FAR, "with one logit 1024 above the others"),
    )


@law("permuting the classes permutes the answer", "log_softmax")
def permuted_classes(rng: Rng) -> Trial:
    x = rng.normal(size=probes.MATRIX) * 2.0
    order = np.roll(rng.permutation(x.shape[0]), 1)
    return Trial(
        [Call("log_softmax", {"x": x, "axis": 0}), Call("log_softmax", {"x": x[order], "axis": 0})],
        lambda results: near(results[1], np.asarray(results[0])[order], "with permuted classes"),
    )


@law("applied to its own answer it changes nothing", "log_softmax")
def applied_twice(rng: Rng) -> Trial:
    x = rng.normal(size=probes.MATRIX) * 3.0
    return Trial(
        [Call("log_softmax", {"x": x, "axis": -1})],
        lambda results: near(results[1], results[0], "log_softmax of log_softmax"),
        then=lambda results: [Call("log_softmax", {"x": np.asarray(results[0]), "axis": -1})],
    )
