"""Input designs of mae_loss: uneven masks, patches of all contrasts, and what must not matter."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

COLOUR = (3, 4, 6, 3)  # p = 2: a grid of 2 x 3 patches
COLOUR_P = 2
COUNTS = (1, 2, 5)  # removed patches per image: uneven, and not half of all
GREY = (2, 9, 6, 1)  # p = 3: a grid of 3 x 2 patches, taller than wide
GREY_P = 3
WHOLE = (3, 2, 2, 3)  # p = 2: one patch is all of an image


def patches_shape(shape: tuple[int, ...], p: int) -> tuple[int, int, int]:
    """Return the shape of the patches of images of ``shape``."""
    B, H, W, C = shape
    return B, (H // p) * (W // p), p * p * C


def mask_with(rng: Rng, counts: Any, length: int) -> np.ndarray:
    """Return a mask that removes so many patches of every image, in random places."""
    mask = np.arange(length) < np.asarray(counts)[:, None]
    return np.asarray(rng.permuted(mask, axis=1))


def batch(
    rng: Rng, *, norm_pix: bool, shape: tuple[int, ...] = COLOUR, p: int = COLOUR_P
) -> Inputs:
    """Return images between 0 and 1, predictions, and a mask without any True."""
    B, L, P = patches_shape(shape, p)
    return {
        "imgs": rng.random(shape),
        "pred": rng.normal(size=(B, L, P)),
        "mask": np.zeros((B, L), dtype=bool),
        "p": p,
        "norm_pix": norm_pix,
    }


def uneven(rng: Rng, *, norm_pix: bool) -> Inputs:
    """Return a colour batch that loses different numbers of patches in every image."""
    inputs = batch(rng, norm_pix=norm_pix)
    inputs["mask"] = mask_with(rng, rng.permutation(COUNTS), inputs["mask"].shape[1])
    return inputs


def outside(rng: Rng, inputs: Inputs, centre: float, low: float, high: float) -> Inputs:
    """Give predictions a distance of low to high from the centre, so that no error is near 0.

    There a wrong loss may have a kink (absolute errors), and kinks have no slope to measure.
    """
    shape = inputs["pred"].shape
    off = rng.uniform(low, high, size=shape) * rng.choice([-1.0, 1.0], shape)
    return {**inputs, "pred": centre + off}


def spread(values: np.ndarray, p: int) -> np.ndarray:
    """Repeat one number per patch, float[B, h, w], over the pixels of its patch."""
    return np.repeat(np.repeat(values, p, axis=1), p, axis=2)[..., None]


def contrasts(rng: Rng, low: float, high: float) -> np.ndarray:
    """Return a contrast for every patch, all different, as an image to multiply with."""
    B, H, W, _ = COLOUR
    grid = (B, H // COLOUR_P, W // COLOUR_P)
    values = rng.permutation(np.geomspace(low, high, int(np.prod(grid)))).reshape(grid)
    return spread(values, COLOUR_P)


@probe(
    "as many removed in every image",
    "mae_loss",
    reveals="another order of pixels, another set of patches, another distance",
)
def as_many_in_every_image(rng: Rng) -> Inputs:
    inputs = batch(rng, norm_pix=False)
    B, L = inputs["mask"].shape
    return {**inputs, "mask": mask_with(rng, [L - 2] * B, L)}


@probe(
    "uneven masks", "mae_loss", reveals="a mean of means, a division by all patches or by the batch"
)
def uneven_masks(rng: Rng) -> Inputs:
    return outside(rng, uneven(rng, norm_pix=False), 0.5, 0.7, 2.0)


@probe(
    "normalised patches of all contrasts",
    "mae_loss",
    reveals="statistics of the image or of a channel, of N instead of N - 1, of the prediction too",
)
def patches_of_all_contrasts(rng: Rng) -> Inputs:
    # Of P numbers with mean 0 and variance 1 none is beyond (P - 1) / sqrt(P), here 3.18.
    inputs = outside(rng, uneven(rng, norm_pix=True), 0.0, 3.4, 4.6)
    return {**inputs, "imgs": inputs["imgs"] * contrasts(rng, 0.3, 3.0)}


@probe("tall grey images, normalised", "mae_loss", reveals="sizes taken for granted")
def tall_and_grey(rng: Rng) -> Inputs:
    inputs = batch(rng, norm_pix=True, shape=GREY, p=GREY_P)
    L = inputs["mask"].shape[1]
    inputs["mask"] = mask_with(rng, rng.permutation([3, L]), L)
    return inputs


@probe("nearly black patches, normalised", "mae_loss", reveals="no 1e-6, or one outside the root")
def nearly_black(rng: Rng) -> Inputs:
    inputs = uneven(rng, norm_pix=True)
    noise = rng.normal(size=COLOUR) * contrasts(rng, 5e-4, 4e-3)
    return {**inputs, "imgs": 0.01 + noise}


def _wild(rng: Rng, *, norm_pix: bool) -> Inputs:
    inputs = uneven(rng, norm_pix=norm_pix)
    mask, w = inputs["mask"], COLOUR[2] // COLOUR_P
    for bad, (b, l) in zip((np.nan, np.inf, np.nan), np.argwhere(~mask), strict=False):
        top, left = divmod(l, w)
        inputs["imgs"][b, top * COLOUR_P, left * COLOUR_P + 1, rng.integers(COLOUR[3])] = bad
    for bad, (b, l) in zip((np.inf, np.nan), np.argwhere(~mask)[::-1], strict=False):
        inputs["pred"][b, l, rng.integers(inputs["pred"].shape[2])] = bad
    return inputs


@probe("inf and NaN in visible patches", "mae_loss", kind="edge", reveals="multiplying by the mask")
def wild_visible_patches(rng: Rng) -> Inputs:
    return _wild(rng, norm_pix=False)


@probe(
    "inf and NaN in visible patches, normalised",
    "mae_loss",
    kind="edge",
    reveals="multiplying by the mask",
)
def wild_visible_patches_normalised(rng: Rng) -> Inputs:
    return _wild(rng, norm_pix=True)


@probe("patches of one colour, normalised", "mae_loss", kind="edge", reveals="0 divided by 0")
def blue_sky(rng: Rng) -> Inputs:
    inputs = uneven(rng, norm_pix=True)
    B, H, W, _ = COLOUR
    sky = np.zeros((B, H // COLOUR_P, W // COLOUR_P), dtype=bool)
    sky[rng.integers(B)] = True
    return {**inputs, "imgs": np.where(spread(sky, COLOUR_P), 0.5, inputs["imgs"])}


@probe(
    "one patch is all of an image",
    "mae_loss",
    kind="edge",
    reveals="an axis of length 1 that was squeezed away",
    backends=["numpy"],
)
def one_patch(rng: Rng) -> Inputs:
    inputs = batch(rng, norm_pix=False, shape=WHOLE)
    inputs["mask"][:] = rng.permutation([True, False, True])[:, None]
    return inputs


@probe("nothing was removed", "mae_loss", kind="edge", reveals="0 divided by 0")
def nothing_removed(rng: Rng) -> Inputs:
    return batch(rng, norm_pix=False)


@probe("a mask of integers 0 and 1", "mae_loss", kind="edge", reveals="integers used as an index")
def mask_of_integers(rng: Rng) -> Inputs:
    inputs = uneven(rng, norm_pix=False)
    return {**inputs, "mask": inputs["mask"].astype(np.int64)}


@probe(
    "normalised patches of a single number",
    "mae_loss",
    kind="error",
    reveals="a variance that divides by 0",
)
def a_patch_of_one_number(rng: Rng) -> Inputs:
    inputs = batch(rng, norm_pix=True, shape=GREY, p=1)
    inputs["mask"][:, 0] = True
    return inputs


@probe("a row of pixels left over", "mae_loss", kind="error", reveals="an image cropped in silence")
def a_row_left_over(rng: Rng) -> Inputs:
    inputs = uneven(rng, norm_pix=False)
    return {**inputs, "imgs": inputs["imgs"][:, :-1]}


@probe("a prediction too few", "mae_loss", kind="error", reveals="predictions that are broadcast")
def a_prediction_too_few(rng: Rng) -> Inputs:
    inputs = uneven(rng, norm_pix=False)
    return {**inputs, "pred": inputs["pred"][:, :1]}


def _small(imgs: Any, pred: Any, mask: Any, p: int, norm_pix: bool) -> Inputs:
    imgs = np.array(imgs, dtype=np.float64)
    shape = patches_shape(imgs.shape, p)
    return {
        "imgs": imgs,
        "pred": np.broadcast_to(np.array(pred, dtype=np.float64), shape).copy(),
        "mask": np.array(mask, dtype=bool).reshape(shape[:2]),
        "p": p,
        "norm_pix": norm_pix,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    for pixel, pred in product((1.0, -1.0, 0.0), (0.0, 1.0, 2.0)):
        yield _small([[[[pixel]]]], pred, [True], 1, False)
    pairs = ([[1.0], [2.0]], [[1.0], [-1.0]], [[0.0], [2.0]])
    for pair, pred, mask in product(pairs, (0.0, 1.0), ([1, 0], [0, 1], [1, 1])):
        yield _small([[pair]], pred, mask, 1, False)
    for pair, pred, mask in product(pairs, (0.0, 1.0), ([1, 0], [0, 1], [1, 1])):
        yield _small([[np.ravel(pair)[None] * s] for s in (1.0, -1.0)], pred, mask, 1, False)
    squares = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 1.0, 3.0], [0.0, 0.0, 2.0, 2.0])
    for norm_pix, square, pred in product((False, True), squares, (0.0, 1.0)):
        yield _small(np.reshape(square, (1, 2, 2, 1)), pred, [True], 2, norm_pix)
    counted = np.arange(1.0, 5.0)
    for norm_pix, mask in product((False, True), ([1, 0], [0, 1], [1, 1])):
        wide = np.arange(1.0, 9.0).reshape(1, 2, 4, 1)
        yield _small(wide, counted, mask, 2, norm_pix)
        yield _small(wide.reshape(1, 4, 2, 1), counted, mask, 2, norm_pix)
    for mask in ([1, 0, 1, 1], [1, 1, 0, 1], [1, 0, 0, 0]):
        two = np.arange(4.0).reshape(2, 1, 2, 1)
        yield _small(two, 0.0, mask, 1, False)
        yield _small(np.arange(8.0).reshape(2, 1, 2, 2), [0.0, 1.0], mask, 1, True)
    yield _small(np.full((1, 2, 2, 1), 5.0), 1.0, [True], 2, True)
    yield _small([[[[1.0]]]], 0.0, [False], 1, False)
    yield _small([[[[1.0], [np.nan]]]], 0.0, [1, 0], 1, False)
