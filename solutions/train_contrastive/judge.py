"""Every graded number of this exercise, in NumPy, from what came back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sslgrade.content import Call, Misconception, sibling
from sslgrade.content.capstone import rooted, shaped, trained
from sslgrade.content.pieces import of_type

Array = Any
Asked = Mapping[str, Call]
Results = Mapping[str, Any]

believed = sibling(__file__, "misconceptions")
SAME = 2e-5
"""How far an objective in float32 may be from ours, relative to it."""
LEAST_STD, LEAST_SPREAD = 0.5, 0.02
"""Least std_mean, as a share of 1/sqrt(D), and least kl_spread."""
EASY = 0.95
ENCODER = ("w0", "w1")


def _ours(inputs: Mapping[str, Any], functions: Mapping[str, Any] | None = None) -> float:
    chosen = functions or believed.RECIPE.with_steps({})
    return float(chosen["objective"](inputs["z1"], inputs["z2"], tau=inputs["tau"]))


def _close(got: float, want: float) -> bool:
    return bool(np.isfinite(got)) and abs(got - want) <= SAME * max(1.0, abs(want))


def _values(asked: Asked, came: Results) -> str | None:
    for name in ("objective_value", "objective_again"):
        got, want = float(came[name]), _ours(asked[name].inputs)
        if not _close(got, want):
            rows = len(asked[name].inputs["z1"])
            return f"{got:.6g} for {rows} pairs of embeddings, expected {want:.6g}"
    return None


def _entropy(p: Array) -> Array:
    return -(p * np.log(np.maximum(p, 1e-30))).sum(axis=-1)


def health(params: Mapping[str, Array], images: Array, tau: float) -> tuple[float, float, int]:
    """Return std_mean and kl_spread of the embeddings, and their width."""
    x = images.reshape(len(images), -1)
    for layer in range(4):
        x = x @ params[f"w{layer}"] + params[f"b{layer}"]
        x = np.maximum(x, 0) if layer < 3 else x
    u = x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)
    p = np.exp((u - u.max(axis=1, keepdims=True)) / tau)
    p = p / p.sum(axis=1, keepdims=True)
    spread = float(_entropy(p.mean(axis=0)) - _entropy(p).mean())
    return float(u.std(axis=0).mean()), spread, u.shape[1]


def _healthy(asked: Asked, came: Results) -> str | None:
    images, tau = asked["kept"].inputs["test_images"], asked["train"].inputs["tau"]
    std, spread, width = health(trained(asked, came, "train"), images, tau)
    least = LEAST_STD / width**0.5
    if std >= least and spread >= LEAST_SPREAD:
        return rooted(asked, came, "train", ENCODER)
    return (
        f"the embeddings of unseen digits collapsed: std_mean {std:.4f}, expected at least "
        f"{least:.4f}; kl_spread {spread:.4f}, expected at least {LEAST_SPREAD}. The encoder says "
        "nearly the same about every image"
    )


def _ridge(x: Array, y: Array, test: Array) -> Array:
    predicted: Array = believed.RECIPE.with_steps({})["linear_probe"](x, y, test)
    return predicted


def baseline(asked: Asked) -> float:
    """Return the accuracy of our own probe on a random projection of the pixels."""
    kept, images = asked["kept"].inputs, asked["train"].inputs["images"]
    x, test = (i.reshape(len(i), -1) @ kept["projection"] for i in (images, kept["test_images"]))
    return float((_ridge(x, kept["classes"], test) == kept["test_classes"]).mean())


def _predicted(asked: Asked, came: Results, name: str) -> Array:
    rows = len(asked[name].inputs["test_x"])
    return shaped(came[name], (rows,), "predicted classes")


def accuracy(asked: Asked, came: Results) -> float:
    """Return the share of unseen digits that the learner's probe names rightly."""
    return float((_predicted(asked, came, "digits") == asked["kept"].inputs["test_classes"]).mean())


def _accuracy(asked: Asked, came: Results) -> str | None:
    found, random = accuracy(asked, came), baseline(asked)
    least = random + float(asked["kept"].inputs["margin"])
    if found >= least:
        return rooted(asked, came, "train", ENCODER)
    return (
        f"{found:.1%} of the unseen digits are named rightly, expected at least "
        f"{least:.1%}: a random projection of the pixels reaches {random:.1%}. The encoder "
        "keeps what the two views of a digit share: does that include where the digit lies?"
    )


def _learns(asked: Asked, came: Results) -> str | None:
    classes = asked["kept_classes"].inputs["probe"]
    right = float((_predicted(asked, came, "probe") == classes).mean())
    if right >= EASY:
        return None
    return (
        f"{right:.1%} right on four classes that lie far apart, expected at least {EASY:.0%}; "
        "the columns have very different units"
    )


CHECKS = {
    "objective_values": _values,
    "healthy": _healthy,
    "accuracy": _accuracy,
    "probe_learns": _learns,
}


def _objective(asked: Asked, came: Results) -> list[str]:
    names = ("objective_value", "objective_again")
    if any(came[name] is None for name in names) or _values(asked, came) is None:
        return []
    pieces: list[Misconception] = of_type(believed, Misconception)
    return [
        m.id
        for m in pieces
        if m.step in ("unit", "loss")
        and all(_close(float(came[name]), _ours(asked[name].inputs, m.code)) for name in names)
    ]


def _augment(asked: Asked, came: Results) -> list[str]:
    found = [came[f"views{n}"] for n in ("", "_first_changed", "_other")]
    if any(v is None for v in found):
        return []
    images = asked["views"].inputs["images"]
    one, mixed, other = (shaped(v, images.shape, "views") for v in found)
    if np.array_equal(one, images) and np.array_equal(other, images):
        return ["contrast-no-augmentation"]
    if np.abs(one[1:] - mixed[1:]).max() > 1e-5:
        return ["contrast-shared-noise"]
    return []


def _probe(asked: Asked, came: Results) -> list[str]:
    found = []
    if came["probe"] is not None and came["probe_strangers"] is not None:
        tests = [asked[name].inputs["test_x"] for name in ("probe", "probe_strangers")]
        rows = np.all(tests[0] == tests[1], axis=1)
        one, other = (_predicted(asked, came, name) for name in ("probe", "probe_strangers"))
        if np.any(one[rows] != other[rows]):
            found.append("probe-fitted-on-test")
    if came["probe_xor"] is not None:
        classes = asked["kept_classes"].inputs["probe_xor"]
        if (_predicted(asked, came, "probe_xor") == classes).mean() >= 0.9:
            found.append("probe-nearest-neighbour")
    return found


def suspects(asked: Asked, came: Results) -> dict[str, list[str]]:
    """Return, per entry point, the misconceptions that were seen at work."""
    return {
        "objective": _objective(asked, came),
        "augment": _augment(asked, came),
        "linear_probe": _probe(asked, came),
    }
