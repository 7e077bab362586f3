"""What is asked of the driver, and the checks that need no answer."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np

from sslgrade.content import Call, Rng
from sslgrade.content.capstone import shaped
from sslgrade.content.modules import ContentError

Array = Any
SIDE = 11
"""Digits of 8 x 8 pixels lie somewhere on canvases of this size."""
NOISE = 8
BATCH, TAU = 256, 0.5
TRAIN = 1297
LAYERS = (SIDE * SIDE, 256, 128, 128, 32)
SIZES = {"full": (1200, 0.30), "smoke": (500, 0.25)}
"""Training steps, and how much better than a random projection of the pixels the features must be.

Measured on several seeds: 0.37 to 0.41 in full runs, and at most 0.24 where views never move.
"""
NEAR_START = 0.1
"""How far the loss may be from ln(2N-1) before training, as a share of it."""
CLASSES, WIDTH = 4, 6
MISSING = (
    "train_contrastive needs the digits of scikit-learn, which is not installed. "
    "Install the extra: pip install 'sslgrade[labs]'"
)


@functools.cache
def digits() -> tuple[Array, Array]:
    """Return scikit-learn's digits: images float[N, 8, 8] in 0..1, and their classes."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise ContentError(MISSING) from None
    found = load_digits()
    return (found.images / 16).astype(np.float32), found.target.astype(np.int32)


def scattered(rng: Rng, images: Array) -> Array:
    """Put every image at a random place of an empty canvas."""
    room = SIDE - images.shape[1]
    canvas = np.zeros((len(images), SIDE, SIDE), dtype=np.float32)
    for n, (down, right) in enumerate(rng.integers(0, room + 1, (len(images), 2))):
        canvas[n, down : down + images.shape[1], right : right + images.shape[2]] = images[n]
    return canvas


def parameters(rng: Rng) -> dict[str, Array]:
    """Return fresh parameters of encoder and projection."""
    found: dict[str, Array] = {}
    for layer, (rows, columns) in enumerate(itertools.pairwise(LAYERS)):
        found[f"w{layer}"] = rng.normal(size=(rows, columns)) * np.sqrt(2 / rows)
        found[f"b{layer}"] = np.zeros(columns)
    return {name: value.astype(np.float32) for name, value in found.items()}


def encode(params: Mapping[str, Array], images: Array) -> Array:
    """Return the driver's features, in NumPy."""
    x = images.reshape(len(images), -1)
    for layer in range(2):
        x = np.maximum(x @ params[f"w{layer}"] + params[f"b{layer}"], 0)
    return x


def _objectives(rng: Rng) -> dict[str, Call]:
    found = {}
    for name, rows, tau in (("value", 5, TAU), ("again", 8, 1.0)):
        z1, z2 = rng.normal(size=(2, rows, 4)) * rng.uniform(0.5, 2, (2, rows, 1))
        z2 = z2 + z1
        found[f"objective_{name}"] = Call("value", {"z1": z1, "z2": z2, "tau": tau})
    return found


def _augmented(rng: Rng) -> dict[str, Call]:
    images = np.zeros((8, SIDE, SIDE), dtype=np.float32)
    images[:, 1:9, 1:9] = rng.uniform(0.2, 1, (8, 8, 8))
    noise = rng.random((3, len(images), NOISE)).astype(np.float32)
    mixed = noise[0].copy()
    mixed[0] = noise[1, 0]
    draws = {"views": noise[0], "views_first_changed": mixed, "views_other": noise[2]}
    return {name: Call("views", {"images": images, "noise": draw}) for name, draw in draws.items()}


def _blobs(rng: Rng, centres: Array, count: int) -> tuple[Array, Array]:
    classes = np.arange(count) % CLASSES
    return centres[classes] + 0.4 * rng.normal(size=(count, WIDTH)), classes.astype(np.int32)


def _probes(rng: Rng) -> dict[str, Call]:
    """Return easy classes in awkward units, strange neighbours in the test set, and a XOR."""
    centres = 2.0 * np.linalg.qr(rng.normal(size=(WIDTH, CLASSES)))[0].T
    units, offset = 10.0 ** rng.uniform(-1, 1, WIDTH), rng.normal(size=WIDTH)
    (x, y), (test, classes) = _blobs(rng, centres, 200), _blobs(rng, centres, 80)
    x, test = x * units + offset, test * units + offset
    strange = test.copy()
    # All strangers lie on one side: whoever centres the test set by itself loses the others.
    strange[40:] = offset + units * (100 * centres[0] + rng.normal(size=(40, WIDTH)))
    corner = rng.integers(0, 2, (2, 160, 2))
    xor_x, xor_test = (2.0 * c - 1 + 0.2 * rng.normal(size=c.shape) for c in corner)
    xor_y, xor_classes = (c.sum(axis=1) % 2 for c in corner)
    return {
        "probe": Call("probe", {"train_x": x, "train_y": y, "test_x": test}),
        "probe_strangers": Call("probe", {"train_x": x, "train_y": y, "test_x": strange}),
        "probe_xor": Call("probe", {"train_x": xor_x, "train_y": xor_y, "test_x": xor_test}),
        "kept_classes": Call("", {"probe": classes, "probe_xor": xor_classes}),
    }


def _training(rng: Rng, size: str) -> dict[str, Call]:
    images, classes = digits()
    order = rng.permutation(len(images))
    images, classes = scattered(rng, images[order]), classes[order]
    steps, margin = SIZES[size]
    pool = rng.random((1 << 14, NOISE)).astype(np.float32)
    train = {
        "params": parameters(rng),
        "images": images[:TRAIN],
        "rows": rng.integers(0, TRAIN, (steps, BATCH)).astype(np.int32),
        "pool": pool,
        "draws": rng.integers(0, len(pool), (steps, 2, BATCH)).astype(np.int32),
        "tau": TAU,
    }
    kept = {
        "classes": classes[:TRAIN],
        "test_images": images[TRAIN:],
        "test_classes": classes[TRAIN:],
        "margin": margin,
        "projection": rng.normal(size=(SIDE * SIDE, LAYERS[2])) / SIDE,
    }
    return {"train": Call("train", train), "kept": Call("", kept)}


def calls(rng: Rng, size: str) -> dict[str, Call]:
    """Return the first round of calls; the same ``rng`` gives the same numbers."""
    found = {**_objectives(rng), **_augmented(rng), **_probes(rng)}
    if size != "glance":
        found |= _training(rng, size)
    return found


def then(asked: Mapping[str, Call], came: Mapping[str, Any]) -> dict[str, Call]:
    """Freeze the encoder that came back, and hand its features to the probe."""
    if "train" not in asked or came["train"] is None:
        return {}
    given, params = asked["train"].inputs, came["train"]["params"]
    shapes = {name: value.shape for name, value in params.items()}
    if shapes != {name: value.shape for name, value in given["params"].items()}:
        return {}
    kept = asked["kept"].inputs
    x, test = encode(params, given["images"]), encode(params, kept["test_images"])
    if not (np.all(np.isfinite(x)) and np.all(np.isfinite(test))):
        return {}
    return {"digits": Call("probe", {"train_x": x, "train_y": kept["classes"], "test_x": test})}


def _start(asked: Mapping[str, Call], came: Mapping[str, Any]) -> str | None:
    first, others = float(came["train"]["curve"][0]), 2 * BATCH - 1
    want = float(np.log(others))
    if abs(first - want) <= NEAR_START * want:
        return None
    return (
        f"{first:.3f} before training, expected about ln {others} = {want:.3f}: an encoder that "
        f"knows nothing has {others} candidates for every view and no reason to prefer one"
    )


def _seen(asked: Mapping[str, Call], came: Mapping[str, Any]) -> list[Array]:
    """Return the views with the first noise, with other noise for image 0, and with other noise."""
    names = ("views", "views_first_changed", "views_other")
    return [shaped(came[name], asked[name].inputs["images"].shape, "views") for name in names]


def _predicted(asked: Mapping[str, Call], came: Mapping[str, Any], name: str) -> Array:
    """Return the classes that the probe predicted in one call."""
    rows = len(asked[name].inputs["test_x"])
    return shaped(came[name], (rows,), "predicted classes")


def _views(asked: Mapping[str, Call], came: Mapping[str, Any]) -> str | None:
    images = asked["views"].inputs["images"]
    one, mixed, other = _seen(asked, came)
    if not all(np.all(np.isfinite(v)) for v in (one, mixed, other)):
        return "views with values that are not finite"
    if np.array_equal(one, images) and np.array_equal(other, images):
        return "every view is the image itself: the two views of an image are always equal"
    touched = np.flatnonzero(_moved(one[1:], mixed[1:])) + 1
    if len(touched):
        return (
            f"other noise for image 0 changes the view of image {touched[0]}: "
            "image i should use noise[i] alone"
        )
    still = int((~_moved(one, other)).sum())
    if still > len(images) // 2:
        return f"other noise leaves {still} of {len(images)} views as they were"
    return None


def _moved(a: Array, b: Array) -> Array:
    return np.abs(a - b).reshape(len(a), -1).max(axis=1) > 1e-5


def _alone(asked: Mapping[str, Call], came: Mapping[str, Any]) -> str | None:
    same = asked["probe"].inputs["test_x"] == asked["probe_strangers"].inputs["test_x"]
    rows = np.all(same, axis=1)
    one, other = (_predicted(asked, came, name) for name in ("probe", "probe_strangers"))
    changed = int((one[rows] != other[rows]).sum())
    if changed == 0:
        return None
    return (
        f"{changed} of {rows.sum()} predictions change when other rows of test_x do: the probe "
        "learns something from the test set. Means, scales and weights come from train_x alone"
    )


def _linear(asked: Mapping[str, Call], came: Mapping[str, Any]) -> str | None:
    classes = asked["kept_classes"].inputs["probe_xor"]
    right = float((_predicted(asked, came, "probe_xor") == classes).mean())
    if right < 0.9:
        return None
    return (
        f"{right:.0%} right on classes that no linear map can tell apart (XOR): a probe that is "
        "not linear measures itself, not the features"
    )


CHECKS = {"start": _start, "views": _views, "probe_alone": _alone, "probe_linear": _linear}
