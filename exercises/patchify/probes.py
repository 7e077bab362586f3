"""Input designs of patchify: images that are not square, with pixels that tell their place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

WIDE = (2, 6, 8, 3)  # p = 2: a grid of 3 x 4 patches in colour
WIDE_P = 2
STRIP = (1, 12, 3, 1)  # p = 3: one column of 4 patches in grey
STRIP_P = 3


def patches_shape(shape: tuple[int, ...], p: int) -> tuple[int, int, int]:
    """Return the shape that patchify gives to images of ``shape``."""
    B, H, W, C = shape
    return B, (H // p) * (W // p), p * p * C


def numbered(rng: Rng, shape: tuple[int, ...]) -> np.ndarray:
    """Return consecutive numbers from a random start, so that every entry tells its place."""
    return rng.integers(1, 1000) + np.arange(np.prod(shape), dtype=np.float64).reshape(shape)


def _images(imgs: np.ndarray, p: int = WIDE_P) -> Inputs:
    return {"imgs": imgs, "p": p}


def _patches(x: np.ndarray, p: int = WIDE_P, shape: tuple[int, ...] = WIDE) -> Inputs:
    return {"x": x, "p": p, "H": shape[1], "W": shape[2]}


@probe("numbered pixels", "patchify", reveals="strips, columns first, pixels that lie apart")
def numbered_pixels(rng: Rng) -> Inputs:
    return _images(numbered(rng, WIDE))


@probe(
    "colour images that are not square", "patchify", reveals="channels first, a transposed patch"
)
def wide_images(rng: Rng) -> Inputs:
    return _images(rng.normal(size=WIDE))


@probe(
    "one column of patches in grey", "patchify", reveals="a patch size or a grid taken for granted"
)
def one_column_of_patches(rng: Rng) -> Inputs:
    return _images(rng.normal(size=STRIP) + 2.0, STRIP_P)


@probe("numbered patches", "unpatchify", reveals="strips, columns first, pixels that lie apart")
def numbered_patches(rng: Rng) -> Inputs:
    return _patches(numbered(rng, patches_shape(WIDE, WIDE_P)))


@probe("patches of images that are not square", "unpatchify", reveals="height and width exchanged")
def wide_again(rng: Rng) -> Inputs:
    return _patches(rng.normal(size=patches_shape(WIDE, WIDE_P)))


@probe("one column of patches", "unpatchify", reveals="a square grid guessed from L")
def one_column_again(rng: Rng) -> Inputs:
    return _patches(rng.normal(size=patches_shape(STRIP, STRIP_P)) - 1.0, STRIP_P, STRIP)


@probe("every pixel is a patch", "patchify", kind="edge", reveals="a patch size taken for granted")
def every_pixel_a_patch(rng: Rng) -> Inputs:
    return _images(rng.normal(size=STRIP), 1)


@probe("inf and NaN among the pixels", "patchify", kind="edge", reveals="a product with a selector")
def wild_pixels(rng: Rng) -> Inputs:
    imgs = rng.normal(size=WIDE)
    places = rng.choice(imgs.size, size=3, replace=False)
    imgs.flat[places] = np.inf, -np.inf, np.nan
    return _images(imgs)


@probe("inf and NaN in patches", "unpatchify", kind="edge", reveals="a product with a selector")
def wild_patches(rng: Rng) -> Inputs:
    x = rng.normal(size=patches_shape(WIDE, WIDE_P))
    places = rng.choice(x.size, size=3, replace=False)
    x.flat[places] = np.inf, -np.inf, np.nan
    return _patches(x)


@probe("a row of pixels left over", "patchify", kind="error", reveals="an image cropped in silence")
def a_row_left_over(rng: Rng) -> Inputs:
    return _images(rng.normal(size=WIDE)[:, :-1])


@probe(
    "a column of pixels left over", "patchify", kind="error", reveals="an image cropped in silence"
)
def a_column_left_over(rng: Rng) -> Inputs:
    return _images(rng.normal(size=WIDE)[:, :, :-1])


@probe("a height that p does not divide", "unpatchify", kind="error", reveals="a row lost")
def an_image_that_does_not_fit(rng: Rng) -> Inputs:
    return {**_patches(rng.normal(size=patches_shape(WIDE, WIDE_P))), "H": WIDE[1] + 1}


@probe("a patch too few", "unpatchify", kind="error", reveals="an image that is not full")
def too_few_patches(rng: Rng) -> Inputs:
    return _patches(rng.normal(size=patches_shape(WIDE, WIDE_P))[:, :-1])


def _counted(*shape: int) -> Any:
    return np.arange(1.0, 1.0 + np.prod(shape)).reshape(shape)


SMALL = (
    ((1, 1, 1, 1), 1),
    ((1, 1, 2, 1), 1),
    ((1, 2, 1, 1), 1),
    ((1, 1, 1, 2), 1),
    ((1, 1, 2, 2), 1),
    ((1, 2, 2, 1), 1),
    ((1, 2, 2, 1), 2),
    ((2, 2, 2, 1), 2),
    ((1, 2, 4, 1), 2),
    ((1, 4, 2, 1), 2),
    ((1, 2, 2, 2), 2),
    ((1, 2, 4, 2), 2),
    ((1, 2, 8, 1), 2),
    ((1, 4, 4, 1), 2),
    ((1, 4, 6, 1), 2),
)


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield numbered images (or patches) small enough for pencil and paper, smallest first."""
    for (shape, p), sign in product(SMALL, (1.0, -1.0)):
        if entry == "patchify":
            yield _images(sign * _counted(*shape), p)
        else:
            yield _patches(sign * _counted(*patches_shape(shape, p)), p, shape)
