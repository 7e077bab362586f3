"""Input designs of clip_loss: two clouds, and scales below 1, up to the cap and far above it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from sslgrade.content import Inputs, Rng, probe

N, D = 5, 6
START = float(np.log(1 / 0.07))
CAP = float(np.log(100.0))


def unit(x: np.ndarray) -> np.ndarray:
    """Rows of length 1."""
    return np.asarray(x / np.sqrt((x * x).sum(axis=-1, keepdims=True)))


def frame(rng: Rng) -> np.ndarray:
    """D orthonormal directions, at random: float[D, D]."""
    return np.linalg.qr(rng.normal(size=(D, D)))[0]


def stretched(rng: Rng, x: np.ndarray, shortest: float, longest: float) -> np.ndarray:
    """The rows of x with lengths that are all different, in random order."""
    lengths = rng.permutation(np.geomspace(shortest, longest, len(x)))
    return np.asarray(unit(x) * lengths[:, None])


def clouds(rng: Rng, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Images, and texts that resemble them; an offset moves the texts only."""
    img = rng.normal(size=(N, D))
    txt = 0.7 * img + 0.7 * rng.normal(size=(N, D)) + offset * unit(rng.normal(size=(1, D)))
    return img, txt


def _batch(rng: Rng, offset: float, shortest: float, longest: float, log_scale: float) -> Inputs:
    img, txt = clouds(rng, offset)
    return {
        "img": stretched(rng, img, shortest, longest),
        "txt": stretched(rng, txt, shortest, longest),
        "log_scale": log_scale,
    }


@probe("the scale at the start, 1/0.07", "clip_loss", reveals="one direction, or their sum")
def at_the_start(rng: Rng) -> Inputs:
    return _batch(rng, 1.5, 0.5, 3.0, START)


@probe("a scale between e^0.8 and e^1.6", "clip_loss", reveals="exp forgotten, or used twice")
def any_scale(rng: Rng) -> Inputs:
    return _batch(rng, 1.0, 0.5, 3.0, float(rng.uniform(0.8, 1.6)))


@probe(
    "lengths from 0.01 to 100, a scale below 1",
    "clip_loss",
    reveals="lengths that still count, or a scale that cannot fall below 1",
)
def lengths_apart(rng: Rng) -> Inputs:
    return _batch(rng, 1.0, 0.01, 100.0, float(rng.uniform(-1.5, -1.1)))


@probe("a scale above the cap", "clip_loss", reveals="a missing cap, or one outside the graph")
def above_the_cap(rng: Rng) -> Inputs:
    # Close rivals, so that the loss is far from 0 and from saturation at a scale of 100.
    shared = unit(rng.normal(size=(1, D)))
    img = shared + 0.12 * unit(rng.normal(size=(N, D)))
    txt = shared + 0.12 * unit(rng.normal(size=(N, D)))
    return {
        "img": stretched(rng, img, 0.5, 2.0),
        "txt": stretched(rng, txt, 0.5, 2.0),
        "log_scale": CAP + float(rng.uniform(0.7, 1.3)),
    }


@probe("log_scale = 50", "clip_loss", kind="stability", reveals="exp(exp(50))")
def scale_fifty(rng: Rng) -> Inputs:
    return _batch(rng, 0.5, 0.5, 2.0, 50.0)


@probe(
    "float32 at the cap, every pair matches",
    "clip_loss",
    kind="stability",
    reveals="exp(100), which float32 does not have",
)
def float32_matches(rng: Rng) -> Inputs:
    img = frame(rng)[:N] + 0.1 * rng.normal(size=(N, D))
    txt = img * rng.permutation(np.geomspace(0.5, 2.0, N))[:, None]
    return {"img": img.astype(np.float32), "txt": txt.astype(np.float32), "log_scale": CAP + 1.0}


@probe(
    "float32 at the cap, no pair matches",
    "clip_loss",
    kind="stability",
    reveals="the log of a softmax that is 0 in float32",
)
def float32_strangers(rng: Rng) -> Inputs:
    e = frame(rng)[:N]
    img = stretched(rng, e + 0.02 * rng.normal(size=(N, D)), 0.5, 2.0)
    txt = stretched(rng, np.roll(e, 1, axis=0) - e, 0.5, 2.0)
    return {"img": img.astype(np.float32), "txt": txt.astype(np.float32), "log_scale": CAP + 1.0}


@probe(
    "float32 at the cap, one image unlike all texts",
    "clip_loss",
    kind="stability",
    reveals="one maximum for all rows",
)
def float32_lone_image(rng: Rng) -> Inputs:
    # Its cosines are near -0.45, so its logits end 145 below those of a pair: exp gives 0.
    e = frame(rng)[:N]
    img = e + 0.02 * rng.normal(size=(N, D))
    txt = e + 0.02 * rng.normal(size=(N, D))
    img[rng.integers(1, N - 1)] = -e.sum(axis=0)
    return {
        "img": stretched(rng, img, 0.5, 2.0).astype(np.float32),
        "txt": stretched(rng, txt, 0.5, 2.0).astype(np.float32),
        "log_scale": CAP + 1.0,
    }


@probe("a single pair", "clip_loss", kind="edge", reveals="a candidate that is counted twice")
def one_pair(rng: Rng) -> Inputs:
    return {"img": rng.normal(size=(1, D)), "txt": rng.normal(size=(1, D)), "log_scale": START}


@probe("rows of zeros", "clip_loss", kind="edge", judge="finite", reveals="0 / 0")
def zero_rows(rng: Rng) -> Inputs:
    img, txt = clouds(rng, 0.5)
    img[rng.integers(N)] = 0.0
    txt[rng.integers(N)] = 0.0
    return {"img": img, "txt": txt, "log_scale": START}


@probe("an image without a text", "clip_loss", kind="error")
def unpaired(rng: Rng) -> Inputs:
    img, txt = clouds(rng, 0.5)
    return {"img": img, "txt": txt[:-1], "log_scale": START}


def tiny(entry: str) -> Iterator[Inputs]:
    """Inputs small enough for pencil and paper, smallest first."""
    log_two = float(np.log(2.0))
    for a, b in ((1.0, 1.0), (1.0, -1.0), (2.0, 1.0)):
        yield {"img": np.array([[a]]), "txt": np.array([[b]]), "log_scale": 0.0}
    for log_scale in (0.0, log_two):
        for four in product((1.0, -1.0), repeat=4):
            yield {
                "img": np.array([four[:2]]).T,
                "txt": np.array([four[2:]]).T,
                "log_scale": log_scale,
            }
    rows = ((1.0, 0.0), (0.0, 1.0), (0.0, 2.0), (1.0, 1.0))
    for i1, i2, t1, t2 in product(rows, repeat=4):
        yield {"img": np.array([i1, i2]), "txt": np.array([t1, t2]), "log_scale": log_two}
    for log_scale in (5.0, 6.0):
        yield {
            "img": np.array([[1.0, 0.0], [1.0, 0.1]]),
            "txt": np.array([[1.0, 0.1], [1.0, 0.0]]),
            "log_scale": log_scale,
        }
