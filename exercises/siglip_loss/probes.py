"""Input designs of siglip_loss: scales and biases of either sign, lengths, extreme logits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

BATCH = (5, 4)
FEW = (3, 6)
ICY = float(np.log(1e4))


def unit(x: np.ndarray) -> np.ndarray:
    """Give every row length 1."""
    return np.asarray(x / np.sqrt((x**2).sum(axis=1, keepdims=True)))


def rows(rng: Rng, shape: tuple[int, int]) -> np.ndarray:
    """Return random rows with lengths between 0.5 and 2."""
    return unit(rng.normal(size=shape)) * rng.uniform(0.5, 2.0, size=(shape[0], 1))


def pairs(rng: Rng, t_prime: float, bias: float, shape: tuple[int, int] = BATCH) -> Inputs:
    """Return random pairs: texts that resemble their images a little, and are never short."""
    img, own = rows(rng, shape), rows(rng, shape)
    txt = own + 0.5 * unit(img) * np.sqrt((own**2).sum(axis=1, keepdims=True))
    return {"img": img, "txt": txt, "t_prime": t_prime, "bias": bias}


@probe("a fresh model: scale 10, bias -10", "siglip_loss", reveals="a softmax, N^2, no bias")
def fresh_model(rng: Rng) -> Inputs:
    return pairs(rng, float(np.log(10.0)), -10.0)


@probe(
    "two clouds",
    "siglip_loss",
    reveals="a divisor, labels of 0 and 1, a bias in the wrong place, a scale without exp",
)
def two_clouds(rng: Rng) -> Inputs:
    return pairs(rng, rng.uniform(0.5, 1.5), rng.uniform(-2.0, -0.5))


@probe("lengths apart", "siglip_loss", reveals="embeddings that are not normalised")
def lengths_apart(rng: Rng) -> Inputs:
    inputs = pairs(rng, rng.uniform(0.8, 1.2), rng.uniform(-1.5, -1.0), FEW)
    n = FEW[0]
    lengths = [rng.permutation([0.1, 0.8, 6.0])[:, None] for _ in range(2)]
    spread = rng.uniform(0.9, 1.1, size=(n, 1))
    return {
        **inputs,
        "img": unit(inputs["img"]) * lengths[0] * spread,
        "txt": unit(inputs["txt"]) * lengths[1] / spread,
    }


@probe("a scale below 1 and a bias above 0", "siglip_loss", reveals="a sign, a scale that divides")
def yes_by_default(rng: Rng) -> Inputs:
    return pairs(rng, rng.uniform(-1.2, -0.6), rng.uniform(0.7, 1.5))


@probe("sure and wrong", "siglip_loss", reveals="an epsilon or a floor that caps the largest costs")
def sure_and_wrong(rng: Rng) -> Inputs:
    inputs = pairs(rng, float(np.log(40.0)), rng.uniform(-2.0, 2.0))
    noise = 0.05 * rng.normal(size=BATCH)
    return {**inputs, "txt": -unit(inputs["img"]) * rng.uniform(0.5, 2.0, (len(noise), 1)) + noise}


@probe("right, with logits of 1e4", "siglip_loss", kind="stability", reveals="inf over inf")
def icy_and_right(rng: Rng) -> Inputs:
    img = rng.normal(size=BATCH)
    txt = unit(img) + 0.1 * rng.normal(size=BATCH)
    return {"img": img, "txt": txt, "t_prime": ICY, "bias": -10.0}


@probe("wrong, with logits of 1e4", "siglip_loss", kind="stability", reveals="the log of 0")
def icy_and_wrong(rng: Rng) -> Inputs:
    img = rng.normal(size=BATCH)
    txt = -unit(img) + 0.1 * rng.normal(size=BATCH)
    return {"img": img, "txt": txt, "t_prime": ICY, "bias": -10.0}


@probe("strangers, with logits of 1e4", "siglip_loss", kind="stability", reveals="exp of a logit")
def icy_strangers(rng: Rng) -> Inputs:
    return {"img": rows(rng, BATCH), "txt": rows(rng, BATCH), "t_prime": ICY, "bias": -10.0}


@probe("a bias of -730", "siglip_loss", kind="stability", reveals="exp of minus a logit")
def no_to_everything(rng: Rng) -> Inputs:
    return pairs(rng, 0.0, -730.0)


@probe("a bias of 730", "siglip_loss", kind="stability", reveals="exp of a logit")
def yes_to_everything(rng: Rng) -> Inputs:
    return pairs(rng, 0.0, 730.0)


@probe("one pair", "siglip_loss", kind="edge", reveals="a softmax of one")
def one_pair(rng: Rng) -> Inputs:
    return pairs(rng, rng.uniform(0.5, 1.5), rng.uniform(-2.0, -0.5), (1, BATCH[1]))


@probe("rows of zeros", "siglip_loss", kind="edge", judge="finite", reveals="0 divided by 0")
def zero_rows(rng: Rng) -> Inputs:
    inputs = pairs(rng, rng.uniform(0.5, 1.5), rng.uniform(-2.0, -0.5))
    inputs["img"][rng.integers(BATCH[0])] = 0.0
    inputs["txt"][rng.integers(BATCH[0])] = 0.0
    return inputs


@probe("a text too few", "siglip_loss", kind="error", reveals="a shape that does not fit")
def unpaired(rng: Rng) -> Inputs:
    inputs = pairs(rng, 1.0, -1.0)
    return {**inputs, "txt": inputs["txt"][:-1]}


@probe("texts of another width", "siglip_loss", kind="error", reveals="a shape that does not fit")
def other_width(rng: Rng) -> Inputs:
    inputs = pairs(rng, 1.0, -1.0)
    return {**inputs, "txt": inputs["txt"][:, :-1]}


def _small(img: Any, txt: Any, t_prime: float, bias: float) -> Inputs:
    return {
        "img": np.array(img, dtype=np.float64),
        "txt": np.array(txt, dtype=np.float64),
        "t_prime": t_prime,
        "bias": bias,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    signs = ((0.0, 0.0), (0.0, -1.0), (float(np.log(2.0)), 0.0), (float(np.log(2.0)), 1.0))
    for (t_prime, bias), a, b in product(signs, (1.0, 2.0), (1.0, -1.0)):
        yield _small([[a]], [[b]], t_prime, bias)
    vectors = ([1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [2.0, 0.0], [-1.0, 0.0])
    for (t_prime, bias), one, two in product(signs, vectors[:3], vectors):
        yield _small([one], [two], t_prime, bias)
    for (t_prime, bias), a, b in product(signs, (1.0, 2.0), (1.0, -1.0)):
        yield _small([[1.0], [a]], [[1.0], [b]], t_prime, bias)
    for (t_prime, bias), one, two in product(signs, vectors, vectors):
        yield _small([[1.0, 0.0], one], [[1.0, 0.0], two], t_prime, bias)
    yield _small([[1.0]], [[-1.0]], ICY, 0.0)
    yield _small([[1.0]], [[1.0]], ICY, 0.0)
